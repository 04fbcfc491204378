import datetime
from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.ui.formats import day, number
from cnnt_portal.workflow import move

from .. import queries
from ..messages import SupportCorrected, SupportDisputed, SupportDropped
from ..models import (
    Activity,
    ActivityKind,
    ActivityMoney,
    ActivityResult,
    Answer,
    Indicator,
    MoneySource,
    ServedProduct,
    SupportAnswer,
    UnitTask,
    YearPlanLine,
    indicators_of,
)
from ..permissions import can_answer_support, can_change_activity, can_record_activity
from ..workflow import ActivityState
from .evidence import keep_uploads


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What an activity's own row says; `line` is the promise in a yearly plan that it keeps."""

    task: UnitTask
    kind: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    place: str
    province: AdministrativeUnit | None
    summary: str
    line: YearPlanLine | None = None


@operation
def record_activity(*, unit, certificates, money, results, done, by, at, **deed):
    """Record what a unit did (`done`) or plans to do; `deed` as in `Deed`.

    `money`: {source: đồng}; `results`: {indicator: number}; empty values are left out.
    """
    require(can_record_activity(by, unit))
    deed = Deed(**deed)
    # Twins sent at the same moment meet here one after the other.
    Organisation.objects.select_for_update().get(pk=unit.pk)
    _check(unit, deed, certificates, results)
    if done:
        _check_ended(deed.ends_on, at)
    activity = Activity.objects.create(unit=unit, **vars(deed), recorded_at=at, recorded_by=by)
    _write_facts(activity, certificates, money, results)
    if done:
        move(activity, "complete", by=by, at=at)
    return activity


@operation
def change_activity(*, activity, certificates, money, results, by, at, **deed):
    """Change a planned activity; a completed one is first reopened with `correct`. Its unit stays."""
    require(can_change_activity(by, activity))
    deed = Deed(**deed)
    _check(activity.unit, deed, certificates, results, activity=activity)
    changed = Activity.objects.filter(pk=activity.pk, state=ActivityState.PLANNED).update(
        **vars(deed), recorded_at=at, recorded_by=by
    )
    if not changed:
        raise Refused("Hoạt động không còn là dự kiến. Hãy “Mở lại để sửa” trước.")
    activity.refresh_from_db()
    # A product that stays keeps its own figures and what the establishment answered.
    dropped = activity.served.exclude(certificate__in=[certificate.pk for certificate in certificates])
    for served in dropped.exclude(answer="").select_related("certificate__product__establishment__organisation"):
        _tell_of_dropping(served, by, at)
    dropped.delete()
    _check_parts(activity, money, results)
    activity.money.all().delete()
    activity.results.all().delete()
    _write_facts(activity, certificates, money, results)


def _tell_of_dropping(served, by, at):
    """What an establishment said of its support goes with the product; it keeps its own words in what it is told."""
    organisation = served.certificate.product.establishment.organisation
    notify(
        message=SupportDropped(served),
        recipients=people_at(organisation, Role.OWNER, Role.DRAFTER, on=timezone.localdate(at)),
        key=f"dropped:{served.pk}",
        by=by,
        at=at,
    )


@operation
def complete_activity(*, activity, by, at):
    """Asked again on the day: what was planned may have lost its certificate since."""
    require(can_change_activity(by, activity))
    _check_ended(activity.ends_on, at)
    served = activity.served.select_related("certificate__unit")
    _check_served(activity.unit, activity, [row.certificate for row in served])
    move(activity, "complete", by=by, at=at, recorded_at=at, recorded_by=by)
    ask_again(activity, by, at)


def ask_again(activity, by, at):
    """An answer holds for the figures that it was given to: whoever's figures are others now is asked anew."""
    said = {row.certificate_id: row.said_of for row in activity.answers.order_by("answered_at", "pk")}
    rows = activity.served.exclude(answer="").select_related("certificate__product__establishment__organisation")
    for served in rows.select_related("activity"):
        if served.figures == said.get(served.certificate_id):
            continue
        ServedProduct.objects.filter(pk=served.pk).update(answer="", answer_note="", answered_at=None, answered_by=None)
        notify(
            message=SupportCorrected(served),
            recipients=people_at(
                served.certificate.product.establishment.organisation,
                Role.OWNER,
                Role.DRAFTER,
                on=timezone.localdate(at),
            ),
            key=f"corrected:{served.pk}:{at.isoformat()}",
            by=by,
            at=at,
        )


