"""What the holder of a certificate hears, in words that a small workshop understands."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.queries import people_at
from cnnt_portal.notifications.messages import Message
from cnnt_portal.notifications.operations import notify

from .models import Certificate


@dataclass(frozen=True)
class _AboutCertificate(Message):
    certificate: Certificate

    @property
    def link(self):
        return reverse("certificates:check", args=[self.certificate.code])

    @property
    def product(self):
        name = self.certificate.product_name
        return name if len(name) <= 90 else f"{name[:89]}…"


@dataclass(frozen=True)
class CertificateIssued(_AboutCertificate):
    kind = "certificates.certificate_issued"
    template = "emails/certificates/certificate_issued.txt"

    @property
    def title(self):
        return f"“{self.product}” đã có giấy chứng nhận số {self.certificate.number}"

    @property
    def link(self):
        return reverse("certificates:certificate_mine")

    @property
    def check_link(self):
        return super().link


def tell_holder(message, *, occasion="", by, at):
    """Everybody of the establishment today; a product known only from history has nobody."""
    organisation = message.certificate.product.establishment.organisation
    if organisation is None:
        return
    key = f"certificate:{message.certificate.pk}:{occasion}" if occasion else f"certificate:{message.certificate.pk}"
    notify(message=message, recipients=people_at(organisation, on=timezone.localdate(at)), key=key, by=by, at=at)
