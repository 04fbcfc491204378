import datetime

from django.db import models
from django.db.models import F, Q
from django.shortcuts import get_object_or_404

from cnnt_portal.geography.models import RegionMembership

from ..models import Certificate
from ..validity import EXPIRING_DAYS


class Force(models.TextChoices):
    """How the register is narrowed by what a certificate is worth today."""

    IN_FORCE = "con", "Còn hiệu lực"
    EXPIRING = "sap", "Sắp hết hiệu lực (trong 90 ngày)"
    ENDED = "het", "Đã hết hiệu lực"
    UNKNOWN = "chua-ro", "Chưa rõ hiệu lực (dữ liệu lịch sử)"


def register(*, on, words="", level="", year=None, group="", territory=None, province="", region="", force=""):
    """The public register; what is valid longest comes first, what nobody knows the days of comes last.

    `on`: the day whose force counts. `territory`: a set of unit ids (a province of today with what it took in);
    `province` and `region`: where the product lay when it was recognised.
    """
    rows = Certificate.objects.with_standing().search(words)
    same = {"level": level, "year": year, "group": group, "unit__province": province}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if territory is not None:
        rows = rows.filter(unit__in=territory)
    if region:
        rows = rows.filter(unit__province__in=RegionMembership.objects.filter(region=region).values("unit"))
    return _with_force(rows, force, on).order_by(F("valid_until").desc(nulls_last=True), "-year", "product_name", "pk")


def _with_force(rows, force, on):
    if force == Force.IN_FORCE:
        return rows.in_force_on(on)
    if force == Force.EXPIRING:
        return rows.in_force_on(on).filter(valid_until__lte=on + EXPIRING_DAYS)
    if force == Force.ENDED:
        return rows.without_force_on(on)
    if force == Force.UNKNOWN:
        return rows.of_unknown_days()
    return rows


def register_years():
    return list(Certificate.objects.order_by("-year").values_list("year", flat=True).distinct())


def others_of_product(certificate):
    """The same product's certificates through the years."""
    return (
        Certificate.objects.filter(product_id=certificate.product_id)
        .exclude(pk=certificate.pk)
        .exclude(replaces=certificate)
        .exclude(pk=certificate.replaces_id)
        .order_by("-year", "-pk")
    )


def successor_of(certificate):
    """The certificate that took this one's place, or None."""
    return Certificate.objects.filter(replaces=certificate).first()


def code_exists(code):
    return Certificate.objects.filter(code=code).exists()


def certificates_of(user):
    return Certificate.objects.held_by(user).with_standing().order_by("-issued_on", "-pk")


def checked(code):
    """The certificate behind a code with all that its check says, or None."""
    rows = Certificate.objects.with_standing().prefetch_related("acts")
    return rows.filter(code=code.upper()).first()


def of_file(sha256):
    """The certificate whose paper, print version or signed original, has exactly these bytes; None if there is none."""
    own = Certificate.objects.with_standing().filter(Q(paper__sha256=sha256) | Q(original__sha256=sha256))
    return own.first()


def may_take_paper(user, certificate):
    """Is there a paper, and may this user take it home?"""
    return Certificate.objects.papers_visible_to(user).filter(pk=certificate.pk).exists()


def paper_of(user, code):
    """The certificate whose signed paper this user may take home, else 404."""
    return get_object_or_404(
        Certificate.objects.papers_visible_to(user).select_related("paper", "original"), code=code.upper()
    )


def in_force(on):
    """Certificates in force on a day, for the rooms that support the products."""
    return Certificate.objects.in_force_on(on).select_related("product__establishment", "unit")


def expiring(*, on, within):
    """Certificates in force on that day that end within so many days after it, the first to end first."""
    rows = in_force(on).filter(valid_until__lte=on + datetime.timedelta(days=within))
    return rows.select_related("product__establishment__organisation", "issuer_organisation").order_by(
        "valid_until", "pk"
    )
