from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Q

from registrations.workflow import EntryState

from .. import visibility
from ..models import CastBallot, MemberRecusal, Outcome, PassResult, ProductSet
from ..permissions import can_recuse
from ..scoring import cut, is_majority, quorum, ranks
from .council import rules_of

AGREED = (Outcome.Ground.RECOGNISED, Outcome.Ground.BEYOND_PLACES)


def final_results(council, **only):
    """The last result of every entry that is still accepted: an entry that fell in pass 1 keeps that one."""
    rows = PassResult.objects.filter(scoring_pass__round=council.round, entry__state=EntryState.ACCEPTED, **only)
    latest = {}
    for row in rows.select_related("entry__product__establishment").order_by("scoring_pass__number", "entry__code"):
        latest[row.entry_id] = row
    return sorted(latest.values(), key=lambda row: row.entry.code)


def agenda(council, meeting=None):
    """What the council votes on: what passed the last pass, best first; of a set only the entry that leads it. At a
    meeting after a reopening only what waits for its decision again."""
    # The last pass even while it waits: a meeting that is over keeps its minutes as they were, and what it decided of
    # entries that nobody opened again still stands. What is open is kept back by `visibility.results`. On purpose the
    # closed minutes, with the old means, stay readable to the council while some are scored anew, also to a member who
    # scores them as a judge: that paper was signed and has gone out, so hiding it here would keep no secret.
    last = max(council.round.passes.all(), key=lambda one: one.number, default=None)
    rows = PassResult.objects.filter(scoring_pass=last, is_passed=True, entry__state=EntryState.ACCEPTED)
    rows = rows.filter(entry__merged_into__isnull=True)
    at = [meeting.pk] if meeting else council.meetings.order_by("-pk").values("pk")[:1]
    rows = rows.filter(Q(entry__outcome__isnull=True) | Q(entry__outcome__meeting__in=at))
    return rows.select_related("entry__product__establishment", "entry__leads_set").order_by("-mean", "entry__code")


def present_voters(meeting):
    rows = meeting.attendances.filter(is_present=True).select_related("member__user").order_by("member")
    return [row.member for row in rows if row.member.votes]


def members_who_may_recuse(meeting, user):
    """Whose conflict this person may write down at the meeting."""
    return [member for member in meeting.council.members.all() if can_recuse(user, meeting.council, member)]


class Tally(NamedTuple):
    agree: int
    disagree: int
    abstain: int


def tally(meeting):
    """{entry id: Tally} for every entry on the agenda."""
    counts = Counter(meeting.votes.values_list("entry", "choice"))
    for box in meeting.boxes.all():
        counts.update({(box.entry_id, choice): getattr(box, choice) for choice in Tally._fields})
    # What was voted on here and decided anew at a later meeting is no longer on this agenda.
    entries = {*agenda(meeting.council, meeting).values_list("entry", flat=True), *(entry for entry, _ in counts)}
    return {entry: Tally(*(counts[entry, choice] for choice in Tally._fields)) for entry in entries}


class Ballot(NamedTuple):
    """Who may vote on one entry: the members with a vote and without a conflict; those of them who are there."""

    recused: list
    voting: int
    present: list
    needed: int


def recused(council):
    """{entry id: [MemberRecusal]} of the round."""
    found = defaultdict(list)
    for row in MemberRecusal.objects.filter(member__council=council).select_related("member__user", "entry"):
        found[row.entry_id].append(row)
    return found


def ballots(meeting, **only):
    """{entry id: Ballot} for every entry on the agenda, or for the one that `only` names (entry=…). The quorum counts
    after recusals [default]."""
    rules = rules_of(meeting.council.round)
    voting = [member.pk for member in meeting.council.members.all() if member.votes]
    present, kept_out = present_voters(meeting), recused(meeting.council)
    found = {}
    for entry in agenda(meeting.council, meeting).filter(**only).values_list("entry", flat=True):
        out = {row.member_id for row in kept_out[entry]}
        able = sum(1 for member in voting if member not in out)
        there = [member for member in present if member.pk not in out]
        found[entry] = Ballot(kept_out[entry], able, there, max(1, quorum(able, rules.quorum)))
    return found


def cut_of(meeting, votes):
    """Who fits the round's places among those that the majority agreed to (entry ids)."""
    rules, may_vote = rules_of(meeting.council.round), ballots(meeting)
    agreed = {
        row.entry_id: row.mean
        for row in agenda(meeting.council, meeting)
        if is_majority(votes[row.entry_id].agree, len(may_vote[row.entry_id].present), rules.majority)
    }
    earlier = {row.entry_id: row.mean for row in carried_outcomes(meeting) if row.ground in AGREED}
    return cut(agreed | earlier, meeting.council.round.places)


def carried_outcomes(meeting):
    """What earlier meetings of this council decided and nothing has opened again."""
    rows = Outcome.objects.filter(entry__round=meeting.council.round_id).exclude(meeting=meeting)
    return list(rows.select_related("entry__product__establishment"))


def who_voted(meeting):
    """{(member id, entry id)}, openly or secretly."""
    secretly = CastBallot.objects.filter(box__meeting=meeting).values_list("member", "box__entry")
    return {*meeting.votes.values_list("member", "entry"), *secretly}


def sets_of(council):
    """The sets that the council made of entries, with what is merged into each."""
    rows = ProductSet.objects.filter(meeting__council=council).select_related("lead__product__establishment")
    return rows.prefetch_related("merged__entry__product")


