"""Every write of this room."""

import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import fold
from judging.queries import published_recognised_outcomes
from registrations.models import Round

from . import queries
from .models import Certificate, RecognitionDecision
from .numbering import new_code, take_number
from .permissions import can_correct_decision, can_enter_decision, can_issue


@operation
def enter_decision(*, round, number, decided_on, issuer, signer_name, signer_title, by, at, scan=None):
    """Enter the signed recognition decision of a round whose result is published."""
    # A double click waits here, and then finds the decision of the first.
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    require(can_enter_decision(by, round))
    if not published_recognised_outcomes(round).exists():
        raise Refused("Kỳ này chưa công bố kết quả hoặc không có sản phẩm nào được đề nghị công nhận.")
    if RecognitionDecision.objects.filter(issuer=issuer, number=number, decided_on=decided_on).exists():
        raise Refused("Quyết định này đã được nhập.", field="number")
    outcomes = queries.outcomes_to_decide(round)
    if not outcomes.exists():
        raise Refused("Mọi sản phẩm được công nhận của kỳ này đã có quyết định nhập trước đây.")
    _check_day(decided_on, outcomes, at)
    return RecognitionDecision.objects.create(
        round=round,
        number=number,
        decided_on=decided_on,
        issuer=issuer,
        signer_name=signer_name,
        signer_title=signer_title,
        scan=scan,
        entered_at=at,
        entered_by=by,
    )


@operation
def correct_decision(*, decision, number, decided_on, issuer, signer_name, signer_title, by, at):
    """Mend a mistyped decision as long as no certificate bears it."""
    decision = _held(decision)
    require(can_correct_decision(by, decision))
    twins = RecognitionDecision.objects.filter(issuer=issuer, number=number, decided_on=decided_on)
    if twins.exclude(pk=decision.pk).exists():
        raise Refused("Quyết định này đã được nhập.", field="number")
    _check_day(decided_on, queries.to_certify(decision), at)
    decision.number, decision.decided_on, decision.issuer = number, decided_on, issuer
    decision.signer_name, decision.signer_title = signer_name, signer_title
    decision.save(update_fields=["number", "decided_on", "issuer", "signer_name", "signer_title"])
    return decision


def _held(decision):
    """The decision as it stands now, kept so until the commit: its facts go on paper."""
    return (
        RecognitionDecision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__organiser", "round__unit")
        .get(pk=decision.pk)
    )


def _check_day(decided_on, outcomes, at):
    if decided_on > timezone.localdate(at):
        raise Refused("Ngày ký quyết định không thể ở tương lai.", field="decided_on")
    meeting_day = outcomes.aggregate(day=Max("meeting__held_on"))["day"]
    if meeting_day and decided_on < meeting_day:
        raise Refused(f"Quyết định phải ký từ ngày họp hội đồng ({meeting_day:%d/%m/%Y}) trở đi.", field="decided_on")


@operation
def request_issue(*, decision, by, at):
    """Ask for the certificates of a whole decision; the work is a job that may be killed and run again."""
    require(can_issue(by, decision))
    if not queries.unprinted(decision):
        raise Refused("Mọi sản phẩm của quyết định này đã có giấy chứng nhận.")
    earlier = queries.issuing_jobs(decision)
    open_one = next((job for job in earlier if job.is_open), None)
    if open_one:
        return open_one
    return jobs.request(
        kind="certificates.issue",
        # A job that ended may be followed by another: it failed, or a complaint added a product to the list.
        key=f"certificates.issue:{decision.pk}:{len(earlier) + 1}",
        label=f"Cấp giấy chứng nhận theo {decision}",
        arguments={"decision": decision.pk},
        link=reverse("certificates:decision_detail", args=[decision.pk]),
        by=by,
        at=at,
    )


