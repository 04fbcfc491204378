"""Reads of reports and their periods."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

import support_plans.queries
from cnnt_portal.accounts.models import Organisation, OrganisationKind, Role
from cnnt_portal.accounts.queries import people_at, predecessors
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import grouped, lower_first
from cnnt_portal.ui.components import Todo, tone_of
from cnnt_portal.ui.formats import day

from . import consolidating, drafting, flags
from .models import Consolidation, HalfYearReport, Obligation, ReportingPeriod
from .periods import working_days_late
from .workflow import ConsolidationState, ReportState

SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)


def reports_for(user):
    return (
        HalfYearReport.objects.visible_to(user)
        .select_related("period", "organisation")
        .order_by("-period__starts_on", "organisation__name", "pk")
    )


def activities_of_report(report):
    """What counts in a report: done in the period, or done before and recorded too late for the period before; by the
    unit or by a body whose work had come to it when the figures closed."""
    period, unit = report.period, report.organisation
    gone = [body for body in predecessors(unit) if body.valid_to and body.valid_to <= period.cut_off_on]
    before = ReportingPeriod.objects.filter(regime__code=period.regime.code, starts_on__lt=period.starts_on)
    before = before.order_by("-starts_on").first()
    return support_plans.queries.activities_for_report(
        [unit, *gone],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        recorded_by=end_of(period.cut_off_on),
        missed_after=before and end_of(before.cut_off_on),
    )


def end_of(day):
    """The last moment of a day in Vietnam: what was recorded on the cut-off day counts."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def reporters(period):
    """The units that owe a report: bodies that carry a task of a plan on the day the figures are closed."""
    return support_plans.queries.units_with_tasks(period.signable_on)


def owing(period):
    """Obligations of a period for which no report stands as sent."""
    return period.obligations.exclude(organisation__in=sent_reports(period).values("organisation"))


def obligations_unmet(on):
    """What every unit still owes, for reminders: of periods that still take reports."""
    sent = HalfYearReport.objects.filter(
        period=OuterRef("period"), organisation=OuterRef("organisation"), state__in=SENT
    )
    open_still = Q(period__closes_on=None) | Q(period__closes_on__gte=on) | Q(due_on__gte=on)
    return (
        Obligation.objects.filter(open_still)
        .exclude(Exists(sent))
        .select_related("organisation", "period__regime")
        .order_by("pk")
    )


class Standing(NamedTuple):
    """How an obligation stands, computed from acts."""

    obligation: Obligation
    report: HalfYearReport | None
    days_late: int
    returned: int

    @property
    def words(self):
        if self.report is None:
            return "Chưa soạn"
        return self.report.get_state_display()

    @property
    def tone(self):
        return tone_of(self.report) if self.report else "quiet"


def with_standing(obligations, on):
    """A Standing for each obligation of a page, in three queries for the whole page."""
    rows = list(obligations)
    reports = {
        (report.period_id, report.organisation_id): report
        for report in HalfYearReport.objects.filter(
            period__in={row.period_id for row in rows}, organisation__in={row.organisation_id for row in rows}
        ).prefetch_related("history")
    }
    found = []
    for row in rows:
        report = reports.get((row.period_id, row.organisation_id))
        acts = [(act.step, timezone.localdate(act.at)) for act in report.history.all()] if report else []
        returned = sum(step == "return" for step, _ in acts)
        found.append(Standing(row, report, working_days_late(row.due_on, acts, on), returned))
    return found


def obligations_of(period):
    return period.obligations.select_related("organisation").order_by("organisation__name", "pk")


def closed_periods(user, on):
    """Periods whose obligations stand, for the lists of who owes what."""
    return ReportingPeriod.objects.visible_to(user).filter(cut_off_on__lt=on).order_by("-starts_on")


def open_periods(on):
    """Periods that have begun; the latest first."""
    return ReportingPeriod.objects.filter(starts_on__lte=on).select_related("regime__receiver").order_by("-starts_on")


def last_closed_period(on):
    """The latest period whose figures are closed, or None."""
    return ReportingPeriod.objects.filter(cut_off_on__lt=on).order_by("-starts_on").first()


def sent_reports(period):
    return period.reports.filter(state__in=SENT)


