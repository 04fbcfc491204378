"""Periods and who owes a report of them."""

import datetime
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

import support_plans.queries
from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.jobs.models import Job
from cnnt_portal.ui.components import tone_of

from ..models import HalfYearReport, Obligation, Reporters, ReportingPeriod, ReportRegime, ReportVersion
from ..periods import working_days_late
from ..workflow import SENT, ReportState

# Half-yearly and yearly ones of two years.
SHOWN_PERIODS = 6
# The Sở, and the Cục for what went to bodies outside the provinces.
YEARLY_KINDS = (OrganisationKind.DEPARTMENT, OrganisationKind.AGENCY)


def end_of(day):
    """The last moment of a day in Vietnam: what was recorded on the cut-off day counts."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def reporters(period):
    """The units that owe a report: bodies that carry a task of a plan on the day the figures are closed."""
    if period.regime.who == Reporters.DEPARTMENTS:
        return Organisation.objects.on(period.signable_on).filter(kind__in=YEARLY_KINDS)
    return support_plans.queries.units_with_tasks(period.signable_on)


def owing(period):
    """Obligations of a period for which no report is on record."""
    return period.obligations.exclude(organisation__in=sent_reports(period).values("organisation"))


def still_open(on):
    """Of obligations: the period takes reports, or this unit was given more time, or its report came back to be mended
    (`HalfYearReport.is_asked_for`; one that was accepted once stands on record and is not owed)."""
    returned = HalfYearReport.objects.filter(
        period=OuterRef("period"), organisation=OuterRef("organisation"), state=ReportState.RETURNED
    )
    return Q(period__closes_on=None) | Q(period__closes_on__gte=on) | Q(due_on__gte=on) | Q(Exists(returned))


def obligations_unmet(on):
    """What every unit still owes, for reminders: of periods that still take reports."""
    sent = HalfYearReport.objects.on_record().filter(period=OuterRef("period"), organisation=OuterRef("organisation"))
    return (
        Obligation.objects.filter(still_open(on))
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
    def is_owed(self):
        """No report is on record, as `owing` asks of the database."""
        if not self.report:
            return True
        return self.report.state not in SENT and not any(one.accepted_at for one in self.report.versions.all())

    @property
    def is_nil(self):
        return bool(self.report) and self.report.is_nil_on_record

    @property
    def tone(self):
        return tone_of(self.report) if self.report else "quiet"


def with_standing(obligations, on):
    """A Standing for each obligation of a page, in a few queries for the whole page."""
    rows = list(obligations)
    reports = {
        (report.period_id, report.organisation_id): report
        for report in HalfYearReport.objects.filter(
            period__in={row.period_id for row in rows}, organisation__in={row.organisation_id for row in rows}
        ).prefetch_related("history", Prefetch("versions", ReportVersion.objects.defer("content")))
    }
    found = []
    for row in rows:
        report = reports.get((row.period_id, row.organisation_id))
        acts = [(act.step, timezone.localdate(act.at)) for act in report.history.all()] if report else []
        returned = sum(step == "return" for step, _ in acts)
        found.append(Standing(row, report, working_days_late(row.due_on, acts, on), returned))
    return found


def regimes(on):
    """Every version of every regime, those in force on the day first, then the latest."""
    versions = ReportRegime.objects.select_related("receiver").order_by("code", "-valid_from", "pk")
    return sorted(versions, key=lambda regime: not regime.holds_on(on))


def regime_standing(pk):
    """The version with this key while none comes after it, else 404: only the last one can be followed by another."""
    regime = get_object_or_404(ReportRegime.objects.select_related("receiver"), pk=pk)
    if regime.valid_to is not None:
        raise Http404
    return regime


def obligations_of(period, *, is_owing=False):
    """All of a period, or those for which no report is on record."""
    rows = owing(period) if is_owing else period.obligations
    return rows.select_related("organisation").order_by("organisation__name", "pk")


def to_remind(period, on):
    """Obligations that can still be met, each with `reminded_at`, when its unit was last reminded by hand."""
    rows = owing(period).filter(still_open(on)).select_related("organisation")
    return rows.annotate(reminded_at=Max("reminders__at")).order_by("organisation__name", "pk")


def closed_periods(user, on):
    """Periods whose obligations stand, for the lists of who owes what."""
    return _closed(ReportingPeriod.objects.visible_to(user), on)


def _closed(periods, on):
    """Of these, the latest first, with what `due_words` reads: how many units were given more time, and until when."""
    more_time = Q(obligations__due_on__gt=F("due_on"))
    return (
        periods.filter(cut_off_on__lt=on)
        .annotate(
            extended=Count("obligations", filter=more_time),
            extended_from=Min("obligations__due_on", filter=more_time),
            extended_to=Max("obligations__due_on", filter=more_time),
        )
        .order_by("-starts_on")
    )


def due_words(period):
    """The general day of a closed period, and what other days units read on their reports."""
    words = f"hạn {period.due_on:%d/%m/%Y}"
    if not period.extended:
        return words
    until = "đến" if period.extended_from == period.extended_to else "lâu nhất đến"
    return f"{words}; {period.extended} đơn vị được gia hạn {until} {period.extended_to:%d/%m/%Y}"


def open_periods(on):
    """Periods that have begun; the latest first."""
    return ReportingPeriod.objects.filter(starts_on__lte=on).select_related("regime__receiver").order_by("-starts_on")


def last_closed_period(on):
    """The latest period whose figures are closed, or None."""
    return _closed(ReportingPeriod.objects, on).first()


def sent_reports(period):
    return period.reports.on_record()


class Owed(NamedTuple):
    """What one of the user's bodies reports, or will report when the figures of a running period are closed."""

    period: ReportingPeriod
    organisation: Organisation
    report: HalfYearReport | None
    due_on: datetime.date


