"""The climb: which nominated products hold a certificate in force, and which upper round takes them."""

import datetime
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.text import lower_first
from judging.queries import nominations, nominations_of_offices
from registrations.models import Entry, Ground, VoteLevel
from registrations.queries import announced_rounds, climb_preview, provinces_of

from ..models import AGAINST_HOLDER, Certificate, CertificateAct


@dataclass(frozen=True)
class ClimbRow:
    """One nominated product: its certificate in force and its entry above, or the sentence that keeps it below."""

    entry: Entry
    certificate: Certificate | None = None
    upper: Entry | None = None
    obstacle: str = ""
    # What is planned against the certificate: no reason to hold the product back, but to be known before it goes.
    planned: str = ""

    @property
    def is_ready(self):
        return self.upper is None and not self.obstacle

    @property
    def is_listed(self):
        """On the summary list: it goes up now, or went before."""
        return not self.obstacle


def rounds_above(round_, *, at):
    """Rounds of the next level that take this round's products at that moment, the nearest deadline first."""
    above = next((level for level in VoteLevel if level.below == round_.level), None)
    rounds = announced_rounds().open_at(at).filter(level=above).order_by("closes_at", "pk")
    return [upper for upper in rounds if _takes_from(upper, round_, at)]


def _takes_from(upper, round_, at):
    if upper.level == VoteLevel.PROVINCE:
        return round_.unit is not None and upper.unit_id == round_.unit.province_id
    provinces = provinces_of(upper, at)
    return provinces is None or round_.unit is None or round_.unit.province_id in provinces


def climb(round_, upper, *, by, at):
    """The *danh sách trích ngang* of a round: [ClimbRow], groups in order, the best first. `upper` may be None."""
    entries = [row.outcome.entry for row in nominations(round_)]
    for entry in entries:
        # One round for all of them: its office is then asked for once.
        entry.round = round_
    today = timezone.localdate(at)
    held = {}
    # A certificate that replaces another stands later in this order; until its day the other one counts.
    certificates = Certificate.objects.with_standing().annotate(planned=_planned_against)
    for certificate in certificates.filter(decision__round=round_).order_by("pk"):
        earlier = held.get(certificate.product_id)
        if earlier is None or not earlier.validity_on(today).is_valid:
            held[certificate.product_id] = certificate
    rows = [_row(entry, held.get(entry.product_id), today) for entry in entries]
    if upper is None:
        return rows
    candidates = [(row.entry, ground_of(row.certificate)) for row in rows if not row.obstacle]
    lines = iter(climb_preview(round=upper, candidates=candidates, by=by, at=at))
    return [row if row.obstacle else _seen_from_above(row, next(lines)) for row in rows]


_planned_against = Subquery(
    CertificateAct.objects.open().filter(certificate=OuterRef("pk"), kind__in=AGAINST_HOLDER).values("kind")[:1]
)


def ground_of(certificate):
    """What the upper round keeps of the recognition below."""
    return Ground(certificate.decision_number, certificate.decision_date, certificate.number, certificate.valid_until)


def _row(entry, certificate, on):
    if certificate is None:
        return ClimbRow(entry, obstacle="Chưa được cấp giấy chứng nhận.")
    validity = certificate.validity_on(on)
    if not validity.is_valid:
        return ClimbRow(entry, certificate, obstacle=validity.reason)
    planned = CertificateAct.Kind(certificate.planned).label if certificate.planned else ""
    return ClimbRow(entry, certificate, planned=lower_first(planned))


def _seen_from_above(row, line):
    return replace(row, upper=line.standing, obstacle=line.verdict.reason)


def climbing_rounds(user, on):
    """[(round of the user's office, upper round, how many)]: nominated products that an open round above awaits."""
    offices = user.bodies(Role.OFFICER, Role.HEAD)
    rounds = {row.outcome.entry.round_id: row.outcome.entry.round for row in nominations_of_offices(offices)}
    noon = timezone.make_aware(datetime.datetime.combine(on, datetime.time(12)))
    waiting = []
    for round_ in rounds.values():
        for upper in rounds_above(round_, at=noon):
            ready = [row for row in climb(round_, upper, by=user, at=noon) if row.is_ready]
            if ready:
                waiting.append((round_, upper, len(ready)))
    return waiting
