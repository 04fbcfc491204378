"""What the holder of a certificate hears, in words that a small workshop understands."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, Role, User
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.notifications.messages import Message
from cnnt_portal.notifications.operations import notify
from cnnt_portal.text import lower_first
from registrations.models import Product

from .models import Certificate, CertificateAct, PeriodicList


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


@dataclass(frozen=True)
class _AboutAct(_AboutCertificate):
    act: CertificateAct

    @property
    def link(self):
        return reverse("certificates:act_detail", args=[self.act.pk])

    @property
    def what(self):
        return self.act.get_kind_display()


@dataclass(frozen=True)
class ActProposed(_AboutAct):
    kind = "certificates.act_proposed"
    template = "emails/certificates/act_proposed.txt"

    @property
    def title(self):
        return f"Dự kiến {lower_first(self.what)}: “{self.product}”, mời cơ sở giải trình"


@dataclass(frozen=True)
class ActToConfirm(_AboutAct):
    kind = "certificates.act_to_confirm"
    template = "emails/certificates/act_to_confirm.txt"
    by_mail = False

    @property
    def title(self):
        return f"Chờ xác nhận: {lower_first(self.what)} số {self.certificate.number}"


@dataclass(frozen=True)
class ActReplied(_AboutAct):
    kind = "certificates.act_replied"
    template = "emails/certificates/act_replied.txt"

    @property
    def title(self):
        return f"Cơ sở đã giải trình: dự kiến {lower_first(self.what)} số {self.certificate.number}"


@dataclass(frozen=True)
class ActConfirmed(_AboutAct):
    kind = "certificates.act_confirmed"
    template = "emails/certificates/act_confirmed.txt"

    @property
    def signer(self):
        return " ".join(f"{self.act.signer_title} {self.act.signer_name}".split())

    @property
    def title(self):
        return f"{self.what}: “{self.product}”"


@dataclass(frozen=True)
class ActDismissed(_AboutAct):
    kind = "certificates.act_dismissed"
    template = "emails/certificates/act_dismissed.txt"

    @property
    def title(self):
        return f"Không {lower_first(self.what)}: “{self.product}”"


@dataclass(frozen=True)
class CertificateExpiring(_AboutCertificate):
    days_left: int

    kind = "certificates.certificate_expiring"
    template = "emails/certificates/certificate_expiring.txt"

    @property
    def title(self):
        return f"Giấy chứng nhận của “{self.product}” còn {self.days_left} ngày"

    @property
    def link(self):
        """Where the next rounds and the logo are: what the holder may do until then."""
        return reverse("certificates:certificate_mine")


@dataclass(frozen=True)
class CertificatesExpiring(Message):
    """To the office: one message for all certificates that end on one day."""

    office: Organisation
    day: datetime.date
    count: int
    example: str
    # Where all of them are of one.
    level: str = ""

    kind = "certificates.certificates_expiring"
    template = "emails/certificates/certificates_expiring.txt"

    @property
    def title(self):
        return f"{self.count} giấy chứng nhận hết giá trị ngày {self.day:%d/%m/%Y}"

    @property
    def link(self):
        """The register as it will stand on that day, of the office's province and level."""
        province = self.office.unit and self.office.unit.province_id
        asked = {"hieu_luc": "sap", "ngay": f"{self.day:%d/%m/%Y}", "tinh": province, "cap": self.level}
        chosen = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('certificates:register')}?{chosen}"


@dataclass(frozen=True)
class ShowingChanged(Message):
    """To the other owners: photos and story of a product are public from now on, or no longer."""

    product: Product
    who: User
    is_shown: bool

    kind = "certificates.showing_changed"
    template = "emails/certificates/showing_changed.txt"

    @property
    def title(self):
        return f"Ảnh và câu chuyện của “{self.product}” {'đang' if self.is_shown else 'không còn'} hiện công khai"

    @property
    def link(self):
        return reverse("certificates:certificate_mine")


@dataclass(frozen=True)
class PeriodicListSent(Message):
    sent: PeriodicList

    kind = "certificates.periodic_list_sent"
    template = "emails/certificates/periodic_list_sent.txt"

    @property
    def title(self):
        return f"Danh sách {self.sent.count} giấy chứng nhận còn hiệu lực ngày {self.sent.day:%d/%m/%Y}"

    @property
    def link(self):
        return reverse("certificates:periodic_lists")


def tell_office(message, *, key, by, at):
    """The officers and the head of the office today."""
    people = people_at(message.office, Role.OFFICER, Role.HEAD, on=timezone.localdate(at))
    notify(message=message, recipients=people, key=key, by=by, at=at)


def tell_issuer(message, *, by, at):
    """The officers and the head of the office that prepares the act."""
    people = people_at(message.certificate.issuer_organisation, Role.OFFICER, Role.HEAD, on=timezone.localdate(at))
    notify(message=message, recipients=people, key=f"act:{message.act.pk}", by=by, at=at)


def tell_head(act, *, by, at):
    """Whoever may confirm."""
    recipients = heads_to_confirm(act, on=timezone.localdate(at))
    notify(message=ActToConfirm(act.certificate, act), recipients=recipients, key=f"act:{act.pk}", by=by, at=at)


def heads_to_confirm(act, *, on):
    """The heads of the office, but not the one who prepared it."""
    heads = people_at(act.certificate.issuer_organisation, Role.HEAD, on=on)
    return [head for head in heads if head.pk != act.proposed_by_id]


def tell_owner(message, *, key, by, at):
    """Whoever owns the establishment and did not do it."""
    owners = people_at(message.product.establishment.organisation, Role.OWNER, on=timezone.localdate(at))
    recipients = [owner for owner in owners if owner.pk != by.pk]
    notify(message=message, recipients=recipients, key=key, by=by, at=at)


def tell_holder(message, *, occasion="", by, at):
    """Everybody of the establishment today; a product known only from history has nobody."""
    organisation = message.certificate.product.establishment.organisation
    if organisation is None:
        return
    key = f"certificate:{message.certificate.pk}:{occasion}" if occasion else f"certificate:{message.certificate.pk}"
    notify(message=message, recipients=people_at(organisation, on=timezone.localdate(at)), key=key, by=by, at=at)
