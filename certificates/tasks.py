from celery import shared_task
from django.utils import timezone

from cnnt_portal.clock import portal_now
from cnnt_portal.jobs.registry import job

from . import operations, queries, signing
from .models import Certificate, HistoryImport, RecognitionDecision
from .paper import render, try_out


@job("certificates.issue", label="Cấp giấy chứng nhận")
def issue_certificates(run):
    """Number every certificate of a decision, then print each; killed anywhere, it goes on where it stopped."""
    decision = RecognitionDecision.objects.select_related("round__organiser", "round__unit").get(
        pk=run.arguments["decision"]
    )
    outcomes = list(queries.to_certify(decision))
    _try_out(decision, at=run.at)
    steps = [(_number, outcome) for outcome in outcomes] + [(_print, outcome) for outcome in outcomes]
    for step, outcome in run.remaining(steps):
        step(run, decision, outcome)
    return {"certificates": decision.certificates.count()}


def _try_out(decision, *, at):
    """A number that is out is public for ever: none is taken that no paper could follow."""
    first = queries.sample_certificate(decision, 0)
    if first is not None:
        try_out(first)
        if signing.is_possible():
            signing.refuse_unfit_key(at=at)


def _number(run, decision, outcome):
    with run.effect():
        operations.issue(decision=decision, outcome=outcome, by=run.by, at=run.at)


def _print(run, decision, outcome):
    certificate = Certificate.objects.select_related(
        "decision", "template", "product__establishment__organisation"
    ).get(entry=outcome.entry)
    papers = _papers(certificate, run.at)
    with run.effect():
        operations.attach_paper(certificate=certificate, **papers, by=run.by, at=run.at)


@job("certificates.print", label="In giấy chứng nhận", is_silent=True)
def print_certificate(run):
    """The paper of one certificate that takes another's place."""
    certificate = Certificate.objects.select_related(
        "decision", "replaces", "template", "product__establishment__organisation"
    ).get(pk=run.arguments["certificate"])
    papers = _papers(certificate, run.at)
    with run.finish():
        operations.attach_paper(certificate=certificate, **papers, by=run.by, at=run.at)


def _papers(certificate, at):
    """The sheet to sign by hand and, where there is a key, the signed original; nothing when none is needed."""
    if certificate.paper_id or certificate.ended_on:
        # Another job of the same decision has printed it, or its number was revoked.
        return {"pdf": None}
    original = None
    if signing.is_possible():
        reason = f"Giấy chứng nhận {certificate.number}"
        original = signing.sign(render(certificate, is_electronic=True), reason=reason, at=at)
    return {"pdf": render(certificate), "original": original}


@job("certificates.import", label="Nhập sản phẩm các năm trước")
def import_history(run):
    """Known lines are told again and change nothing, so that every attempt counts the same."""
    batch = HistoryImport.objects.get(pk=run.arguments["batch"])
    lines = [
        one for one in queries.judged_history(batch, today=timezone.localdate(run.at)) if one.status != queries.WRONG
    ]
    for one in run.remaining(lines):
        with run.effect():
            if one.status == queries.NEW:
                operations.record_recognition(facts=one.line.facts, unit=one.unit, by=run.by, at=run.at)


@shared_task(name="certificates.send_periodic_list")
def send_periodic_list():
    operations.send_periodic_list(by=None, at=portal_now())


@shared_task(name="certificates.remind_of_expiry")
def remind_of_expiry():
    operations.remind_of_expiry(by=None, at=portal_now())
