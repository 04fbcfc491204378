"""What the public may see of a recognised product beside its certificates: photos and story of the filed dossier."""

from typing import NamedTuple

from django.db.models import Count, F, Max, Q

from cnnt_portal.files.models import StoredFile
from registrations.models import PHOTO_KINDS, Product, VersionPaper
from registrations.queries import filed_sections

from ..contacts import without_contacts
from ..models import Certificate, RecognitionDecision, ShowConsent

# Answers written for customers; figures of the business, names and numbers of people stay in the dossier.
STORY = ("description", "difference", "culture", "materials", "channels")


def public_products():
    """Products that ever got a certificate, for the sitemap."""
    return Product.objects.filter(certificates__in=Certificate.objects.published()).distinct().order_by("pk")


def public_decisions():
    """Decisions by which at least one certificate was issued, with how many products they recognised."""
    first_papers = Q(certificates__in=Certificate.objects.published(), certificates__replaces=None)
    rows = RecognitionDecision.objects.annotate(products=Count("certificates", filter=first_papers))
    return (
        rows.filter(products__gt=0)
        .select_related("round")
        .order_by(F("decided_on").desc(nulls_last=True), "-round__year", "-pk")
    )


def certificates_by(decision):
    rows = Certificate.objects.published().with_standing()
    return rows.filter(decision=decision).order_by("issued_on", "number", "pk")


def certificates_of_product(pk):
    """All certificates of a product, the latest first; none, and the public knows no such product."""
    rows = Certificate.objects.published().with_standing().filter(product__pk=pk)
    return list(
        rows.select_related("unit", "entry__version", "product__establishment").order_by("-year", "-issued_on", "-pk")
    )


def is_shown(product):
    """Has the establishment agreed that this product's photos and story (a pk) are shown to everybody?"""
    return ShowConsent.objects.standing().filter(product=product).exists()


def shown_among(products):
    """Those of the products (pks) of which photos and story are shown, as a set."""
    return set(ShowConsent.objects.standing().filter(product__in=products).values_list("product", flat=True))


class PublicProduct(NamedTuple):
    """`certificates`: the latest first. Story, photos and website are there where a dossier was
    filed on the portal and the establishment agreed to show them."""

    certificates: list
    story: list
    photos: list
    website: str


def public_product(pk):
    """What the public sees of a recognised product, or None."""
    certificates = certificates_of_product(pk)
    if not certificates:
        return None
    filed = next((one.entry.version for one in certificates if one.entry_id), None)
    return PublicProduct(
        certificates,
        story_of(filed) if filed and is_shown(pk) else [],
        list(public_photos().filter(version=filed)) if filed else [],
        certificates[0].product.establishment.website,
    )


def public_photos():
    """Photos of dossiers that led to a certificate, of products whose establishment agreed that they are shown."""
    return (
        VersionPaper.objects.filter(
            version__dossier__product__in=ShowConsent.objects.standing().values("product"),
            kind__in=PHOTO_KINDS,
            file__scan__in=(StoredFile.Scan.CLEAN, StoredFile.Scan.NOT_SCANNED),
            version__in=Certificate.objects.published().filter(entry__isnull=False).values("entry__version"),
        )
        .select_related("file")
        .order_by("kind", "pk")
    )


def first_photos(certificates):
    """{pk of a product: its photo from the front} for the products of a page of certificates, one query."""
    products = {certificate.product_id for certificate in certificates}
    newest = (
        public_photos()
        .filter(kind=PHOTO_KINDS[0], version__dossier__product__in=products)
        .order_by()
        .values("version__dossier__product")
        .annotate(newest=Max("pk"))
    )
    return {row["version__dossier__product"]: row["newest"] for row in newest}


def story_of(version):
    """[(label, text)] of what the dossier tells customers; telephone numbers and mail addresses are left out."""
    told = {field.key: (field.label, text) for _, rows in filed_sections(version.content) for field, text in rows}
    return [(label, without_contacts(text)) for label, text in (told[key] for key in STORY if key in told) if text]
