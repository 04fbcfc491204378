"""What waits for a person in this room."""

from django.urls import reverse

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.text import lower_first
from cnnt_portal.ui.components import Todo
from cnnt_portal.ui.formats import day

from ..workflow import ConsolidationState, ReportState
from .consolidations import consolidations_for
from .periods import periods_to_report
from .reports import reports_for


def todo_for(user, on):
    """What waits for the user in this room."""
    todos = [
        Todo(
            title=f"{'Tiếp tục' if report else 'Bắt đầu'} {lower_first(period.name)} – {unit}",
            url=report_url(period, unit, report),
            due=due,
        )
        for period, unit, report, due in periods_to_report(user, on)
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
