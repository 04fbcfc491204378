"""Periods and who owes a report of them."""

import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

import support_plans.queries
from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.ui.components import tone_of

from ..models import HalfYearReport, Obligation, Reporters, ReportingPeriod, ReportRegime
from ..periods import working_days_late
from ..workflow import ReportState

# Half-yearly and yearly ones of two years.
SHOWN_PERIODS = 6
# The Sở, and the Cục for what went to bodies outside the provinces.
YEARLY_KINDS = (OrganisationKind.DEPARTMENT, OrganisationKind.AGENCY)
SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)


def end_of(day):
    """The last moment of a day in Vietnam: what was recorded on the cut-off day counts."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def reporters(period):
    """The units that owe a report: bodies that carry a task of a plan on the day the figures are closed."""
    if period.regime.who == Reporters.DEPARTMENTS:
        return Organisation.objects.on(period.signable_on).filter(kind__in=YEARLY_KINDS)
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


def regimes(on):
    """Every version of every regime, those in force on the day first, then the latest."""
    versions = ReportRegime.objects.select_related("receiver").order_by("code", "-valid_from", "pk")
    return sorted(versions, key=lambda regime: not regime.holds_on(on))


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
    periods = list(open_periods(on)[:SHOWN_PERIODS])
    reports = {
        (report.period_id, report.organisation_id): report
        for report in HalfYearReport.objects.filter(period__in=periods, organisation__in=units)
    }
    return [
        (period, unit, reports.get((period.pk, unit.pk)))
        for period in periods
        for unit in units
        if _reports_under(period.regime, unit)
    ]


def _reports_under(regime, unit):
    if regime.who == Reporters.DEPARTMENTS:
        return unit.kind in YEARLY_KINDS
    return unit.has_tasks


def period_and_unit(user, period_pk, organisation_pk):
    """A period, and one of the user's own units that report, else 404."""
    units = {unit.pk: unit for unit in reporting_units(user)}
    period = get_object_or_404(ReportingPeriod.objects.select_related("regime"), pk=period_pk)
    unit = units.get(organisation_pk)
    if unit is None or not _reports_under(period.regime, unit):
        raise Http404
    return period, unit


def reporting_units(user):
    """The user's units that report: those with tasks in a plan (`has_tasks`), and who reports yearly."""
    found = []
    for unit in support_plans.queries.units_of(user):
        unit.has_tasks = support_plans.queries.tasks_of(unit).exists()
        if unit.has_tasks or unit.kind in YEARLY_KINDS:
            found.append(unit)
    return found
