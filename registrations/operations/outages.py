"""The server's own log of its outages, and the time that it gives back."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from registrations import permissions
from registrations.lateness import WINDOW, extended
from registrations.messages import DeadlineMoved, tell_establishment
from registrations.models import Outage, Pulse, Round
from registrations.workflow import EntryState, RoundState


def feel_pulse(at, *, address=""):
    """A sign of life, every minute; after a silence that was too long, the Outage. Not audited: it is no deed.

    `address`: where the web was asked. Between the last answer at one address and the first at another nothing is
    known, so nothing is written down.
    """
    # The sign of life and the outage are written together: if one is lost, the next minute finds both again.
    with transaction.atomic():
        last, is_first = Pulse.objects.get_or_create(pk=Pulse.ONLY, defaults={"at": at, "address": address})
        if is_first or at <= last.at:
            return None
        if not Pulse.objects.filter(pk=Pulse.ONLY, at=last.at).update(at=at, address=address):
            return None
        if last.address != address or (at - last.at).total_seconds() <= settings.OUTAGE_AFTER_SECONDS:
            return None
        return record_outage(started_at=last.at, ended_at=at, by=None, at=at)


def forget_other_pulses(*, address):
    """Nobody answered at `address`: if nobody ever did, it may be written wrong, and its silence is no outage."""
    Pulse.objects.exclude(pk=Pulse.ONLY, address=address).delete()


@operation
def record_outage(*, started_at, ended_at, note="", by, at):
    """Write an outage down and give its time back in every round whose deadline it touched.

    `by` None is the server itself; a person must be the portal's administrator and say what happened.
    """
    require(permissions.can_record_outage(by))
    note = nfc(note).strip()
    if ended_at <= started_at:
        raise Refused("Lúc hoạt động lại phải sau lúc ngừng.", field="ended_at")
    if ended_at > at:
        raise Refused("Chỉ ghi khi cổng đã hoạt động lại.", field="ended_at")
    if by is not None and not note:
        raise Refused("Hãy ghi cổng ngừng vì sao.", field="note")
    outage, is_new = Outage.objects.get_or_create(
        started_at=started_at,
        ended_at=ended_at,
        defaults={
            "source": Outage.Source.NOTICED if by is None else Outage.Source.REPORTED,
            "note": note,
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    if is_new:
        touched = Round.objects.filter(
            Q(closes_at__gt=started_at) | Q(grace_until__gt=started_at),
            state=RoundState.OPEN,
            is_history=False,
            closes_at__lt=ended_at + WINDOW,
        )
        for round in touched:
            grant_grace(round=round, by=by, at=at)
    return outage


@operation
def grant_grace(*, round, by, at):
    """Set the moment up to which the round takes dossiers, for everybody, from the log of outages; never earlier."""
    require(permissions.can_record_outage(by))
    round = Round.objects.select_for_update().get(pk=round.pk)
    log = Outage.objects.filter(ended_at__gt=round.closes_at - WINDOW)
    until = extended(round.closes_at, list(log.values_list("started_at", "ended_at")))
    if until > round.ends_at:
        round.grace_until = until
        round.save(update_fields=["grace_until"])
        tell_drafts(round, "Cổng đã ngừng hoạt động trong 24 giờ trước hạn nên thời gian đó được bù.", by=by, at=at)
    return round


def tell_drafts(round, reason, *, by, at):
    """Everybody who is still writing hears of the new end; called inside an operation."""
    drafts = round.entries.filter(state=EntryState.DRAFT).select_related("product__establishment__organisation")
    for entry in drafts:
        entry.round = round
        message = DeadlineMoved(entry, reason)
        tell_establishment(message, occasion=f"until:{timezone.localtime(round.ends_at):%Y%m%d%H%M}", by=by, at=at)
