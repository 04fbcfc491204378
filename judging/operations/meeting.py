from collections import defaultdict

from django.db.models import F
from django.utils import timezone

from cnnt_portal.accounts.models import Membership
from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.seen import StaleSave, mark
from cnnt_portal.workflow import move

from .. import queries
from ..messages import MeetingMoved, MeetingPlanned
from ..models import (
    Attendance,
    BallotBox,
    CastBallot,
    ConflictDeclaration,
    Discussion,
    Meeting,
    MemberRecusal,
    Outcome,
    Prize,
    Reopening,
    Vote,
)
from ..permissions import (
    can_change_meeting,
    can_close_meeting,
    can_keep_meeting,
    can_open_meeting,
    can_plan_meeting,
    can_recuse,
    can_vote,
)
from ..scoring import is_majority
from ..workflow import MeetingState
from .ledger import append, lock

# What a colleague may have changed since a page was read.
_CHANGEABLE = ["state", "held_on", "starts", "place", "is_secret"]


@operation
def plan_meeting(*, council, held_on, starts=None, place, is_secret=False, by, at):
    lock(council)
    require(can_plan_meeting(by, council))
    _check_day(council, held_on)
    meeting = Meeting.objects.create(council=council, held_on=held_on, starts=starts, place=place, is_secret=is_secret)
    _invite(MeetingPlanned(meeting), by, at)
    return meeting


@operation
def change_meeting(*, meeting, held_on, starts=None, place, is_secret=False, shown=None, by, at):
    """Another day, hour, place or way of voting, until the meeting opens; whoever was invited reads what they were told
    before. Returns whether there was news for them.

    `shown`: the mark of the invitation that the page showed; raises StaleSave when it says something else by now.
    """
    lock(meeting.council)
    meeting.refresh_from_db(fields=_CHANGEABLE)
    require(can_change_meeting(by, meeting))
    before = meeting.invitation
    if shown is not None and shown != mark(before):
        raise StaleSave(before, f"Người khác vừa đổi lịch họp, nay là: {before}. Hãy so lại rồi ghi lần nữa.")
    _check_day(meeting.council, held_on)
    facts = {"held_on": held_on, "starts": starts, "place": place, "is_secret": is_secret}
    if all(getattr(meeting, name) == value for name, value in facts.items()):
        return False
    move(meeting, "change", by=by, at=at, note=f"Trước đó: {before}.", **facts)
    _invite(MeetingMoved(meeting, before), by, at)
    return True


def _check_day(council, held_on):
    closed_at = council.last_pass.closed_at
    if closed_at and held_on < (scored := timezone.localdate(closed_at)):
        sentence = f"Lượt chấm khóa ngày {scored:%d/%m/%Y}: hội đồng họp từ ngày đó trở đi."
        raise Refused(sentence, field="held_on")


def _invite(message, by, at):
    invited = queries.people_of_council(message.meeting.council)
    notify(message=message, recipients=invited, key=f"meeting:{message.meeting.pk}:{at.isoformat()}", by=by, at=at)


@operation
def open_meeting(*, meeting, by, at):
    lock(meeting.council)
    # The ledger tells for ever how it voted: what a colleague changed since the page was read counts.
    meeting.refresh_from_db(fields=_CHANGEABLE)
    require(can_open_meeting(by, meeting, timezone.localdate(at)))
    move(meeting, "open", by=by, at=at)
    append(meeting.council, "meeting_opened", by=by, at=at, meeting=meeting.pk, is_secret=meeting.is_secret)
    return meeting


def require_open(meeting):
    meeting.refresh_from_db(fields=["state", "is_secret"])
    if meeting.state != MeetingState.OPEN:
        raise Refused("Phiên họp không mở, không ghi thêm được.")


