from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.permissions import ALLOWED, refuse


def can_draft(user, organisation):
    if not user.belongs_to(organisation, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của đơn vị được soạn báo cáo của đơn vị mình.")
    return ALLOWED


def can_write(user, report):
    if not report.is_open:
        return refuse("Báo cáo đã gửi thì không sửa được nữa; Cục trả lại thì mới sửa.")
    return can_draft(user, report.organisation)


def can_sign(user, report):
    if not user.belongs_to(report.organisation, Role.HEAD):
        return refuse("Chỉ người đứng đầu đơn vị được ký và gửi báo cáo.")
    return ALLOWED


def can_receive(user, report):
    """The receiver of the regime (the Cục) accepts or returns."""
    receiver = report.period.regime.receiver
    if not user.belongs_to(receiver, Role.OFFICER, Role.HEAD) or receiver.kind != OrganisationKind.AGENCY:
        return refuse("Chỉ cán bộ của Cục, nơi nhận báo cáo, được chấp nhận hoặc trả lại.")
    return ALLOWED
