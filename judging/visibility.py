"""The secrets of judging, one function per secret. Pages, lists, exports, documents, mails and files all ask here.

Plain values in, plain values out: who somebody is to a round (`Reader`) and how far the round is (`Phase`).
"""

from dataclasses import dataclass
from enum import IntEnum


class Phase(IntEnum):
    """How far a round is, as far as secrets go."""

    BLIND = 1  # a pass is not closed: everybody scores alone
    CLOSED = 2  # the last pass is closed, the council has the results
    PUBLISHED = 3


@dataclass(frozen=True)
class Reader:
    """What a person is to a round; one person may be several things."""

    is_council: bool = False  # chair, deputy, member or secretary
    is_secretary: bool = False
    is_chair: bool = False
    is_judge: bool = False  # of this round's panel
    is_organiser: bool = False  # works at the organising office, without a seat
    is_establishment: bool = False  # of the entry in question


NOBODY = Reader()


def sheet_visible_to(reader, *, is_author, pass_is_closed):
    """The points, notes and remarks on one score sheet: its judge at all times, the council once the pass is closed."""
    return is_author or (reader.is_council and pass_is_closed)


def results_visible_to(reader, phase):
    """Means, ranks, who passed, and every count or order from which they could be derived."""
    if reader.is_council:
        return phase >= Phase.CLOSED
    return reader.is_judge and phase >= Phase.PUBLISHED


def progress_visible_to(reader):
    """Who has handed in and who has not (never what): the council only, judges would learn of each other."""
    return reader.is_council


def names_visible_to(reader):
    """Who the judges are: the council and the office that appoints them; never an establishment."""
    return reader.is_council or reader.is_organiser


def votes_visible_to(reader, *, is_own, meeting_is_closed):
    """How a member voted: themselves; secretary and chair, who keep the meeting; the council once it is over."""
    if is_own or reader.is_secretary or reader.is_chair:
        return True
    return reader.is_council and meeting_is_closed


def outcome_visible_to(reader, phase, *, is_decided):
    """What the round decided about an entry: the council since its meeting, everybody concerned since publication."""
    if not is_decided:
        return False
    if reader.is_council:
        return True
    return phase >= Phase.PUBLISHED and (reader.is_establishment or reader.is_judge or reader.is_organiser)
