from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import outside, queries
from ..models import Certificate, RecognitionDecision, RegisterStamp
from ..paper import render
from ..permissions import can_issue


@operation
def hand_out(*, decision, part, by, at):
    """Keep the files that an official signs with a token of their own, so that what comes back can be recognised.

    Handed out twice they are the same files, also to two who ask at the same moment. Returns the certificates.
    """
    decision = RecognitionDecision.objects.held().get(pk=decision.pk)
    require(can_issue(by, decision))
    waiting = queries.unsigned(decision)[part]
    for certificate in waiting:
        if certificate.to_sign is None:
            certificate.to_sign = files.keep_generated(
                content=render(certificate, is_electronic=True),
                name=f"cho-ky-{certificate.code}.pdf",
                kind=Kind.PDF,
                by=by,
                at=at,
            )
            certificate.save(update_fields=["to_sign"])
    return waiting


@operation
def take_back(*, decision, uploads, by, at):
    """Keep what came back signed as the originals of their certificates; all of them or, with a sentence, none."""
    require(can_issue(by, decision))
    waiting = list(Certificate.objects.awaiting_signature(decision).select_for_update(of=("self",), no_key=True))
    read = [outside.read_back(upload.read(), upload.name, waiting) for upload in uploads]
    if len({signed.certificate.pk for signed in read}) < len(read):
        raise Refused("Có hai tệp là của cùng một giấy. Hãy bỏ bớt một tệp rồi gửi lại.", field="files")
    for signed in read:
        certificate = signed.certificate
        certificate.original = files.keep_generated(
            content=signed.content, name=f"giay-chung-nhan-{certificate.code}-ky-so.pdf", kind=Kind.PDF, by=by, at=at
        )
        certificate.signed_by = signed.signer[:200]
        certificate.signed_root = signed.root[:200]
        certificate.save(update_fields=["original", "signed_by", "signed_root"])
    RegisterStamp.objects.renew()
    return [signed.certificate for signed in read]
