"""What was done for the products that hold certificates today: shares and money, for homes and leaders."""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum

from certificates.queries import in_force, map_of
from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.geography.queries import same_territory, successors_of
from cnnt_portal.text import vietnamese_key
from registrations.models import Product, ProductGroup

from ..models import (
    Activity,
    ActivityKind,
    ActivityMoney,
    MoneySource,
    Outlet,
    ServedProduct,
    UnitYearPlan,
    YearPlanLine,
    reads_all_units,
)
from ..workflow import ActivityState, YearPlanState
from .plans import running_plan

DISTRIBUTING = (ActivityKind.DISTRIBUTION, ActivityKind.E_COMMERCE)


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


def products_in_force(on, *, territory=None):
    """Products that hold a certificate in force on the day, with `is_served` and `is_distributed`.

    `territory`: primary keys of provinces of then and of today; only what was certified there.
    """
    held = in_force(on)
    if territory is not None:
        held = held.filter(unit__province__in=territory)
    served = ServedProduct.objects.filter(
        certificate__product=OuterRef("pk"), activity__state=ActivityState.DONE, activity__ends_on__lte=on
    )
    brought = Exists(served.filter(activity__kind__in=DISTRIBUTING))
    sold = Exists(Outlet.objects.on(on).filter(product=OuterRef("pk")))
    return (
        Product.objects.filter(pk__in=held.values("product"))
        .select_related("establishment__province")
        .annotate(is_served=Exists(served), is_distributed=brought | sold)
        .order_by("name", "pk")
    )


def coverage(on, *, territory=None):
    """[Share of products with any support, share of those brought into distribution channels]."""
    plan = running_plan(on)
    counts = products_in_force(on, territory=territory).aggregate(
        whole=Count("pk"), served=Count("pk", filter=Q(is_served=True)), sold=Count("pk", filter=Q(is_distributed=True))
    )
    return [
        Share("Sản phẩm còn hiệu lực đã được hỗ trợ", counts["served"], counts["whole"], plan and plan.coverage_goal),
        Share(
            "Sản phẩm còn hiệu lực đã đưa vào kênh phân phối",
            counts["sold"],
            counts["whole"],
            plan and plan.distribution_goal,
        ),
    ]


def money_by_unit(year):
    """[{unit (its name), key, planned, spent}] over the activities that end in the year, the largest spender first."""
    return _money(year, unit="activity__unit__name", key="activity__unit")


def money_by_content(year):
    """[{content (its name), order, key, planned, spent}], the largest first."""
    content = "activity__task__content"
    return _money(year, content=f"{content}__name", order=f"{content}__order", key=content)


def money_by_source(year):
    """[{source, label, planned, spent}] for every source, in the order of the forms."""
    rows = {row["source"]: row for row in _money(year, source="source")}
    empty = {"planned": 0, "spent": 0}
    return [{**empty, **rows.get(source, {}), "source": source, "label": source.label} for source in MoneySource]


def _money(year, **by):
    """Sums over the columns `by` ({name: path})."""
    rows = (
        ActivityMoney.objects.filter(activity__ends_on__year=year)
        .values(*by.values())
        .annotate(
            planned=Sum("amount", filter=Q(activity__state=ActivityState.PLANNED)),
            spent=Sum("amount", filter=Q(activity__state=ActivityState.DONE)),
        )
        .order_by("-spent", *by.values())
    )
    return sorted(
        (
            {
                **{name: row[path] for name, path in by.items()},
                "planned": row["planned"] or 0,
                "spent": row["spent"] or 0,
            }
            for row in rows
            if row["planned"] or row["spent"]
        ),
        key=lambda row: -row["spent"],
    )


def money_ratio(year):
    """đồng of public money spent in the year for each đồng of establishments' own capital; None without any."""
    spent = {row["source"]: row["spent"] for row in money_by_source(year)}
    own = spent.pop(MoneySource.ESTABLISHMENT)
    return round(sum(spent.values()) / own, 2) if own else None


# What a figure opens: the rows behind it


class Scope(NamedTuple):
    """What of the country a reader looks at: `territory` is None for all of it, else primary keys of provinces."""

    name: str
    territory: frozenset | None = None


