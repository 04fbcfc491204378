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
from ..importing import HEADERS, table_of
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
    table_of(cells, given=batch.given)
    batch.save()
    return batch


@operation
def choose_columns(*, batch, columns, by, at):
    """Read columns whose headings the portal does not know as these: {place: key of HEADERS}."""
    _lock_open(batch, by)
    for place, key in columns.items():
        if key not in HEADERS or place < 0:
            raise Refused("Không có cột như vậy.")
    chosen = batch.chosen_columns | columns
    table = table_of(batch.cells, given=batch.given, chosen=batch.chosen_columns)
    keys = [column.key for column in table.columns if column.key and column.place not in columns]
    twice = next((key for key in columns.values() if [*keys, *columns.values()].count(key) > 1), None)
    if twice:
        raise Refused(f"Chỉ một cột được đọc là “{HEADERS[twice]}”.")
    batch.columns = {str(place): key for place, key in chosen.items()}
    batch.save(update_fields=["columns"])


@operation
def choose_product(*, batch, number, certificate_pk, by, at):
    """What line `number` names is this product of the plan; so in every line that names it in the same words."""
    _lock_open(batch, by)
    judged = next((judged for judged in queries.judged_import(batch).lines if judged.line.number == number), None)
    if judged is None or certificate_pk not in [row.pk for row in judged.near]:
        raise Refused("Không chọn được sản phẩm này cho dòng ấy. Hãy tải lại trang.")
    batch.products = batch.products | {queries.typed_key(judged.line.facts): certificate_pk}
    batch.save(update_fields=["products"])


def _lock_open(batch, by):
    require(can_record_activity(by, batch.unit))
    ActivityImport.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db(fields=["entered_at", "columns", "products"])
    if batch.entered_at:
        raise Refused("Bảng này đã nhập. Muốn sửa, hãy gửi bảng khác.")


@operation
def request_import(*, batch, by, at, seen=None):
    """Enter the good lines in the background; asked twice, it is entered once. `seen` is the mark of the preview that
    was read: what it would enter otherwise than was shown is not entered."""
    require(can_record_activity(by, batch.unit))
    ActivityImport.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db(fields=["entered_at", "entered_by", "columns", "products"])
    if batch.entered_at is None:
        if seen is not None and seen != queries.judged_import(batch).mark:
            raise Refused(
                "Bảng xem trước đã đổi sau khi bạn mở trang: có người chọn lại cột, sản phẩm hoặc vừa nhập dòng giống "
                "thế. Chưa nhập gì. Hãy xem bảng dưới đây rồi bấm nhập lần nữa."
            )
        batch.entered_at, batch.entered_by = at, by
        batch.save(update_fields=["entered_at", "entered_by"])
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
    batch.refresh_from_db(fields=["entered"])
    for group in groups:
        activity, count = _enter(batch, group, by, at)
        if count:
            batch.entered[str(activity.pk)] = batch.entered.get(str(activity.pk), 0) + count
    batch.save(update_fields=["entered"])


def _enter(batch, group, by, at):
    """(the activity, how many lines were entered into it)."""
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
    if not lines or activity.state == ActivityState.CANCELLED:
        return activity, 0
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
    return activity, len(lines)


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