def periods_to_report(user, on):
    """[Owed] of the latest periods, first those whose figures are closed.

    Past its closing day a period is here only for whom more time was given, or whose report came back to be mended.
    """
    periods = open_periods(on)[:SHOWN_PERIODS]
    rows = [
        row
        for row in _owed(user, periods, on)
        if row.period.closes_on is None
        or on <= max(row.period.closes_on, row.due_on)
        or (row.report and row.report.is_asked_for)
    ]
    return sorted(rows, key=lambda row: on < row.period.signable_on)


def _owed(user, periods, on):
    """Once the figures are closed the obligations say who reports; until then who has a task today."""
    periods, bodies = list(periods), support_plans.queries.bodies_of(user)
    reports = {
        (report.period_id, report.organisation_id): report
        for report in HalfYearReport.objects.filter(period__in=periods, organisation__in=bodies)
    }
    made = defaultdict(list)
    obligations = Obligation.objects.filter(period__in=periods, organisation__in=bodies)
    for row in obligations.select_related("organisation").order_by("organisation__name", "pk"):
        made[row.period_id].append((row.organisation, row.due_on))
    units = {unit.pk: unit for unit in support_plans.queries.units_of(user)}
    has_tasks = cache(lambda pk, day: support_plans.queries.tasks_running(units[pk], day).exists())
    found = []
    for period in periods:
        owing = made[period.pk]
        if period.opened_at is None:
            day = min(on, period.signable_on)
            yearly = period.regime.who == Reporters.DEPARTMENTS
            owing = [
                (unit, period.due_on)
                for unit in units.values()
                if (unit.kind in YEARLY_KINDS if yearly else has_tasks(unit.pk, day))
            ]
        found += [Owed(period, unit, reports.get((period.pk, unit.pk)), due) for unit, due in owing]
    return found


def empty_drafts(reports):
    """Keys of the drafts that tell of nothing yet: such a one can still be sent as a nil report, but not while its
    figures are being gathered."""
    drafts = {report.pk for report in reports if report and report.state == ReportState.DRAFT}
    if drafts:
        gathering = Job.objects.open().filter(kind="reporting.draft", arguments__report__in=list(drafts))
        drafts -= set(gathering.values_list("arguments__report", flat=True))
    if not drafts:
        return set()
    found = HalfYearReport.objects.filter(pk__in=drafts, lines=None).prefetch_related("tables", "sections", "papers")
    return {report.pk for report in found if report.is_unfilled_draft}


def period_and_unit(user, period_pk, organisation_pk, on):
    """A period, and one of the user's own bodies that report it, else 404."""
    period = get_object_or_404(ReportingPeriod.objects.select_related("regime"), pk=period_pk)
    for row in _owed(user, [period], on):
        if row.organisation.pk == organisation_pk:
            return period, row.organisation
    raise Http404
