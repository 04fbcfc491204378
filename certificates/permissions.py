from cnnt_portal.accounts.models import Role
from cnnt_portal.permissions import ALLOWED, refuse
from registrations.workflow import RoundState


def can_enter_decision(user, round_):
    """The office that organises the round enters the signed decision."""
    if round_.organiser is None or not user.belongs_to(round_.organiser, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của cơ quan thường trực kỳ bình chọn được nhập quyết định công nhận.")
    if round_.state != RoundState.CLOSED:
        return refuse("Kỳ bình chọn chưa chốt danh sách nên chưa có quyết định công nhận.")
    return ALLOWED


def can_correct_decision(user, decision):
    if decision.certificates.exists():
        return refuse("Quyết định đã có giấy chứng nhận mang số của nó nên không sửa được nữa.")
    return can_issue(user, decision)


def can_issue(user, decision):
    if decision.is_history:
        return refuse("Quyết định nhập từ lịch sử không cấp giấy chứng nhận trên cổng.")
    return can_enter_decision(user, decision.round)


def can_send_up(user, round_):
    """The office that recognised the products sends them to the upper round."""
    if round_.organiser is None or not user.belongs_to(round_.organiser, Role.OFFICER, Role.HEAD):
        return refuse("Chỉ cán bộ của cơ quan đã công nhận sản phẩm được gửi danh sách lên cấp trên.")
    return ALLOWED
