"""What was opened again, and what stood before."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from ..models import Outcome, ProductSet, Reopening
from .meeting import final_results, sets_of
from .results import outcomes_of

COPIED = (
    "mean",
    "agreed",
    "present",
    "is_recognised",
    "ground",
    "set_name",
    "decided_at",
    "published_at",
    "meeting_id",
)


def with_their_sets(council, entries):
    """These entries and whatever the council merged with them: of a set no part is decided alone."""
    named = {entry.pk: entry for entry in entries}
    rows = ProductSet.objects.filter(meeting__council=council).select_related("lead").prefetch_related("merged__entry")
    for row in rows:
        together = [row.lead, *(one.entry for one in row.merged.all())]
        if any(entry.pk in named for entry in together):
            named |= {entry.pk: entry for entry in together}
    return sorted(named.values(), key=lambda entry: entry.code)


def standing_of(council, entries, scoring_pass=None):
    """What the round says of these entries now, as `Reopening.before` keeps it; the results of a pass, where one is
    opened again."""
    results = results_of(council, entries, scoring_pass)
    outcomes = Outcome.objects.filter(entry__in=entries).select_related("entry", "prize").order_by("entry__code")
    sets = ProductSet.objects.filter(lead__in=entries).select_related("lead").prefetch_related("merged__entry")
    return {
        "results": [[row.entry.code, row.mean, row.counted, row.is_passed] for row in results],
        "outcomes": [
            {"code": row.entry.code, "prize": row.prize.grade if hasattr(row, "prize") else ""}
            | {name: getattr(row, name) for name in COPIED}
            for row in outcomes
        ],
        "sets": [
            [row.name, row.lead.code, [one.entry.code for one in row.merged.all()], row.meeting_id] for row in sets
        ],
    }


def results_of(council, entries, scoring_pass=None):
    """Of this pass, or the last that each entry has."""
    if scoring_pass is None:
        return final_results(council, entry__in=entries)
    return list(scoring_pass.results.filter(entry__in=entries).select_related("entry").order_by("entry__code"))


def decided_at(meeting):
    """[Outcome] as this meeting decided them, the recognised first and best first: those that stand, and those that
    were opened again later, which are in no table any more."""
    council = meeting.council
    stands = [row for row in outcomes_of(council) if row.meeting_id == meeting.pk]
    entries = {entry.code: entry for entry in council.round.entries.select_related("version", "product__establishment")}
    former = []
    for reopening in council.reopenings.all():
        for kept in reopening.before["outcomes"]:
            if kept["meeting_id"] == meeting.pk:
                fields = {name: kept[name] for name in COPIED}
                fields["mean"] = fields["mean"] and Decimal(fields["mean"])
                former.append(Outcome(entry=entries[kept["code"]], **fields))
    if not former:
        return stands
    return sorted([*stands, *former], key=lambda row: (not row.is_recognised, -(row.mean or 0), row.entry.code))


def sets_decided_at(meeting):
    """[(name, leading entry, [merged entries])] that this meeting made, those that came apart later included."""
    rows = [row for row in sets_of(meeting.council) if row.meeting_id == meeting.pk]
    found = [(row.name, row.lead, [one.entry for one in row.merged.all()]) for row in rows]
    former = [kept for row in meeting.council.reopenings.all() for kept in row.before["sets"] if kept[3] == meeting.pk]
    if former:
        rows = meeting.council.round.entries.select_related("product__establishment")
        entries = {entry.code: entry for entry in rows}
        found += [(name, entries[lead], [entries[code] for code in codes]) for name, lead, codes, _ in former]
    return found


def reopened_before(meeting):
    """What was opened again between the meeting before this one and this one."""
    before = meeting.council.meetings.filter(pk__lt=meeting.pk).order_by("-pk").first()
    if before is None:
        return []
    return [row for row in _decided(meeting.council) if before.closed_at < row.at <= meeting.closed_at]


def reopenings_about(scoring_pass):
    """Those of this pass, and those of an earlier one for which this waited."""
    rows = [row for row in _decided(scoring_pass.round.council) if row.scoring_pass]
    return (
        [row for row in rows if row.scoring_pass == scoring_pass],
        [row for row in rows if row.scoring_pass.number < scoring_pass.number and row.at > scoring_pass.opened_at],
    )


def _decided(council):
    """Without the rows of passes that an earlier one took along: nobody decided to score those again."""
    return [row for row in reopenings_of(council) if not row.follows]


def passes_after(scoring_pass):
    """Numbers of the passes that wait while this one is open again."""
    if scoring_pass is None:
        return []
    later = scoring_pass.round.passes.filter(number__gt=scoring_pass.number)
    return list(later.order_by("number").values_list("number", flat=True))


class Reopened(NamedTuple):
    """`before` are [(code, mean, verdict in words)], for somebody who may read results now; else nothing."""

    row: Reopening
    before: list


def reopenings_for(council, user):
    """What was opened again and why, for the council; what stood before it only while no score is a secret."""
    if not council.holds(user):
        return []
    rows = list(reopenings_of(council))
    readable = bool(rows) and council.is_scored
    return [Reopened(row, _before(row) if readable else []) for row in rows]


def _before(row):
    grounds = {kept["code"]: Outcome.Ground(kept["ground"]).label for kept in row.before["outcomes"]}
    passed = {True: "đạt điểm", False: "chưa đạt điểm"}
    results = {code: (mean, passed[is_passed]) for code, mean, _, is_passed in row.before["results"]}
    return [(code, mean and Decimal(mean), grounds.get(code, words)) for code, (mean, words) in sorted(results.items())]


def reopenings_of(council):
    """Each with `follows`: is it of a pass that was open again only because an earlier one was, in the same moment?"""
    leads = Reopening.objects.filter(
        council=council, at=OuterRef("at"), scoring_pass__number__lt=OuterRef("scoring_pass__number")
    )
    rows = Reopening.objects.filter(council=council).annotate(follows=Exists(leads))
    rows = rows.select_related("by", "scoring_pass", "complaint__entry")
    return rows.prefetch_related("entries").order_by("pk")
