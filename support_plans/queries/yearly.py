"""Yearly plans of units: who owes what, what changed since last year, and money from estimate to expense."""

import hashlib
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.ui.formats import number

from ..models import (
    MoneySource,
    UnitTask,
    UnitYearPlan,
    YearCall,
    YearPlanLine,
    YearPlanMoney,
)
from ..workflow import YearPlanState
from .units import ancestry, bodies_of, bodies_on, carriers_of, tasks_of, unit_of, units_of

_SENT = (YearPlanState.SUBMITTED, YearPlanState.ACCEPTED)
COMPARED = ("title", "kind", "place", "products", "establishments", "indicator", "target")


def calls_of(user):
    return YearCall.objects.visible_to(user).select_related("plan")


def year_plans_of(user):
    return UnitYearPlan.objects.visible_to(user).select_related("call", "unit").annotate(
        amount=Sum("lines__money__amount")
    ).order_by("-call__year", "unit__name", "pk")  # fmt: skip


def last_year_plan(call, unit):
    """What the unit (under any of its names) signed for the latest year before."""
    signed = UnitYearPlan.objects.filter(state__in=_SENT, unit__in=ancestry(unit), call__plan=call.plan)
    return signed.filter(call__year__lt=call.year).order_by("-call__year", "-pk").first()


def units_asked(plan, on):
    """The bodies of that day that have tasks in the plan, under their names of that day."""
    return carriers_of(plan.tasks.on(on), on).order_by("kind", "name", "pk")


def _units_owing(call, on):
    """Those of them whose tasks touch the call's year."""
    return carriers_of(call.plan.tasks.on(on).in_year(call.year), on).order_by("kind", "name", "pk")


def years_called(on):
    """Years for which yearly plans were asked, the latest first; this year always."""
    return sorted({on.year, *YearCall.objects.order_by().values_list("year", flat=True)}, reverse=True)


class Owed(NamedTuple):
    unit: Organisation
    year_plan: UnitYearPlan | None

    @property
    def is_sent(self):
        return self.year_plan is not None and self.year_plan.state in _SENT


def owed_for(call, on):
    """[Owed] of every unit asked; whoever has not sent first."""
    plans = _by_carrier(call.unit_plans.select_related("unit"), on)
    rows = [Owed(unit, plans.get((call.pk, unit.pk))) for unit in _units_owing(call, on)]
    return sorted(rows, key=lambda row: row.is_sent)


def _by_carrier(year_plans, on):
    """{(call, body of the day): its plan}: its own, else one that it took over with the work, unfinished ones first."""
    year_plans = list(year_plans)
    ended = [row.unit for row in year_plans if row.unit.valid_to and row.unit.valid_to < on]
    heirs = bodies_on(ended, on) if ended else {}
    found = {}
    for row in sorted(year_plans, key=lambda row: (row.unit_id not in heirs, row.is_open)):
        found[row.call_id, heirs.get(row.unit_id, row.unit).pk] = row
    return found


def year_plan_carried(call, unit, on):
    """The plan that the unit has for this call, its own or taken over; or None."""
    rows = UnitYearPlan.objects.filter(call=call, unit__in=ancestry(unit)).select_related("unit")
    return _by_carrier(rows, on).get((call.pk, unit.pk))


def seen_year_plans(user, call):
    """Primary keys of the call's plans that the reader may open."""
    return set(UnitYearPlan.objects.visible_to(user).filter(call=call).values_list("pk", flat=True))


def calls_to_answer(user, on):
    """[(call, unit, year plan or None)] of the user's units with tasks in the call's plan and year, for the calls of
    this year and later."""
    calls = list(YearCall.objects.filter(year__gte=on.year).select_related("plan"))
    asked = [(unit, set(_asking(unit, on).values_list("pk", flat=True))) for unit in units_of(user)]
    rows = UnitYearPlan.objects.filter(call__in=calls, unit__in=bodies_of(user)).select_related("unit")
    plans = _by_carrier(rows, on)
    return [(call, unit, plans.get((call.pk, unit.pk))) for call in calls for unit, keys in asked if call.pk in keys]


def _asking(unit, on):
    """Calls in whose plan and year the unit has a task on the day."""
    tasks = tasks_of(unit).on(on).in_year(OuterRef("year")).filter(plan=OuterRef("plan"))
    return YearCall.objects.filter(Exists(tasks)).order_by()


def call_and_unit(user, call_pk, unit_pk, on):
    """A call, and one of the user's own units that it asks; else 404."""
    call = get_object_or_404(calls_of(user), pk=call_pk)
    unit = unit_of(user, unit_pk)
    if not _asking(unit, on).filter(pk=call.pk).exists():
        raise Http404
    return call, unit


def line_of(year_plan, pk):
    return get_object_or_404(year_plan.lines.prefetch_related("money"), pk=pk)


def tasks_of_year_plan(year_plan):
    tasks = tasks_of(year_plan.unit).filter(plan=year_plan.call.plan, until__isnull=True).in_year(year_plan.call.year)
    return UnitTask.objects.filter(pk__in=tasks.values("pk")).select_related("content", "lead")