def periods_to_report(user, on):
    """[(period, organisation, report or None)] for the user's units: what can be started or continued."""
    units = reporting_units(user)
    periods = list(open_periods(on)[:4])
    reports = {
        (report.period_id, report.organisation_id): report
        for report in HalfYearReport.objects.filter(period__in=periods, organisation__in=units)
    }
    return [(period, unit, reports.get((period.pk, unit.pk))) for period in periods for unit in units]


def period_and_unit(user, period_pk, organisation_pk):
    """A period, and one of the user's own units that report, else 404."""
    units = {unit.pk: unit for unit in reporting_units(user)}
    if organisation_pk not in units:
        raise Http404
    return get_object_or_404(ReportingPeriod.objects.select_related("regime"), pk=period_pk), units[organisation_pk]


def reporting_units(user):
    """The user's units that have tasks in a plan: they report on them."""
    units = support_plans.queries.units_of(user)
    return [unit for unit in units if support_plans.queries.tasks_of(unit).exists()]


class Difference(NamedTuple):
    """How one activity of the table would change with fresh records; `kind` is “Thêm”, “Bỏ” or “Đổi”."""

    kind: str
    title: str
    before: str
    after: str


def changes_since(report):
    """What a fresh draft would change in the table, before anybody asks for it."""
    activities = list(activities_of_report(report))
    fresh = {line["activity"].pk: line for line in drafting.lines_of(activities)}
    old = {line.activity_id: line for line in report.lines.all()}
    found = []
    for pk, line in fresh.items():
        if pk not in old:
            found.append(Difference("Thêm", line["title"], "", _numbers(line)))
            continue
        recorded = {
            field: Decimal(old[pk].corrections.get(field, {}).get("recorded", getattr(old[pk], field)))
            for field in drafting.CORRECTABLE
        }
        before = _numbers({"title": old[pk].title, **recorded})
        if (before, old[pk].title) != (_numbers(line), line["title"]):
            found.append(Difference("Đổi", line["title"], before, _numbers(line)))
    return found + [
        Difference("Bỏ", line.title, _numbers(vars(line)), "") for pk, line in old.items() if pk not in fresh
    ]


def _numbers(line):
    return (
        f"{grouped(line['products'])} sản phẩm, {grouped(line['establishments'])} cơ sở, {grouped(line['amount'])} đồng"
    )


def line_of(report, pk):
    return get_object_or_404(report.lines.all(), pk=pk)


def previous_report(report):
    """What the unit last sent for an earlier period, or None."""
    earlier = HalfYearReport.objects.filter(
        organisation=report.organisation, period__starts_on__lt=report.period.starts_on, state__in=SENT
    )
    return earlier.select_related("period").order_by("-period__starts_on").first()


def flags_of(report):
    previous = previous_report(report)
    tasks = support_plans.queries.tasks_of(report.organisation)
    reported = set(report.lines.values_list("content", flat=True))
    idle = sorted({task.content.name for task in tasks if task.lead_id} - reported)
    return flags.ranked(
        texts=dict(report.sections.values_list("title", "text")),
        amount=totals_of(report)["amount"] or 0,
        idle=idle,
        before=previous
        and flags.Before(
            previous.period.name,
            dict(previous.sections.values_list("title", "text")),
            totals_of(previous)["amount"] or 0,
        ),
    )


def remarks_of(report):
    """{section pk: what is to be mended} while a report is returned."""
    if report.state != ReportState.RETURNED:
        return {}
    return dict(report.versions.last().remarks.values_list("section", "text"))


class Paired(NamedTuple):
    title: str
    before: str
    after: str


def compared(report):
    """(older version, newer version, [Paired sections that differ], lines gone, lines new) of the last two sendings."""
    older, newer = list(report.versions.order_by("-number")[:2])[::-1]
    texts = {key: text for key, _, text in older.facts["sections"]}
    sections = [
        Paired(title, texts.get(key, ""), text)
        for key, title, text in newer.facts["sections"]
        if texts.get(key, "") != text
    ]
    return {
        "older": older,
        "newer": newer,
        "sections": sections,
        "gone": [_line_words(line) for line in older.facts["lines"] if line not in newer.facts["lines"]],
        "come": [_line_words(line) for line in newer.facts["lines"] if line not in older.facts["lines"]],
    }


def _line_words(line):
    numbers = {"products": line[6], "establishments": line[7], "amount": Decimal(line[8])}
    return f"{line[2]}: {_numbers(numbers)}"


def totals_of(report):
    """Sums of the report's own lines: what the table's last row shows."""
    return report.lines.aggregate(count=Count("pk"), amount=Sum("amount"))