@operation
def issue(*, decision, outcome, by, at):
    """Give one recognised entry its certificate. Called twice it gives the same one.

    The number is taken in the same transaction as the certificate, so that a crash leaves neither gap nor double.
    """
    decision = _held(decision)
    require(can_issue(by, decision))
    entry = outcome.entry
    present = Certificate.objects.filter(entry=entry).first()
    if present:
        return present
    if not outcome.is_recognised or outcome.published_at is None:
        raise Refused("Chỉ cấp giấy cho sản phẩm đã được công bố công nhận.")
    product, establishment = entry.product, entry.product.establishment
    place = _place(establishment)
    issued_on = decision.decided_on
    unit = decision.round.unit or establishment.province
    return Certificate.objects.create(
        decision=decision,
        entry=entry,
        product=product,
        code=new_code(),
        number=take_number(issuer=decision.issuer, level=decision.round.level, year=issued_on.year),
        level=decision.round.level,
        year=decision.round.year,
        round_title=decision.round.title,
        product_name=product.name,
        is_set=product.is_set,
        group=product.group,
        establishment_name=establishment.name,
        address=place,
        search_key=fold(f"{product.name} {establishment.name} {place}"),
        unit=unit,
        unit_name=unit.full_name_on(issued_on),
        issuer=decision.issuer,
        issuer_organisation=decision.round.organiser,
        decision_number=decision.number,
        decision_date=decision.decided_on,
        signer_name=decision.signer_name,
        signer_title=decision.signer_title,
        issued_on=issued_on,
        # Validity follows the law of the day of issue, not that of the round (Điều 17 as amended from 16/8/2018).
        valid_until=rule_set_on(issued_on).valid_until(issued_on),
    )


@operation
def attach_paper(*, certificate, pdf, by, at):
    """Freeze the printed bytes of a certificate; a second paper is refused by doing nothing."""
    if certificate.paper_id:
        return certificate
    certificate.paper = files.keep_generated(
        content=pdf, name=f"giay-chung-nhan-{certificate.code}.pdf", kind=Kind.PDF, by=by, at=at
    )
    swapped = Certificate.objects.filter(pk=certificate.pk, paper__isnull=True).update(paper=certificate.paper)
    if not swapped:
        certificate.refresh_from_db(fields=["paper"])
    return certificate


@operation
def record_history(*, product, level, year, unit, round_title, issuer, decision, by, at):
    """A recognition known from the press or an old list: number and dates stay unknown. Twice is once."""
    place = unit.full_name_on(decision.decided_on or datetime.date(year, 12, 31))
    certificate, _ = Certificate.objects.get_or_create(
        decision=decision,
        product=product,
        level=level,
        year=year,
        defaults={
            "code": new_code(),
            "round_title": round_title,
            "product_name": product.name,
            "is_set": product.is_set,
            "group": product.group,
            "establishment_name": product.establishment.name,
            "address": place,
            "search_key": fold(f"{product.name} {product.establishment.name} {place}"),
            "unit": unit,
            "unit_name": place,
            "issuer": issuer,
            "decision_number": decision.number,
            "decision_date": decision.decided_on,
            "is_history": True,
            **_history_dates(decision),
        },
    )
    return certificate


@operation
def record_history_decision(*, round, number, decided_on, issuer, by, at):
    """The decision of a historical round, as far as a source gives it."""
    decision, _ = RecognitionDecision.objects.get_or_create(
        round=round,
        is_history=True,
        defaults={"number": number, "decided_on": decided_on, "issuer": issuer, "entered_at": at, "entered_by": by},
    )
    return decision


def _history_dates(decision):
    """Where the source gives the day of the decision, the validity follows from the law of that day."""
    if decision.decided_on is None:
        return {"issued_on": None, "valid_until": None}
    rules = rule_set_on(decision.decided_on)
    return {
        "issued_on": decision.decided_on,
        "valid_until": rules.valid_until(decision.decided_on) if rules else None,
    }


def _place(establishment):
    parts = [establishment.address]
    if establishment.commune:
        parts += [establishment.commune.full_name, establishment.commune.parent.full_name]
    else:
        parts.append(establishment.province.full_name)
    return ", ".join(part for part in parts if part)
