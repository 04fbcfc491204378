"""One unit's year: what it promised, with traffic lights by date; what it did and spent."""

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.shortcuts import get_object_or_404

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.ui.components import ATTENTION, BAD, GOOD, OPEN, QUIET, due_words, urgency

from ..models import Activity, ActivityMoney, MoneySource, YearPlanLine, reads_all_units
from ..workflow import ActivityState
from .units import carried_by, offices_of


def unit_seen(user, pk):
    """One's own office, any for who looks over every unit's shoulder; else 404."""
    units = Organisation.objects.exclude(kind=OrganisationKind.ESTABLISHMENT)
    if not reads_all_units(user):
        units = units.filter(pk__in=[office.pk for office in offices_of(user)])
    return get_object_or_404(units, pk=pk)


def promises_of(unit, on):
    """Lines of the unit's plan of the year, each with `light` (tone, words) by the day; the first to end first."""
    deeds = Activity.objects.filter(line=OuterRef("pk"))
    lines = (
        YearPlanLine.objects.filter(year_plan__unit__in=carried_by(unit, on), year_plan__call__year=on.year)
        .select_related("year_plan", "task__content")
        .annotate(
            is_done=Exists(deeds.filter(state=ActivityState.DONE)),
            is_begun=Exists(deeds.filter(state=ActivityState.PLANNED)),
        )
        .order_by(F("ends_on").asc(nulls_last=True), "pk")
    )
    rows = list(lines)
    for line in rows:
        line.light = light_of(line, on)
    return rows


def light_of(line, on):
    """(tone, words) of a promise on the day."""
    if line.is_done:
        return GOOD, "đã làm"
    if line.ends_on is None:
        return QUIET, "chưa ghi ngày"
    words = due_words(line.ends_on, on)
    if line.is_begun:
        words += ", đã ghi dự kiến"
    return {"late": BAD, "soon": ATTENTION}.get(urgency(line.ends_on, on), OPEN), words


def light_of_task(task, day):
    """(tone, words) of a row of `task_list` on the day."""
    is_over = task.ends_on is not None and task.ends_on < day
    if task.done_count or (is_over and task.was_done):
        return GOOD, "đã làm"
    if is_over:
        return BAD, due_words(task.ends_on, day)
    if task.planned_count:
        return OPEN, "dự kiến"
    if task.starts_on and task.starts_on > day:
        return QUIET, f"từ {task.starts_on:%d/%m/%Y}"
    return ATTENTION, due_words(task.ends_on, day) if urgency(task.ends_on, day) else "chưa có gì"


def activities_of_unit(user, unit, on):
    return Activity.objects.visible_to(user).filter(unit__in=carried_by(unit, on), ends_on__year=on.year)


def money_of_unit(unit, on):
    """[{source, label, planned, spent}] of the unit's activities that end in this year, in the order of the forms."""
    spent = ActivityMoney.objects.filter(activity__unit__in=carried_by(unit, on), activity__ends_on__year=on.year)
    rows = spent.values("source").annotate(
        planned=Sum("amount", filter=Q(activity__state=ActivityState.PLANNED)),
        spent=Sum("amount", filter=Q(activity__state=ActivityState.DONE)),
    )
    found = {row["source"]: row for row in rows.order_by("source")}
    return [
        {
            "source": source,
            "label": source.label,
            "planned": found.get(source, {}).get("planned") or 0,
            "spent": found.get(source, {}).get("spent") or 0,
        }
        for source in MoneySource
    ]
