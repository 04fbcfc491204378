from collections import defaultdict
from typing import NamedTuple

from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.geography.queries import provinces_on, successors_of

from ..models import Certificate
from ..province_map import shade, tiles


class ProvinceCount(NamedTuple):
    """`recognised`: products that ever got a certificate; `in_force`: those that hold one in force on the day."""

    province: AdministrativeUnit
    recognised: int
    in_force: int


def products_by_province(on):
    """ProvinceCounts of the provinces of that day in Vietnamese order; what lay in a province that ended counts for
    the one that took it in."""
    recognised = _by_province(Certificate.objects.published())
    in_force = _by_province(Certificate.objects.in_force_on(on))
    of_then = AdministrativeUnit.objects.filter(pk__in=recognised)
    today = successors_of(of_then, on=on)
    parts = {}
    for pk, successors in today.items():
        if len(successors) == 1:
            parts.setdefault(successors[0].province_id, []).append(pk)
    return [
        ProvinceCount(
            province,
            _count(recognised, parts.get(province.pk, ())),
            _count(in_force, parts.get(province.pk, ())),
        )
        for province in provinces_on(on)
    ]


def map_of(on, figures, most):
    """[(tile, province, its figure, shade)] for every tile; `figures`: {province's key: (count to shade by, figure)}.
    An archipelago has neither province nor figure."""
    provinces = {province.code: province for province in provinces_on(on)}
    drawn = []
    for tile in tiles():
        province = provinces.get(tile.code)
        count, figure = figures.get(province and province.pk, (0, None))
        drawn.append((tile, province, figure, shade(count, most)))
    return drawn


def _by_province(certificates):
    """{province of then: its products}."""
    found = defaultdict(set)
    for province, product in certificates.order_by().values_list("unit__province", "product").distinct():
        found[province].add(product)
    return dict(found)


def _count(products, provinces):
    """A product that was recognised before and after a merger is one."""
    return len(set().union(*(products.get(pk, ()) for pk in provinces)))
