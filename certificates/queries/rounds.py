"""The ways from a round's page to what came of it."""

from judging.models import Council
from judging.queries import nominations


def council_of_round(round_, user):
    """The council of a round, for whom its room is open; else None."""
    return Council.objects.visible_to(user).filter(round=round_).first()


def sends_up(round_):
    """Did the council nominate anything to the level above?"""
    return nominations(round_).exists()
