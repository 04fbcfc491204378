"""Reads of one unit's report."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404

import support_plans.queries
from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import grouped
from support_plans.models import YearPlanMoney
from support_plans.workflow import YearPlanState

from .. import data_forms, drafting, flags
from ..models import FlagAnswer, HalfYearReport, ReportingPeriod, ReportLine, ReportPaper
from ..workflow import ReportState
from .periods import SENT, end_of


def reports_for(user):
    return (
        HalfYearReport.objects.visible_to(user)
        .select_related("period", "organisation")
        .order_by("-period__starts_on", "organisation__name", "pk")
    )


def activities_of_report(report):
    """What counts in a report: done in the period, or done before and recorded too late for the period before; by the
    unit or by a body whose work had come to it when the figures closed. What was reported stands in no later period,
    though somebody mended its record since."""
    period = report.period
    before = ReportingPeriod.objects.filter(regime__code=period.regime.code, starts_on__lt=period.starts_on)
    before = before.order_by("-starts_on").first()
    told = ReportLine.objects.filter(
        report__organisation__in=report.bodies,
        report__period__regime__code=period.regime.code,
        report__period__starts_on__lt=period.starts_on,
        report__versions__isnull=False,
    )
    return support_plans.queries.activities_for_report(
        report.bodies,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        recorded_by=end_of(period.cut_off_on),
        missed_after=before and end_of(before.cut_off_on),
        told=told.values("activity"),
    )


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
    """What the unit last sent for an earlier period, itself or as a body whose work came to it; or None."""
    earlier = HalfYearReport.objects.filter(
        organisation__in=report.bodies,
        period__regime__code=report.period.regime.code,
        period__starts_on__lt=report.period.starts_on,
        state__in=SENT,
    )
    return earlier.select_related("period").order_by("-period__starts_on", "-pk").first()


class Answered(NamedTuple):
    flag: flags.Flag
    answer: FlagAnswer | None


def flags_of(report):
    previous, regime = previous_report(report), report.period.regime
    tasks = support_plans.queries.tasks_running(report.organisation, report.period.signable_on)
    lines = list(report.lines.values_list("content", "corrections"))
    reported = {content for content, _ in lines}
    idle = {(task.content_id, task.content.name) for task in tasks if task.lead_id and regime.counts_activities}
    has_evidence = report.papers.filter(kind=ReportPaper.Kind.EVIDENCE).exists()
    return flags.ranked(
        texts={section.title: _own_words(section) for section in report.sections.all()},
        amount=totals_of(report)["amount"] or 0,
        idle=sorted((row for row in idle if row[1] not in reported), key=lambda row: row[1]),
        planned=planned_in(report) if regime.counts_activities else None,
        unequal=_unequal_forms(report),
        corrected=0 if has_evidence else sum(len(corrections) for _, corrections in lines),
        share=regime.flag_share,
        before=previous
        and flags.Before(
            previous.period.name,
            dict(previous.sections.values_list("title", "text")),
            totals_of(previous)["amount"] or 0,
        ),
    )


def _unequal_forms(report):
    """[(title, total, other title, other total)] of forms whose totals should be the same and are not."""
    tables = {table.key: table for table in report.tables.all()}
    found = []
    for table in tables.values():
        other = tables.get(table.form.get("equals", {}).get("form"))
        if other and table.is_filled and other.is_filled:
            mine = data_forms.grand_total(table.form, table.rows)
            theirs = data_forms.grand_total(other.form, other.rows, table.form["equals"]["column"])
            if mine != theirs:
                found.append((table.title, mine, other.title, theirs))
    return found


def table_of(report, key):
    return get_object_or_404(report.tables.all(), key=key)


def answered_flags(report):
    """[Answered] of what is flagged now, each with the unit's sentence if it gave one."""
    answers = {row.flag: row for row in report.flag_answers.select_related("by")}
    return [Answered(flag, answers.get(flag.key)) for flag in flags_of(report)]


def flag_of(report, key):
    """A flag that the report has now, else 404."""
    found = next((flag for flag in flags_of(report) if flag.key == key), None)
    if found is None:
        raise Http404
    return found


def _own_words(section):
    """What the unit wrote itself: what the portal proposes reads alike in every period."""
    proposed = set(section.proposed.splitlines())
    return "\n".join(part for part in section.text.splitlines() if part not in proposed)


def planned_in(report):
    """What the unit's plan of the year means to spend on lines that end in the period; None without such a plan."""
    period = report.period
    lines = YearPlanMoney.objects.filter(
        line__year_plan__unit__in=report.bodies,
        line__year_plan__state__in=(YearPlanState.SUBMITTED, YearPlanState.ACCEPTED),
        line__ends_on__range=(period.starts_on, period.ends_on),
    )
    return lines.aggregate(amount=Sum("amount"))["amount"]


def papers_of(report, kind):
    return report.papers.filter(kind=kind).select_related("file", "version", "added_by")


def paper_of(report, pk):
    return get_object_or_404(report.papers.select_related("file"), pk=pk)


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
        "tables": _tables_that_differ(older.facts, newer.facts),
        "gone": [_line_words(line) for line in older.facts["lines"] if line not in newer.facts["lines"]],
        "come": [_line_words(line) for line in newer.facts["lines"] if line not in older.facts["lines"]],
    }


def _tables_that_differ(older, newer):
    """Titles of the forms that were filled otherwise in the newer sending."""
    before = {key: rows for key, _, rows in older.get("tables", [])}
    return [title for key, title, rows in newer.get("tables", []) if before.get(key) != rows]


def _line_words(line):
    numbers = {"products": line[6], "establishments": line[7], "amount": Decimal(line[8])}
    return f"{line[2]}: {_numbers(numbers)}"


def totals_of(report):
    """Sums of the report's own lines: what the table's last row shows."""
    return report.lines.aggregate(count=Count("pk"), amount=Sum("amount"))


def job_of(pk, kind):
    """The latest job of this kind for the report with this key."""
    return Job.objects.filter(kind=kind, arguments__report=pk).order_by("-pk").first()


def title_at(organisation, user):
    """The user's post in a body, as it is written above the signature; "" for whoever does not head it."""
    titles = [m.title for m in user.current_memberships if m.organisation_id == organisation.pk and m.role == Role.HEAD]
    return next((title for title in titles if title), "Người đứng đầu đơn vị" if titles else "")


def receivers(report, on):
    """Whom a sent report reaches: the receiver's officers and head."""
    return people_at(report.period.regime.receiver, Role.OFFICER, Role.HEAD, on=on)
