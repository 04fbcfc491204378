"""States and steps of reports and of their consolidation: `{step: (label, actor, sources, target)}`."""

from django.db import models


class ReportState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    SUBMITTED = "submitted", "Đã ký, đã gửi"
    RETURNED = "returned", "Trả lại để sửa"
    ACCEPTED = "accepted", "Đã chấp nhận"


SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)


class ConsolidationState(models.TextChoices):
    DRAFT = "draft", "Đang tổng hợp"
    SUBMITTED = "submitted", "Đã trình lãnh đạo Bộ"
    RETURNED = "returned", "Lãnh đạo trả lại"
    APPROVED = "approved", "Đã phê duyệt"


CONSOLIDATION_STEPS = {
    "submit": (
        "Trình lãnh đạo Bộ",
        "cán bộ Cục",
        {ConsolidationState.DRAFT, ConsolidationState.RETURNED},
        ConsolidationState.SUBMITTED,
    ),
    "return": ("Trả lại Cục", "lãnh đạo Bộ", {ConsolidationState.SUBMITTED}, ConsolidationState.RETURNED),
    "approve": ("Phê duyệt", "lãnh đạo Bộ", {ConsolidationState.SUBMITTED}, ConsolidationState.APPROVED),
}

REPORT_STEPS = {
    "submit": (
        "Ký và gửi báo cáo",
        "người đứng đầu đơn vị",
        {ReportState.DRAFT, ReportState.RETURNED},
        ReportState.SUBMITTED,
    ),
    "return": ("Trả lại báo cáo", "cán bộ Cục", {ReportState.SUBMITTED}, ReportState.RETURNED),
    "accept": ("Chấp nhận báo cáo", "cán bộ Cục", {ReportState.SUBMITTED}, ReportState.ACCEPTED),
    "reopen": ("Mở lại để đính chính", "cán bộ Cục", {ReportState.ACCEPTED}, ReportState.RETURNED),
}
