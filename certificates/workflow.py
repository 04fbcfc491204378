"""The states of an administrative decision about a certificate: prepared by one person, confirmed by another."""

from django.db import models


class ActState(models.TextChoices):
    PROPOSED = "proposed", "Chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"
    DISMISSED = "dismissed", "Không thực hiện"


OFFICE_HEAD = "Người đứng đầu cơ quan cấp giấy"

ACT_STEPS = {
    "confirm": ("Xác nhận quyết định", OFFICE_HEAD, {ActState.PROPOSED}, ActState.CONFIRMED),
    "dismiss": ("Không thực hiện", OFFICE_HEAD, {ActState.PROPOSED}, ActState.DISMISSED),
}
