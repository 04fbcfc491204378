from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from registrations import permissions
from registrations.messages import PaperSetsArrived, tell_establishment
from registrations.models import PaperSets

from .entries import locked


@operation
def receive_paper_sets(*, entry, sets, way, arrived_on, note="", by, at):
    """The office writes down that so many paper sets of a filed dossier came, by hand or by post, on that day."""
    entry = locked(entry)
    require(permissions.can_receive_paper_sets(by, entry))
    if arrived_on > timezone.localdate(at):
        raise Refused("Ngày nhận không thể ở sau hôm nay.", field="arrived_on")
    if sets < 1:
        raise Refused("Số bộ ít nhất là 1.", field="sets")
    received = PaperSets.objects.create(
        entry=entry, sets=sets, way=way, arrived_on=arrived_on, note=nfc(note).strip(), received_at=at, received_by=by
    )
    tell_establishment(PaperSetsArrived(entry, received), occasion=f"paper-sets:{received.pk}", by=by, at=at)
    return received


@operation
def strike_paper_sets(*, received, by, at):
    """A record made by mistake: it stays, struck through, and no longer counts."""
    require(permissions.can_receive_paper_sets(by, received.entry))
    if not PaperSets.objects.standing().filter(pk=received.pk).update(struck_at=at, struck_by=by):
        raise Refused("Lần ghi này đã được gạch.")
