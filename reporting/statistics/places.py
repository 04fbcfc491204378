"""A province and its regions as they were in a year, or as they are today."""

import datetime
from collections import defaultdict
from copy import copy
from functools import cached_property
from typing import NamedTuple

from cnnt_portal.geography.models import AdministrativeUnit, Region, RegionMembership
from cnnt_portal.geography.queries import successors_of
from cnnt_portal.text import vietnamese_key

UNKNOWN = ((9, ()), "Không tách được")


_EVER = datetime.date.min


class Known(NamedTuple):
    """A region as a table names it."""

    kind: str
    order: int
    name: str


class Places:
    """Loaded once for a whole page: two queries; for the names of today also one for each reorganisation."""

    def __init__(self, today, *, as_today=False):
        self.today, self.as_today = today, as_today
        self.units = {unit.pk: unit for unit in AdministrativeUnit.objects.provinces()}
        self.memberships = defaultdict(list)
        rows = RegionMembership.objects.values_list(
            "unit", "valid_from", "valid_to", "region__kind", "region__order", "region__name"
        )
        for unit, begins, ends, *region in rows:
            known = Known(*region)
            self.memberships[unit, known.kind].append((begins or _EVER, ends or datetime.date.max, known))
        # Ten years of thirty-four provinces ask the same again and again.
        self.labels = {}

    @cached_property
    def after(self):
        """{province's key: [the provinces of today that hold its land]}"""
        return successors_of(list(self.units.values()), on=self.today)

    def seen(self, *, as_today):
        """The same places under their names of then or of today; labels that are known are kept."""
        if as_today == self.as_today:
            return self
        other = copy(self)
        other.as_today, other.labels = as_today, {}
        return other

    def keys_of_today(self):
        """{name: key} of today's provinces, for the map."""
        return {unit.name: unit.pk for unit in self.units.values() if not unit.valid_to or unit.valid_to >= self.today}

    def province(self, pk):
        """A label. A province divided among several keeps its own name also when today's are asked for."""
        if pk not in self.labels:
            self.labels[pk] = self._province(self._asked(pk))
        return self.labels[pk]

    def _province(self, unit):
        if unit is None:
            return UNKNOWN
        ended = f" (đến {unit.valid_to:%d/%m/%Y})" if unit.valid_to and unit.valid_to < self.today else ""
        return (0, vietnamese_key(unit.name)), f"{unit.name}{ended}"

    def region(self, kind, pk, year, region=None):
        """A label: that of the province, or `region` (Known) itself where a round is known by its region alone."""
        place = kind, pk, year, region
        if place not in self.labels:
            unit = self._asked(pk)
            if unit is None:
                known = region if region and region.kind == kind else None
            else:
                known = self._region_on(kind, unit, self._day(unit, year))
            self.labels[place] = ((0, (known.order,)), known.name) if known else UNKNOWN
        return self.labels[place]

    def _asked(self, pk):
        unit = self.units.get(pk)
        if unit and self.as_today and len(self.after[pk]) == 1:
            return self.after[pk][0]
        return unit

    def _day(self, unit, year):
        if self.as_today:
            return min(unit.valid_to, self.today) if unit.valid_to else self.today
        last = datetime.date(year, 12, 31)
        return min(last, unit.valid_to) if unit.valid_to else last

    def _region_on(self, kind, unit, day):
        return next((known for begun, ended, known in self.memberships[unit.pk, kind] if begun <= day <= ended), None)


VOTE, ECONOMIC = Region.Kind.VOTE, Region.Kind.ECONOMIC