def job_of(report, kind):
    return Job.objects.filter(kind=kind, arguments__report=report.pk).order_by("-pk").first()


def title_at(organisation, user):
    """The user's post in a body, as it is written above the signature: “Cục trưởng”."""
    titles = [m.title for m in user.current_memberships if m.organisation_id == organisation.pk and m.role == Role.HEAD]
    return next((title for title in titles if title), "")


def receivers(report, on):
    """Whom a sent report reaches: the receiver's officers and head."""
    return people_at(report.period.regime.receiver, Role.OFFICER, Role.HEAD, on=on)


def todo_for(user, on):
    """What waits for the user in this room."""
    due = {
        (row.period_id, row.organisation_id): row.due_on
        for row in Obligation.objects.filter(organisation__in=reporting_units(user))
    }
    todos = [
        Todo(
            title=f"{'Tiếp tục' if report else 'Bắt đầu'} {lower_first(period.name)} – {unit}",
            url=report_url(period, unit, report),
            due=due.get((period.pk, unit.pk), period.due_on),
        )
        for period, unit, report in periods_to_report(user, on)
        if (report.is_open if report else period.ends_on < on)
    ]
    if user.works_at(OrganisationKind.AGENCY):
        todos += [
            Todo(
                title=f"Xem {report}",
                url=reverse("reporting:report_detail", args=[report.pk]),
                note=f"Gửi ngày {day(report.submitted_at)}",
            )
            for report in reports_for(user).filter(state=ReportState.SUBMITTED)
        ]
    if user.works_at(OrganisationKind.LEADERS):
        todos += [
            Todo(
                title=f"Phê duyệt {lower_first(str(row))}",
                url=reverse("reporting:consolidation_detail", args=[row.pk]),
                note=f"Cục trình ngày {day(row.submitted_at)}",
            )
            for row in consolidations_for(user).filter(state=ConsolidationState.SUBMITTED)
        ]
    return todos


def report_url(period, unit, report):
    if report:
        return reverse("reporting:report_detail", args=[report.pk])
    return reverse("reporting:report_list")


# Consolidation


def versions_to_sum(period):
    """[(unit that owes, its last accepted version or None)]: a unit that is missing is named, never taken as zero."""
    accepted = {
        report.organisation_id: report
        for report in period.reports.filter(state=ReportState.ACCEPTED)
        .select_related("organisation")
        .prefetch_related("versions")
    }
    units = {row.organisation_id: row.organisation for row in obligations_of(period)}
    units |= {pk: report.organisation for pk, report in accepted.items()}
    return [(unit, _last_version(accepted.get(pk))) for pk, unit in units.items()]


def _last_version(report):
    return max(report.versions.all(), key=lambda version: version.number) if report else None


def sources_of(consolidation):
    return list(consolidation.sources.select_related("organisation", "version"))


def summed_sources(consolidation):
    return [source for source in sources_of(consolidation) if source.version and not source.left_out]


def rows_of(sources):
    """Every activity that is summed, with its unit and report."""
    return [
        row
        for source in sources
        if source.version and not source.left_out
        for row in consolidating.rows_of(source.organisation.name, source.version.report_id, source.version.facts)
    ]


def outdated(consolidation):
    """Names of units whose accepted report is newer than what is summed."""
    summed = {source.organisation_id: source.version for source in sources_of(consolidation)}
    return [
        unit.name
        for unit, version in versions_to_sum(consolidation.period)
        if version and version != summed.get(unit.pk)
    ]


def consolidation_of(period):
    return Consolidation.objects.filter(period=period).first()


def previous_consolidation(consolidation, user):
    """The latest one before it, of the same regime, that this user may read; None for the first."""
    earlier = consolidations_for(user).filter(
        period__regime__code=consolidation.period.regime.code, period__starts_on__lt=consolidation.period.starts_on
    )
    return earlier.first()


def source_of(consolidation, pk):
    return get_object_or_404(consolidation.sources.select_related("organisation"), pk=pk)


def consolidations_for(user):
    return Consolidation.objects.visible_to(user).select_related("period").order_by("-period__starts_on")


def people_of_kind(kind, role, at):
    """Everybody who holds the role in a body of this kind on that day."""
    day_ = timezone.localdate(at)
    return [
        person for body in Organisation.objects.on(day_).filter(kind=kind) for person in people_at(body, role, on=day_)
    ]
