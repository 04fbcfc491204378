"""States and steps of half-yearly reports: `{step: (label, actor, sources, target)}`."""

from django.db import models


class ReportState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    SUBMITTED = "submitted", "Đã ký, đã gửi"
    RETURNED = "returned", "Trả lại để sửa"
    ACCEPTED = "accepted", "Đã chấp nhận"


REPORT_STEPS = {
    "submit": (
        "Ký và gửi báo cáo",
        "người đứng đầu đơn vị",
        {ReportState.DRAFT, ReportState.RETURNED},
        ReportState.SUBMITTED,
    ),
    "return": ("Trả lại báo cáo", "cán bộ Cục", {ReportState.SUBMITTED}, ReportState.RETURNED),
    "accept": ("Chấp nhận báo cáo", "cán bộ Cục", {ReportState.SUBMITTED}, ReportState.ACCEPTED),
}
