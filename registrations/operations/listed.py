"""An establishment of which so far only a sent list knows meets its people, or those whose code it really is."""

from contextlib import suppress

from django.db.models import ProtectedError
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused
from cnnt_portal.geography.queries import successors_on
from cnnt_portal.notifications.operations import notify
from cnnt_portal.text import fold
from registrations.identity import name_key
from registrations.messages import ListedDeclared
from registrations.models import Establishment

# What somebody answers who declares a code that a list gave to another name.
SAME, OTHER = "same", "other"


class Listed(Refused):
    """A list gave this code to another name or province: only who declares it knows whether it is they."""

    def __init__(self, house):
        super().__init__(
            f"Một danh sách gửi lên đã ghi mã số thuế này cho “{house.name}” ở {house.province}. Đó có phải là cơ sở "
            "bạn đang khai không?",
            field="listed",
        )


def listed_with(tax_code):
    """The establishment that bears this code on the word of a list alone, held until the transaction ends."""
    rows = Establishment.objects.select_for_update(of=("self",)).select_related("province")
    return rows.filter(tax_code=tax_code, organisation__isnull=True).first()


def is_same_house(house, name, province, today):
    """Does the list mean this name, in this province of today?"""
    same_place = province in successors_on(house.province, today)
    return same_place and name_key(house.search_key) == name_key(fold(name))


def claim(house, *, name, province, answer, by, at):
    """The listed establishment, for its people to declare; None where they say that it is another, which loses the
    code. The offices that took the list are told."""
    if answer not in (SAME, OTHER) and not is_same_house(house, name, province, timezone.localdate(at)):
        raise Listed(house)
    is_same = answer != OTHER
    _tell_offices(house, name, is_same=is_same, by=by, at=at)
    if is_same:
        return house
    _let_go(house)
    return None


def absorb(house, *, into, by, at):
    """The code that a list gave is `into`'s own: what the list meant becomes its own too where the names say so."""
    is_same = is_same_house(house, into.name, into.province, timezone.localdate(at))
    _tell_offices(house, into.name, is_same=is_same, by=by, at=at)
    _let_go(house)
    if is_same:
        own = set(into.products.values_list("search_key", flat=True))
        house.products.exclude(search_key__in=own).update(establishment=into)
        # Other rooms may still speak of it.
        with suppress(ProtectedError):
            house.delete()


def _let_go(house):
    house.tax_code = None
    house.save(update_fields=["tax_code"])


def _tell_offices(house, name, *, is_same, by, at):
    rounds = house.products.filter(entries__submitted_at__isnull=False).values("entries__round__organiser")
    message = ListedDeclared(listed=house.name, declared=name, is_same=is_same)
    for office in Organisation.objects.filter(pk__in=rounds):
        officers = people_at(office, Role.OFFICER, Role.HEAD, on=timezone.localdate(at))
        notify(message=message, recipients=officers, key=f"listed:{house.pk}:{house.tax_code}", by=by, at=at)
