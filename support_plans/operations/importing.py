from functools import partial

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.errors import Refused
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from .. import queries
from ..importing import lines_of
from ..models import (
    Activity,
    ActivityImport,
    ActivityMoney,
    ActivityResult,
    Indicator,
    MoneySource,
    ServedProduct,
)
from ..permissions import can_record_activity
from ..workflow import ActivityState


@operation
def bring_table(*, unit, task, cells, kind, title, starts_on, ends_on, place, by, at):
    """Keep a table for its preview; nothing is entered yet. Raises Refused when no head or no row can be read."""
    require(can_record_activity(by, unit))
    if not queries.tasks_of(unit).filter(pk=task.pk).exists():
        raise Refused("Nhiệm vụ này không giao cho đơn vị của bạn.", field="task")
    batch = ActivityImport(
        unit=unit,
        task=task,
        cells=cells,
        kind=kind,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on or starts_on,
        place=place,
        brought_at=at,
        brought_by=by,
    )
    lines_of(cells, given=batch.given)
    batch.save()
    return batch


@operation
def request_import(*, batch, by, at):
    """Enter the good lines in the background; asked twice, it is entered once."""
    require(can_record_activity(by, batch.unit))
    ActivityImport.objects.filter(pk=batch.pk, entered_at__isnull=True).update(entered_at=at, entered_by=by)
    batch.refresh_from_db(fields=["entered_at", "entered_by"])
    return jobs.request(
        kind="support_plans.import",
        key=f"support_plans.import:{batch.pk}",
        label=f"Nhập hoạt động của {batch.unit}",
        arguments={"batch": batch.pk},
        link=reverse("support_plans:import_detail", args=[batch.pk]),
        by=by,
        at=at,
    )


@operation
def enter_lines(*, batch, groups, by, at):
    """Enter some activities of the table: {key: its lines}. A product that the activity has already is left alone."""
    require(can_record_activity(by, batch.unit))
    # The same table brought twice meets here one after the other.
    Organisation.objects.select_for_update().get(pk=batch.unit_id)
    for group in groups:
        _enter(batch, group, by, at)


def _enter(batch, group, by, at):
    facts = group[0].line.facts
    activity, is_new = Activity.objects.get_or_create(
        unit=batch.unit,
        title=facts["title"],
        starts_on=facts["starts_on"],
        ends_on=facts["ends_on"],
        defaults={
            "task": batch.task,
            "kind": facts["kind"],
            "place": facts["place"],
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    known = set(activity.served.values_list("certificate", flat=True))
    lines = [
        judged for judged in group if (is_new if judged.certificate is None else judged.certificate.pk not in known)
    ]
    if not lines:
        return
    if activity.state == ActivityState.CANCELLED:
        return
    reopened = not is_new and activity.is_done
    if reopened:
        move(activity, "correct", by=by, at=at, note=f"Thêm {len(lines)} dòng từ bảng nhập")
    ServedProduct.objects.bulk_create([_served(activity, judged) for judged in lines if judged.certificate is not None])
    add = partial(_add, activity, lines)
    add(ActivityMoney, "money", "source", "amount")
    add(ActivityResult, "results", "indicator", "value")
    if reopened or (is_new and facts["ends_on"] <= timezone.localdate(at)):
        move(activity, "complete", by=by, at=at)
    if not is_new:
        Activity.objects.filter(pk=activity.pk).update(recorded_at=at, recorded_by=by)


def _served(activity, judged):
    facts = judged.line.facts
    support = [value for source, value in facts["money"].items() if source != MoneySource.ESTABLISHMENT]
    return ServedProduct(
        activity=activity,
        certificate=judged.certificate,
        amount=sum(support) if support else None,
        turnover=facts["results"].get(Indicator.TURNOVER),
    )


def _add(activity, lines, model, part, key, value):
    """Add the lines' figures to what the activity has already."""
    sums = {}
    for judged in lines:
        for name, number in judged.line.facts[part].items():
            sums[name] = sums.get(name, 0) + (number or 0)
    for name, number in sums.items():
        if number and not model.objects.filter(activity=activity, **{key: name}).update(**{value: F(value) + number}):
            model.objects.create(activity=activity, **{key: name, value: number})
