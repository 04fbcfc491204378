"""Khuyến công projects: proposed by a Sở, decided by who gives the money, paid in parts, accepted, settled."""

import datetime

from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.ui.formats import day, money
from cnnt_portal.workflow import move

from .. import queries
from ..messages import ProjectDecided
from ..models import (
    ActivityKind,
    ClaimedGround,
    Fund,
    MoneySource,
    ProjectPayment,
    ProjectRepayment,
    PromotionProject,
)
from ..permissions import (
    can_attach_to_project,
    can_change_project,
    can_decide_project,
    can_propose_projects,
    can_record_payment,
    can_sign_project,
    can_write_project,
)
from ..workflow import ProjectState
from .activities import ask_again, record_activity
from .evidence import keep_uploads

SOURCE_OF_FUND = {Fund.NATIONAL: MoneySource.NATIONAL_PROMOTION, Fund.LOCAL: MoneySource.LOCAL_PROMOTION}


@operation
def propose_project(*, establishment, products, claims, by, at, **facts):
    """`claims`: {ground: what shows it}; `facts`: title, content, fund, starts_on, ends_on, asked, own_capital."""
    require(can_propose_projects(by))
    proposer = queries.proposing_office(by)
    # Twins sent at the same moment meet here one after the other.
    Organisation.objects.select_for_update().get(pk=proposer.pk)
    if not queries.establishments_to_propose(by).filter(pk=establishment.pk).exists():
        raise Refused(f"“{establishment}” không thuộc địa bàn của {proposer}.", field="establishment")
    _check(establishment, products, facts)
    twins = PromotionProject.objects.filter(establishment=establishment, title=facts["title"])
    if twins.filter(starts_on=facts["starts_on"]).exists():
        raise Refused("Đề án cùng tên, cùng ngày bắt đầu của cơ sở này đã có.", field="title")
    project = PromotionProject.objects.create(
        proposer=proposer, establishment=establishment, drafted_at=at, drafted_by=by, **facts
    )
    project.products.set(products)
    _write_claims(project, claims)
    return project


@operation
def change_project(*, project, products, claims, by, at, **facts):
    require(can_change_project(by, project))
    _check(project.establishment, products, facts)
    open_rows = PromotionProject.objects.filter(pk=project.pk, state__in=PromotionProject.step("submit").sources)
    if not open_rows.update(**facts):
        raise Refused("Đề án vừa được gửi. Hãy tải lại trang.")
    project.refresh_from_db()
    project.products.set(products)
    project.claims.all().delete()
    _write_claims(project, claims)


def _check(establishment, products, facts):
    if facts["ends_on"] < facts["starts_on"]:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="ends_on")
    if not facts["asked"]:
        raise Refused("Hãy ghi số tiền đề nghị hỗ trợ.", field="asked")
    strange = next((product for product in products if product.establishment_id != establishment.pk), None)
    if strange:
        raise Refused(f"“{strange}” không phải sản phẩm của cơ sở này.", field="products")


def _write_claims(project, claims):
    ClaimedGround.objects.bulk_create(
        [ClaimedGround(project=project, ground=ground, reason=reason) for ground, reason in claims.items() if reason]
    )


@operation
def submit_project(*, project, by, at):
    require(can_sign_project(by, project))
    move(project, "submit", by=by, at=at, sent_at=at, sent_by=by)


@operation
def return_project(*, project, reason, by, at):
    require(can_decide_project(by, project))
    reason = worded(reason, "Hãy ghi rõ cần bổ sung gì.")
    move(project, "return", by=by, at=at, note=reason)
    _tell(project, reason, by, at)


@operation
def approve_project(*, project, approved, approval, approved_on, by, at):
    """Write down the decision; the grounds of priority of that day are kept in the history beside it."""
    require(can_decide_project(by, project))
    _not_later(approved_on, at, "approved_on")
    if approved_on < timezone.localdate(project.sent_at):
        raise Refused(
            f"Sở ký gửi đề án ngày {day(timezone.localdate(project.sent_at))}; quyết định không thể có trước ngày đó.",
            field="approved_on",
        )
    if approved > project.asked:
        raise Refused(f"Sở chỉ đề nghị {money(project.asked)}.", field="approved")
    grounds = [line.label for line in queries.priority_of(project, approved_on) if line.counts]
    note = f"{money(approved)} theo {approval}. Căn cứ ưu tiên ngày {day(approved_on)}: {', '.join(grounds) or 'không'}"
    move(
        project,
        "approve",
        by=by,
        at=at,
        note=note,
        approved=approved,
        approval=approval,
        approved_on=approved_on,
    )
    _tell(project, note, by, at)


