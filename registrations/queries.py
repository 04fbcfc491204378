"""Reads that other rooms and several pages share."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, Role
from cnnt_portal.accounts.queries import members_of, people_at
from cnnt_portal.geography.models import Region, RegionMembership
from cnnt_portal.jobs.models import Job
from cnnt_portal.permissions import ALLOWED, Verdict
from cnnt_portal.ui.components import Todo

from . import fields
from .likeness import is_near
from .models import (
    GONE,
    Dossier,
    Entry,
    Establishment,
    Ground,
    JoinRequest,
    OfficeNotice,
    Outage,
    Paper,
    PaperKind,
    PolicyVersion,
    Product,
    Reason,
    Round,
    VoteLevel,
)
from .permissions import ORGANISERS, can_enter_from_below, can_receive_transfer, organisers_for
from .workflow import EntryState, RoundState


def dossier_sections():
    """The definition of the dossier's fields: sections with `key`, `title`, `keys` and `fields`."""
    return fields.SECTIONS


def filed_sections(content):
    """A version's answers as people read them: [(section, [(field, text, or [(year, text)] of a yearly field)])]."""
    return [
        (section, [(field, fields.shown(field, content["answers"])) for field in section.fields])
        for section in fields.SECTIONS
    ]


def with_names(entries):
    """What a list of entries shows, in one query."""
    return entries.select_related("round__organiser", "product__establishment__province", "assigned_to")


def counts_by_state(entries):
    """{state: number} over all states, zeros included."""
    found = dict(entries.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in EntryState.values}


def round_stats(round):
    """What a round's public page and a report say of it: {"entered", "accepted", "by_group": {"A": …}}.

    A round of the past answers with the counts that its sources give; None is unknown.
    """
    if round.is_history:
        return {"entered": round.entered_count, "accepted": None, "by_group": {}}
    filed = Entry.objects.filter(round=round, submitted_at__isnull=False)
    groups = filed.accepted().order_by().values_list("product__group").annotate(Count("pk"))
    return {"entered": filed.count(), "accepted": filed.accepted().count(), "by_group": dict(groups)}


def causes_of_return(round):
    """[(cause, how many points)] of the requests to complete in this round, the most frequent first."""
    counted = Reason.objects.filter(points__request__entry__round=round).annotate(number=Count("points"))
    return list(counted.order_by("-number", "order").values_list("label", "number"))


def announced_rounds():
    """Live rounds that everybody may know, the next deadline first."""
    rounds = Round.objects.filter(is_history=False).exclude(state=RoundState.DRAFT)
    return rounds.select_related("organiser", "unit", "region")


def open_rounds(at):
    return announced_rounds().open_at(at).order_by("closes_at", "pk")


def coming_rounds(at):
    return announced_rounds().filter(state=RoundState.OPEN, opens_at__gt=at).order_by("opens_at", "pk")


def rounds_ahead(at, *, province=None, level=""):
    """Announced rounds that take dossiers now or will, the next deadline first; with `province` those open to it."""
    rounds = announced_rounds().filter(state=RoundState.OPEN)
    rounds = rounds.filter(Q(closes_at__gt=at) | Q(grace_until__gt=at)).order_by("closes_at", "pk")
    if level:
        rounds = rounds.filter(level=level)
    if province is not None:
        inside = Q(unit=province) | Q(unit__parent=province) | Q(unit__parent__parent=province)
        regions = RegionMembership.objects.on(timezone.localdate(at)).filter(unit=province).values("region")
        rounds = rounds.filter(inside | Q(region__in=regions) | Q(unit=None, region=None))
    return rounds


def policies():
    """What each policy page says now."""
    return PolicyVersion.objects.latest_of_each().select_related("page")


def policy_version(slug, number=None):
    """What a policy page says now, or said in one of its versions; None if there is none."""
    versions = PolicyVersion.objects.filter(page__slug=slug).select_related("page", "published_by")
    if number is not None:
        versions = versions.filter(number=number)
    return versions.prefetch_related("statements").first()


