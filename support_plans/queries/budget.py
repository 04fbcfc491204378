"""The year's money from estimate to expense, by unit, content and source."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Sum

from cnnt_portal.accounts.models import Organisation

from ..models import (
    ActivityMoney,
    Allocation,
    MoneySource,
    PlanContent,
    UnitYearPlan,
    YearCall,
    YearPlanMoney,
)
from ..workflow import ActivityState, YearPlanState
from .units import bodies_on

_SENT = (YearPlanState.SUBMITTED, YearPlanState.ACCEPTED)
FIGURES = ("estimated", "approved", "allocated", "spent")
UNDIVIDED = "Chưa chia theo nội dung"


class BudgetRow(NamedTuple):
    """What the row does not distinguish is None or empty; of a detail, `content` None is what no paper divides."""

    unit: Organisation | None
    content: PlanContent | None
    source: str
    estimated: Decimal
    approved: Decimal
    allocated: Decimal
    spent: Decimal

    @property
    def source_label(self):
        return MoneySource(self.source).label

    @property
    def content_label(self):
        return str(self.content) if self.content else UNDIVIDED

    @property
    def left(self):
        return self.allocated - self.spent


def budget_of(call, on):
    """[BudgetRow] for every unit, content and source with any figure; work of a body that has ended counts for its
    heir."""
    estimates = YearPlanMoney.objects.filter(line__year_plan__call=call, line__year_plan__state__in=_SENT)
    spent = ActivityMoney.objects.filter(
        activity__task__plan=call.plan, activity__ends_on__year=call.year, activity__state=ActivityState.DONE
    )
    figures = [
        *_read(estimates, "estimated", "line__year_plan__unit", "line__task__content"),
        *_read(spent, "spent", "activity__unit", "activity__task__content"),
    ]
    for row in call.allocations.all():
        figures += [((row.unit_id, row.content_id, row.source), name, getattr(row, name)) for name in FIGURES[1:3]]
    bodies = bodies_on(Organisation.objects.filter(pk__in={unit for (unit, _, _), _, _ in figures}), on)
    contents = {content.pk: content for content in call.plan.contents.all()}
    sums = defaultdict(lambda: dict.fromkeys(FIGURES, Decimal(0)))
    for (unit, content, source), name, amount in figures:
        sums[bodies[unit], contents.get(content), source][name] += amount
    return _in_order(BudgetRow(*facts, **numbers) for facts, numbers in sums.items())


def _read(rows, name, unit, content):
    rows = rows.order_by().values_list(unit, content, "source").annotate(Sum("amount"))
    return [(tuple(facts), name, amount) for *facts, amount in rows]


def _in_order(rows):
    order = list(MoneySource)

    def place(row):
        content = row.content.order if row.content else 0
        return row.unit.name if row.unit else "", content, order.index(row.source) if row.source else 0

    return sorted(rows, key=place)


def budget_by(rows, *kept):
    """BudgetRows summed over all but what is `kept`: of unit, content, source."""
    sums = defaultdict(lambda: dict.fromkeys(FIGURES, Decimal(0)))
    for row in rows:
        facts = (
            row.unit if "unit" in kept else None,
            row.content if "content" in kept else None,
            row.source if "source" in kept else "",
        )
        for name in FIGURES:
            sums[facts][name] += getattr(row, name)
    return _in_order(BudgetRow(*facts, **numbers) for facts, numbers in sums.items())


def budget_totals(rows):
    """{estimated, approved, allocated, spent, left} over BudgetRows."""
    return {name: sum((getattr(row, name) for row in rows), Decimal(0)) for name in (*FIGURES, "left")}


def calls_without_allocation(on):
    """Calls of this year and later with `without_allocation`: how many units whose accepted plan asks for money have
    no word from the finance unit yet."""
    calls = YearCall.objects.filter(year__gte=on.year).order_by("year", "pk")
    asking = UnitYearPlan.objects.filter(
        Exists(YearPlanMoney.objects.filter(line__year_plan=OuterRef("pk"))),
        call__in=calls,
        state=YearPlanState.ACCEPTED,
    )
    told = Allocation.objects.filter(call__in=calls)
    units = Organisation.objects.filter(Q(pk__in=asking.values("unit")) | Q(pk__in=told.values("unit")))
    bodies = bodies_on(units, on)
    heard = {(call, bodies[unit].pk) for call, unit in told.values_list("call", "unit")}
    waiting = {(call, bodies[unit].pk) for call, unit in asking.values_list("call", "unit")} - heard
    counts = Counter(call for call, _ in waiting)
    found = [call for call in calls if counts[call.pk]]
    for call in found:
        call.without_allocation = counts[call.pk]
    return found
