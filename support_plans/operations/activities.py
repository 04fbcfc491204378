from django.utils import timezone

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from .. import queries
from ..models import Activity, ActivityMoney, ActivityResult, ServedProduct
from ..permissions import can_change_activity, can_record_activity
from ..workflow import ActivityState


@operation
def record_activity(
    *, unit, task, kind, title, starts_on, ends_on, place, province, summary, certificates, money, results, done, by, at
):
    """Record what a unit did (`done`) or plans to do.

    `money`: {source: đồng}; `results`: {indicator: number}; empty values are left out.
    """
    require(can_record_activity(by, unit))
    # Twins sent at the same moment meet here one after the other.
    Organisation.objects.select_for_update().get(pk=unit.pk)
    _check(unit, task, title, starts_on, ends_on, certificates, at)
    if done:
        _check_ended(ends_on, at)
    activity = Activity.objects.create(
        unit=unit,
        task=task,
        kind=kind,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        place=place,
        province=province,
        summary=summary,
        recorded_at=at,
        recorded_by=by,
    )
    _write_facts(activity, certificates, money, results)
    if done:
        move(activity, "complete", by=by, at=at)
    return activity


@operation
def change_activity(
    *, activity, task, kind, title, starts_on, ends_on, place, province, summary, certificates, money, results, by, at
):
    """Change a planned activity; a completed one is first reopened with `correct`. Its unit stays."""
    require(can_change_activity(by, activity))
    _check(activity.unit, task, title, starts_on, ends_on, certificates, at, activity=activity)
    changed = Activity.objects.filter(pk=activity.pk, state=ActivityState.PLANNED).update(
        task=task,
        kind=kind,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        place=place,
        province=province,
        summary=summary,
        recorded_at=at,
        recorded_by=by,
    )
    if not changed:
        raise Refused("Hoạt động không còn là dự kiến. Hãy “Mở lại để sửa” trước.")
    activity.refresh_from_db()
    activity.served.all().delete()
    activity.money.all().delete()
    activity.results.all().delete()
    _write_facts(activity, certificates, money, results)


@operation
def complete_activity(*, activity, by, at):
    require(can_change_activity(by, activity))
    _check_ended(activity.ends_on, at)
    move(activity, "complete", by=by, at=at, recorded_at=at, recorded_by=by)


@operation
def cancel_activity(*, activity, reason, by, at):
    require(can_change_activity(by, activity))
    if not reason.strip():
        raise Refused("Hãy ghi lý do không thực hiện.", field="reason")
    move(activity, "cancel", by=by, at=at, note=reason)


@operation
def correct_activity(*, activity, reason, by, at):
    """Reopen a recorded activity; reports that were sent keep what they counted."""
    require(can_change_activity(by, activity))
    if not reason.strip():
        raise Refused("Hãy ghi lý do mở lại.", field="reason")
    move(activity, "correct", by=by, at=at, note=reason)


def _check_ended(ends_on, at):
    if ends_on > timezone.localdate(at):
        raise Refused(
            f"Hoạt động kết thúc ngày {ends_on:%d/%m/%Y}, chưa thể ghi là đã thực hiện. Hãy lưu là còn dự kiến.",
            field="ends_on",
        )


def _check(unit, task, title, starts_on, ends_on, certificates, at, activity=None):
    """What holds for every activity, planned or done; `activity` is the one that is changed."""
    task = queries.tasks_of(unit).filter(pk=task.pk).select_related("plan", "until").first()
    if task is None:
        raise Refused("Nhiệm vụ này không giao cho đơn vị của bạn.", field="task")
    plan = task.plan
    if task.until and starts_on >= task.until.decided_on:
        raise Refused(f"Nhiệm vụ này thôi giao từ ngày {task.until.decided_on:%d/%m/%Y}.", field="task")
    if ends_on < starts_on:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="ends_on")
    if starts_on.year < plan.first_year:
        raise Refused(f"Kế hoạch bắt đầu từ năm {plan.first_year}.", field="starts_on")
    if plan.last_year and ends_on.year > plan.last_year:
        raise Refused(f"Kế hoạch kết thúc năm {plan.last_year}.", field="ends_on")
    twins = Activity.objects.filter(unit=unit, title=title, starts_on=starts_on, ends_on=ends_on)
    if twins.exclude(pk=activity and activity.pk).exists():
        raise Refused("Hoạt động cùng tên, cùng ngày đã được ghi. Hãy mở hoạt động đó để sửa.", field="title")
    in_plan = set(plan.products.values_list("certificate", flat=True))
    territory = queries.territory_of(unit)
    for certificate in certificates:
        if territory is not None and certificate.unit.province_id not in territory:
            raise Refused(f"“{certificate.product_name}” không thuộc địa bàn của {unit}.", field="certificates")
        if certificate.pk not in in_plan:
            raise Refused(f"“{certificate.product_name}” chưa có trong kế hoạch.", field="certificates")
        if not certificate.was_in_force_between(starts_on, ends_on):
            raise Refused(
                f"Giấy chứng nhận của “{certificate.product_name}” không có hiệu lực trong thời gian này.",
                field="certificates",
            )


def _write_facts(activity, certificates, money, results):
    ServedProduct.objects.bulk_create(
        [ServedProduct(activity=activity, certificate=certificate) for certificate in certificates]
    )
    ActivityMoney.objects.bulk_create(
        [ActivityMoney(activity=activity, source=source, amount=amount) for source, amount in money.items() if amount]
    )
    ActivityResult.objects.bulk_create(
        [ActivityResult(activity=activity, indicator=key, value=value) for key, value in results.items() if value]
    )
