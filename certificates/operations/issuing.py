from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.geography.models import Level
from cnnt_portal.geography.queries import successors_on, unit_on
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import fold

from .. import queries
from ..levels import level_name
from ..messages import CertificateIssued, tell_holder
from ..models import Certificate, RecognitionDecision
from ..numbering import new_code, take_number
from ..permissions import can_issue


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
    decision = RecognitionDecision.objects.held().get(pk=decision.pk)
    require(can_issue(by, decision))
    entry = outcome.entry
    present = Certificate.objects.filter(entry=entry).first()
    if present:
        return present
    if not outcome.is_recognised or outcome.published_at is None:
        raise Refused("Chỉ cấp giấy cho sản phẩm đã được công bố công nhận.")
    # What the council judged, not what the product has been called since.
    product, establishment = entry.version.content["product"], entry.version.content["establishment"]
    issued_on = decision.decided_on
    rules = rule_set_on(issued_on)
    unit = decision.round.unit or _province_on(issued_on, entry)
    return Certificate.objects.create(
        decision=decision,
        entry=entry,
        product=entry.product,
        code=new_code(),
        number=take_number(issuer=decision.issuer, level=decision.round.level, year=issued_on.year),
        level=decision.round.level,
        level_words=level_name(decision.round.level, rules, unit=unit),
        year=decision.round.year,
        round_title=decision.round.title,
        product_name=product["name"],
        is_set=product["is_set"],
        group=product["group"],
        establishment_name=establishment["name"],
        address=establishment["address"],
        search_key=fold(f"{product['name']} {establishment['name']} {establishment['address']}"),
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
        valid_until=rules.valid_until(issued_on),
    )


def _province_on(day, entry):
    """The province of the filed dossier, as it stands on that day: it may have been merged since the filing."""
    filed_on = timezone.localdate(entry.version.frozen_at)
    code = entry.version.content["establishment"]["province_code"]
    province = unit_on(filed_on, level=Level.PROVINCE, code=code) or entry.product.establishment.province
    after = successors_on(province, day)
    return after[0] if len(after) == 1 else province


@operation
def attach_paper(*, certificate, pdf, by, at):
    """Freeze the printed bytes of a certificate; a second paper is refused by doing nothing."""
    if certificate.paper_id:
        return certificate
    certificate.paper = files.keep_generated(
        content=pdf, name=f"giay-chung-nhan-{certificate.code}.pdf", kind=Kind.PDF, by=by, at=at
    )
    swapped = Certificate.objects.filter(pk=certificate.pk, paper__isnull=True).update(paper=certificate.paper)
    if swapped:
        tell_holder(CertificateIssued(certificate), by=by, at=at)
    else:
        certificate.refresh_from_db(fields=["paper"])
    return certificate
