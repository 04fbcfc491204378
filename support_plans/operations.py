"""Every write of this room."""

from django.utils import timezone

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from . import queries
from .models import (
    Activity,
    ActivityMoney,
    ActivityResult,
    PlanContent,
    PlanProduct,
    PlanScope,
    ServedProduct,
    SupportPlan,
    UnitTask,
)
from .permissions import can_change_activity, can_keep_plan, can_record_activity
from .workflow import ActivityState


@operation
def add_products(*, plan, certificates, by, at):
    """Put certified products into the plan; one that is there already stays once. Returns how many are new."""
    require(can_keep_plan(by))
    allowed = set(queries.certificates_to_add(plan, timezone.localdate(at)).values_list("pk", flat=True))
    present = set(plan.products.values_list("certificate", flat=True))
    new = [certificate for certificate in certificates if certificate.pk not in present]
    outside = [certificate for certificate in new if certificate.pk not in allowed]
    if outside:
        raise Refused(
            f"“{outside[0].product_name}” không thuộc phạm vi kế hoạch hoặc giấy chứng nhận không còn hiệu lực."
        )
    PlanProduct.objects.bulk_create(
        [PlanProduct(plan=plan, certificate=certificate, added_at=at, added_by=by) for certificate in new],
        ignore_conflicts=True,
    )
    return len(new)


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
    plan = task.plan
    if not queries.tasks_of(unit).filter(pk=task.pk).exists():
        raise Refused("Nhiệm vụ này không giao cho đơn vị của bạn.", field="task")
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
    for certificate in certificates:
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


@operation
def load_plan(*, facts, organisation_named, by, at):
    """Enter a signed plan from its data file; the plan that is there already is kept as it is.

    `facts`: the shape of data/plan_2020.json. `organisation_named(name)`: the unit under its name in the plan.
    """
    plan, is_new = SupportPlan.objects.get_or_create(
        title=facts["title"],
        defaults={
            name: facts[name]
            for name in ("number", "decided_on", "signer", "bases", "purpose", "first_year", "last_year")
        },
    )
    if not is_new:
        return plan
    PlanScope.objects.bulk_create([PlanScope(plan=plan, **scope) for scope in facts["scopes"]])
    contents = PlanContent.objects.bulk_create(
        [PlanContent(plan=plan, order=order, name=name) for order, name in enumerate(facts["contents"], start=1)]
    )
    for task in facts["tasks"]:
        row = UnitTask.objects.create(
            plan=plan,
            content=contents[task["content"] - 1],
            lead=organisation_named(task["lead"]),
            description=task["description"],
        )
        row.participants.set([organisation_named(name) for name in task["participants"]])
    return plan


@operation
def widen_scope(*, plan, level, year, by, at):
    """Take the products of another vote into the plan's scope."""
    require(can_keep_plan(by))
    scope, _ = PlanScope.objects.get_or_create(plan=plan, level=level, year=year)
    return scope