@operation
def record_attendance(*, meeting, present, by, at):
    """Call the roll: `present` are the members who are there; all others are absent.

    Returns [(member, entry)] whose conflict the portal learnt of only after their secret ballot: it stays in the box.
    """
    require(can_keep_meeting(by, meeting))
    lock(meeting.council)
    require_open(meeting)
    there = {member.pk for member in present}
    members = list(meeting.council.members.all())
    voted = {member for member, _ in queries.who_voted(meeting)}
    absent_voters = [member for member in members if member.pk in voted - there]
    if absent_voters:
        names = ", ".join(sorted(str(member.user) for member in absent_voters))
        raise Refused(f"Đã biểu quyết nên không ghi vắng được: {names}.")
    for member in members:
        Attendance.objects.update_or_create(meeting=meeting, member=member, defaults={"is_present": member.pk in there})
    too_late = _recuse_known(meeting, members, by, at)
    append(
        meeting.council,
        "attendance",
        by=by,
        at=at,
        meeting=meeting.pk,
        present=sorted(member.pk for member in members if member.pk in there),
        voting=sorted(member.pk for member in members if member.votes),
    )
    return too_late


def _recuse_known(meeting, members, by, at):
    """What the portal knows by the roll call: conflicts that a member declared as a judge, and a member's own house.
    Who has a conflict in one product of a set has it in the set. A secret ballot cannot be taken back: such pairs are
    returned."""
    council = meeting.council
    known = set(MemberRecusal.objects.filter(member__council=council).values_list("member", "entry"))
    declared = ConflictDeclaration.objects.filter(judge__panel__council=council).exclude(
        kind=ConflictDeclaration.Kind.NONE
    )
    by_user = {member.user_id: member for member in members if member.votes}
    found = []
    for row in declared.filter(judge__user__in=by_user).select_related("judge", "entry"):
        found.append((by_user[row.judge.user_id], row.entry, row.kind, f"Đã khai khi làm giám khảo: {row.reason}"))
    at_home = defaultdict(set)
    memberships = Membership.objects.on(timezone.localdate(at)).filter(user__in=by_user)
    for user, house in memberships.values_list("user", "organisation"):
        at_home[house].add(by_user[user])
    for result in queries.agenda(council):
        for member in at_home[result.entry.product.establishment.organisation_id]:
            employment = ConflictDeclaration.Kind.EMPLOYMENT
            found.append((member, result.entry, employment, "Là người của cơ sở có sản phẩm."))
    leads = {one.entry_id: row.lead for row in queries.sets_of(council) for one in row.merged.all()}
    found += [(member, leads[entry.pk], *why) for member, entry, *why in found if entry.pk in leads]
    in_the_box = queries.who_voted(meeting) if meeting.is_secret else ()
    too_late = []
    for member, entry, kind, reason in found:
        pair = member.pk, entry.pk
        if pair in known:
            continue
        known.add(pair)
        if pair in in_the_box:
            too_late.append((member, entry))
        else:
            keep_out(council, member, entry, kind, reason, by, at)
    return too_late


def keep_out(council, member, entry, kind, reason, by, at):
    row = MemberRecusal.objects.create(
        member=member, entry=entry, kind=kind, reason=reason, declared_at=at, declared_by=by
    )
    Vote.objects.filter(meeting=council.meeting, member=member, entry=entry).delete()
    append(council, "member_recused", by=by, at=at, member=member.pk, entry=entry.code, kind=str(kind))
    return row


@operation
def recuse_member(*, council, member, entry, kind, reason, by, at):
    """A council member with a conflict of interest: no vote on this entry, and a vote already cast is taken back."""
    lock(council)
    require(can_recuse(by, council, member))
    if kind == ConflictDeclaration.Kind.NONE:
        raise Refused("Hãy chọn xung đột lợi ích nào.", field="kind")
    reason = worded(reason, "Hãy nói rõ xung đột lợi ích là gì.")
    _require_on_agenda(council.meeting, entry)
    if MemberRecusal.objects.filter(member=member, entry=entry).exists():
        raise Refused(f"{member.user} đã khai không biểu quyết {entry.code}.", field="member")
    if CastBallot.objects.filter(member=member, box__entry=entry, box__meeting=council.meeting).exists():
        raise Refused(f"{member.user} đã bỏ phiếu kín về {entry.code}, không rút lại được.", field="member")
    return keep_out(council, member, entry, kind, reason, by, at)


