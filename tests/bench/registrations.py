"""The office's pages with 10,000 dossiers and 100,000 files, against a bare Django view of the same size."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.urls import clear_url_caches, reverse
from django.utils import timezone

from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.models import AdministrativeUnit
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
    content_hash,
)
from registrations.workflow import EntryState

from . import figure
from .pages import page, signed_in

DOSSIERS, PAPERS, CHUNK = 10_000, 10, 1_000
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
    round.pk, round.title, round.grace_until = None, _TITLE, None
    round.handed_over_at = round.results_published_at = round.certified_at = None
    round.state, round.opens_at, round.closes_at = "open", at - timedelta(days=1), at + timedelta(days=30)
    round.save(force_insert=True)
    names = _names()
    for start in range(0, DOSSIERS, CHUNK):
        _file(range(start, start + CHUNK), names, round, like, at=at, by=by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Entry.objects.filter(round=round).order_by("pk").first()


def _names():
    """As many and as alike as in life: every known product, made in one commune after the other."""
    known = list(Product.objects.order_by("pk").values_list("name", flat=True))
    communes = list(AdministrativeUnit.objects.communes().order_by("pk").values_list("name", flat=True))
    return [f"{known[n % len(known)]} {communes[n * 7 % len(communes)]}" for n in range(DOSSIERS)]


def _file(numbers, names, round, like, *, at, by):
    """A product of an establishment of its own for each number, its dossier filed like that one, with its papers."""
    house, filed = like.product.establishment, like.version
    establishments = Establishment.objects.bulk_create(
        Establishment(
            name=f"Cơ sở số {n}",
            search_key=f"co so so {n}",
            legal_form=house.legal_form,
            province=house.province,
            commune=house.commune,
            address=house.address,
        )
        for n in numbers
    )
    products = Product.objects.bulk_create(
        Product(establishment=maker, name=names[n], search_key=fold(names[n]), group="ABCD"[n % 4])
        for n, maker in zip(numbers, establishments, strict=True)
    )
    dossiers = Dossier.objects.bulk_create(
        Dossier(product=product, answers=filed.content["answers"], started_at=at, saved_at=at, saved_by=by)
        for product in products
    )
    kinds = [*REQUIRED_PAPERS, *[PaperKind.OTHER] * (PAPERS - len(REQUIRED_PAPERS))]
    files = StoredFile.objects.bulk_create(
        StoredFile(
            key=f"bench/{n}/{place}",
            name=f"{place}.pdf",
            content_type="application/pdf",
            size=1,
            sha256=f"{n:032x}{place:032x}",
            scan=StoredFile.Scan.CLEAN,
            uploaded_at=at,
        )
        for n in numbers
        for place in range(PAPERS)
    )
    papers = [list(zip(kinds, files[start : start + PAPERS], strict=True)) for start in range(0, len(files), PAPERS)]
    contents = [filed.content | {"papers": [_facts_of(kind, file) for kind, file in of_one]} for of_one in papers]
    versions = DossierVersion.objects.bulk_create(
        DossierVersion(
            dossier=dossier,
            number=1,
            content=content,
            sha256=content_hash(content),
            frozen_at=at,
            frozen_by=by,
        )
        for dossier, content in zip(dossiers, contents, strict=True)
    )
    VersionPaper.objects.bulk_create(
        VersionPaper(version=version, kind=kind, file=file)
        for version, of_one in zip(versions, papers, strict=True)
        for kind, file in of_one
    )
    Entry.objects.bulk_create(
        Entry(
            round=round,
            product=product,
            dossier=version.dossier,
            version=version,
            state=EntryState.SUBMITTED,
            tracking_code=f"{n:05}-BENCH",
            search_key=fold(f"{product.name} {product.establishment.name} {n:05}-BENCH"),
            started_at=at,
            submitted_at=at,
            submitted_by=by,
            answer_due_on=timezone.localdate(at) + timedelta(days=n % 20),
        )
        for n, product, version in zip(numbers, products, versions, strict=True)
    )


def _facts_of(kind, file):
    facts = dict.fromkeys(("caption", "issuer", "number", "issued_on", "expires_on"), "")
    label = PaperKind(kind).label
    return facts | {"kind": kind, "label": label, "name": file.name, "size": file.size, "sha256": file.sha256}


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
    words = many().product.search_key.replace(" ", "+")
    return against_a_bare_page(f"{reverse('registrations:entry_list')}?ky={many().round_id}&q={words}")


@figure("intake_dossier_10000", limit=3)
def intake_dossier():
    """The office's page of one dossier, beside its checklist."""
    return against_a_bare_page(reverse("registrations:entry_detail", args=[many().pk]))
