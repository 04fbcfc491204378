"""Shares of the products that hold certificates today: read in one pass, then summed along any path."""

from collections import Counter
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, Count, F, Q, Value, When

from certificates.queries import in_force, map_of
from cnnt_portal.accounts.models import Organisation
from cnnt_portal.geography.models import AdministrativeUnit, Region, RegionMembership
from cnnt_portal.geography.queries import successors_of
from cnnt_portal.text import vietnamese_key
from registrations.models import ProductGroup

from ..models import ActivityKind, Outlet, PlanProduct, ServedProduct
from ..workflow import ActivityState
from .plans import running_plan
from .units import bodies_on

DISTRIBUTING = (ActivityKind.DISTRIBUTION, ActivityKind.E_COMMERCE)


class Held(NamedTuple):
    """A product that holds a certificate: `certified_in` is the province on the latest one, `province` where the
    establishment said it is; both as they were called then."""

    product: int
    group: str
    province: int
    certified_in: int
    is_served: bool
    is_distributed: bool
    is_planned: bool


def served_by(on):
    """What was done for certified products up to the day."""
    return ServedProduct.objects.filter(activity__state=ActivityState.DONE, activity__ends_on__lte=on)


def standing_of(product, on):
    """{is_served, is_distributed, is_planned} as conditions, for a query in which `product` is the path to the
    product's key; planned is what a support plan has taken in."""
    served = served_by(on)
    brought = served.filter(activity__kind__in=DISTRIBUTING)
    outlets = Outlet.objects.on(on).order_by()

    def among(rows, path):
        # Each product once: PostgreSQL looks into a short list of products, but reads a long one anew for every row.
        return Q(**{f"{product}__in": rows.values(path).distinct()})

    return {
        "is_served": among(served, "certificate__product"),
        "is_distributed": among(brought, "certificate__product") | among(outlets, "product"),
        "is_planned": among(PlanProduct.objects.order_by(), "certificate__product"),
    }


def certified_within(on, territory):
    """Certificates in force on the day; `territory`: primary keys of provinces, only what was certified there."""
    held = in_force(on)
    return held if territory is None else held.filter(unit__province__in=territory)


def products_held(on, *, territory=None):
    """[Held], each product once."""
    rows = (
        certified_within(on, territory)
        .annotate(**standing_of("product", on))
        .order_by("issued_on", "pk")
        .values_list(
            "product",
            "product__group",
            "product__establishment__province",
            "unit__province",
            "is_served",
            "is_distributed",
            "is_planned",
        )
    )
    return list({row[0]: Held(*row) for row in rows}.values())


class Share(NamedTuple):
    """`part` of `whole` products; `goal` in percent as the plan in force states it, None if it states none."""

    label: str
    part: int
    whole: int
    goal: int | None = None

    @property
    def percent(self):
        return round(100 * self.part / self.whole) if self.whole else None

    @property
    def is_reached(self):
        return self.goal is not None and self.whole > 0 and 100 * self.part > self.goal * self.whole


def coverage(on, *, territory=None):
    """[Share of products with any support, share of those brought into distribution channels]."""
    return shares_of(products_held(on, territory=territory), running_plan(on))


def shares_of(held, plan):
    served, sold = sum(row.is_served for row in held), sum(row.is_distributed for row in held)
    return [
        Share("Sản phẩm còn hiệu lực đã được hỗ trợ", served, len(held), plan and plan.coverage_goal),
        Share("Sản phẩm còn hiệu lực đã đưa vào kênh phân phối", sold, len(held), plan and plan.distribution_goal),
    ]


class Part(NamedTuple):
    """One row of a table of shares."""

    label: str
    whole: int
    served: int
    sold: int
    key: object = ""

    @property
    def percent(self):
        return round(100 * self.served / self.whole) if self.whole else 0

    @property
    def sold_percent(self):
        return round(100 * self.sold / self.whole) if self.whole else 0


def _parts(held, keys, labels):
    """[Part] in the order of `labels` ({key: words}); `keys`: the key of each of the products."""
    whole, served, sold = Counter(keys), Counter(), Counter()
    for row, key in zip(held, keys, strict=True):
        served[key] += row.is_served
        sold[key] += row.is_distributed
    return [Part(words, whole[key], served[key], sold[key], key) for key, words in labels.items() if whole[key]]


