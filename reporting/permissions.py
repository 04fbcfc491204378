from cnnt_portal import rehearsing
from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.permissions import ALLOWED, refuse
from cnnt_portal.ui.formats import day

OFFICES = (
    OrganisationKind.AGENCY,
    OrganisationKind.LEADERS,
    OrganisationKind.MINISTRY_UNIT,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.PROVINCE,
)


def can_draft(user, organisation):
    if not user.belongs_to(organisation, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của đơn vị được soạn báo cáo của đơn vị mình.")
    return ALLOWED


def can_write(user, report):
    if not report.is_open:
        return refuse("Báo cáo đã gửi thì không sửa được nữa; Cục trả lại thì mới sửa.")
    return can_draft(user, report.organisation)


def can_sign(user, report, on):
    return can_sign_for(user, report.organisation, report.period, on)


def can_sign_for(user, organisation, period, on):
    """The head of the unit, once the figures are closed: what is recorded on the cut-off day itself still counts."""
    if not user.belongs_to(organisation, Role.HEAD):
        return refuse("Chỉ người đứng đầu đơn vị được ký và gửi báo cáo.")
    ended = organisation.valid_to
    if ended and ended <= period.cut_off_on:
        return refuse(
            f"{organisation} đã kết thúc ngày {day(ended)}, trước khi chốt số liệu: "
            "đơn vị tiếp nhận nhiệm vụ báo cáo cả phần việc này trong báo cáo của mình."
        )
    if on < period.signable_on:
        return refuse(
            f"Ký được từ ngày {day(period.signable_on)}: số liệu của kỳ còn ghi đến hết ngày {day(period.cut_off_on)}."
        )
    return ALLOWED


def can_receive(user, report):
    """The receiver of the regime (the Cục) accepts or returns."""
    receiver = report.period.regime.receiver
    if not user.belongs_to(receiver, Role.OFFICER, Role.HEAD) or receiver.kind != OrganisationKind.AGENCY:
        return refuse("Chỉ cán bộ của Cục, nơi nhận báo cáo, được chấp nhận hoặc trả lại.")
    return ALLOWED


def can_return_edited(user, report):
    """Whoever wrote the sent report or received it lays the edited Word file beside it."""
    bodies = report.organisation, report.period.regime.receiver
    if not any(user.belongs_to(body, Role.OFFICER, Role.HEAD) for body in bodies):
        return refuse("Chỉ cán bộ của đơn vị và của Cục được gửi lại bản sửa trong Word.")
    if report.is_open:
        return refuse("Báo cáo chưa gửi thì sửa ngay trong báo cáo, không cần bản Word.")
    return ALLOWED


def can_extend(user, period):
    """The receiver of the regime gives more time."""
    if not user.belongs_to(period.regime.receiver, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của Cục, nơi nhận báo cáo, được gia hạn.")
    return ALLOWED


def can_remind(user, period):
    if not user.belongs_to(period.regime.receiver, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của Cục, nơi nhận báo cáo, được nhắc đơn vị chưa gửi.")
    return ALLOWED


def can_keep_regime(user, regime):
    """Its receiver, and the portal's administrator for them."""
    if not (user.belongs_to(regime.receiver, Role.OFFICER, Role.HEAD) or user.is_portal_administrator):
        return refuse("Chỉ cán bộ của nơi nhận báo cáo và quản trị cổng được đổi lịch của chế độ báo cáo.")
    return ALLOWED


def can_consolidate(user, period):
    if not user.belongs_to(period.regime.receiver, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của Cục được lập báo cáo tổng hợp.")
    return ALLOWED


def can_edit_consolidation(user, consolidation):
    if not consolidation.is_open:
        return refuse("Báo cáo tổng hợp đã trình thì không sửa được nữa; lãnh đạo trả lại thì mới sửa.")
    return can_consolidate(user, consolidation.period)


def can_read_statistics(user):
    """Counts of all places: the offices that run the award and its support."""
    if not user.works_at(*OFFICES):
        return refuse("Trang này dành cho cán bộ của các cơ quan tổ chức bình chọn và hỗ trợ.")
    return ALLOWED


def can_read_consolidation(user, consolidation):
    if not consolidation.is_read_live_by(user):
        return refuse("Cục đang sửa bản này theo ý kiến trả lại. Bản sửa hiện ra khi Cục trình lại.")
    return ALLOWED


def can_follow(user):
    """From a number to the units' own reports; other bodies read what the leaders approved of them, and no more."""
    if not user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS):
        return refuse("Báo cáo của từng đơn vị chỉ mở cho Cục và lãnh đạo Bộ.")
    return ALLOWED


def can_approve(user, consolidation):
    if not user.works_at(OrganisationKind.LEADERS) or not user.has_role(Role.LEADER):
        return refuse("Chỉ lãnh đạo Bộ được phê duyệt hoặc trả lại báo cáo tổng hợp.")
    return ALLOWED


# Rehearsals


def can_rehearse():
    """Whoever got into a rehearsal portal may do all that only a rehearsal does; elsewhere nobody."""
    if rehearsing.is_on():
        return ALLOWED
    return refuse("Việc này chỉ có ở cổng diễn tập, không có ở cổng thật.")


def can_take_plan(user, round):
    """The office that runs the round."""
    if round.organiser is None or not user.belongs_to(round.organiser, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của cơ quan thường trực kỳ bình chọn chuẩn bị được buổi diễn tập.")
    return ALLOWED
