from cnnt_portal.permissions import ALLOWED, refuse

from .models import Mail


def can_see_outbox(user):
    if not user.is_portal_administrator:
        return refuse("Chỉ quản trị cổng được xem hộp thư gửi đi.")
    return ALLOWED


def can_resend(user, mail):
    if not user.is_portal_administrator:
        return refuse("Chỉ quản trị cổng được gửi lại thư.")
    if mail.state not in (Mail.State.SENT, Mail.State.FAILED):
        return refuse("Thư này đang chờ gửi, không cần gửi lại.")
    return ALLOWED
