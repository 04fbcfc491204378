from django.utils import timezone

from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations import operations as registrations

from .. import queries
from ..messages import Nominated, ResultPublished
from ..models import Council, Nomination, Outcome, Prize
from ..permissions import can_award, can_nominate, can_publish
from ..scoring import is_majority
from .ledger import append, lock


@operation
def publish(*, council, by, at):
    """One act: every outcome that nobody was told yet becomes known to those whom it concerns."""
    row = lock(council)
    require(can_publish(by, row))
    if row.published_at is None:
        Council.objects.filter(pk=council.pk).update(published_at=at, published_by=by)
        council.published_at, council.published_by = at, by
    Council.objects.filter(pk=council.pk).update(reopened_at=None)
    council.reopened_at = None
    notices = queries.publication_preview(council, at)
    Outcome.objects.filter(pk__in=[notice.outcome.pk for notice in notices]).update(published_at=at)
    registrations.tell_published(round=council.round, by=by, at=at)
    append(council, "published", by=by, at=at, entries=sorted(notice.outcome.entry.code for notice in notices))
    for notice in notices:
        notify(
            message=ResultPublished(notice.outcome),
            recipients=notice.people,
            key=f"outcome:{notice.outcome.pk}",
            by=by,
            at=at,
        )
    return council


@operation
def award_prizes(*, council, prizes, by, at):
    """What the council grades: {recognised outcome: (grade, money or None)}, in place of what stood before."""
    lock(council)
    require(can_award(by, council))
    rows = [outcome for outcome in queries.outcomes_of(council) if not outcome.published_at]
    outcomes = {outcome.pk for outcome in rows if outcome.is_recognised}
    for outcome, (grade, amount) in prizes.items():
        if outcome.pk not in outcomes:
            raise Refused(f"{outcome.entry.code} không được đề nghị công nhận nên không xếp giải.")
        if amount and not grade.strip():
            raise Refused(f"{outcome.entry.code}: hãy ghi tên giải cho số tiền này.", field=f"giai_{outcome.pk}")
    Prize.objects.filter(outcome__in=outcomes).delete()
    given = [
        Prize(outcome=o, grade=grade.strip(), amount=amount) for o, (grade, amount) in prizes.items() if grade.strip()
    ]
    Prize.objects.bulk_create(given)
    append(
        council,
        "prizes_awarded",
        by=by,
        at=at,
        prizes=sorted([p.outcome.entry.code, p.grade, p.amount] for p in given),
    )


@operation
def nominate(*, council, outcomes, decided_on, ground, votes=None, by, at):
    """Send recognised products to the next level: a second decision, never a consequence of the first.

    `ground` is the paper in which the council decided it, on the day `decided_on`; `votes` are {outcome id: (agreed,
    present)} where the council voted a second time: then only the majority nominates.
    """
    votes = votes or {}
    lock(council)
    require(can_nominate(by, council))
    if not outcomes:
        raise Refused("Hãy chọn ít nhất một sản phẩm để đề cử.", field="outcomes")
    if decided_on > timezone.localdate(at):
        raise Refused("Ngày hội đồng quyết định không thể ở sau hôm nay.", field="decided_on")
    ground = worded(ground, "Hãy ghi căn cứ đề cử.", field="ground")
    nominable = set(queries.nominable(council).values_list("pk", flat=True))
    for outcome in outcomes:
        if outcome.pk not in nominable:
            raise Refused(
                f"{outcome.entry.code} không đề cử được: chưa được công nhận hoặc đã đề cử rồi.", field="outcomes"
            )
        agreed, present = votes.get(outcome.pk, (None, None))
        _check_second_vote(council, outcome, agreed, present)
        nomination = Nomination.objects.create(
            outcome=outcome,
            decided_on=decided_on,
            ground=ground.strip(),
            agreed=agreed,
            present=present,
            nominated_at=at,
            nominated_by=by,
        )
        append(
            council,
            "nominated",
            by=by,
            at=at,
            entry=outcome.entry.code,
            decided_on=decided_on.isoformat(),
            ground=nomination.ground,
            agreed=agreed,
            present=present,
        )
        notify(
            message=Nominated(nomination),
            recipients=queries.people_of_entries([outcome.entry], at)[outcome.entry_id],
            key=f"entry:{outcome.entry_id}",
            by=by,
            at=at,
        )


def _check_second_vote(council, outcome, agreed, present):
    if (agreed is None) != (present is None):
        raise Refused("Hãy ghi cả số thành viên bỏ phiếu và số phiếu đồng ý, hoặc để trống cả hai.", field="present")
    if agreed is None:
        return
    voting = sum(1 for member in council.members.all() if member.votes)
    if not agreed <= present <= voting:
        raise Refused(
            f"{outcome.entry.code}: hội đồng có {voting} người biểu quyết, số phiếu không đúng.", field="present"
        )
    if not is_majority(agreed, present, queries.rules_of(council.round).majority):
        raise Refused(
            f"{outcome.entry.code} có {agreed} trên {present} phiếu đồng ý, chưa đủ để đề cử.", field="outcomes"
        )
