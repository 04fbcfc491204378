"""The Cục's periodic lists of products and which unit has confirmed to have them."""

from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404

from certificates.queries import periodic_lists
from cnnt_portal.accounts.models import Organisation, OrganisationKind

from ..models import ListReceipt
from .units import ancestry, bodies_of, offices_of, units_of


def units_told(sent):
    """The bodies of that day to which the list went, by kind and name."""
    kinds = settings.CERTIFICATES_LIST_READERS
    return Organisation.objects.on(sent.day).filter(kind__in=kinds).order_by("kind", "name", "pk")


def oversees_receipts(user):
    """Who confirmed and who is late is between each unit and the Cục, over which the leaders watch."""
    return user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS)


def _seen_units(user):
    """Primary keys of the bodies whose receipts the reader may know; None for all."""
    if oversees_receipts(user):
        return None
    return {body.pk for office in offices_of(user) for body in ancestry(office)}


def lists_with_receipts(user):
    """The lists that the reader sees, the latest first, each with `received`: how many of the units whose receipts the
    reader may know have confirmed."""
    seen = _seen_units(user)
    known = Q() if seen is None else Q(receipts__unit__in=seen)
    return periodic_lists(user).annotate(received=Count("receipts", filter=known)).order_by("-day")


class Told(NamedTuple):
    unit: Organisation
    receipt: ListReceipt | None


def receipts_seen(user, sent):
    """[Told] of all units for who oversees them, else of the reader's own; whoever has not confirmed first."""
    seen = _seen_units(user)
    return [row for row in receipts_of(sent) if seen is None or row.unit.pk in seen]


def receipts_of(sent):
    """[Told] for every unit; whoever has not confirmed first."""
    found = {row.unit_id: row for row in sent.receipts.select_related("received_by")}
    rows = [Told(unit, found.get(unit.pk)) for unit in units_told(sent)]
    return sorted(rows, key=lambda row: row.receipt is not None)


def units_to_confirm(user, sent):
    """The units, of the user's own and those whose work they carry on, that were told and have not confirmed."""
    return units_told(sent).filter(pk__in=bodies_of(user)).exclude(pk__in=sent.receipts.values("unit"))


def unit_told(sent, pk):
    """One of the units to which the list went, else 404."""
    unit = units_told(sent).filter(pk=pk).first()
    if unit is None:
        raise Http404
    return unit


def receipts_owed(user):
    """(the latest list, the user's units that have not confirmed it); an older list is superseded by it."""
    sent = periodic_lists(user).first() if units_of(user) else None
    return sent, list(units_to_confirm(user, sent)) if sent else []
