"""The office's pages with 10,000 dossiers and 100,000 files, against a bare Django view of the same size."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.urls import clear_url_caches, reverse
from django.utils import timezone

from cnnt_portal.files.models import StoredFile
from cnnt_portal.text import fold
from registrations.models import (
    REQUIRED_PAPERS,
    Dossier,
    DossierVersion,
    Entry,
    Establishment,
    PaperKind,
    Product,
    Round,
    VersionPaper,
)
from registrations.workflow import EntryState

from . import figure
from .pages import page, signed_in

DOSSIERS, PAPERS = 10_000, 10
OFFICER = "so@cnnt.test"
_TITLE = "Kỳ bình chọn để đo"


@cache
@transaction.atomic
def many():
    """The first of ten thousand filed entries of the Sở; made once, straight into the tables."""
    settings.ROOT_URLCONF = "tests.bench.bare"
    clear_url_caches()
    found = Entry.objects.filter(round__title=_TITLE).order_by("pk").first()
    if found is not None:
        return found
    at, by = timezone.now(), get_user_model().objects.get(email=OFFICER)
    like = Entry.objects.received_by(by).filter(round__is_history=False, version__papers__isnull=False)
    like = like.select_related("round", "version", "product__establishment").order_by("pk").first()
    round = Round.objects.get(pk=like.round_id)
    round.pk, round.title, round.handed_over_at, round.grace_until = None, _TITLE, None, None
    round.state, round.opens_at, round.closes_at = "open", at - timedelta(days=1), at + timedelta(days=30)
    round.save(force_insert=True)
    establishments = _establishments(like.product.establishment)
    products = Product.objects.bulk_create(
        [
            Product(establishment=maker, name=name, search_key=fold(name), group="ABCD"[number % 4])
            for number, maker in enumerate(establishments)
            for name in [f"Sản phẩm số {number} của làng nghề"]
        ],
        2_000,
    )
    dossiers = Dossier.objects.bulk_create(
        [
            Dossier(product=product, answers=like.version.content["answers"], started_at=at, saved_at=at, saved_by=by)
            for product in products
        ],
        1_000,
    )
    versions = _versions(dossiers, like.version, at=at, by=by)
    entries = Entry.objects.bulk_create(
        [
            Entry(
                round=round,
                product=product,
                dossier=dossier,
                version=version,
                state=EntryState.SUBMITTED,
                tracking_code=f"{number:05}-BENCH",
                search_key=fold(f"{product.name} {product.establishment.name} {number:05}-BENCH"),
                started_at=at,
                submitted_at=at,
                submitted_by=by,
                answer_due_on=timezone.localdate(at) + timedelta(days=number % 20),
            )
            for number, (product, dossier, version) in enumerate(zip(products, dossiers, versions, strict=True))
        ],
        2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return entries[0]


def _establishments(like):
    return Establishment.objects.bulk_create(
        [
            Establishment(
                name=f"Cơ sở số {number}",
                search_key=f"co so so {number}",
                province=like.province,
                commune=like.commune,
                address=like.address,
                legal_form=like.legal_form,
            )
            for number in range(DOSSIERS)
        ],
        2_000,
    )


def _versions(dossiers, like, *, at, by):
    """One filed version of each dossier, with papers of its own."""
    versions = DossierVersion.objects.bulk_create(
        [
            DossierVersion(
                dossier=dossier, number=1, content=like.content, sha256=like.sha256, frozen_at=at, frozen_by=by
            )
            for dossier in dossiers
        ],
        1_000,
    )
    files = StoredFile.objects.bulk_create(
        [
            StoredFile(
                key=f"bench/{number}",
                name=f"{number}.pdf",
                content_type="application/pdf",
                size=1,
                sha256=f"{number:064x}",
                scan=StoredFile.Scan.CLEAN,
                uploaded_at=at,
            )
            for number in range(DOSSIERS * PAPERS)
        ],
        5_000,
    )
    kinds = [*REQUIRED_PAPERS, *[PaperKind.OTHER] * (PAPERS - len(REQUIRED_PAPERS))]
    VersionPaper.objects.bulk_create(
        [
            VersionPaper(version=versions[number // PAPERS], kind=kinds[number % PAPERS], file=file)
            for number, file in enumerate(files)
        ],
        5_000,
    )
    return versions


def against_a_bare_page(address):
    """The bare page is drawn out to the bytes of ours."""
    client = signed_in(OFFICER)
    ours, bare = (len(client.get(url).content) for url in (address, "/bare-page/?rest=0"))
    return page(client, address), page(client, f"/bare-page/?rest={max(0, ours - bare)}")


@figure("intake_list_10000", limit=3)
def intake_list():
    return against_a_bare_page(f"{reverse('registrations:entry_list')}?ky={many().round_id}")


@figure("intake_search_10000", limit=3)
def intake_search():
    """Without marks, as people type."""
    return against_a_bare_page(f"{reverse('registrations:entry_list')}?ky={many().round_id}&q=lang+nghe+4321")


@figure("intake_dossier_10000", limit=3)
def intake_dossier():
    """The office's page of one dossier, beside its checklist."""
    return against_a_bare_page(reverse("registrations:entry_detail", args=[many().pk]))
