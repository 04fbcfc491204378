from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.permissions import ALLOWED, refuse

from .models import ErasureRequest

# Without one of them nobody could let the others in, nor sign for the body.
_HANDED_OVER_FIRST = (Role.HEAD, Role.ADMINISTRATOR)


def can_ask_for_erasure(user, on):
    """`on`: today. The only head of a body hands the role over first."""
    if ErasureRequest.objects.waiting().filter(person=user).exists():
        return refuse("Yêu cầu xóa dữ liệu của bạn đang chờ; không cần gửi lại.")
    for membership in user.current_memberships:
        if membership.role not in _HANDED_OVER_FIRST:
            continue
        if people_at(membership.organisation, membership.role, on=on) == [user]:
            return refuse(
                f"Bạn là “{membership.get_role_display().lower()}” duy nhất của {membership.organisation}. "
                "Hãy mời người thay và trao vai trò trước, rồi hãy đóng tài khoản."
            )
    return ALLOWED


def can_take_back(user, erasure):
    if erasure.person_id == user.pk:
        return ALLOWED
    return refuse("Chỉ người đã yêu cầu mới rút được yêu cầu này.")


def can_see_requests(user):
    if user.is_portal_administrator:
        return ALLOWED
    return refuse("Chỉ quản trị cổng xem được các yêu cầu xóa dữ liệu.")


def can_export(user, person):
    if user == person:
        return ALLOWED
    return refuse("Mỗi người chỉ tải được dữ liệu của chính mình.")
