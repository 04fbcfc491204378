"""What the components draw: plain values that views hand to templates, and what is computed from them."""

from datetime import timedelta
from typing import NamedTuple

SOON = timedelta(days=7)


class Todo(NamedTuple):
    """One thing to do. `due` is a date; `title` is the link's text, `url` where it is done; `holds_up_others`: it
    stands before all that has a day."""

    title: str
    url: str
    due: object = None
    note: str = ""
    holds_up_others: bool = False


class StepperStep(NamedTuple):
    """`state` is "done", "current" or "todo"."""

    label: str
    state: str
    note: str = ""
    url: str = ""


class TimelineStep(NamedTuple):
    """What happened beside the moves of `workflow`: how something began, what somebody else said in between."""

    label: str
    at: object
    by: object = None
    note: str = ""
    state_label: str = ""


class Tab(NamedTuple):
    label: str
    url: str
    count: int | None = None


class Missing(NamedTuple):
    """What is still missing and where it is mended."""

    sentence: str
    url: str = ""


def urgency(due, today):
    """ "late", "soon" (within a week) or "" for a date that is far or absent."""
    if due is None:
        return ""
    if due < today:
        return "late"
    return "soon" if due - today <= SOON else ""


def due_words(due, today):
    """How long there is still: “còn 3 ngày”, “quá hạn 2 ngày”."""
    days = (due - today).days
    if days == 0:
        return "hôm nay"
    return f"còn {days} ngày" if days > 0 else f"quá hạn {-days} ngày"


GOOD, BAD, ATTENTION, OPEN, QUIET = "good", "bad", "attention", "open", "quiet"

# States are adjectives of one small vocabulary; a model overrides single ones in STATE_TONES.
_TONES = {
    GOOD: "accepted approved recognised issued passed published done sent confirmed complete completed valid in_force "
    "signed elected resolved upheld granted closed_well",
    BAD: "refused rejected revoked failed not_recognised not_passed overdue expired infected dismissed",
    ATTENTION: "returned incomplete disputed suspended objected awaiting_completion late",
    QUIET: "draft planned cancelled withdrawn closed archived superseded not_scored void",
}
_TONE_OF = {state: tone for tone, states in _TONES.items() for state in states.split()}


def tone_of(obj):
    """The colour family of an object's state: good, bad, attention, quiet or open (under way)."""
    own = getattr(obj, "STATE_TONES", {})
    return own.get(obj.state) or _TONE_OF.get(obj.state, OPEN)
