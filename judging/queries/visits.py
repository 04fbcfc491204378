"""Field visits: who is to be seen, who goes, what is still to be written down."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone

from cnnt_portal.accounts.models import Membership, User
from registrations.models import Establishment

from .. import visibility
from ..models import ConflictDeclaration, Judge, MemberRecusal, Sample, Visit, VisitedEntry, VisitParticipant
from .assigning import entries_to_judge
from .scoring import entries_in_play

# Beyond so many a sentence is no longer read.
MOST_NAMES = 12


def entries_to_visit(council):
    """What has fallen in no pass, in the order of the codes; what is open again has not fallen yet."""
    entries = entries_to_judge(council)
    for one in council.round.passes.all():
        fell = one.results.filter(is_passed=False)
        if not one.is_closed:
            fell = fell.exclude(entry__in=entries_in_play(one))
        entries = entries.exclude(pk__in=fell.values("entry"))
    return entries


def _unplanned(council):
    there = VisitedEntry.objects.filter(entry=OuterRef("pk"), visit__in=Visit.objects.not_called_off())
    return entries_to_visit(council).exclude(Exists(there))


def places_to_visit(council):
    """Establishments with products that no visit is planned for, by place; `to_visit` are those products' entries."""
    rows = Establishment.objects.filter(pk__in=_unplanned(council).values("product__establishment"))
    return rows.select_related("province", "commune__parent__parent").order_by(
        "province__name", "commune__name", "name"
    )


def with_entries(council, establishments):
    """[(establishment, [its entries still to be visited])] of one page."""
    found = defaultdict(list)
    for entry in _unplanned(council).filter(product__establishment__in=establishments).select_related("product"):
        found[entry.product.establishment_id].append(entry)
    return [(one, found[one.pk]) for one in establishments]


def visitable(council, establishment, visit=None):
    """The entries of an establishment that a visit may be about: those to visit, and those that it is about already."""
    wanted = Q(pk__in=entries_to_visit(council).values("pk"))
    if visit:
        wanted |= Q(pk__in=visit.visited.values("entry"))
    entries = council.round.entries.filter(wanted, product__establishment=establishment)
    return entries.select_related("product").order_by("code")


def visits_of(council, user):
    """By day; each with `people`, `products` and how many products still lack answers."""
    return _whole(Visit.objects.visible_to(user).filter(council=council))


def own_visits(user):
    """Where the user goes: what is still to come first."""
    rows = Visit.objects.visible_to(user).filter(participants__user=user).prefetch_related(None)
    return rows.order_by("-state", "day", "arrival", "pk")


def _whole(visits):
    return visits.prefetch_related(
        Prefetch("participants", VisitParticipant.objects.select_related("user")),
        Prefetch("visited", VisitedEntry.objects.select_related("entry__product__establishment")),
    )


def visitors_of(council):
    """Whoever may be sent: the panel, substitutes too, and the council with its support team."""
    judges = Judge.objects.filter(panel__council=council).values("user")
    return User.objects.filter(Q(pk__in=judges) | Q(pk__in=council.members.values("user")), is_active=True).order_by(
        "pk"
    )


def known_conflicts(people, entries, at):
    """{(user id, entry id)} of what the portal knows: declared as a judge, as a member, before an earlier visit, or
    the person works for the establishment."""
    none = ConflictDeclaration.Kind.NONE
    declared = ConflictDeclaration.objects.filter(judge__user__in=people, entry__in=entries).exclude(kind=none)
    found = set(declared.values_list("judge__user", "entry"))
    recused = MemberRecusal.objects.filter(member__user__in=people, entry__in=entries)
    found |= set(recused.values_list("member__user", "entry"))
    stayed = VisitParticipant.objects.filter(user__in=people, visit__visited__entry__in=entries)
    found |= set(stayed.exclude(kind__in=["", none]).values_list("user", "visit__visited__entry"))
    houses = {entry.product.establishment.organisation_id for entry in entries}
    works = Membership.objects.on(timezone.localdate(at)).filter(user__in=people, organisation__in=houses)
    at_home = defaultdict(list)
    for entry in entries:
        at_home[entry.product.establishment.organisation_id].append(entry.pk)
    return found | {(user, pk) for user, house in works.values_list("user", "organisation") for pk in at_home[house]}


def visited_products(visit, user):
    """What this person may open of a visit, each with `answered`, `noted` and `pictured`."""
    return _counted(visibility.visited(user).filter(visit=visit)).select_related("entry__product")


