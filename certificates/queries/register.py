import datetime
from functools import lru_cache, reduce
from operator import and_, or_
from typing import NamedTuple

from django.core.cache import cache
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.shortcuts import get_object_or_404

from cnnt_portal.geography.models import AdministrativeUnit, Region, RegionMembership
from cnnt_portal.geography.queries import same_territory
from cnnt_portal.text import fold

from ..models import Certificate, CertificateAct, RegisterStamp
from ..spelling import readings
from ..validity import EXPIRING_DAYS

# Names of units change without the stamp; they are read again after so many seconds at the latest.
KEPT_FOR = 300


class Force(models.TextChoices):
    """How the register is narrowed by what a certificate is worth today."""

    IN_FORCE = "con", "Còn hiệu lực"
    EXPIRING = "sap", f"Sắp hết hiệu lực (trong {EXPIRING_DAYS.days} ngày)"
    ENDED = "het", "Đã hết hiệu lực"
    UNKNOWN = "chua-ro", "Chưa rõ hiệu lực (dữ liệu lịch sử)"


def register(
    *, on, words="", level="", year=None, group="", territory=None, province="", region="", force="", decision=None
):
    """The public register; what is valid longest comes first, what nobody knows the days of comes last.

    `on`: the day whose force counts. `territory`: a set of unit ids (a province of today with what it took in);
    `province` and `region`: where the product lay when it was recognised.
    """
    rows = Certificate.objects.published().with_standing().search(words)
    same = {"level": level, "year": year, "group": group, "unit__province": province, "decision": decision}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if territory is not None:
        rows = rows.filter(unit__in=territory)
    if region:
        rows = rows.filter(unit__province__in=RegionMembership.objects.filter(region=region).values("unit"))
    return _with_force(rows, force, on).order_by(F("valid_until").desc(nulls_last=True), "-year", "product_name", "pk")


class Found(NamedTuple):
    """`is_nearly`: nothing is spelled like the words. `count`: where it was asked for already."""

    rows: models.QuerySet
    is_nearly: bool = False
    count: int | None = None


def register_found(*, words="", with_replaced=True, **chosen):
    """What the register finds, as Found; where nothing is spelled like the words, what they may have been meant to be,
    the likeliest first. `with_replaced`: papers in whose place others stand are among them."""

    def find(words=""):
        rows = register(words=words, **chosen)
        return rows if with_replaced else rows.current_on(chosen["on"])

    rows = find(words)
    typed = tuple(dict.fromkeys(fold(words).split()))
    if not typed:
        return Found(rows)
    # Whoever shows a page of them counts them anyway.
    count = rows.count()
    meant = _meant(typed, register_stamp()) if not count else None
    if meant is None:
        return Found(rows, count=count)
    nearly = find()
    for ways in meant:
        nearly = nearly.filter(reduce(or_, (_holds_all(way) for way in ways)))
    as_typed = sum((Case(When(search_key__contains=word, then=1), default=0) for word in typed), start=Value(0))
    return Found(nearly.order_by(as_typed.desc(), *nearly.query.order_by), is_nearly=True)


def _holds_all(words):
    return reduce(and_, (Q(search_key__contains=word) for word in words))


@lru_cache(maxsize=500)
def _meant(typed, stamp):
    """What these words may have been meant to be, in the register that had this stamp."""
    return readings(typed, _known_words())


def _known_words():
    """Every word of the register's names and places; read once after a change."""

    def read():
        known = set()
        for key in Certificate.objects.published().values_list("search_key", flat=True).iterator():
            known.update(key.split())
        return known

    return cache.get_or_set(f"certificates:words:{register_stamp()}", read, KEPT_FOR)


def _with_force(rows, force, on):
    if force == Force.IN_FORCE:
        return rows.in_force_on(on)
    if force == Force.EXPIRING:
        soon = on + min(EXPIRING_DAYS, datetime.date.max - on)
        return rows.in_force_on(on).filter(valid_until__lte=soon)
    if force == Force.ENDED:
        return rows.without_force_on(on)
    if force == Force.UNKNOWN:
        return rows.of_unknown_days()
    return rows


def register_stamp():
    """A mark that is another one after every change of what the register shows."""
    return RegisterStamp.objects.values_list("mark", flat=True).first() or ""