def scope_of(user):
    """All for the Cục, finance and the leaders; its province, of then and of now, for a Sở; None for others."""
    if reads_all_units(user):
        return Scope("Cả nước")
    for organisation in user.organisations_of(OrganisationKind.DEPARTMENT):
        if organisation.unit:
            return Scope(organisation.unit.full_name, frozenset(same_territory(organisation.unit)))
    return None


def products_behind(on, scope, *, shown="", group="", province=None, content=None):
    """The products that a share counts: `shown` is served, never, sold or unsold."""
    rows = products_in_force(on, territory=scope.territory)
    wanted = {"served": Q(is_served=True), "never": Q(is_served=False),
              "sold": Q(is_distributed=True), "unsold": Q(is_distributed=False)}  # fmt: skip
    rows = rows.filter(wanted.get(shown, Q()))
    if content:
        under = ServedProduct.objects.filter(activity__task__content=content, activity__state=ActivityState.DONE)
        rows = rows.filter(Exists(under.filter(certificate__product=OuterRef("pk"), activity__ends_on__lte=on)))
    if group:
        rows = rows.filter(group=group)
    if province:
        rows = rows.filter(establishment__province__in=same_territory(province))
    return rows


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


def parts_by_group(on, scope):
    labels = dict(ProductGroup.choices)
    return [Part(f"{row[0]}. {labels[row[0]]}", *row[1:], row[0]) for row in _counted(on, scope, "group")]


def parts_by_province(on, scope):
    """By the province of today; a product of a province that was divided counts where its establishment lies most
    likely: in the first successor by name."""
    rows = _counted(on, scope, "establishment__province")
    units = AdministrativeUnit.objects.in_bulk([row[0] for row in rows])
    today = successors_of(units.values(), on=on)
    sums = {}
    for pk, *numbers in rows:
        unit = today[pk][0] if today[pk] else units[pk]
        sums[unit] = [a + b for a, b in zip(sums.get(unit, (0, 0, 0)), numbers, strict=True)]
    ordered = sorted(sums, key=lambda unit: vietnamese_key(unit.name))
    return [Part(unit.full_name, *sums[unit], unit.pk) for unit in ordered]


def coverage_map(parts, on):
    """[(tile, province, Part or None, shade)]: the darker, the larger the share of products with support."""
    return map_of(on, {part.key: (part.percent, part) for part in parts}, 100)


def parts_by_content(on, scope):
    """How many of the products in force each content of the plan has reached. [(content, products)]"""
    plan = running_plan(on)
    held = products_in_force(on, territory=scope.territory).values("pk")
    served = ServedProduct.objects.filter(
        certificate__product__in=held,
        activity__state=ActivityState.DONE,
        activity__task__plan=plan,
        activity__ends_on__lte=on,
    )
    counts = dict(
        served.values_list("activity__task__content").annotate(n=Count("certificate__product", distinct=True))
    )
    return [(content, counts.get(content.pk, 0)) for content in plan.contents.all()] if plan else []


def _counted(on, scope, by):
    """[(value of `by`, products, served, sold)] in one query."""
    rows = products_in_force(on, territory=scope.territory).order_by().values(by)
    rows = rows.annotate(
        whole=Count("pk"), served=Count("pk", filter=Q(is_served=True)), sold=Count("pk", filter=Q(is_distributed=True))
    )
    return list(rows.order_by(by).values_list(by, "whole", "served", "sold"))


def promises_without_deeds(on, year):
    """Promised for the year, their last day is over, and nothing done was recorded for them."""
    done = Activity.objects.filter(line=OuterRef("pk"), state=ActivityState.DONE)
    return (
        YearPlanLine.objects.filter(
            ~Exists(done),
            year_plan__call__year=year,
            year_plan__state__in=(YearPlanState.SUBMITTED, YearPlanState.ACCEPTED),
            ends_on__lt=on,
        )
        .select_related("year_plan__unit")
        .order_by("ends_on", "pk")
    )


def deeds_without_promise(year):
    """Done in the year by units that sent a plan for it, but named in no plan."""
    planned = UnitYearPlan.objects.filter(
        call__year=year, unit=OuterRef("unit"), state__in=(YearPlanState.SUBMITTED, YearPlanState.ACCEPTED)
    )
    return (
        Activity.objects.filter(Exists(planned), state=ActivityState.DONE, line=None, ends_on__year=year)
        .select_related("unit")
        .order_by("-ends_on", "-pk")
    )