@operation
def cast_vote(*, meeting, entry, choice, by, at):
    """A member votes for themselves. The last vote before the meeting ends counts."""
    lock(meeting.council)
    require_open(meeting)
    require(can_vote(by, meeting))
    _require_on_agenda(meeting, entry)
    if MemberRecusal.objects.filter(member__user=by, member__council=meeting.council, entry=entry).exists():
        raise Refused("Bạn có xung đột lợi ích với sản phẩm này nên không biểu quyết.")
    member = meeting.council.seat_of(by)
    return (_secret_vote if meeting.is_secret else _vote)(meeting, member, entry, choice, by, at)


def _secret_vote(meeting, member, entry, choice, by, at):
    """The choice goes into the box; that a ballot was cast goes beside the name and into the ledger. It is final: which
    of the ballots was theirs nobody can tell."""
    box, _ = BallotBox.objects.get_or_create(meeting=meeting, entry=entry)
    if CastBallot.objects.filter(box=box, member=member).exists():
        raise Refused("Bạn đã bỏ phiếu kín về sản phẩm này, không đổi được.")
    CastBallot.objects.create(box=box, member=member)
    BallotBox.objects.filter(pk=box.pk).update(**{choice: F(choice) + 1})
    append(meeting.council, "ballot_cast", by=by, at=at, meeting=meeting.pk, member=member.pk, entry=entry.code)


@operation
def record_hands(*, meeting, entry, choices, by, at):
    """The secretary writes down a show of hands: {member: choice}, for members who are present and vote."""
    require(can_keep_meeting(by, meeting))
    lock(meeting.council)
    require_open(meeting)
    _require_on_agenda(meeting, entry)
    if meeting.is_secret:
        raise Refused("Phiên họp này bỏ phiếu kín: từng thành viên tự bỏ phiếu.")
    voters = {member.pk for member in queries.ballots(meeting, entry=entry)[entry.pk].present}
    for member, choice in choices.items():
        if member.pk not in voters:
            raise Refused(f"{member.user} không có mặt hoặc không được biểu quyết sản phẩm này.")
        _vote(meeting, member, entry, choice, by, at)


@operation
def note_discussion(*, meeting, entry, text, by, at):
    """The secretary writes down what was said about an entry; written anew while the meeting lasts."""
    require(can_keep_meeting(by, meeting))
    lock(meeting.council)
    require_open(meeting)
    _require_on_agenda(meeting, entry)
    text = worded(text, "Hãy ghi ý kiến thảo luận.", field="text")
    fields = {"text": text, "noted_at": at, "noted_by": by}
    return Discussion.objects.update_or_create(meeting=meeting, entry=entry, defaults=fields)[0]


def _require_on_agenda(meeting, entry):
    if not queries.agenda(meeting.council).filter(entry=entry).exists():
        raise Refused("Sản phẩm này không đạt điểm yêu cầu, hoặc đã gộp vào bộ, nên không đưa ra biểu quyết.")


def _vote(meeting, member, entry, choice, by, at):
    vote, _ = Vote.objects.update_or_create(
        meeting=meeting, member=member, entry=entry, defaults={"choice": choice, "cast_at": at, "cast_by": by}
    )
    append(
        meeting.council,
        "vote",
        by=by,
        at=at,
        meeting=meeting.pk,
        member=member.pk,
        entry=entry.code,
        choice=str(choice),
    )
    return vote


