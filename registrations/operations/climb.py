"""The climb: what a later room calls to take a product from a lower round into the round above it."""

from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations import permissions
from registrations.messages import EntryClimbed, tell_establishment
from registrations.models import Entry, Product
from registrations.queries import provinces_of

from .entries import file_version, search_key_of


@operation
def enter_from_below(*, entry, round, ground, by, at):
    """A nominated product enters the upper round with the version that the lower round judged; its upper Entry.

    `entry`: the accepted entry of the lower round. `round`: the open round of the level just above, by whose rules
    and dates it now goes. `ground`: a `models.Ground` with the facts of the decision and the certificate, copied here
    and never read again; whether the certificate was revoked is the caller's knowledge, whether its `valid_until` lies
    before the day of `at` is refused here. `by`: an officer or head of either office.

    Asked twice for one lower entry, the standing upper entry comes back and nothing is written. Refused with a
    sentence: round not open at `at`, not the level just above, province outside the round's region, entry not accepted
    below, product already in the round by another way, certificate out of force, refused or withdrawn in the upper
    round before. `queries.climb_preview` asks the same of a whole list without writing.
    """
    product = Product.objects.select_for_update().get(pk=entry.product_id)
    others = list(product.entries.filter(round=round))
    standing = next((other for other in others if other.stands_for(entry)), None)
    if standing is not None:
        return standing
    require(permissions.can_enter_from_below(by, entry, round, ground, others, provinces_of(round, at), at))
    upper = Entry.objects.create(
        round=round,
        product=product,
        dossier=entry.dossier,
        started_at=at,
        climbed_from=entry,
        search_key=search_key_of(product),
        **ground.as_fields(),
    )
    file_version(upper, entry.version, step="enter_from_below", by=by, at=at)
    tell_establishment(EntryClimbed(upper), by=by, at=at)
    return upper