def offices(on, words=""):
    """The bodies of today that may hold a round, those with something to tell first."""
    kinds = {kind for kinds in ORGANISERS.values() for kind in kinds}
    told = OfficeNotice.objects.standing().filter(organisation=OuterRef("pk"))
    held = Round.objects.exclude(state=RoundState.DRAFT).filter(organiser=OuterRef("pk"))
    found = Organisation.objects.on(on).filter(kind__in=kinds).search(words).select_related("unit")
    return found.annotate(is_active=Exists(told) | Exists(held)).order_by("-is_active", "name", "pk")


def office_page(pk):
    """A body that holds or held rounds, whose page everybody may read; None for any other."""
    kinds = {kind for kinds in ORGANISERS.values() for kind in kinds}
    return Organisation.objects.filter(pk=pk, kind__in=kinds).select_related("unit").first()


def notices_of(organisation):
    """What an office tells everybody, newest first."""
    return OfficeNotice.objects.standing().filter(organisation=organisation)


def announced_by(organisation):
    """The rounds of an office that everybody may know, newest first."""
    return announced_rounds().filter(organiser=organisation).order_by("-closes_at", "-pk")


def people_of(establishment, on):
    """Who works for an establishment today, and who asks to be let in."""
    waiting = JoinRequest.objects.waiting().filter(establishment=establishment).select_related("asked_by")
    return members_of(establishment.organisation, on), waiting


def bound_of(entry, user):
    """The PDF of the version now filed, or None; and the job by which this person asked for it, or None."""
    bound = entry.bound.filter(version=entry.version_id).select_related("file").first()
    return bound, Job.objects.filter(key=entry.binding_key(user)).first()


def outages():
    """The log of the portal's outages, newest first."""
    return Outage.objects.all()


def rounds_to_remind(at):
    """Rounds with drafts, in which a reminder of the deadline is due and was not sent."""
    drafts = Entry.objects.filter(round=OuterRef("pk"), state=EntryState.DRAFT)
    open_now = Round.objects.open_at(at).filter(Exists(drafts)).prefetch_related("reminders")
    return [
        round
        for round in open_now
        if (days := round.reminder_due(at)) is not None
        and not any(sent.days == days and sent.closes_at == round.closes_at for sent in round.reminders.all())
    ]


def products_of(user):
    """The products of the establishments for which this person works today."""
    return Product.objects.of(user).select_related("establishment").prefetch_related("items")


def establishment_of(user):
    """The establishment for which this person works today, or None."""
    return Establishment.objects.of(user).select_related("organisation", "province", "commune__parent__parent").first()


def entry_tracked(code):
    """The entry behind a tracking code, for the public page that shows its state alone; None if there is none."""
    return Entry.objects.filter(tracking_code=code).select_related("round").first()


def own_entries(user):
    """The entries of the person's establishment, newest first."""
    return with_names(Entry.objects.of(user))


def filed_with(user):
    """The entries that reached the offices in which this person works."""
    return with_names(Entry.objects.received_by(user))


def rounds_of_office(user):
    """Live rounds that this person's offices hold."""
    offices = [body.pk for body in organisers_for(user)]
    return Round.objects.filter(organiser__in=offices, is_history=False)


def entries_of_product(product, user):
    """The product's entries that this person may see."""
    return with_names(Entry.objects.visible_to(user).filter(product=product))


def rounds_for(establishment, at):
    """Rounds now open, in which an establishment may enter by itself."""
    return [round for round in open_rounds(at) if not round.comes_from_below and round.covers(establishment)]


def rounds_to_enter(product, entries, at):
    """Of the rounds now open to its establishment those where the product, with these entries, does not stand yet."""
    standing = {entry.round_id for entry in entries if entry.state not in GONE}
    return [round for round in rounds_for(product.establishment, at) if round.pk not in standing]


def choices_of_new_round(bodies, at):
    """What the form of a new round offers to the officers of these bodies."""
    kinds = {body.kind for body in bodies}
    levels = [level for level, organisers in ORGANISERS.items() if kinds & set(organisers)]
    regions = None
    if VoteLevel.REGION in levels:
        members = RegionMembership.objects.on(timezone.localdate(at))
        regions = Region.objects.filter(kind=Region.Kind.VOTE, memberships__in=members).distinct()
    return {
        "organisers": Organisation.objects.filter(pk__in=[body.pk for body in bodies]),
        "levels": levels,
        "regions": regions,
    }


