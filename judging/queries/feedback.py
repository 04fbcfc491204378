"""What an establishment whose product was not recognised may read about its scores, as far as the council settled."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q

from registrations.models import Entry

from .. import visibility
from ..models import Complaint, Council, CouncilMember, Score, ScoreSheet, Seat
from ..scoring import mean
from .council import rules_of

Feedback = Council.Feedback


class Told(NamedTuple):
    """`means` are [(criterion, mean or None)]; `remarks` in the order of the alphabet, so that it names nobody."""

    means: list
    remarks: list


def feedback_for(outcome, user):
    """What this person may read, or None. Judges are never named."""
    council = outcome.entry.round.council if outcome else None
    settled = outcome is not None and outcome.published_at and outcome.meeting_id and outcome.has_failed
    if not settled or not visibility.outcomes(user).filter(pk=outcome.pk).exists():
        return None
    if council.feedback == Feedback.NONE:
        return None
    return _told(outcome.entry, council)


def _told(entry, council):
    last = entry.pass_results.order_by("-scoring_pass__number").first()
    if last is None:
        return None
    rules = rules_of(council.round)
    sheets = ScoreSheet.objects.valid().submitted().filter(scoring_pass=last.scoring_pass_id, entry=entry)
    values = defaultdict(list)
    scored = sheets.filter(total__isnull=False)
    for code, value in Score.objects.filter(sheet__in=scored, value__isnull=False).values_list("criterion", "value"):
        values[code].append(value)
    means = [(criterion, mean(values[criterion.code], rules.digits)) for criterion in rules.criteria]
    remarks = []
    if council.feedback == Feedback.REMARKS:
        remarks = sorted({text.strip() for text in sheets.values_list("remarks", flat=True) if text.strip()})
    return Told(means, remarks)


def entries_to_complain_about(user):
    """The user's own entries, and those of rounds in whose council the user sits: paper complaints are keyed in."""
    if not user.is_authenticated:
        return Entry.objects.none()
    known = Q(pk__in=Entry.objects.of(user)) | Q(round__in=CouncilMember.objects.of(user).values("council__round"))
    rows = Entry.objects.filter(known).select_related("round__council", "product__establishment", "outcome")
    return rows.prefetch_related("round__council__members__user")


def complaints_of(council, user):
    rows = Complaint.objects.visible_to(user).filter(entry__round=council.round_id)
    return rows.select_related("entry__product__establishment", "answered_by")


def people_who_answer(council):
    """Secretary and chair."""
    seats = CouncilMember.objects.filter(council=council, seat__in=(Seat.SECRETARY, Seat.CHAIR))
    return [member.user for member in seats.select_related("user")]
