"""Decisions and certificates, made by the operations themselves."""

from django.utils import timezone

from certificates import operations
from certificates.models import CertificateAct, RecognitionDecision
from judging.queries import published_recognised_outcomes
from tests import people

from .judging import published_round


def decision(round=None, means=("80",), number="1234/QĐ-UBND", decided_on=None, **fields):
    """The signed decision of a round whose result is published."""
    round = round or published_round(means=means, **fields)
    at = timezone.now()
    return operations.enter_decision(
        round=round,
        number=number,
        decided_on=decided_on or timezone.localdate(at),
        issuer="Ủy ban nhân dân tỉnh Vĩnh Long",
        signer_name="Huỳnh Văn Ổn",
        signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        by=people.so_officer(),
        at=at,
    )


def certificate(decision_: RecognitionDecision | None = None, **fields):
    """A certificate with frozen bytes; the bytes themselves are tested in test_paper."""
    papers = {name: fields.pop(name) for name in ("pdf", "original") if name in fields}
    decision_ = decision_ or decision(**fields)
    return issued(decision_, published_recognised_outcomes(decision_.round).first(), **papers)


def issued(decision_, outcome, *, by=None, at=None, pdf=b"%PDF-1.7 gia", original=None):
    """The certificate of this outcome, numbered and printed."""
    on = {"by": by or people.so_officer(), "at": at or timezone.now()}
    numbered = operations.issue(decision=decision_, outcome=outcome, **on)
    return operations.attach_paper(certificate=numbered, pdf=pdf, original=original, **on)


def numbered_certificate(decision_: RecognitionDecision | None = None, **fields):
    """A certificate without its paper, as a job leaves it that stopped half-way."""
    decision_ = decision_ or decision(**fields)
    outcome = published_recognised_outcomes(decision_.round).first()
    return operations.issue(decision=decision_, outcome=outcome, by=people.so_officer(), at=timezone.now())


def replaced(old, kind=CertificateAct.Kind.REISSUE, scan=None, **names):
    """The certificate that takes the place of this one from today on, not printed yet. `names`: of a replacement;
    `scan`: an upload of the signed decision."""
    today, at = timezone.localdate(), timezone.now()
    act = operations.propose_act(
        certificate=old, kind=kind, ground="Ghi sai tên.", new_names=names or None, by=people.so_officer(), at=at
    )
    operations.confirm_act(
        act=act, number="88/QĐ-UBND", decided_on=today, effective_on=today, signer_name="Huỳnh Văn Ổn",
        signer_title="PHÓ CHỦ TỊCH", scan=scan, by=people.so_head(), at=at,
    )  # fmt: skip
    return old.successor


def shown(issued):
    """The certificate, after its establishment agreed that photos and story are shown."""
    operations.allow_showing(product=issued.product, by=holder_of(issued), at=timezone.now())
    return issued


def reply_day():
    """The earliest day until which a holder may be asked to answer."""
    return CertificateAct.earliest_reply(timezone.localdate())


def holder_of(issued):
    return issued.product.establishment.organisation.memberships.first().user
