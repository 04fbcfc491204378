"""States and steps of passes, sheets, meetings, field visits, complaints: `{step: (label, actor, sources, target)}`."""

from django.db import models


class PassState(models.TextChoices):
    PREPARING = "preparing", "Đang chuẩn bị"
    OPEN = "open", "Đang chấm điểm"
    CLOSED = "closed", "Đã khóa điểm"
    SUSPENDED = "suspended", "Đang tạm dừng"


PASS_STEPS = {
    "open": ("Mở lượt chấm", "thư ký hội đồng", {PassState.PREPARING}, PassState.OPEN),
    "close": ("Khóa lượt chấm", "thư ký hội đồng", {PassState.OPEN}, PassState.CLOSED),
    "reopen": ("Mở lại lượt chấm", "thư ký hoặc chủ tịch hội đồng", {PassState.CLOSED}, PassState.OPEN),
    # While the pass before it is open again: what it is about is not settled.
    "suspend": (
        "Tạm dừng vì mở lại lượt trước",
        "thư ký hoặc chủ tịch hội đồng",
        {PassState.OPEN, PassState.CLOSED},
        PassState.SUSPENDED,
    ),
    "resume": ("Mở tiếp lượt chấm", "thư ký hội đồng", {PassState.SUSPENDED}, PassState.OPEN),
}


class SheetState(models.TextChoices):
    DRAFT = "draft", "Đang chấm"
    SUBMITTED = "submitted", "Đã nộp phiếu"


SHEET_STEPS = {
    "submit": ("Nộp phiếu chấm", "giám khảo", {SheetState.DRAFT}, SheetState.SUBMITTED),
    "reopen": (
        "Mở lại phiếu chấm",
        "thư ký hội đồng; giám khảo nếu phiếu giấy nhập sai",
        {SheetState.SUBMITTED},
        SheetState.DRAFT,
    ),
}


class ComplaintState(models.TextChoices):
    RECEIVED = "received", "Đang giải quyết"
    ANSWERED = "answered", "Đã trả lời"


COMPLAINT_STEPS = {
    "answer": (
        "Trả lời khiếu nại",
        "thư ký hoặc chủ tịch hội đồng",
        {ComplaintState.RECEIVED},
        ComplaintState.ANSWERED,
    ),
}


class MeetingState(models.TextChoices):
    PLANNED = "planned", "Sắp họp"
    OPEN = "open", "Đang họp"
    CLOSED = "closed", "Đã kết thúc"


MEETING_STEPS = {
    "change": ("Đổi lịch họp", "thư ký hội đồng", {MeetingState.PLANNED}, MeetingState.PLANNED),
    "open": ("Khai mạc phiên họp", "thư ký hội đồng", {MeetingState.PLANNED}, MeetingState.OPEN),
    "close": ("Kết thúc phiên họp", "chủ tịch hội đồng", {MeetingState.OPEN}, MeetingState.CLOSED),
}


class VisitState(models.TextChoices):
    PLANNED = "planned", "Đã lên lịch"
    HELD = "held", "Đã thẩm định"
    CALLED_OFF = "called_off", "Đã hủy"


VISIT_STEPS = {
    "hold": ("Ghi đã thẩm định", "người đi thẩm định; thư ký hội đồng", {VisitState.PLANNED}, VisitState.HELD),
    "reopen": ("Mở lại để ghi thêm", "thư ký hội đồng", {VisitState.HELD}, VisitState.PLANNED),
    "call_off": ("Hủy chuyến thẩm định", "thư ký hội đồng", {VisitState.PLANNED}, VisitState.CALLED_OFF),
}
