from django.db import models


class ErasureState(models.TextChoices):
    ASKED = "asked", "Đang chờ xóa"
    TAKEN_BACK = "taken_back", "Đã rút yêu cầu"
    CARRIED_OUT = "carried_out", "Đã xóa"


STEPS = {
    "take_back": ("Rút yêu cầu xóa", "Người yêu cầu", {ErasureState.ASKED}, ErasureState.TAKEN_BACK),
    "carry_out": ("Xóa dữ liệu", "Cổng, khi đến hạn", {ErasureState.ASKED}, ErasureState.CARRIED_OUT),
}
