"""A list of nominations on its way up."""

from dataclasses import dataclass

from cnnt_portal.permissions import ALLOWED, Verdict

from ..models import Entry, Ground
from ..permissions import can_enter_from_below
from .rounds import provinces_of


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