@operation
def refuse_project(*, project, reason, by, at):
    require(can_decide_project(by, project))
    reason = worded(reason, "Hãy ghi lý do không phê duyệt.")
    move(project, "refuse", by=by, at=at, note=reason)
    _tell(project, reason, by, at)


@operation
def record_payment(*, project, amount, paid_on, paper, by, at):
    """One part of the approved money; all parts together stay within it."""
    require(can_record_payment(by, project))
    standing = _locked(project)
    if not standing.takes_payments:
        raise Refused("Chỉ ghi cấp tiền cho đề án đã được phê duyệt và chưa quyết toán.")
    _not_later(paid_on, at, "paid_on")
    if paid_on < standing.approved_on:
        raise Refused(f"Đề án được duyệt ngày {day(standing.approved_on)}; tiền cấp sau ngày đó.", field="paid_on")
    left = standing.approved - standing.paid
    if amount > left:
        raise Refused(f"Chỉ còn {money(left)} trong số được duyệt.", field="amount")
    if standing.payments.filter(paper=paper).exists():
        raise Refused("Chứng từ này đã được ghi.", field="paper")
    return ProjectPayment.objects.create(
        project=standing, amount=amount, paid_on=paid_on, paper=paper, recorded_at=at, recorded_by=by
    )


@operation
def accept_project(*, project, accepted_on, acceptance, task, by, at):
    """The Sở writes down the acceptance; with a `task` the deed enters the Sở's activities for the products in force,
    so that nobody types it again for the half-yearly report."""
    require(can_write_project(by, project))
    _not_later(accepted_on, at, "accepted_on")
    if project.approved_on and accepted_on < project.approved_on:
        raise Refused(f"Đề án được duyệt ngày {day(project.approved_on)}; nghiệm thu sau ngày đó.", field="accepted_on")
    move(project, "accept", by=by, at=at, note=acceptance, accepted_on=accepted_on, acceptance=acceptance)
    if task:
        activity = record_activity(
            unit=project.proposer,
            task=task,
            kind=ActivityKind.TECHNOLOGY,
            title=project.title,
            starts_on=min(max(project.starts_on, datetime.date(task.plan.first_year, 1, 1)), accepted_on),
            ends_on=accepted_on,
            place=project.establishment.full_address[:200],
            province=project.establishment.province,
            summary=project.content,
            certificates=list(queries.certificates_served_by(project, accepted_on, task.plan)),
            money={SOURCE_OF_FUND[project.fund]: project.approved, MoneySource.ESTABLISHMENT: project.own_capital},
            results={},
            done=True,
            by=by,
            at=at,
        )
        PromotionProject.objects.filter(pk=project.pk).update(activity=activity)
        project.activity = activity
        _tell_parts(activity, project.approved)


@operation
def settle_project(*, project, settled, settled_on, settlement, by, at):
    require(can_decide_project(by, project))
    _not_later(settled_on, at, "settled_on")
    if settled > (project.approved or 0):
        raise Refused(f"Quyết toán không được quá số được duyệt ({money(project.approved)}).", field="settled")
    if project.accepted_on and settled_on < project.accepted_on:
        raise Refused(f"Đề án nghiệm thu ngày {day(project.accepted_on)}; quyết toán sau ngày đó.", field="settled_on")
    paid = _locked(project).paid
    note = f"{money(settled)} theo {settlement}"
    move(project, "settle", by=by, at=at, note=note, settled=settled, settled_on=settled_on, settlement=settlement)
    _correct_money(project, settled, f"Quyết toán {note}", by, at)
    owed = f". Đã cấp {money(paid)}, cơ sở phải trả lại {money(paid - settled)}." if paid > settled else ""
    _tell(project, f"{note}{owed}", by, at)