def register_choices(on):
    """What the register may be narrowed by: {name: [(value, label)]}. It costs much and changes once a year: it is
    asked again after some minutes, not after every change of the register."""
    return cache.get_or_set(f"certificates:choices:{on:%Y%m%d}", lambda: {"years": _years()} | _places(on), KEPT_FOR)


def _years():
    years = Certificate.objects.published().order_by("-year").values_list("year", flat=True).distinct()
    return [(year, str(year)) for year in years]


def _places(on):
    provinces = AdministrativeUnit.objects.provinces()
    return {
        "provinces": _named(provinces.on(on).in_order(), "name"),
        "former_provinces": _named(provinces.filter(valid_to__lt=on).in_order(), "name"),
        "regions": _named(regions_of_vote(), "name"),
    }


def regions_of_vote():
    return Region.objects.filter(kind=Region.Kind.VOTE)


def territory(province):
    """Units of what a province of today (its pk) has taken in, itself among them."""
    return same_territory(AdministrativeUnit.objects.get(pk=province))


def _named(rows, field):
    return list(rows.values_list("pk", field))


# The product's own page has the rest.
MOST_OTHERS = 12


def others_of_product(certificate):
    """The same product's latest certificates through the years."""
    return (
        Certificate.objects.published()
        .filter(product_id=certificate.product_id)
        .exclude(pk=certificate.pk)
        .exclude(replaces=certificate)
        .exclude(pk=certificate.replaces_id)
        .order_by("-year", "-pk")[:MOST_OTHERS]
    )


def successor_of(certificate):
    """The certificate that took this one's place, or None."""
    return Certificate.objects.filter(replaces=certificate).first()


def code_exists(code):
    return Certificate.objects.filter(code=code).exists()


def certificates_of(user):
    """With what is planned about each and waits for its second person."""
    rows = Certificate.objects.held_by(user).with_standing().select_related("product__establishment__organisation")
    rows = rows.prefetch_related(Prefetch("acts", CertificateAct.objects.open(), to_attr="open_acts"))
    return rows.order_by("-issued_on", "-pk")


def latest_of_holder(user, number):
    """So many certificates of the user's own establishments, those printed last before the others."""
    rows = Certificate.objects.held_by(user).published().filter(is_history=False).select_related("paper")
    return rows.order_by("-paper__uploaded_at", "-pk")[:number]


def latest_acts(user, number):
    """So many decisions about certificates that the user's office issued or whose holder they are."""
    return CertificateAct.objects.visible_to(user).confirmed().order_by("-closed_at", "-pk")[:number]


def checked(code):
    """The certificate behind a code with all that its check says, or None."""
    rows = Certificate.objects.with_standing().prefetch_related("acts")
    return rows.filter(code=code.upper()).first()


def is_part(keys):
    """Does the first certificate of such a range exist, or is it the first range of all?"""
    return keys.start == 0 or Certificate.objects.filter(pk__gte=keys.start, pk__lt=keys.stop).exists()


def ended_on(day, keys):
    """Primary keys within that range of the certificates that were revoked or replaced by that day."""
    rows = Certificate.objects.filter(pk__gte=keys.start, pk__lt=keys.stop, ended_on__lte=day)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def suspended_on(day, keys):
    """The same for those that are suspended on that day."""
    acts = CertificateAct.objects.suspensions().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        effective_on__lte=day,
        certificate__gte=keys.start,
        certificate__lt=keys.stop,
    )
    return sorted(set(acts.values_list("certificate", flat=True)))


def of_file(sha256):
    """The certificate whose paper, print version or signed original, has exactly these bytes; None if there is none."""
    own = Certificate.objects.with_standing().filter(Q(paper__sha256=sha256) | Q(original__sha256=sha256))
    return own.first()


def may_take_paper(user, certificate):
    """Is there a paper, and may this user take it home?"""
    return bool(takeable(user, [certificate]))


def takeable(user, certificates):
    """The keys of those whose paper this user may take home."""
    wanted = [one.pk for one in certificates]
    return set(Certificate.objects.papers_visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))


def is_of_holder_or_office(user, certificate):
    """Does the user work where the certificate is held, or where it was issued?"""
    return Certificate.objects.of_holder_or_office(user).filter(pk=certificate.pk).exists()


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
