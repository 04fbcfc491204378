from django.urls import reverse

from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations import operations as registrations
from registrations.workflow import EntryState

from .. import queries
from ..facts import facts_of
from ..messages import CertificateIssued, tell_holder
from ..models import Certificate, CertificateAct, RecognitionDecision, RegisterStamp
from ..numbering import new_code, take_number
from ..permissions import can_issue, can_print_new_paper


@operation
def request_issue(*, decision, by, at):
    """Ask for the certificates of a whole decision; the work is a job that may be killed and run again."""
    require(can_issue(by, decision))
    if not queries.progress_of(decision).left:
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
    decision = RecognitionDecision.objects.held().get(pk=decision.pk)
    require(can_issue(by, decision))
    entry = outcome.entry
    present = Certificate.objects.filter(entry=entry).first()
    if present:
        return present
    if not outcome.is_recognised or outcome.published_at is None:
        raise Refused("Chỉ cấp giấy cho sản phẩm đã được công bố công nhận.")
    if entry.state == EntryState.WITHDRAWN:
        raise Refused("Cơ sở đã rút sản phẩm này khỏi kỳ bình chọn nên không cấp giấy chứng nhận.")
    if not queries.to_certify(decision).filter(pk=outcome.pk).exists():
        raise Refused("Sản phẩm này thuộc quyết định khác của kỳ bình chọn.")
    issued = Certificate.objects.create(
        **facts_of(decision, outcome),
        code=new_code(),
        number=take_number(
            issuer=decision.issuer,
            level=decision.round.level,
            year=decision.decided_on.year,
            organisation=decision.round.organiser,
        ),
    )
    if decision.round.certified_at is None:
        registrations.tell_certified(round=decision.round, by=by, at=at)
    RegisterStamp.objects.renew()
    return issued


@operation
def request_paper(*, act, by, at):
    """Ask for the paper that takes the place of another, again where the last attempt ended without it."""
    act = CertificateAct.objects.select_for_update(of=("self",)).select_related("certificate__successor").get(pk=act.pk)
    require(can_print_new_paper(by, act))
    new = act.certificate.successor
    earlier = queries.printing_jobs(new)
    open_one = next((job for job in earlier if job.is_open), None)
    if open_one:
        return open_one
    return jobs.request(
        kind="certificates.print",
        key=f"certificates.print:{new.pk}:{len(earlier) + 1}",
        label=f"In giấy chứng nhận {new.number}",
        arguments={"certificate": new.pk},
        link=reverse("certificates:act_detail", args=[act.pk]),
        by=by,
        at=at,
    )


@operation
def attach_paper(*, certificate, pdf, by, at, original=None):
    """Freeze the printed bytes of a certificate, and the signed ones with them: with them it becomes public.

    A second time does nothing; nor does it for a number that was revoked before it had a paper.
    """
    if certificate.paper_id or certificate.ended_on:
        return certificate
    certificate.paper = _keep(pdf, f"giay-chung-nhan-{certificate.code}.pdf", by, at)
    if original:
        certificate.original = _keep(original, f"giay-chung-nhan-{certificate.code}-ky-so.pdf", by, at)
    # It was drawn and signed for a while: meanwhile another worker may have printed it, or the head revoked it.
    swapped = Certificate.objects.filter(pk=certificate.pk, paper__isnull=True, ended_on__isnull=True).update(
        paper=certificate.paper, original=certificate.original
    )
    if swapped:
        tell_holder(CertificateIssued(certificate), by=by, at=at)
        # The check page says whether there is a signed original.
        RegisterStamp.objects.renew()
    else:
        certificate.refresh_from_db(fields=["paper", "original", "ended_on"])
    return certificate


def _keep(content, name, by, at):
    return files.keep_generated(content=content, name=name, kind=Kind.PDF, by=by, at=at)
