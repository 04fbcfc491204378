from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from cnnt_portal import seen
from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..models import PlanAmendment, PlanContent, PlanProduct, PlanScope, SupportPlan, UnitTask
from ..permissions import can_keep_plan

NUMBER_TAKEN = "Kế hoạch số này, ký ngày này, đã được nhập."


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
def load_plan(*, facts, organisation_named, by, at):
    """Enter a signed plan from its data file; the plan of this code that is there already is kept as it is, also under
    another title.

    `facts`: the shape of data/plan_2020.json. `organisation_named(name)`: the unit under its name in the plan.
    """
    plan, is_new = SupportPlan.objects.get_or_create(
        code=facts["code"],
        defaults={
            name: facts[name]
            for name in ("title", "number", "decided_on", "signer", "bases", "purpose", "first_year", "last_year")
        }
        | {name: facts.get(name) for name in ("coverage_goal", "distribution_goal")},
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
            lead=organisation_named(task["lead"]) if "lead" in task else None,
            lead_kind=task.get("lead_kind", ""),
            description=task["description"],
        )
        row.participants.set([organisation_named(name) for name in task["participants"]])
    return plan


@operation
def enter_plan(*, contents, by, at, **facts):
    """Enter a plan from its signed paper; its votes and tasks follow. `contents`: names in their order; `facts`: the
    other fields of a plan."""
    require(can_keep_plan(by))
    _lock_all()
    _check_paper(None, facts, at)
    with _refused_when_taken():
        plan = SupportPlan.objects.create(**facts)
    PlanContent.objects.bulk_create(
        [PlanContent(plan=plan, order=order, name=name) for order, name in enumerate(contents, start=1)]
    )
    return plan


@operation
def change_plan(*, plan, by, at, shown=None, **facts):
    """Fill in or mend what the paper says of itself, and its years; its contents stay as they were entered. `shown`:
    {field: mark} of what the page showed; where two wrote in one field StaleSave says what stands."""
    require(can_keep_plan(by))
    _lock_all()
    plan.refresh_from_db()
    stored = {name: getattr(plan, name) for name in facts}
    was, will = ({name: seen.as_text(value) for name, value in values.items()} for values in (stored, facts))
    saved, unread = seen.sorted_out(was, will, shown)
    if unread:
        raise seen.StaleSave(unread)
    facts = stored | {name: facts[name] for name in saved}
    _check_paper(plan, facts, at)
    first = plan.amendments.first()
    if first and facts["decided_on"] and facts["decided_on"] > first.decided_on:
        raise Refused(f"Đã nhập sửa đổi ký ngày {first.decided_on:%d/%m/%Y}; kế hoạch ký trước đó.", field="decided_on")
    first_year, last_year = facts["first_year"], facts["last_year"]
    for words, years in queries.years_in_use(plan).items():
        for name, outside in (
            ("first_year", [year for year in years if year < first_year]),
            ("last_year", [year for year in years if last_year and year > last_year]),
        ):
            if outside:
                raise Refused(f"{words} năm {outside[-1]}; năm ấy phải ở trong kế hoạch.", field=name)
    SupportPlan.objects.filter(pk=plan.pk).update(**facts)


def _lock_all():
    """Wait for whoever else enters or changes a plan: its number and its name are compared with those of all."""
    list(SupportPlan.objects.select_for_update().order_by("pk").values_list("pk"))


def _locked(plan):
    """The plan as it stands, with nobody else giving its tasks or amending it."""
    return SupportPlan.objects.select_for_update().get(pk=plan.pk)


@contextmanager
def _refused_when_taken():
    """Where there is no plan yet, those who enter the first one have nothing to wait at: its number is taken once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise Refused(NUMBER_TAKEN, field="number") from taken


def _check_paper(plan, facts, at):
    if facts["decided_on"] and facts["decided_on"] > timezone.localdate(at):
        raise Refused("Ngày ký không được sau hôm nay.", field="decided_on")
    if facts["last_year"] and facts["last_year"] < facts["first_year"]:
        raise Refused("Năm cuối phải từ năm bắt đầu trở đi.", field="last_year")
    others = SupportPlan.objects.exclude(pk=plan and plan.pk)
    if facts["number"] and others.filter(number=facts["number"], decided_on=facts["decided_on"]).exists():
        raise Refused(NUMBER_TAKEN, field="number")
    if others.filter(title=facts["title"]).exists():
        raise Refused("Kế hoạch có tên này đã được nhập.", field="title")


@operation
def widen_scope(*, plan, level, year, by, at):
    """Take the products of another vote into the plan's scope."""
    require(can_keep_plan(by))
    scope, _ = PlanScope.objects.get_or_create(plan=plan, level=level, year=year)
    return scope


@operation
def amend_plan(*, plan, number, decided_on, signer, summary, ended, by, at):
    """Enter a signed amendment; from its day on the tasks `ended` are no longer given. What was done stays."""
    require(can_keep_plan(by))
    plan = _locked(plan)
    if decided_on > timezone.localdate(at):
        raise Refused("Ngày ký không được sau hôm nay.", field="decided_on")
    if plan.decided_on and decided_on < plan.decided_on:
        raise Refused(f"Kế hoạch ký ngày {plan.decided_on:%d/%m/%Y}; sửa đổi phải ký sau đó.", field="decided_on")
    if plan.amendments.filter(number=number).exists():
        raise Refused("Sửa đổi số này đã được nhập.", field="number")
    amendment = PlanAmendment.objects.create(
        plan=plan,
        number=number,
        decided_on=decided_on,
        signer=signer,
        summary=summary,
        entered_at=at,
        entered_by=by,
    )
    tasks = plan.tasks.filter(pk__in=[task.pk for task in ended], until__isnull=True)
    late = tasks.filter(activities__starts_on__gte=decided_on).first()
    if late:
        raise Refused(
            f"“{late}” đã có hoạt động từ ngày {decided_on:%d/%m/%Y} trở đi, không thể thôi giao.", field="ended"
        )
    tasks.update(until=amendment)
    return amendment


@operation
def give_task(*, plan, amendment, content, lead, lead_kind, participants, by, at, **facts):
    """Add a task that the plan itself (`amendment` None) or an amendment gives; `facts`: description, deliverable,
    starts_on, ends_on, indicator, target."""
    require(can_keep_plan(by))
    plan = _locked(plan)
    if amendment is None and plan.amendments.exists():
        raise Refused("Kế hoạch đã có sửa đổi; hãy giao thêm việc theo sửa đổi.")
    if content.plan_id != plan.pk:
        raise Refused("Nội dung này không thuộc kế hoạch.", field="content")
    if bool(lead) == bool(lead_kind):
        raise Refused("Hãy chọn một đơn vị chủ trì, hoặc chọn giao cho mọi đơn vị cùng loại.", field="lead")
    if facts["target"] and not facts["indicator"]:
        raise Refused("Hãy chọn chỉ tiêu mà mức này đo.", field="indicator")
    task = UnitTask.objects.create(plan=plan, content=content, lead=lead, lead_kind=lead_kind, since=amendment, **facts)
    task.participants.set(participants)
    return task