def _counted(rows):
    return rows.annotate(
        answered=Count("answers", distinct=True),
        noted=Count("notes", distinct=True),
        pictured=Count("photos", distinct=True),
    ).order_by("entry__code")


def visits_to(entry, user):
    """What this person may read of the visits to one product, the latest last."""
    rows = visibility.visited(user).filter(entry=entry, visit__in=Visit.objects.not_called_off())
    return rows.select_related("visit").order_by("visit__day", "pk")


def readable_visits(user):
    """The products seen on visits that this person may open, with what their page needs."""
    return (
        visibility.visited(user)
        .select_related("visit__council__round", "visit__establishment", "entry__product__establishment")
        .prefetch_related("visit__council__members__user", "visit__participants__user")
    )


class Asked(NamedTuple):
    """One question of the checklist and what was found, if anything."""

    check: object
    answer: object


def checklist(visited):
    answers = {row.question_id: row for row in visited.answers.select_related("answered_by")}
    return [Asked(check, answers.get(check.pk)) for check in visited.visit.council.visit_checks.all()]


def missing_before_hold(visit):
    """Sentences: what must be written down before a visit counts as held."""
    checks = visit.council.visit_checks.count()
    missing = [
        f"{row.entry.code}: còn {checks - row.answered} nội dung chưa kiểm tra."
        for row in _counted(visit.visited.select_related("entry"))
        if row.answered < checks
    ]
    if not any(row.is_cleared for row in visit.participants.all()):
        missing.append("Chưa người đi thẩm định nào khai báo là không có xung đột lợi ích.")
    return missing


def conflicts_ahead(council):
    """Sentences, with names: who became known to have a conflict after being sent, so that another goes."""
    visits = list(_whole(council.visits.planned().select_related("establishment")))
    people = {row.user_id for visit in visits for row in visit.participants.all() if not row.has_conflict}
    entries = [row.entry for visit in visits for row in visit.visited.all()]
    known = known_conflicts(people, entries, timezone.now()) if people else set()
    return [
        f"{row} có xung đột lợi ích với {seen.entry.code}: hãy đổi người đi {visit.establishment}."
        for visit in visits
        for row in visit.participants.all()
        for seen in visit.visited.all()
        if not row.has_conflict and (row.user_id, seen.entry_id) in known
    ]


def planned_visits(council):
    """Sentences, with names: the visits that are planned and not yet written down."""
    rows = council.visits.planned().select_related("establishment")
    return [f"Chưa ghi kết quả thẩm định: {row.establishment}, ngày {row.day:%d/%m/%Y}." for row in rows[:MOST_NAMES]]


def missing_visits(council):
    """Sentences, with names: what the stage of field visits still lacks."""
    codes = list(_unplanned(council).values_list("code", flat=True))
    more = f" và {len(codes) - MOST_NAMES} sản phẩm khác" if len(codes) > MOST_NAMES else ""
    unplanned = [f"Chưa lên lịch thẩm định: {', '.join(codes[:MOST_NAMES])}{more}."] if codes else []
    return [*conflicts_ahead(council), *unplanned, *planned_visits(council)]


def own_planned_visits(user):
    """Where this person is still to go; without a `kind` they have not declared yet."""
    rows = VisitParticipant.objects.filter(user=user, kind__in=["", ConflictDeclaration.Kind.NONE])
    return rows.filter(visit__in=Visit.objects.planned()).select_related("visit__establishment").order_by("visit__day")


def samples_of(council):
    """The register of physical products; what is still here first."""
    rows = Sample.objects.filter(entry__round=council.round_id)
    rows = rows.select_related("entry__product__establishment", "received_by", "returned_by")
    return rows.order_by(F("returned_on").asc(nulls_first=True), "entry__code", "pk")


def missing_samples(council):
    """Sentences, with names: physical products that have not been given back."""
    rows = Sample.objects.filter(entry__round=council.round_id, returned_on=None).select_related("entry")
    lines = [f"Chưa trả hiện vật {row.entry.code}: {row.description}." for row in rows[: MOST_NAMES + 1]]
    return lines if len(lines) <= MOST_NAMES else [*lines[:MOST_NAMES], "Còn hiện vật khác chưa trả."]


def held_visits(council):
    """The visits that took place, by day, with who went and what was seen: for the panel's minutes."""
    return list(_whole(council.visits.held().select_related("establishment")))