def provinces_of(round, at):
    """Keys of the provinces where a regional round votes on that day; None where the level itself says it."""
    if round.level != VoteLevel.REGION:
        return None
    members = RegionMembership.objects.on(timezone.localdate(at)).filter(region=round.region)
    return set(members.values_list("unit", flat=True))


@dataclass(frozen=True)
class Climb:
    """One line of a list of nominations before it is sent up: what `enter_from_below` would do with it."""

    entry: Entry
    ground: Ground
    standing: Entry | None
    verdict: Verdict


def climb_preview(*, round, candidates, by, at):
    """What entering a whole list into the upper round would do, without doing it: [Climb] in the given order.

    `candidates`: [(lower entry, Ground)], the entries with round and product__establishment__province selected. A line
    either has `standing` (it climbed already), or an allowing verdict (it will), or the sentence that refuses it. The
    number of queries does not depend on the length of the list.
    """
    there = {}
    for other in Entry.objects.filter(round=round, product__in=[entry.product_id for entry, _ in candidates]):
        there.setdefault(other.product_id, []).append(other)
    provinces = provinces_of(round, at)
    lines = []
    for entry, ground in candidates:
        others = there.get(entry.product_id, [])
        standing = next((other for other in others if other.stands_for(entry)), None)
        verdict = ALLOWED if standing else can_enter_from_below(by, entry, round, ground, others, provinces, at)
        lines.append(Climb(entry, ground, standing, verdict))
    return lines


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


def rounds_to_transfer(entry):
    """Open rounds of other offices that would take this entry."""
    rounds = announced_rounds().filter(state=RoundState.OPEN).exclude(pk=entry.round_id)
    return [round for round in rounds if can_receive_transfer(entry, round)]


def officers_of(round, on):
    """Who may be given an entry of this round."""
    return people_at(round.organiser, Role.OFFICER, Role.HEAD, on=on)


def own_dossier(entry, user):
    """The living dossier behind an entry for somebody of its establishment, else None."""
    return Dossier.objects.visible_to(user).filter(pk=entry.dossier_id).select_related("product__establishment").first()


def todo_for(user, on):
    """What waits for this person in this room on that day: ui Todos, the nearest date first, without date last."""
    found = [*_todo_of_establishment(user, on), *_todo_of_office(user), *_lists_to_fix(user, on)]
    return sorted(found, key=lambda item: (item.due is None, item.due))


def _todo_of_establishment(user, on):
    entries = Entry.objects.of(user).filter(
        state__in=[EntryState.DRAFT, EntryState.RETURNED], round__state=RoundState.OPEN
    )
    for entry in entries.select_related("product", "round").prefetch_related("completion_requests"):
        url = reverse("registrations:entry_detail", args=[entry.pk])
        if entry.state == EntryState.RETURNED:
            due = entry.open_request.due_on if entry.open_request else None
            yield Todo(f"Bổ sung hồ sơ “{entry.product}”", url, due, entry.round.title)
        elif entry.round.last_day >= on:
            yield Todo(f"Hoàn thành và nộp hồ sơ “{entry.product}”", url, entry.round.last_day, entry.round.title)


def _todo_of_office(user):
    """One line per round with how many entries wait and the day by which the first must be answered."""
    if not organisers_for(user):
        return
    waiting = Entry.objects.received_by(user).filter(state=EntryState.SUBMITTED, round__state=RoundState.OPEN)
    rows = waiting.order_by().values("round", "round__title").annotate(number=Count("pk"), due=Min("answer_due_on"))
    for row in rows:
        url = f"{reverse('registrations:entry_list')}?ky={row['round']}&trang-thai={EntryState.SUBMITTED}"
        yield Todo(f"Kiểm tra {row['number']} hồ sơ mới nộp", url, row["due"], row["round__title"])


def _lists_to_fix(user, on):
    """Rounds of the user's office whose last day is over and whose list is not fixed yet."""
    offices = organisers_for(user)
    over = Round.objects.filter(organiser__in=offices, state=RoundState.OPEN) if offices else Round.objects.none()
    for round in over.order_by("closes_at"):
        if round.last_day < on:
            url = reverse("registrations:round_detail", args=[round.pk])
            yield Todo("Chốt danh sách dự bình chọn", url, None, round.title)
