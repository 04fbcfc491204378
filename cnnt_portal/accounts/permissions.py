from cnnt_portal.permissions import ALLOWED, refuse

from .models import INVITING_ROLES, Membership, OrganisationKind, Role


def can_create_organisation(user, kind):
    """Anybody registers their own establishment; bodies of the state are the portal administrator's (or the seed's)."""
    if user is None or kind == OrganisationKind.ESTABLISHMENT or user.is_portal_administrator:
        return ALLOWED
    return refuse("Chỉ quản trị cổng được lập tổ chức là cơ quan nhà nước.")


def can_administer_bodies(user):
    """Founds, corrects and closes bodies of the state."""
    return ALLOWED if user is None or user.is_portal_administrator else refuse("Chỉ quản trị cổng làm được việc này.")


def can_change_body(user, organisation):
    if organisation.kind == OrganisationKind.ESTABLISHMENT:
        return refuse("Thông tin của cơ sở do chính cơ sở khai và sửa.")
    return can_administer_bodies(user)


def can_close_body(user, organisation):
    if organisation.valid_to is not None:
        return refuse(f"Tổ chức này đã kết thúc từ ngày {organisation.valid_to:%d/%m/%Y}.")
    return can_change_body(user, organisation)


def can_see_members(user, organisation):
    if user.belongs_to(organisation) or user.is_portal_administrator:
        return ALLOWED
    return refuse("Chỉ người của tổ chức mới xem được danh sách thành viên.")


def can_manage_members(user, organisation):
    """`user` None is the system: seeds and the sign-up of an owner."""
    if user is None or user.belongs_to(organisation, *INVITING_ROLES) or user.is_portal_administrator:
        return ALLOWED
    return refuse("Chỉ chủ cơ sở, người đứng đầu tổ chức hoặc quản trị cổng được mời người và cho thôi vai trò.")


def can_give_role(user, organisation, role):
    if role not in organisation.roles:
        return refuse(f"“{organisation.get_kind_display()}” không có vai trò “{Role(role).label}”.")
    if role == Role.ADMINISTRATOR and not (user is None or user.is_portal_administrator):
        return refuse("Chỉ quản trị cổng được trao vai trò quản trị cổng.")
    if role == Role.FINANCE and not (user is None or user.is_portal_administrator or _has_finance(organisation)):
        return refuse("Vai trò cán bộ tài chính mở kinh phí của mọi đơn vị nên do quản trị cổng trao lần đầu.")
    return can_manage_members(user, organisation)


def _has_finance(organisation):
    """Is it a unit that minds the money of all: has anybody been given that role here?"""
    return Membership.objects.filter(organisation=organisation, role=Role.FINANCE).exists()


def can_end_membership(user, membership):
    """One may always lay down one's own role."""
    if user is not None and membership.user_id == user.pk:
        return ALLOWED
    return can_manage_members(user, membership.organisation)


def can_accept_invitation(user, invitation):
    if user.email != invitation.email:
        return refuse("Lời mời này gửi cho địa chỉ thư khác. Hãy đăng nhập bằng đúng địa chỉ đã nhận thư mời.")
    return ALLOWED


def can_update_profile(user, person):
    if user == person:
        return ALLOWED
    return refuse("Mỗi người chỉ sửa được thông tin của chính mình.")


def can_close_account(user, person):
    """`user` None is the system, which carries out a request or a term."""
    if user is None or user == person:
        return ALLOWED
    return refuse("Mỗi người chỉ đóng được tài khoản của chính mình.")
