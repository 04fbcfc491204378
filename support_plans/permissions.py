from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.permissions import ALLOWED, refuse


def can_keep_plan(user):
    """The Cục is the focal point of the support plan."""
    if not any(
        m.organisation.kind == OrganisationKind.AGENCY and m.role in (Role.OFFICER, Role.HEAD)
        for m in user.current_memberships
    ):
        return refuse("Chỉ cán bộ của Cục (cơ quan đầu mối) được sửa kế hoạch hỗ trợ và danh sách sản phẩm.")
    return ALLOWED


def can_record_activity(user, organisation):
    if not user.belongs_to(organisation, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của đơn vị được ghi hoạt động của đơn vị mình.")
    return ALLOWED


def can_record_activities(user):
    """Does the user record activities for any organisation at all?"""
    if any(
        m.organisation.kind != OrganisationKind.ESTABLISHMENT and m.role in (Role.OFFICER, Role.HEAD)
        for m in user.current_memberships
    ):
        return ALLOWED
    return refuse("Chỉ cán bộ của các đơn vị được giao nhiệm vụ mới ghi hoạt động hỗ trợ.")


def can_change_activity(user, activity):
    return can_record_activity(user, activity.unit)