@operation
def change_part(*, served, amount, turnover, by, at):
    """Correct what of the activity's sums is one product's own; None: it is not recorded apart."""
    activity = served.activity
    require(can_change_activity(by, activity))
    Activity.objects.select_for_update().get(pk=activity.pk)
    activity.refresh_from_db(fields=["state"])
    if activity.state != ActivityState.PLANNED:
        raise Refused("Hoạt động đã ghi nhận. Hãy “Mở lại để sửa” trước.")
    ServedProduct.objects.filter(pk=served.pk).update(amount=amount, turnover=turnover)
    turnover_of_all = activity.results.filter(indicator=Indicator.TURNOVER).aggregate(sum=Sum("value"))["sum"] or 0
    support = activity.money.exclude(source=MoneySource.ESTABLISHMENT).aggregate(sum=Sum("amount"))["sum"] or 0
    parts = activity.served.aggregate(amount=Sum("amount"), turnover=Sum("turnover"))
    for name, whole, words in (
        ("amount", support, "kinh phí của cả hoạt động"),
        ("turnover", turnover_of_all, "doanh thu của cả hoạt động"),
    ):
        if (parts[name] or 0) > whole:
            raise Refused(
                f"Các sản phẩm cộng lại thành {number(parts[name])} đồng, lớn hơn {words} ({number(whole)} đồng). "
                "Hãy sửa số của cả hoạt động trước.",
                field=name,
            )


@operation
def cancel_activity(*, activity, reason, by, at):
    require(can_change_activity(by, activity))
    reason = worded(reason, "Hãy ghi lý do không thực hiện.")
    move(activity, "cancel", by=by, at=at, note=reason)


@operation
def correct_activity(*, activity, reason, by, at):
    """Reopen a recorded activity; reports that were sent keep what they counted."""
    require(can_change_activity(by, activity))
    reason = worded(reason, "Hãy ghi lý do mở lại.")
    move(activity, "correct", by=by, at=at, note=reason)


def _check_ended(ends_on, at):
    if ends_on > timezone.localdate(at):
        raise Refused(
            f"Hoạt động kết thúc ngày {ends_on:%d/%m/%Y}, chưa thể ghi là đã thực hiện. Hãy lưu là còn dự kiến.",
            field="ends_on",
        )


def _check(unit, deed, certificates, results, activity=None):
    """What holds for every activity, planned or done; `activity` is the one that is changed."""
    _check_indicators(deed.kind, results)
    if deed.line and deed.line.task_id != deed.task.pk:
        raise Refused("Việc này của kế hoạch năm thuộc nhiệm vụ khác.", field="line")
    task = queries.tasks_of(unit).filter(pk=deed.task.pk).select_related("plan", "until").first()
    if task is None:
        raise Refused("Nhiệm vụ này không giao cho đơn vị của bạn.", field="task")
    if task.until and deed.starts_on >= task.until.decided_on:
        raise Refused(f"Nhiệm vụ này thôi giao từ ngày {task.until.decided_on:%d/%m/%Y}.", field="task")
    if deed.ends_on < deed.starts_on:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="ends_on")
    plan = task.plan
    if deed.starts_on.year < plan.first_year:
        raise Refused(f"Kế hoạch bắt đầu từ năm {plan.first_year}.", field="starts_on")
    if plan.last_year and deed.ends_on.year > plan.last_year:
        raise Refused(f"Kế hoạch kết thúc năm {plan.last_year}.", field="ends_on")
    twins = Activity.objects.filter(unit=unit, title=deed.title, starts_on=deed.starts_on, ends_on=deed.ends_on)
    if twins.exclude(pk=activity and activity.pk).exists():
        raise Refused("Hoạt động cùng tên, cùng ngày đã được ghi. Hãy mở hoạt động đó để sửa.", field="title")
    _check_served(unit, deed, certificates)


def _check_served(unit, deed, certificates):
    """`deed`: a Deed or an Activity. Its products are of the plan, of the unit's land and in force on its days."""
    in_plan = set(deed.task.plan.products.values_list("certificate", flat=True))
    territory = queries.territory_of(unit)
    for certificate in certificates:
        if territory is not None and certificate.unit.province_id not in territory:
            raise Refused(f"“{certificate.product_name}” không thuộc địa bàn của {unit}.", field="certificates")
        if certificate.pk not in in_plan:
            raise Refused(f"“{certificate.product_name}” chưa có trong kế hoạch.", field="certificates")
        if not certificate.was_in_force_between(deed.starts_on, deed.ends_on):
            raise Refused(
                f"Giấy chứng nhận của “{certificate.product_name}” không có hiệu lực trong thời gian này"
                f"{_lifetime(certificate, deed)}.",
                field="certificates",
            )


