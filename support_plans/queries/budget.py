"""The year's money from estimate to expense, by unit, content and source."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Sum

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.ui.formats import number

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
from .yearly import owed_for, units_asked

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

    @property
    def over(self):
        """By how much more was approved than asked; 0 where nothing was asked."""
        return max(self.approved - self.estimated, 0) if self.estimated else 0


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


class AllocationLine(NamedTuple):
    """What finance writes in one line; `is_recorded`: was anything written there before? `beside`: what is approved
    for the same unit and source without a content, if the line has one, else for its contents: the two add up."""

    unit: Organisation
    content: PlanContent | None
    source: str
    estimated: Decimal
    approved: Decimal
    allocated: Decimal
    paper: str
    is_recorded: bool
    beside: Decimal

    @property
    def key(self):
        return f"{self.unit.pk}-{self.content.pk if self.content else 0}-{self.source}"

    @property
    def source_label(self):
        return MoneySource(self.source).label

    def doubled(self, beside):
        """Why it is not written while `beside` stands, as a sentence."""
        if self.content:
            return (
                f"Đơn vị này đã có số chung {number(beside)} đồng của nguồn này, chưa chia theo nội dung; ghi thêm thì "
                "hai số cộng lại. Hãy ghi số chung về 0 trước, hoặc trong cùng lần ghi này."
            )
        return (
            f"Nguồn này của đơn vị đã ghi theo nội dung, cộng {number(beside)} đồng; ghi thêm số chung thì hai số cộng "
            "lại. Hãy sửa số ở từng nội dung, hoặc ghi các nội dung về 0 trước."
        )

    @property
    def seen(self):
        """What its writer saw standing there."""
        return f"{self.approved:.0f}/{self.allocated:.0f}"


def papers_of(call, on):
    """{(body of the day, content, source): the paper by which its money was approved}."""
    rows = list(call.allocations.select_related("unit", "content").order_by("recorded_at", "pk"))
    bodies = bodies_on([row.unit for row in rows], on)
    return {(bodies[row.unit_id], row.content, row.source): row.paper for row in rows}


def allocation_lines(call, on):
    """[AllocationLine] as finance thinks of them: one for each unit and source, and one for each content where a paper
    has divided the money among the contents."""
    rows, papers = budget_of(call, on), papers_of(call, on)
    divided = {(unit, source) for unit, content, source in papers if content}
    lines = []
    for row in budget_by(rows, "unit", "source"):
        if (row.unit, row.source) in divided:
            lines += [part for part in rows if (part.unit, part.source) == (row.unit, row.source)]
        else:
            lines.append(row)
    return [_line(row, papers, _approved_by_part(rows)) for row in lines]


def units_of_money(call, on, rows):
    """Units for which money is written: that have tasks in the plan, or figures among the BudgetRows."""
    asked = units_asked(call.plan, on).values("pk")
    units = Organisation.objects.filter(Q(pk__in=asked) | Q(pk__in={row.unit.pk for row in rows}))
    return units.order_by("kind", "name", "pk")


def lines_of_keys(call, on, keys):
    """{key: AllocationLine} for keys that name a unit that is asked or has figures, a content of the plan (or 0) and a
    source; what they name may have no figures yet."""
    rows, papers = budget_of(call, on), papers_of(call, on)
    units = {str(unit.pk): unit for unit in units_of_money(call, on, rows)}
    contents = {str(content.pk): content for content in call.plan.contents.all()} | {"0": None}
    whole = {(row.unit, row.source): row for row in budget_by(rows, "unit", "source")}
    detail = {(row.unit, row.content, row.source): row for row in rows}
    parts, found = _approved_by_part(rows), {}
    for key in keys:
        unit, content, source = (key.split("-", 2) + ["", ""])[:3]
        if unit not in units or content not in contents or source not in MoneySource.values:
            continue
        unit, content, none = units[unit], contents[content], Decimal(0)
        row = detail.get((unit, content, source)) or BudgetRow(unit, content, source, none, none, none, none)
        if content is None and (unit, source) in whole:
            row = row._replace(estimated=whole[unit, source].estimated)
        found[key] = _line(row, papers, parts)
    return found


def approved_beside(written):
    """{AllocationLine: what will be approved beside it} of {AllocationLine: approved as it will be written} for those
    that grow while the other part stands: the whole and a part of it would be counted as two."""
    wholes = {(line.unit, line.source): approved for line, approved in written.items() if not line.content}
    parts = defaultdict(Decimal)
    for line, approved in written.items():
        if line.content:
            parts[line.unit, line.source] += approved - line.approved
    beside = {
        line: wholes.get((line.unit, line.source), line.beside)
        if line.content
        else line.beside + parts[line.unit, line.source]
        for line in written
    }
    return {line: other for line, other in beside.items() if other and written[line] > line.approved}


def _approved_by_part(rows):
    """{(unit, source, is it of a content?): approved}."""
    sums = defaultdict(Decimal)
    for row in rows:
        sums[row.unit, row.source, row.content is not None] += row.approved
    return sums


def _line(row, papers, parts):
    place = (row.unit, row.content, row.source)
    return AllocationLine(
        *place,
        row.estimated,
        row.approved,
        row.allocated,
        papers.get(place, ""),
        is_recorded=place in papers,
        beside=parts[row.unit, row.source, row.content is None],
    )


def plan_states(call, on):
    """{body of the day: how its yearly plan of this call stands, in words}."""
    return {row.unit: row.year_plan.get_state_display() if row.year_plan else "Chưa lập" for row in owed_for(call, on)}


def calls_without_allocation(on):
    """Calls of this year and later with `without_allocation`: the units, by name, whose accepted plan asks for money
    and that have no word from the finance unit yet."""
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
    found = []
    for call in calls:
        units = {body for body in bodies.values() if (call.pk, body.pk) in waiting}
        call.without_allocation = sorted(units, key=lambda unit: unit.name)
        found += [call] if units else []
    return found
