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
    """A numbered certificate without its paper."""
    decision_ = decision_ or decision(**fields)
    outcome = published_recognised_outcomes(decision_.round).first()
    return operations.issue(decision=decision_, outcome=outcome, by=people.so_officer(), at=timezone.now())


def printed_certificate(decision_=None, pdf=b"%PDF-1.7 gia", original=None, **fields):
    """A certificate with frozen bytes; the bytes themselves are tested in test_paper."""
    issued = certificate(decision_, **fields)
    return operations.attach_paper(
        certificate=issued, pdf=pdf, original=original, by=people.so_officer(), at=timezone.now()
    )


def shown(issued):
    """The certificate, after its establishment agreed that photos and story are shown."""
    operations.allow_showing(product=issued.product, by=holder_of(issued), at=timezone.now())
    return issued


def reply_day():
    """The earliest day until which a holder may be asked to answer."""
    return CertificateAct.earliest_reply(timezone.localdate())


def holder_of(issued):
    return issued.product.establishment.organisation.memberships.first().user
