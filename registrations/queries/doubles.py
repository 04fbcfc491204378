"""What stands twice: products, names, files."""

from dataclasses import dataclass

from django.db.models import Count

from ..likeness import is_near
from ..models import GONE, Entry, Paper, PaperKind
from ..permissions import organisers_for
from ..workflow import RoundState
from .entries import with_names


@dataclass(frozen=True)
class Double:
    """Another entry that may be the same thing, and why one should look."""

    entry: Entry
    why: str


def doubles(entry):
    """What the officer should see before accepting: [Double], the surest first.

    The same product in another round still under way; in the same round names that are the same or nearly so without
    marks, and whatever else the establishment filed there.
    """
    filed = with_names(Entry.objects.filter(submitted_at__isnull=False).exclude(state__in=GONE).exclude(pk=entry.pk))
    product, establishment = entry.product, entry.product.establishment_id
    elsewhere = filed.filter(product=product, round__level=entry.round.level, round__state=RoundState.OPEN)
    found = [Double(other, "cùng sản phẩm, đang dự kỳ khác") for other in elsewhere.exclude(round=entry.round)]
    near, same_house = [], []
    for other in filed.filter(round=entry.round):
        own = other.product.establishment_id == establishment
        if other.product.search_key == product.search_key:
            found.append(Double(other, "trùng tên, cùng cơ sở" if own else "trùng tên, cơ sở khác"))
        elif is_near(other.product.search_key, product.search_key):
            near.append(Double(other, "tên gần giống, cùng cơ sở" if own else "tên gần giống, cơ sở khác"))
        elif own:
            same_house.append(Double(other, "sản phẩm khác của cùng cơ sở"))
    return found + near + same_house


def own_twins(dossier, papers):
    """{paper's key: [where else the establishment uses the very same file]}: one query.

    The registration paper is the same in every dossier of an establishment and is not named.
    """
    found = {}
    for paper in papers:
        for other in papers:
            if other.pk != paper.pk and other.file.sha256 == paper.file.sha256:
                found.setdefault(paper.pk, []).append(f"ở ô “{other.get_kind_display()}” của hồ sơ này")
    hashes = {paper.file.sha256 for paper in papers if paper.kind != PaperKind.REGISTRATION}
    elsewhere = Paper.objects.filter(
        file__sha256__in=hashes, dossier__product__establishment=dossier.product.establishment_id
    ).exclude(dossier__product=dossier.product_id)
    for other in elsewhere.select_related("file", "dossier__product"):
        for paper in papers:
            if paper.file.sha256 == other.file.sha256 and paper.kind != PaperKind.REGISTRATION:
                found.setdefault(paper.pk, []).append(f"trong hồ sơ “{other.dossier.product}”")
    return found


def twins_filed(entry, user):
    """[(paper's name, where the very same file was filed)] in dossiers of other products, for the office: one query.

    What this person may not open is counted, not named.
    """
    papers = {paper.file.sha256: paper for paper in entry.version.papers.all()}
    own = entry.product.establishment_id
    others = Entry.objects.filter(submitted_at__isnull=False, version__papers__file__sha256__in=papers)
    others = others.exclude(product=entry.product_id).exclude(state__in=GONE)
    rows = others.values_list(
        "version__papers__file__sha256",
        "pk",
        "product__name",
        "product__establishment",
        "product__establishment__name",
        "round__organiser",
    ).distinct()
    offices = {body.pk for body in organisers_for(user)}
    found, hidden = [], 0
    for sha256, pk, product, establishment, name, organiser in rows.order_by("pk"):
        paper = papers.get(sha256)
        if paper is None or (paper.kind == PaperKind.REGISTRATION and establishment == own):
            continue
        if organiser in offices:
            found.append(Twin(paper.get_kind_display(), f"{product} – {name}", pk))
        else:
            hidden += 1
    return found, hidden


@dataclass(frozen=True)
class Twin:
    """A file of this dossier that was filed for another product too."""

    paper: str
    where: str
    entry: int


def doubled_names(entries):
    """{(round, folded name)} of these entries' names that another filed entry of the round bears too; one query."""
    wanted = {(entry.round_id, entry.product.search_key) for entry in entries}
    rows = Entry.objects.filter(round__in={round for round, _ in wanted}, submitted_at__isnull=False)
    rows = rows.exclude(state__in=GONE).filter(product__search_key__in={name for _, name in wanted}).order_by()
    counted = rows.values_list("round", "product__search_key").annotate(number=Count("pk"))
    return {(round, name) for round, name, number in counted if number > 1}
