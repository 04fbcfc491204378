from cnnt_portal.jobs.registry import job

from . import operations, queries
from .models import Certificate, RecognitionDecision
from .paper import render


@job("certificates.issue", label="Cấp giấy chứng nhận")
def issue_certificates(run):
    """Number every certificate of a decision, then print each; killed anywhere, it goes on where it stopped."""
    decision = RecognitionDecision.objects.select_related("round__organiser", "round__unit").get(
        pk=run.arguments["decision"]
    )
    outcomes = list(queries.to_certify(decision))
    steps = [(_number, outcome) for outcome in outcomes] + [(_print, outcome) for outcome in outcomes]
    for step, outcome in run.remaining(steps):
        step(run, decision, outcome)
    return {"certificates": decision.certificates.count()}


def _number(run, decision, outcome):
    with run.effect():
        operations.issue(decision=decision, outcome=outcome, by=run.by, at=run.at)


def _print(run, decision, outcome):
    certificate = Certificate.objects.select_related("decision", "product__establishment__organisation").get(
        entry=outcome.entry
    )
    # Another job of the same decision may have printed it.
    pdf = None if certificate.paper_id else render(certificate)
    with run.effect():
        operations.attach_paper(certificate=certificate, pdf=pdf, by=run.by, at=run.at)


@job("certificates.print", label="In giấy chứng nhận", is_silent=True)
def print_certificate(run):
    """The paper of one certificate that takes another's place."""
    certificate = Certificate.objects.select_related(
        "decision", "replaces", "product__establishment__organisation"
    ).get(pk=run.arguments["certificate"])
    pdf = None if certificate.paper_id else render(certificate)
    with run.finish():
        operations.attach_paper(certificate=certificate, pdf=pdf, by=run.by, at=run.at)
