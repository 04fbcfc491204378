from typing import NamedTuple

from django.db.models import Count

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
    recognised, in_force = _by_province(Certificate.objects.all()), _by_province(Certificate.objects.in_force_on(on))
    of_then = AdministrativeUnit.objects.filter(pk__in=recognised)
    today = successors_of(of_then, on=on)
    parts = {}
    for pk, successors in today.items():
        if len(successors) == 1:
            parts.setdefault(successors[0].province_id, []).append(pk)
    return [
        ProvinceCount(
            province,
            sum(recognised[pk] for pk in parts.get(province.pk, ())),
            sum(in_force.get(pk, 0) for pk in parts.get(province.pk, ())),
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
    return dict(
        certificates.order_by().values_list("unit__province").annotate(products=Count("product", distinct=True))
    )
