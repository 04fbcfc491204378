from django.utils import timezone

from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..messages import Nominated, ResultPublished
from ..models import Council, Nomination, Outcome
from ..permissions import can_nominate, can_publish
from .ledger import append, lock


@operation
def publish(*, council, by, at):
    """One act: every outcome of the round becomes known to those whom it concerns."""
    require(can_publish(by, council))
    lock(council)
    if not Council.objects.filter(pk=council.pk, published_at__isnull=True).update(published_at=at, published_by=by):
        raise Refused("Kết quả đã được công bố.")
    council.published_at, council.published_by = at, by
    Outcome.objects.filter(entry__round=council.round).update(published_at=at)
    append(council, "published", by=by, at=at)
    for notice in queries.publication_preview(council, at):
        notify(
            message=ResultPublished(notice.outcome),
            recipients=notice.people,
            key=f"entry:{notice.outcome.entry_id}",
            by=by,
            at=at,
        )
    return council


@operation
def nominate(*, council, outcomes, decided_on, ground, by, at):
    """Send recognised products to the next level: a second decision, never a consequence of the first.

    `ground` is the paper in which the council decided it, on the day `decided_on`.
    """
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
        nomination = Nomination.objects.create(
            outcome=outcome, decided_on=decided_on, ground=ground.strip(), nominated_at=at, nominated_by=by
        )
        append(
            council,
            "nominated",
            by=by,
            at=at,
            entry=outcome.entry.code,
            decided_on=decided_on.isoformat(),
            ground=nomination.ground,
        )
        notify(
            message=Nominated(nomination),
            recipients=queries.people_of_entries([outcome.entry], at)[outcome.entry_id],
            key=f"entry:{outcome.entry_id}",
            by=by,
            at=at,
        )