class Section(NamedTuple):
    content: object
    lines: list
    remarks: list

    @property
    def amount(self):
        return sum((line.amount for line in self.lines), Decimal(0))


def sections_of(year_plan):
    """[Section] of the contents in which the unit has tasks or lines. Lines have `amount`, `by_source`, `change` beside
    last year's (“mới”, “sửa”, “giữ” or nothing) and `last_year`: what last year's line said otherwise."""
    compared = year_plan.last_year_id is not None
    lines = list(
        year_plan.lines.select_related("task__content", "copied_from").prefetch_related("money", "copied_from__money")
    )
    for line in lines:
        line.by_source = {row.source: row.amount for row in line.money.all()}
        line.amount = sum(line.by_source.values(), Decimal(0))
        line.last_year = _said_last_year(line)
        line.change = ("mới" if not line.copied_from else "sửa" if line.last_year else "giữ") if compared else ""
        line.since_return = _since_return(line, year_plan)
    remarks = last_remarks(year_plan) if year_plan.is_open else []
    contents = {task.content_id: task.content for task in tasks_of_year_plan(year_plan)}
    contents |= {line.task.content_id: line.task.content for line in lines}
    return [
        Section(
            content,
            [line for line in lines if line.task.content_id == content.pk],
            [remark for remark in remarks if remark.content_id == content.pk],
        )
        for content in sorted(contents.values(), key=lambda content: content.order)
    ]


def _said_last_year(line):
    """What last year's line says where this one says something else, as words."""
    if line.copied_from is None:
        return []
    return [then for now, then in zip(_said_by(line), _said_by(line.copied_from), strict=True) if now != then]


def _said_by(line):
    """What a line promises, thing by thing, as words: all of COMPARED and the money by source."""
    money = {row.source: row.amount for row in line.money.all()}
    return [
        f"“{line.title}”",
        line.get_kind_display() or "chưa chọn loại",
        line.place or "chưa ghi địa điểm",
        f"{number(line.products)} sản phẩm",
        f"{number(line.establishments)} cơ sở",
        f"{line.get_indicator_display()}: {number(line.target)}" if line.target else "không có chỉ tiêu",
        *(
            f"{source.label} {number(money[source])} đồng" if source in money else f"không có {source.label}"
            for source in MoneySource
        ),
    ]


def last_remarks(year_plan):
    """Why the Cục returned the plan the last time, section by section."""
    remarks = list(year_plan.remarks.select_related("content"))
    return [row for row in remarks if row.made_at == max(other.made_at for other in remarks)]


def _since_return(line, year_plan):
    """What became of a line since the plan was returned: “thêm”, “sửa” or nothing."""
    if not year_plan.as_returned or year_plan.state == YearPlanState.ACCEPTED:
        return ""
    mark, _ = year_plan.as_returned.get(str(line.pk), ("", ""))
    return "" if mark == _mark_of_line(line) else "sửa" if mark else "thêm"


def _mark_of_line(line):
    money = sorted((row.source, str(row.amount)) for row in line.money.all())
    told = [line.task_id, line.starts_on, line.ends_on, *(getattr(line, name) for name in COMPARED), money]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def lines_marked(year_plan):
    """{line: [mark of what it promises, title]}, to be kept when the plan is returned."""
    lines = year_plan.lines.prefetch_related("money")
    return {str(line.pk): [_mark_of_line(line), line.title] for line in lines}


def dropped_since_return(year_plan, sections):
    """Titles of the lines that the returned plan had and this one no longer has."""
    if year_plan.state == YearPlanState.ACCEPTED:
        return []
    kept = {str(line.pk) for section in sections for line in section.lines}
    return [title for pk, (_, title) in year_plan.as_returned.items() if pk not in kept]


def mark_of(year_plan):
    """A mark that is another one after every change of what the plan promises."""
    lines = year_plan.lines.order_by("pk").values_list("pk", "task", "starts_on", "ends_on", *COMPARED)
    money = YearPlanMoney.objects.filter(line__year_plan=year_plan).order_by("line", "source")
    told = [list(lines), list(money.values_list("line", "source", "amount"))]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def dropped_lines(year_plan):
    """Last year's lines that this year's plan no longer has."""
    if not year_plan.last_year_id:
        return YearPlanLine.objects.none()
    kept = year_plan.lines.exclude(copied_from=None).values("copied_from")
    return YearPlanLine.objects.filter(year_plan=year_plan.last_year_id).exclude(pk__in=kept)


def lines_open_to(units):
    """Lines of sent plans to which these units' activities may belong, those of bodies whose work they carry on too."""
    bodies = [body.pk for unit in units for body in ancestry(unit)]
    rows = YearPlanLine.objects.filter(year_plan__unit__in=bodies, year_plan__state__in=_SENT)
    return rows.select_related("year_plan__call").order_by("-year_plan__call__year", "title", "pk")