def mergeable(meeting):
    """Results that could go into one set: on the agenda, beside another of the same establishment and group, and
    not voted on yet."""
    voted = {entry for _, entry in who_voted(meeting)}
    rows = [row for row in agenda(meeting.council) if row.entry_id not in voted and not hasattr(row.entry, "leads_set")]
    house = {row.pk: (row.entry.product.establishment_id, row.entry.product.group) for row in rows}
    beside = Counter(house.values())
    return sorted((row for row in rows if beside[house[row.pk]] > 1), key=lambda row: (house[row.pk], row.entry.code))


def missing_before_end(meeting):
    """Sentences: what must be there before the chair may end the meeting."""
    rules = rules_of(meeting.council.round)
    voting = [member for member in meeting.council.members.all() if member.votes]
    present = present_voters(meeting)
    needed = quorum(len(voting), rules.quorum)
    if not meeting.attendances.exists():
        return ["Chưa điểm danh."]
    if len(present) < needed:
        return [f"Chưa đủ số thành viên dự họp: có {len(present)}, cần ít nhất {needed} trong {len(voting)} người."]
    cast = who_voted(meeting)
    missing, may_vote = [], ballots(meeting)
    for row in agenda(meeting.council, meeting):
        ballot = may_vote[row.entry_id]
        if len(ballot.present) < ballot.needed:
            missing.append(
                f"{row.entry.code}: {len(ballot.recused)} người không biểu quyết vì xung đột lợi ích, còn "
                f"{len(ballot.present)} người có mặt trong {ballot.voting} người được biểu quyết, cần ít nhất "
                f"{ballot.needed}."
            )
        names = [str(member.user) for member in ballot.present if (member.pk, row.entry_id) not in cast]
        if names:
            missing.append(f"{row.entry.code}: chưa có ý kiến của {', '.join(names)}.")
    return missing


class AgendaItem(NamedTuple):
    """One entry on the agenda as a member sees it; `votes` is None while it is not theirs to know."""

    result: PassResult
    rank: int
    own: str
    votes: Tally | None
    recused: list
    is_out: bool
    outcome: Outcome | None  # since the meeting ended
    product_set: ProductSet | None
    has_voted: bool
    is_beyond: bool  # the places of the round are used up by those above it
    rank_in_group: int
    said: str  # what the council discussed about it


def agenda_for(meeting, user):
    """The agenda as this person may read it: group by group, in each the best first."""
    results = list(agenda(meeting.council, meeting).filter(pk__in=visibility.results(user)))
    counts = tally(meeting) if visibility.vote_counts(user).filter(pk=meeting.pk).exists() else None
    kept_out = recused(meeting.council)
    own = dict(meeting.votes.filter(member__user=user).values_list("entry", "choice"))
    decided = {}
    if meeting.is_closed:
        decided = {outcome.entry_id: outcome for outcome in visibility.outcomes(user).filter(meeting=meeting)}
    rank_of, in_group = ranks({result.entry_id: result.mean for result in results}), _ranks_by_group(results)
    made, places = {row.lead_id: row for row in sets_of(meeting.council)}, meeting.council.round.places
    cast = CastBallot.objects.filter(box__meeting=meeting, member__user=user)
    voted = {*own, *cast.values_list("box__entry", flat=True)}
    said = dict(meeting.discussions.values_list("entry", "text"))
    found = [
        AgendaItem(
            result,
            rank_of[result.entry_id],
            own.get(result.entry_id, ""),
            counts and counts[result.entry_id],
            [row.member for row in kept_out[result.entry_id]],
            any(row.member.user_id == user.pk for row in kept_out[result.entry_id]),
            decided.get(result.entry_id),
            made.get(result.entry_id),
            result.entry_id in voted,
            places is not None and place > places,
            in_group[result.entry.product.group][result.entry_id],
            said.get(result.entry_id, ""),
        )
        for place, result in enumerate(results, 1)
    ]
    order = [group.code for group in meeting.council.round.rule_set.groups]
    return sorted(found, key=lambda item: order.index(item.result.entry.product.group))


def _ranks_by_group(results):
    means = defaultdict(dict)
    for result in results:
        means[result.entry.product.group][result.entry_id] = result.mean
    return {group: ranks(of_group) for group, of_group in means.items()}


class ScreenRow(NamedTuple):
    """One entry on the room's screen: everybody in the room may read it, so it has no points and no counts of votes."""

    entry: object
    product_set: ProductSet | None
    voted: int
    voters: int


def screen_of(meeting):
    """In the order of the codes, for the order of the agenda would tell the ranks."""
    if not meeting.council.is_scored:
        return []  # what passes is open again, and anybody may stand before the wall
    made, may_vote = {row.lead_id: row for row in sets_of(meeting.council)}, ballots(meeting)
    voted = Counter(entry for _, entry in who_voted(meeting))
    rows = sorted(agenda(meeting.council, meeting), key=lambda row: row.entry.code)
    return [
        ScreenRow(row.entry, made.get(row.entry_id), voted[row.entry_id], len(may_vote[row.entry_id].present))
        for row in rows
    ]


def tied_entries(meeting):
    """Entries that tie at the last places as the votes stand; the chair must say which of them the council takes."""
    if meeting.is_secret and missing_before_end(meeting):
        return []  # who is tied would tell how the first ballots fell
    tied = cut_of(meeting, tally(meeting)).tied
    rows = meeting.council.round.entries.filter(pk__in=tied).select_related("product__establishment")
    return list(rows.order_by("code"))
