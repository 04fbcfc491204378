"""Reads of reports and their periods."""

from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

import support_plans.queries
from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import lower_first
from cnnt_portal.ui.components import Todo
from cnnt_portal.ui.formats import day

from .models import HalfYearReport, ReportingPeriod
from .workflow import ReportState


def reports_for(user):
    return (
        HalfYearReport.objects.visible_to(user)
        .select_related("period", "organisation")
        .order_by("-period__starts_on", "organisation__name", "pk")
    )


def open_periods(on):
    """Periods that have begun; the latest first."""
    return ReportingPeriod.objects.filter(starts_on__lte=on).select_related("regime__receiver").order_by("-starts_on")


def last_closed_period(on):
    """The latest period whose figures are closed, or None."""
    return ReportingPeriod.objects.filter(cut_off_on__lt=on).order_by("-starts_on").first()


def sent_reports(period):
    return period.reports.filter(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])


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
    todos = [
        Todo(
            title=f"{'Tiếp tục' if report else 'Bắt đầu'} {lower_first(period.name)} – {unit}",
            url=report_url(period, unit, report),
            due=period.due_on,
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
    return todos


def report_url(period, unit, report):
    if report:
        return reverse("reporting:report_detail", args=[report.pk])
    return reverse("reporting:report_list")