@operation
def close_meeting(*, meeting, chosen=(), cut_note="", by, at):
    """The chair ends the meeting: every accepted entry gets its outcome, as secret as before until publication.

    Recognised is what passed, was agreed to by more than the majority and fits the round's places, best first.
    Where entries tie at the last places, `chosen` names those that the council took and `cut_note` its decision.
    """
    require(can_close_meeting(by, meeting))
    council = meeting.council
    lock(council)
    require_open(meeting)
    missing = queries.missing_before_end(meeting)
    if missing:
        raise Refused(" ".join(missing))
    tally = queries.tally(meeting)
    found = queries.cut_of(meeting, tally)
    inside = set(found.inside) | _settled_tie(found, chosen, cut_note, council.round.places)
    carried = queries.carried_outcomes(meeting)
    if council.published_at:
        # Who was told that they are recognised stays so, whoever else was found to have deserved it.
        inside |= {outcome.entry_id for outcome in carried if outcome.is_recognised}
    rules = queries.rules_of(council.round)
    may_vote = queries.ballots(meeting)
    names = {row.lead_id: row.name for row in queries.sets_of(council)}
    merged = {one.entry_id: row.name for row in queries.sets_of(council) for one in row.merged.all()}
    outcomes = []
    for result in queries.final_results(council, entry__outcome__isnull=True):
        votes = tally.get(result.entry_id)
        present = len(may_vote[result.entry_id].present) if votes else None
        if result.entry_id in merged:
            ground = Outcome.Ground.MERGED
        elif result.mean is None:
            ground = Outcome.Ground.NOT_SCORED
        elif votes is None:
            ground = Outcome.Ground.BELOW_THRESHOLD
        elif not is_majority(votes.agree, present, rules.majority):
            ground = Outcome.Ground.NOT_AGREED
        else:
            ground = Outcome.Ground.RECOGNISED if result.entry_id in inside else Outcome.Ground.BEYOND_PLACES
        outcomes.append(
            Outcome(
                entry=result.entry,
                meeting=meeting,
                mean=result.mean,
                agreed=votes and votes.agree,
                present=present,
                is_recognised=ground == Outcome.Ground.RECOGNISED,
                ground=ground,
                set_name=(names | merged).get(result.entry_id, ""),
                decided_at=at,
            )
        )
    outcomes += _moved_by(meeting, carried, inside, at)
    Outcome.objects.bulk_create(outcomes)
    move(meeting, "close", by=by, at=at, note=cut_note, closed_at=at, closed_by=by, cut_note=cut_note)
    append(
        council,
        "meeting_closed",
        by=by,
        at=at,
        meeting=meeting.pk,
        cut_note=cut_note,
        outcomes=sorted([o.entry.code, str(o.ground), o.agreed, o.is_recognised] for o in outcomes),
    )
    return meeting


def _moved_by(meeting, carried, inside, at):
    """Earlier decisions of the round that the new ones push over the cut line, or back: taken down and written anew."""
    moved = [outcome for outcome in carried if outcome.is_recognised != (outcome.entry_id in inside)]
    if moved:
        last = meeting.council.reopenings.last()
        before = queries.standing_of(meeting.council, [outcome.entry for outcome in moved])
        last.before["outcomes"] += before["outcomes"]
        Reopening.objects.filter(pk=last.pk).update(before=last.before)
        Prize.objects.filter(outcome__in=moved).delete()
        Outcome.objects.filter(pk__in=[outcome.pk for outcome in moved]).delete()
    for outcome in moved:
        outcome.is_recognised = outcome.entry_id in inside
        outcome.ground = Outcome.Ground.RECOGNISED if outcome.is_recognised else Outcome.Ground.BEYOND_PLACES
        outcome.pk, outcome.meeting, outcome.decided_at, outcome.published_at = None, meeting, at, None
    return moved


def _settled_tie(found, chosen, cut_note, places):
    if not found.tied:
        return set()
    picked = {entry.pk for entry in chosen}
    if not cut_note.strip() or not picked <= set(found.tied) or len(picked) != found.free:
        raise Refused(
            f"Có {len(found.tied)} sản phẩm bằng điểm nhau ở vạch cắt nhưng chỉ còn {found.free} trong {places} chỗ. "
            f"Hãy chọn đúng {found.free} sản phẩm và ghi quyết định của hội đồng.",
            field="cut_note",
        )
    return picked
