"""Lists of places, and which of them name where an establishment is."""

import re

from django.db.models import Count

from cnnt_portal.geography.models import Level
from cnnt_portal.geography.queries import predecessors, province_named, successors_on, unit_on

from .. import priority
from ..models import PlaceList


def place_named(line, on):
    """The commune or district that a line of a list names on the day from which the list holds."""
    parts = [part.strip() for part in re.split(r"[,;\t]", line) if part.strip()]
    province = province_named(parts[-1], on=on) if len(parts) > 1 else None
    if province is None:
        return None
    above = province
    if len(parts) > 2:
        above = unit_on(on, level=Level.DISTRICT, name=parts[-2], within=province)
    if above is None:
        return None
    level = Level.DISTRICT if re.match(r"(huyện|thị xã|quận)\s", parts[0].lower()) else Level.COMMUNE
    return unit_on(on, level=level, name=parts[0], within=above)


def place_lists(user):
    return PlaceList.objects.visible_to(user).annotate(unit_count=Count("units")).order_by("kind", "-valid_from", "pk")


def units_listed(place_list):
    return place_list.units.select_related("parent__parent").order_by("province__name", "name", "pk")


def places_named(establishment, on):
    """[priority.Listed]: the lists that hold on the day and name where the establishment is, under the names of then
    or of now."""
    commune = establishment.commune
    if commune is None:
        return []
    whole = {unit.pk: unit for unit in [*_above(commune), *successors_on(commune, on)]}
    parts = [unit for unit in predecessors(commune) if unit.level == Level.COMMUNE]
    of_part = {unit.pk: [unit, *_above(unit)] for unit in parts}
    asked = whole.keys() | {above.pk for units in of_part.values() for above in units}
    rows = PlaceList.objects.on(on).filter(units__in=asked).values_list("kind", "paper", "units", "units__full_name")
    named = {}
    for kind, paper, pk, name in rows:
        if pk in asked:
            named.setdefault((kind, paper), {})[pk] = name
    return [_listed(kind, paper, units, whole, of_part) for (kind, paper), units in named.items()]


def _above(unit):
    """The unit, its district if it had one; provinces stand in no list."""
    units = [unit]
    while units[-1].parent and units[-1].parent.level != Level.PROVINCE:
        units.append(units[-1].parent)
    return units


def _listed(kind, paper, named, whole, of_part):
    covered = sum(1 for units in of_part.values() if any(unit.pk in named for unit in units))
    is_whole = any(pk in whole for pk in named) or (covered and covered == len(of_part))
    return priority.Listed(kind, paper, ", ".join(sorted(set(named.values()))), bool(is_whole))
