"""Field visits and physical products: who may do which step now, with the sentence that says why not."""

from cnnt_portal.permissions import ALLOWED, refuse

from .models import Seat

# What a council may begin its checklist with: the conditions of Điều 4, TT 26/2014 as amended by TT 14/2018.
SUGGESTED_CHECKS = (
    "Sản phẩm do chính cơ sở sản xuất",
    "Sản xuất được hàng loạt, không phải sản phẩm độc bản",
    "Máy móc, nhà xưởng, nguyên liệu đúng như hồ sơ",
    "Số lao động và sản lượng đúng như hồ sơ",
    "Không vi phạm quy định về sở hữu trí tuệ, chất lượng, nhãn hàng hóa",
    "Bảo đảm an toàn lao động",
    "Bảo đảm an toàn thực phẩm, nếu là thực phẩm",
    "Bảo đảm vệ sinh môi trường",
)
# So many photos of one product, and so many bytes of them at once: the disk is not for films.
MOST_PHOTOS = 60
MOST_BYTES = 600 * 1024 * 1024
KEEPERS = (Seat.SECRETARY, Seat.SUPPORT)


def _keeps(user, council):
    if council.holds(user, *KEEPERS):
        return ALLOWED
    return refuse("Chỉ thư ký hội đồng và tổ giúp việc làm được việc này.")


def can_see_visits(user, council):
    if council.holds(user):
        return ALLOWED
    return refuse("Chỉ hội đồng xem được lịch thẩm định thực tế.")


def can_plan_visits(user, council):
    if not (who := _keeps(user, council)):
        return who
    meeting = council.meeting
    if meeting and meeting.is_closed:
        return refuse("Hội đồng đã họp xong nên không lên lịch thẩm định thực tế nữa.")
    return ALLOWED


def can_change_visit(user, visit):
    if not (may := can_plan_visits(user, visit.council)):
        return may
    if not visit.is_planned:
        return refuse(f"Chuyến này ở trạng thái “{visit.get_state_display().lower()}” nên không sửa được lịch.")
    return ALLOWED


def can_reopen_visit(user, visit):
    if not (may := can_plan_visits(user, visit.council)):
        return may
    if not visit.is_held:
        return refuse("Chỉ mở lại được chuyến đã ghi là đã thẩm định.")
    return ALLOWED


def can_keep_checks(user, council):
    """The checklist is one for all products: it stays once something was found by it."""
    if not (may := can_plan_visits(user, council)):
        return may
    if council.visit_checks.filter(answers__isnull=False).exists():
        return refuse("Đã có sản phẩm được kiểm tra theo danh mục này nên không sửa được nữa.")
    return ALLOWED


def can_declare_for_visit(user, participant):
    if participant.user_id != user.pk:
        return refuse("Mỗi người đi thẩm định tự khai cho mình.")
    if participant.kind:
        return refuse("Bạn đã khai cho chuyến này rồi.")
    if not participant.visit.is_planned:
        return refuse("Chuyến này không còn chờ ai đi.")
    return ALLOWED


def can_record_visit(user, visited):
    """Those who go, once they have declared none; keepers write down what those without a telephone hand in on paper.
    Whoever has a conflict in the product never comes so far: `visibility.visited` does not show it to them."""
    visit = visited.visit
    participant = next((row for row in visit.participants.all() if row.user_id == user.pk), None)
    if not (participant and participant.is_cleared) and not visit.council.holds(user, *KEEPERS):
        return refuse("Chỉ người đi thẩm định, thư ký và tổ giúp việc ghi được.")
    if not visit.is_planned:
        return refuse("Chuyến này đã ghi xong. Muốn ghi thêm, hãy nhờ thư ký hội đồng mở lại.")
    return ALLOWED


def can_hold_visit(user, visit):
    """Say that it took place: those who went and may still see all of it, or the secretary."""
    participant = next((row for row in visit.participants.all() if row.user_id == user.pk), None)
    if not (participant and participant.is_cleared) and not visit.council.holds(user, *KEEPERS):
        return refuse("Chỉ người đi thẩm định, thư ký và tổ giúp việc ghi được.")
    if not visit.is_planned:
        return refuse(f"Chuyến này ở trạng thái “{visit.get_state_display().lower()}”.")
    return ALLOWED


def can_see_samples(user, council):
    if council.holds(user):
        return ALLOWED
    return refuse("Chỉ hội đồng xem được sổ hiện vật.")


def can_keep_samples(user, council):
    return _keeps(user, council)