def _lifetime(certificate, deed):
    """When it was in force, where all of the deed lies before or behind; a revocation has other words elsewhere."""
    issued_on, valid_until = certificate.issued_on, certificate.valid_until
    if issued_on and valid_until and (deed.ends_on < issued_on or deed.starts_on > valid_until):
        return f" (cấp ngày {day(issued_on)}, có giá trị đến hết {day(valid_until)})"
    return ""


def _check_indicators(kind, results):
    allowed = indicators_of(kind)
    for indicator, value in results.items():
        if value and indicator not in allowed:
            raise Refused(
                f"“{Indicator(indicator).label}” không phải kết quả của loại “{ActivityKind(kind).label}”.",
                field=f"result_{indicator}",
            )


def _check_parts(activity, money, results):
    """What is written for single products must fit into the activity's sums."""
    parts = activity.served.aggregate(turnover=Sum("turnover"), amount=Sum("amount"))
    turnover = results.get(Indicator.TURNOVER) or 0
    if (parts["turnover"] or 0) > turnover:
        raise Refused(
            f"Doanh thu của từng sản phẩm cộng lại đã là {number(parts['turnover'])} đồng, lớn hơn số này.",
            field=f"result_{Indicator.TURNOVER}",
        )
    support = sum(amount or 0 for source, amount in money.items() if source != MoneySource.ESTABLISHMENT)
    if (parts["amount"] or 0) > support:
        raise Refused(
            f"Tiền hỗ trợ của từng sản phẩm cộng lại đã là {number(parts['amount'])} đồng, "
            f"lớn hơn kinh phí các nguồn cộng lại ({number(support)} đồng).",
            field=f"money_{MoneySource.NATIONAL_PROMOTION}",
        )


def _write_facts(activity, certificates, money, results):
    standing = set(activity.served.values_list("certificate", flat=True))
    ServedProduct.objects.bulk_create(
        [
            ServedProduct(activity=activity, certificate=certificate)
            for certificate in certificates
            if certificate.pk not in standing
        ]
    )
    ActivityMoney.objects.bulk_create(
        [ActivityMoney(activity=activity, source=source, amount=amount) for source, amount in money.items() if amount]
    )
    ActivityResult.objects.bulk_create(
        [ActivityResult(activity=activity, indicator=key, value=value) for key, value in results.items() if value]
    )


@operation
def attach_evidence(*, activity, uploads, by, at):
    """Keep papers and photos that prove what was done."""
    require(can_change_activity(by, activity))
    keep_uploads(activity.evidence, uploads, by, at)


@operation
def remove_evidence(*, activity, file, by, at):
    """Take a wrong file away while the activity is still open for changes."""
    require(can_change_activity(by, activity))
    if activity.is_done:
        raise Refused("Hoạt động đã ghi nhận, tài liệu không gỡ được nữa. Hãy “Mở lại để sửa” trước.")
    activity.evidence.remove(file)
    files.discard(stored_file=file, by=by, at=at)


@operation
def answer_support(*, served, answer, note, by, at):
    """The establishment confirms what a unit recorded for it, or says what is wrong; the latest answer counts, the
    earlier ones stay as they were given."""
    require(can_answer_support(by, served))
    if answer == Answer.DISPUTED:
        note = worded(note, "Hãy ghi rõ điều gì chưa đúng.", field="note")
    starts_on, ends_on, amount, turnover = served.figures
    # Twice the same click says one thing; it is the unit's to read once.
    last = queries.answers_of(served).first()
    if last and served.answer and (last.answer, last.note, last.said_of) == (answer, note, served.figures):
        return served
    SupportAnswer.objects.create(
        activity=served.activity, certificate_id=served.certificate_id, answer=answer, note=note, starts_on=starts_on,
        ends_on=ends_on, amount=amount, turnover=turnover, answered_at=at, answered_by=by,
    )  # fmt: skip
    ServedProduct.objects.filter(pk=served.pk).update(answer=answer, answer_note=note, answered_at=at, answered_by=by)
    served.refresh_from_db()
    if answer == Answer.DISPUTED:
        notify(
            message=SupportDisputed(served),
            recipients=people_at(served.activity.unit, Role.OFFICER, Role.HEAD, on=timezone.localdate(at)),
            key=f"served:{served.pk}:{at.isoformat()}",
            by=by,
            at=at,
        )
    return served
