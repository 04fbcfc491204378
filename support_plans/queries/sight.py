"""What was done for the products that hold certificates today: shares and money, for homes and leaders."""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Sum

from certificates.queries import in_force
from registrations.models import Product

from ..models import ActivityKind, ActivityMoney, MoneySource, ServedProduct
from ..workflow import ActivityState
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
    return (
        Product.objects.filter(pk__in=held.values("product"))
        .select_related("establishment__province")
        .annotate(is_served=Exists(served), is_distributed=Exists(served.filter(activity__kind__in=DISTRIBUTING)))
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
    """[{unit (its name), planned, spent}] over the activities that end in the year, the largest spender first."""
    return _money(year, "activity__unit__name", "unit")


def money_by_source(year):
    """[{source, label, planned, spent}] for every source, in the order of the forms."""
    rows = {row["source"]: row for row in _money(year, "source", "source")}
    empty = {"planned": 0, "spent": 0}
    return [{**empty, **rows.get(source, {}), "source": source, "label": source.label} for source in MoneySource]


def _money(year, by, name):
    rows = (
        ActivityMoney.objects.filter(activity__ends_on__year=year)
        .values(by)
        .annotate(
            planned=Sum("amount", filter=Q(activity__state=ActivityState.PLANNED)),
            spent=Sum("amount", filter=Q(activity__state=ActivityState.DONE)),
        )
        .order_by("-spent", by)
    )
    return sorted(
        (
            {name: row[by], "planned": row["planned"] or 0, "spent": row["spent"] or 0}
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
