"""The unit on a date, its successors, its predecessors, its region. Dates are arguments: nothing asks the clock."""

import re
from collections import defaultdict

from django.db.models import Q

from cnnt_portal.text import fold, vietnamese_key

from .models import AdministrativeUnit, RegionMembership, Succession

# What people write for what the register calls them.
_CALLED = {
    "hcm": "ho chi minh",
    "sai gon": "ho chi minh",
    "sg": "ho chi minh",
    "hn": "ha noi",
    "brvt": "ba ria vung tau",
    "thua thien hue": "hue",
    "tt hue": "hue",
}
_TITLES = r"thanh pho|thi xa|thi tran|dac khu|tinh|quan|huyen|phuong|xa|tp\.?|tx\.?|tt\.?|t\.|q\.|h\.|p\.|x\."


def _bare(name):
    """“TP. Hồ Chí Minh” → “ho chi minh”; “Quận 1” stays “quan 1”."""
    name = fold(name)
    title = re.match(rf"(?:{_TITLES})(?![a-z])\s*(?=\D)", name)
    return " ".join(re.findall(r"[a-z0-9']+", name[title.end() :] if title else name))


def unit_on(date, *, level, code=None, name=None, within=None):
    """The unit of that level that bore this code or name on that day, or None.

    A name may come with its title or without, with marks or without; `within` is the unit above it. A name that fits
    several units fits none.
    """
    units = AdministrativeUnit.objects.on(date).filter(level=level)
    if within is not None:
        units = units.filter(Q(parent=within) | Q(province=within))
    if code is not None:
        return units.filter(code=code).first()
    for word in _bare(name).split():
        units = units.filter(search_key__contains=word)
    found = [unit for unit in units if fold(unit.full_name) == fold(name)]
    found = found or [unit for unit in units if _bare(unit.full_name) == _bare(name)]
    return found[0] if len(found) == 1 else None


def province_named(name, *, on):
    """The province of that day by the name that people write: “TP. Hồ Chí Minh”, “Bà Rịa – Vũng Tàu”, “dak lak”."""
    wanted = _bare(name)
    wanted = _CALLED.get(wanted, wanted)
    provinces = AdministrativeUnit.objects.provinces().on(on)
    return next((province for province in provinces if _bare(province.full_name) == wanted), None)


def provinces_on(date):
    return AdministrativeUnit.objects.provinces().on(date).in_order()


def communes_of(province, *, on):
    """Communes of a province on a day, whether or not districts stand between."""
    return AdministrativeUnit.objects.communes().on(on).filter(province=province).in_order()


def successors_on(unit, date):
    """The units that hold on `date` what `unit` held: itself while it exists; several when it was divided."""
    return successors_of([unit], on=date)[unit.pk]


def successors_of(units, *, on):
    """{pk: [units on that day]} for a whole list, one query for each reorganisation between then and that day."""
    known = {unit.pk: unit for unit in units}
    held = {pk: {pk} for pk in known}
    ended = {pk for pk, unit in known.items() if not unit.exists_on(on)}
    while ended:
        links = defaultdict(list)
        steps = Succession.objects.filter(old__in=ended, date__lte=on).select_related("new__parent__parent")
        for step in steps:
            links[step.old_id].append(step.new)
        known |= {new.pk: new for news in links.values() for new in news}
        for pks in held.values():
            for pk in pks & ended:
                pks.discard(pk)
                pks.update(new.pk for new in links[pk])
        ended = {new.pk for news in links.values() for new in news if not new.exists_on(on)}
    return {pk: sorted((known[k] for k in pks), key=_in_order) for pk, pks in held.items()}


def _in_order(unit):
    return vietnamese_key(unit.name), unit.pk


def predecessors(unit):
    """Every unit whose land, whole or in part, became this one's, however long ago."""
    found, latest = {}, {unit.pk}
    while latest:
        steps = Succession.objects.filter(new__in=latest).exclude(old__in=found).select_related("old__parent__parent")
        latest = {step.old_id for step in steps}
        found |= {step.old_id: step.old for step in steps}
    return sorted(found.values(), key=_in_order)


def same_territory(unit):
    """Primary keys of the units of the same level that lie in this one, for `filter(unit__in=…)`.

    The unit, its predecessors, and its successors as long as each took in nothing else: today's Vĩnh Long also finds
    Bến Tre and Trà Vinh; Bến Tre finds Bến Tre alone; Hà Nội of 2020 and of today find each other.
    """
    pks = {unit.pk} | {old.pk for old in predecessors(unit) if old.level == unit.level}
    latest = unit.pk
    while latest:
        after = list(Succession.objects.filter(old=latest, is_partial=False, new__level=unit.level))
        latest = None
        if len(after) == 1 and Succession.objects.filter(new=after[0].new_id, old__level=unit.level).count() == 1:
            latest = after[0].new_id
            pks.add(latest)
    return pks


def region_of(unit, kind, *, on):
    """The region in which the unit's province lay on that day; of a province that has ended, its successor's.

    None before the province existed.
    """
    province = unit.province
    for candidate in successors_on(province, on) if province.valid_to and province.valid_to < on else [province]:
        membership = (
            RegionMembership.objects.on(on).filter(unit=candidate, region__kind=kind).select_related("region").first()
        )
        if membership:
            return membership.region
    return None


def find_communes(words, *, on, province=None):
    """Communes of that day whose address holds all the words, marks or not."""
    units = AdministrativeUnit.objects.communes().on(on).select_related("parent", "province").search(words)
    if province is not None:
        units = units.filter(province=province)
    return units.in_order()
