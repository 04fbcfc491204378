"""What waits for a person in this room."""

from django.db.models import prefetch_related_objects
from django.urls import reverse

from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.text import lower_first
from cnnt_portal.ui.components import Todo
from cnnt_portal.ui.formats import day

from ..permissions import can_sign_for
from ..workflow import ConsolidationState, ReportState
from .consolidations import consolidations_for
from .periods import periods_to_report
from .reports import reports_for


def todo_for(user, on):
    """What waits for the user in this room."""
    owed = periods_to_report(user, on)
    prefetch_related_objects([row.report for row in owed if row.report], "sections", "tables")
    todos = [_todo_of(row, user, on) for row in owed if (row.report.is_open if row.report else row.period.ends_on < on)]
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


def _todo_of(owed, user, on):
    """A report that is not sent: the task is what this person can do with it today."""
    period, unit, report, due = owed
    act, note = "Tiếp tục", ""
    if report is None:
        act = "Bắt đầu"
    elif report.state == ReportState.RETURNED:
        act = "Sửa báo cáo Cục trả lại:"
    elif not report.missing():
        if on < period.signable_on:
            note = f"Đã đủ nội dung, ký được từ ngày {day(period.signable_on)}"
        elif can_sign_for(user, unit, period, on):
            act = "Ký và gửi"
        elif not user.belongs_to(unit, Role.HEAD):
            act, note = "Chờ thủ trưởng ký", "Đã đủ nội dung, còn sửa được cho đến khi ký"
    return Todo(f"{act} {lower_first(period.name)} – {unit}", report_url(period, unit, report), due, note)


def report_url(period, unit, report):
    if report:
        return reverse("reporting:report_detail", args=[report.pk])
    return reverse("reporting:report_list")
