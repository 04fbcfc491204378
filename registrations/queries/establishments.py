"""An establishment, its people and its products."""

from cnnt_portal.accounts.queries import members_of

from ..models import Establishment, JoinRequest, Product


def people_of(establishment, on):
    """Who works for an establishment today, and who asks to be let in."""
    waiting = JoinRequest.objects.waiting().filter(establishment=establishment).select_related("asked_by")
    return members_of(establishment.organisation, on), waiting


def products_of(user):
    """The products of the establishments for which this person works today."""
    return Product.objects.of(user).select_related("establishment").prefetch_related("items")


def establishment_of(user):
    """The establishment for which this person works today, or None."""
    return Establishment.objects.of(user).select_related("organisation", "province", "commune__parent__parent").first()
