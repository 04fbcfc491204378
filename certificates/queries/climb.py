"""The climb: which nominated products hold a certificate in force, and which upper round takes them."""

from dataclasses import dataclass

from django.db.models import Q

from cnnt_portal.accounts.models import Role
from cnnt_portal.geography.models import Region
from cnnt_portal.geography.queries import region_of
from judging.models import Nomination
from judging.queries import nominations
from registrations.models import Entry, Round, VoteLevel
from registrations.queries import announced_rounds
from registrations.workflow import EntryState, RoundState

from ..models import Certificate

ABOVE = {
    VoteLevel.LOWEST: VoteLevel.PROVINCE,
    VoteLevel.PROVINCE: VoteLevel.REGION,
    VoteLevel.REGION: VoteLevel.NATION,
}


@dataclass(frozen=True)
class ClimbRow:
    """One nominated product: its certificate in force, or what stands in its way; its entry above, once it is there."""

    entry: Entry
    certificate: Certificate | None
    upper: Entry | None
    obstacle: str

    @property
    def is_ready(self):
        return self.certificate is not None and self.upper is None

    @property
    def is_listed(self):
        """On the summary list: it goes up now, or went before."""
        return self.certificate is not None


def rounds_above(round_, *, on):
    """Rounds of the next level that take this round's products on that day, the nearest deadline first."""
    level = ABOVE.get(round_.level)
    if level is None:
        return []
    rounds = announced_rounds().filter(
        level=level, state=RoundState.OPEN, opens_at__date__lte=on, closes_at__date__gte=on
    )
    if level == VoteLevel.REGION:
        region = region_of(round_.unit, Region.Kind.VOTE, on=on) if round_.unit else None
        rounds = rounds.filter(Q(region=None) | Q(region=region))
    elif level == VoteLevel.PROVINCE:
        rounds = rounds.filter(unit=round_.unit.province_id)
    return list(rounds.order_by("closes_at", "pk"))


def climb(round_, upper, *, on):
    """The *danh sách trích ngang* of a round, in the order of its codes: [ClimbRow]. `upper` may be None."""
    rows = nominations(round_).select_related("outcome__entry__version", "outcome__entry__product__establishment")
    entries = [row.outcome.entry for row in rows]
    held = {}
    for certificate in Certificate.objects.filter(entry__in=entries).order_by("pk"):
        held[certificate.entry_id] = certificate
    above = {}
    if upper is not None:
        gone = (EntryState.REFUSED, EntryState.WITHDRAWN)
        standing = Entry.objects.filter(round=upper, product__in=[entry.product_id for entry in entries])
        above = {entry.product_id: entry for entry in standing.exclude(state__in=gone)}
    return [_row(entry, held.get(entry.pk), above.get(entry.product_id), on) for entry in entries]


def _row(entry, certificate, upper, on):
    if certificate is None:
        return ClimbRow(entry, None, upper, "Chưa được cấp giấy chứng nhận.")
    validity = certificate.validity_on(on)
    if not validity.is_valid:
        return ClimbRow(entry, None, upper, f"Giấy chứng nhận {certificate.number}: {validity.reason}")
    return ClimbRow(entry, certificate, upper, "")


def climbing_rounds(user, on):
    """[(round of the user's office, upper round, how many)]: nominated products that an open round above awaits."""
    offices = [m.organisation_id for m in user.current_memberships if m.role in (Role.OFFICER, Role.HEAD)]
    nominated = Nomination.objects.filter(outcome__entry__round__organiser__in=offices)
    waiting = []
    for round_ in Round.objects.filter(pk__in=nominated.values("outcome__entry__round")).select_related("unit"):
        for upper in rounds_above(round_, on=on):
            ready = [row for row in climb(round_, upper, on=on) if row.is_ready]
            if ready:
                waiting.append((round_, upper, len(ready)))
    return waiting
