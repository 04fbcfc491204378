"""Who gets a blank sheet. Not an operation of its own: part of opening a pass and of declaring no conflict."""

from .. import queries
from ..models import ScoreSheet


def deal(council, **only):
    """Lay a blank sheet of the open pass before every judge who declared no conflict; `only` narrows judge or entry."""
    scoring_pass = council.last_pass
    if scoring_pass is None or not scoring_pass.is_open:
        return
    present = set(scoring_pass.sheets.filter(**only).values_list("judge", "entry"))
    pairs = queries.cleared_assignments(scoring_pass).filter(**only).values_list("judge", "entry")
    ScoreSheet.objects.bulk_create(
        ScoreSheet(scoring_pass=scoring_pass, judge_id=judge, entry_id=entry)
        for judge, entry in pairs
        if (judge, entry) not in present
    )
