"""What waits for a person in this room."""

from django.urls import reverse

from cnnt_portal.accounts.models import OrganisationKind, Role
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
            title=f"{_act(report)} {lower_first(period.name)} – {unit}",
            url=report_url(period, unit, report),
            due=due,
        )
        for period, unit, report, due in periods_to_report(user, on)
        if (report.is_open if report else period.ends_on < on)
    ]
    received = user.bodies(Role.OFFICER, Role.HEAD)
    if user.works_at(OrganisationKind.AGENCY) and received:
        todos += [
            Todo(
                title=f"Xem {report}",
                url=reverse("reporting:report_detail", args=[report.pk]),
                note=f"Gửi ngày {day(report.submitted_at)}",
            )
            for report in reports_for(user).filter(state=ReportState.SUBMITTED, period__regime__receiver__in=received)
        ]
        todos += [
            Todo(
                title=f"Sửa và trình lại {lower_first(str(row))}",
                url=reverse("reporting:consolidation_detail", args=[row.pk]),
                note="Lãnh đạo Bộ trả lại",
            )
            for row in consolidations_for(user).filter(
                state=ConsolidationState.RETURNED, period__regime__receiver__in=received
            )
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


def _act(report):
    if report is None:
        return "Bắt đầu"
    return "Sửa báo cáo Cục trả lại:" if report.state == ReportState.RETURNED else "Tiếp tục"


def report_url(period, unit, report):
    if report:
        return reverse("reporting:report_detail", args=[report.pk])
    return reverse("reporting:report_list")
