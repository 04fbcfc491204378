"""What stands twice: products, names, files."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from ..likeness import longest_words, near_to
from ..models import GONE, Entry, Paper, PaperKind, Product, VersionPaper
from ..permissions import organisers_for
from ..workflow import EntryState, RoundState


@dataclass(frozen=True)
class Double:
    """Another entry (its key) that may be the same thing, and why one should look."""

    entry: int
    product: str
    establishment: str
    why: str


# No officer compares more; how many more there are is said.
MOST_DOUBLES = 20
REFUSED_BEFORE = -1, "chính sản phẩm này, lần trước đã bị từ chối trong kỳ này"


def doubles(entry):
    """What the officer should see before accepting: ([Double], the surest first, and how many more there are).

    The same product refused here before, or in another round still under way; in the same round names that are the
    same or nearly so without marks, and whatever else the establishment filed there.
    """
    product, round = entry.product, entry.round
    whys = _alike(product)
    whys[product.pk] = 0, "cùng sản phẩm, đang dự kỳ khác"
    refused_here = Q(product=product, round=round, state=EntryState.REFUSED)
    stands = ~Q(state__in=GONE) | refused_here
    filed = Entry.objects.filter(stands, submitted_at__isnull=False, product__in=whys).exclude(pk=entry.pk).order_by()
    rows = filed.values_list(
        "pk",
        "product",
        "product__name",
        "product__establishment__name",
        "state",
        "round",
        "round__level",
        "round__state",
    )
    found = sorted(
        (REFUSED_BEFORE if state == EntryState.REFUSED else whys[key], pk, name, house)
        for pk, key, name, house, state, *where in rows
        if (state == EntryState.REFUSED or (key == product.pk) == (where[0] != round.pk))
        and (where[0] == round.pk or where[1:] == [round.level, RoundState.OPEN])
    )
    shown = [Double(pk, name, house, why) for (_, why), pk, name, house in found[:MOST_DOUBLES]]
    return shown, len(found) - len(shown)


def _alike(product):
    """{key of another product: (rank, why it may be the same)}.

    Products are asked for before entries: of the many that share a word with this one few are left for the joins.
    """
    # Names are looked for by their two longest words, one of which a slip of the pen spares, and then closely.
    words = (Q(search_key__contains=word) for word in longest_words(product.search_key))
    may_be = Product.objects.filter(reduce(or_, words, Q(establishment=product.establishment_id))).order_by()
    found, is_near = {}, near_to(product.search_key)
    for pk, name, establishment in may_be.exclude(pk=product.pk).values_list("pk", "search_key", "establishment"):
        is_own = establishment == product.establishment_id
        whose = "cùng cơ sở" if is_own else "cơ sở khác"
        if name == product.search_key:
            found[pk] = 1, f"trùng tên, {whose}"
        elif is_near(name):
            found[pk] = 2, f"tên gần giống, {whose}"
        elif is_own:
            found[pk] = 3, "sản phẩm khác của cùng cơ sở"
    return found


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
    """[(paper's name, where the very same file was filed)] in dossiers of other products, for the office.

    What this person may not open is counted, not named. Hardly ever is there one: who they are is asked then.
    """
    papers = {paper.file.sha256: paper for paper in entry.version.papers.all()}
    again = VersionPaper.objects.filter(file__sha256__in=papers).exclude(version=entry.version_id).order_by()
    versions = set(again.values_list("version", flat=True))
    if not versions:
        return [], 0
    own = entry.product.establishment_id
    others = Entry.objects.filter(
        submitted_at__isnull=False, version__in=versions, version__papers__file__sha256__in=papers
    )
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