def parts_by_group(held):
    labels = {group: f"{group}. {group.label}" for group in ProductGroup}
    return _parts(held, [row.group for row in held], labels)


def _provinces(held, on):
    """({key of then: its province of today}) for everything that the rows name. A province that was divided counts
    where its land lies most likely: in the first successor by name."""
    pks = {row.province for row in held} | {row.certified_in for row in held}
    units = AdministrativeUnit.objects.in_bulk(pks)
    today = successors_of(units.values(), on=on)
    return units, {pk: today[pk][0] if today[pk] else unit for pk, unit in units.items()}


def parts_by_place(held, on):
    """(parts by region, by province of today, by province as it stands on the certificate)."""
    units, today = _provinces(held, on)
    of_today = {unit.pk: unit for unit in today.values()}
    regions = _regions(of_today, on)
    now = [today[row.province].pk for row in held]
    region_labels = {region.pk: region.name for region in vote_regions()}
    return (
        _parts(held, [regions.get(pk, "") for pk in now], region_labels | {"": "Chưa rõ khu vực"}),
        _parts(held, now, _in_order(of_today)),
        _parts(held, [row.certified_in for row in held], _in_order(units)),
    )


def _in_order(units):
    ordered = sorted(units.values(), key=lambda unit: (vietnamese_key(unit.name), unit.pk))
    return {unit.pk: unit.full_name for unit in ordered}


def _regions(provinces, on):
    """{province: region of the vote} on the day; a province that straddles two counts in the first."""
    rows = RegionMembership.objects.on(on).filter(unit__in=provinces, region__kind=Region.Kind.VOTE)
    return dict(rows.order_by("-region__order", "-pk").values_list("unit", "region"))


def vote_regions():
    return Region.objects.filter(kind=Region.Kind.VOTE).order_by("order")


def provinces_certified(on):
    """The provinces that stand on the certificates in force, under their names of then."""
    named = in_force(on).order_by().values("unit__province")
    return AdministrativeUnit.objects.filter(pk__in=named).in_order()


def provinces_of_region(region, on):
    """Primary keys of the provinces, of then and of today, that count in the region."""
    units = AdministrativeUnit.objects.provinces()
    today = successors_of(units, on=on)
    regions = _regions({unit.pk for found in today.values() for unit in found}, on)
    return [pk for pk, found in today.items() if found and regions.get(found[0].pk) == region.pk]


def coverage_map(parts, on):
    """[(tile, province, Part or None, shade)]: the darker, the larger the share of products with support."""
    return map_of(on, {part.key: (part.percent, part) for part in parts}, 100)


class Reached(NamedTuple):
    """How many of `whole` products a content of the plan, or a unit, has reached."""

    of: object
    count: int
    whole: int

    @property
    def percent(self):
        return round(100 * self.count / self.whole) if self.whole else 0


def reached_by_content(on, held, territory=None):
    """[Reached] for every content of the running plan."""
    plan = running_plan(on)
    if plan is None:
        return []
    rows = _served_and_held(on, territory).filter(activity__task__plan=plan).values_list("activity__task__content")
    counts = dict(rows.annotate(n=Count("certificate__product", distinct=True)))
    return [Reached(content, counts.get(content.pk, 0), len(held)) for content in plan.contents.all()]


def reached_by_unit(on, held, territory=None):
    """[Reached] for every body of today that served any of the products, itself or as a body whose work it carries on;
    the widest reach first."""
    ended = Organisation.objects.filter(valid_to__lt=on, activities__isnull=False).distinct()
    heirs = {pk: body.pk for pk, body in bodies_on(ended, on).items()}
    cases = (When(activity__unit=old, then=Value(heir)) for old, heir in heirs.items())
    body = Case(*cases, default=F("activity__unit"), output_field=BigIntegerField())
    rows = _served_and_held(on, territory).annotate(body=body).values_list("body")
    counts = dict(rows.annotate(n=Count("certificate__product", distinct=True)))
    bodies = Organisation.objects.in_bulk(counts)
    ordered = sorted(bodies.values(), key=lambda one: (-counts[one.pk], vietnamese_key(one.name)))
    return [Reached(one, counts[one.pk], len(held)) for one in ordered]


def _served_and_held(on, territory):
    held = certified_within(on, territory).order_by()
    return served_by(on).order_by().filter(certificate__product__in=held.values("product"))