@operation
def record_repayment(*, project, amount, repaid_on, paper, by, at):
    """Money that came back; all parts together stay within what was paid too much."""
    require(can_record_payment(by, project))
    standing = _locked(project)
    if standing.state not in (ProjectState.SETTLED, ProjectState.STOPPED):
        raise Refused("Chỉ ghi tiền trả lại cho đề án đã quyết toán hoặc dừng thực hiện.")
    _not_later(repaid_on, at, "repaid_on")
    first = standing.payments.first()
    if first and repaid_on < first.paid_on:
        raise Refused(
            f"Đề án được cấp tiền lần đầu ngày {day(first.paid_on)}; tiền trả sau ngày đó.", field="repaid_on"
        )
    if standing.repayments.filter(paper=paper).exists():
        raise Refused("Chứng từ này đã được ghi.", field="paper")
    if amount > standing.most_to_repay:
        words = (
            f"Cơ sở chỉ còn {money(standing.most_to_repay)} đã cấp."
            if standing.state == ProjectState.STOPPED
            else f"Cơ sở chỉ còn phải trả lại {money(standing.most_to_repay)}."
        )
        raise Refused(words, field="amount")
    made = ProjectRepayment.objects.create(
        project=standing, amount=amount, repaid_on=repaid_on, paper=paper, recorded_at=at, recorded_by=by
    )
    if standing.state == ProjectState.STOPPED:
        _correct_money(standing, standing.paid - standing.repaid, f"Cơ sở trả lại {money(amount)} theo {paper}", by, at)
    return made


def _correct_money(project, amount, why, by, at):
    """What the acceptance entered as spent becomes what was really paid; reports that were sent keep what they told."""
    activity = project.activity
    if activity is None:
        return
    reopened = activity.is_done
    if reopened:
        move(activity, "correct", by=by, at=at, note=why)
    activity.money.filter(source=SOURCE_OF_FUND[project.fund]).update(amount=amount)
    _tell_parts(activity, amount)
    if reopened:
        move(activity, "complete", by=by, at=at, recorded_at=at, recorded_by=by)
        ask_again(activity, by, at)


def _tell_parts(activity, amount):
    """The money of one product stands beside it, so that its house can say whether that is right. Nobody has divided
    the money of several; what was divided before holds no more when it is more than all of it."""
    parts = list(activity.served.values_list("amount", flat=True))
    if len(parts) == 1:
        activity.served.update(amount=amount)
    elif sum(part or 0 for part in parts) > amount:
        activity.served.update(amount=None)


@operation
def stop_project(*, project, reason, by, at):
    require(can_decide_project(by, project))
    reason = worded(reason, "Hãy ghi lý do dừng.")
    paid = _locked(project).paid
    move(project, "stop", by=by, at=at, note=reason)
    _correct_money(project, paid, f"Đề án dừng: {reason}", by, at)
    _tell(project, reason, by, at)


@operation
def withdraw_project(*, project, reason, by, at):
    require(can_write_project(by, project))
    reason = worded(reason, "Hãy ghi lý do rút.")
    move(project, "withdraw", by=by, at=at, note=reason)


@operation
def attach_project_papers(*, project, uploads, by, at):
    """Proposal, contract, minutes of acceptance, papers of payment."""
    require(can_attach_to_project(by, project))
    keep_uploads(project.papers, uploads, by, at)


def _locked(project):
    """The project as it stands: parts of its money that are recorded at the same moment are counted one by one."""
    return PromotionProject.objects.select_for_update().get(pk=project.pk)


def _not_later(on, at, field):
    if on > timezone.localdate(at):
        raise Refused("Ngày không được sau hôm nay.", field=field)


def _tell(project, note, by, at):
    """The Sở and the establishment hear of every decision."""
    today = timezone.localdate(at)
    recipients = list(people_at(project.proposer, Role.OFFICER, Role.HEAD, on=today))
    organisation = project.establishment.organisation
    if organisation and project.state != ProjectState.RETURNED:
        recipients += people_at(organisation, Role.OWNER, Role.DRAFTER, on=today)
    notify(
        message=ProjectDecided(project, note),
        recipients=recipients,
        key=f"project:{project.pk}:{project.state}:{at.isoformat()}",
        by=by,
        at=at,
    )
