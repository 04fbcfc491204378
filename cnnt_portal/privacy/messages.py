from dataclasses import dataclass

from cnnt_portal.notifications.messages import Message

from .models import ErasureRequest


@dataclass(frozen=True)
class DataErased(Message):
    """Goes to the address that is being forgotten, for the last time."""

    request: ErasureRequest

    kind = "privacy.data_erased"
    template = "emails/privacy/data_erased.txt"
    title = "Đã xóa dữ liệu cá nhân của bạn"
