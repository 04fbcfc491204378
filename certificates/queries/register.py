from django.db import models
from django.db.models import F
from django.shortcuts import get_object_or_404

from ..models import Certificate


class Force(models.TextChoices):
    """How the register is narrowed by what a certificate is worth today."""

    IN_FORCE = "con", "Còn hiệu lực hôm nay"
    ENDED = "het", "Đã hết hiệu lực"
    UNKNOWN = "chua-ro", "Chưa rõ hiệu lực (dữ liệu lịch sử)"


def register(*, on, words="", level="", year=None, group="", territory=None, force=""):
    """The public register; what is valid longest comes first, what nobody knows the days of comes last.

    `territory` is a set of unit ids (a province of then and of today).
    """
    rows = Certificate.objects.with_standing().search(words)
    if level:
        rows = rows.filter(level=level)
    if year:
        rows = rows.filter(year=year)
    if group:
        rows = rows.filter(group=group)
    if territory is not None:
        rows = rows.filter(unit__in=territory)
    if force == Force.IN_FORCE:
        rows = rows.in_force_on(on)
    elif force == Force.ENDED:
        rows = rows.without_force_on(on)
    elif force == Force.UNKNOWN:
        rows = rows.of_unknown_days()
    return rows.order_by(F("valid_until").desc(nulls_last=True), "-year", "product_name", "pk")


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


def may_take_paper(user, certificate):
    """Is there a paper, and may this user take it home?"""
    return Certificate.objects.papers_visible_to(user).filter(pk=certificate.pk).exists()


def paper_of(user, code):
    """The certificate whose signed paper this user may take home, else 404."""
    return get_object_or_404(Certificate.objects.papers_visible_to(user).select_related("paper"), code=code.upper())


def in_force(on):
    """Certificates in force on a day, for the rooms that support the products."""
    return Certificate.objects.in_force_on(on).select_related("product__establishment", "unit")
