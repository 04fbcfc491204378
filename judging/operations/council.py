from django.db import IntegrityError, transaction

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations import operations as registrations

from .. import queries
from ..models import Council, CouncilMember, Judge, Panel, Seat
from ..permissions import can_change_council, can_set_up_council
from .ledger import append, lock


@operation
def set_up_council(*, round, name, decision_number, decision_date, by, at):
    """The organising office enters the decision that sets up the council of a round whose list is fixed."""
    require(can_set_up_council(by, round))
    try:
        with transaction.atomic():
            council = Council.objects.create(
                round=round, name=name, decision_number=decision_number, decision_date=decision_date
            )
    except IntegrityError:
        raise Refused("Kỳ này đã có hội đồng.") from None
    Panel.objects.create(council=council)
    # From here on the list that is judged is the list that was fixed.
    registrations.hand_over(round=round, by=by, at=at)
    append(council, "council_set_up", by=by, at=at, rule_set=round.rule_set.code, decision=decision_number)
    return council


@operation
def seat_member(*, council, user, seat, title="", by, at):
    lock(council)
    require(can_change_council(by, council))
    if CouncilMember.objects.filter(council=council, user=user).exists():
        raise Refused(f"{user} đã có vị trí trong hội đồng này.", field="email")
    _refuse_double_seat(
        council, user, "secretary" if seat in (Seat.SECRETARY, Seat.SUPPORT) else "member", council.is_panelled(user)
    )
    if seat == Seat.CHAIR and CouncilMember.objects.filter(council=council, seat=Seat.CHAIR).exists():
        raise Refused("Hội đồng đã có chủ tịch.", field="seat")
    member = CouncilMember.objects.create(council=council, user=user, seat=seat, title=title)
    append(council, "member_seated", by=by, at=at, member=member.pk, seat=seat, votes=member.votes)
    return member


def _refuse_double_seat(council, user, side, is_double):
    """Secretaries see who has handed in, so they do not judge; what members may, the rule set says [default]."""
    if is_double and queries.rules_of(council.round).double_seats[side] == "refuse":
        who = "thư ký hội đồng" if side == "secretary" else "thành viên biểu quyết của hội đồng"
        raise Refused(f"{user} không thể vừa là {who} vừa là giám khảo của cùng một kỳ.", field="email")


@operation
def remove_member(*, member, by, at):
    """Take back a seat given by mistake, before scoring begins."""
    council = member.council
    lock(council)
    require(can_change_council(by, council))
    if not CouncilMember.objects.filter(pk=member.pk).delete()[0]:
        raise Refused("Thành viên này đã được bỏ từ trước.")
    append(council, "member_removed", by=by, at=at, member=member.pk)


@operation
def add_judge(*, council, user, title="", is_substitute=False, groups=(), by, at):
    """`groups` are the codes of the product groups that the judge scores; none means all of them."""
    lock(council)
    require(can_change_council(by, council))
    if Judge.objects.filter(panel=council.panel, user=user).exists():
        raise Refused(f"{user} đã là giám khảo.", field="email")
    member = CouncilMember.objects.filter(council=council, user=user).first()
    if member:
        _refuse_double_seat(council, user, "member" if member.votes else "secretary", True)
    known = [group.code for group in council.round.rule_set.groups]
    if set(groups) - set(known):
        raise Refused("Không có nhóm sản phẩm này trong quy định của kỳ.", field="groups")
    chosen = [code for code in known if code in groups]
    judge = Judge.objects.create(
        panel=council.panel, user=user, title=title, is_substitute=is_substitute, groups=chosen
    )
    append(council, "judge_added", by=by, at=at, judge=judge.pk)
    return judge


@operation
def remove_judge(*, judge, by, at):
    """Take back a judge's seat given by mistake, before anything is assigned to them."""
    council = judge.panel.council
    lock(council)
    require(can_change_council(by, council))
    if judge.assignments.exists():
        raise Refused("Giám khảo này đã được phân công. Hãy thôi từng phân công thay vì xóa.")
    if not Judge.objects.filter(pk=judge.pk).delete()[0]:
        raise Refused("Giám khảo này đã được bỏ từ trước.")
    append(council, "judge_removed", by=by, at=at, judge=judge.pk)
