from django.db.models import Max
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from judging import operations as judging
from judging.queries import published_recognised_outcomes
from registrations.models import Round

from .. import queries
from ..models import RecognitionDecision
from ..permissions import can_correct_decision, can_enter_decision
from .scans import keep_scan


@operation
def enter_decision(*, round, number, decided_on, issuer, signer_name, signer_title, by, at, scan=None):
    """Enter the signed recognition decision of a round whose result is published; `scan`: an upload or None."""
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
    _check_issuer(issuer, round, decided_on, at)
    judging.hold_outcomes(round=round, by=by, at=at)
    return RecognitionDecision.objects.create(
        round=round,
        number=number,
        decided_on=decided_on,
        issuer=issuer,
        signer_name=signer_name,
        signer_title=signer_title,
        scan=keep_scan(scan, by=by, at=at),
        entered_at=at,
        entered_by=by,
    )


@operation
def correct_decision(*, decision, number, decided_on, issuer, signer_name, signer_title, by, at):
    """Mend a mistyped decision as long as no certificate bears it."""
    decision = RecognitionDecision.objects.held().get(pk=decision.pk)
    require(can_correct_decision(by, decision))
    twins = RecognitionDecision.objects.filter(issuer=issuer, number=number, decided_on=decided_on)
    if twins.exclude(pk=decision.pk).exists():
        raise Refused("Quyết định này đã được nhập.", field="number")
    _check_day(decided_on, queries.to_certify(decision), at)
    _check_issuer(issuer, decision.round, decided_on, at)
    decision.number, decision.decided_on, decision.issuer = number, decided_on, issuer
    decision.signer_name, decision.signer_title = signer_name, signer_title
    decision.save(update_fields=["number", "decided_on", "issuer", "signer_name", "signer_title"])
    return decision


@operation
def attach_scan(*, decision, scan, by, at):
    """Keep the scan of the signed paper, an upload, with its hash; a better one may take its place, both stay."""
    decision = RecognitionDecision.objects.held().get(pk=decision.pk)
    require(can_enter_decision(by, decision.round))
    decision.scan = keep_scan(scan, by=by, at=at)
    decision.save(update_fields=["scan"])
    return decision


def _check_issuer(issuer, round_, decided_on, at):
    """It becomes the office on paper, check page and credential: nobody issues in another's name."""
    known = queries.issuers_of(round_, decided_on, timezone.localdate(at))
    if issuer not in known:
        raise Refused(f"Quyết định của kỳ này do {' hoặc '.join(known)} ban hành.", field="issuer")


def _check_day(decided_on, outcomes, at):
    if decided_on > timezone.localdate(at):
        raise Refused("Ngày ký quyết định không thể ở tương lai.", field="decided_on")
    meeting_day = outcomes.aggregate(day=Max("meeting__held_on"))["day"]
    if meeting_day and decided_on < meeting_day:
        raise Refused(f"Quyết định phải ký từ ngày họp hội đồng ({meeting_day:%d/%m/%Y}) trở đi.", field="decided_on")
