from cnnt_portal.errors import Refused
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..messages import ResultPublished
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
def nominate(*, outcome, by, at):
    """Send a recognised product to the next level: a second decision, never a consequence of the first."""
    require(can_nominate(by, outcome))
    council = outcome.entry.round.council
    lock(council)
    if Nomination.objects.filter(outcome=outcome).exists():
        raise Refused("Sản phẩm này đã được đề cử.")
    nomination = Nomination.objects.create(outcome=outcome, nominated_at=at, nominated_by=by)
    append(council, "nominated", by=by, at=at, entry=outcome.entry.code)
    return nomination
