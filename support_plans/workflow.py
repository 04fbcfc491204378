"""States and steps of activities: `{step: (label, actor, sources, target)}`."""

from django.db import models


class ActivityState(models.TextChoices):
    PLANNED = "planned", "Dự kiến"
    DONE = "done", "Đã thực hiện"
    CANCELLED = "cancelled", "Không thực hiện"


ACTIVITY_STEPS = {
    "complete": ("Ghi nhận đã thực hiện", "đơn vị", {ActivityState.PLANNED}, ActivityState.DONE),
    "cancel": ("Ghi nhận không thực hiện", "đơn vị", {ActivityState.PLANNED}, ActivityState.CANCELLED),
    "correct": ("Mở lại để sửa", "đơn vị", {ActivityState.DONE, ActivityState.CANCELLED}, ActivityState.PLANNED),
}
