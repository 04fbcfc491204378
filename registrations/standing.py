"""How far a round has come, as everybody may know it, and never what came out. A round and a moment in, plain values
out."""

from typing import NamedTuple

from django.utils import timezone

from cnnt_portal.ui.components import ATTENTION, GOOD, OPEN, QUIET, StepperStep

from .workflow import RoundState


class Standing(NamedTuple):
    words: str
    tone: str


def standing_of(round, at):
    if round.is_history:
        return Standing("Đã kết thúc", QUIET)
    if round.state == RoundState.OPEN:
        return _taking(round, at)
    if round.certified_at:
        return Standing("Đã cấp giấy chứng nhận", GOOD)
    if round.results_published_at:
        return Standing("Đã công bố kết quả", GOOD)
    if round.handed_over_at:
        return Standing("Hội đồng đang bình chọn", OPEN)
    return Standing(round.get_state_display(), QUIET)


def _taking(round, at):
    if round.opens_at > at:
        return Standing("Sắp nhận hồ sơ", OPEN)
    if round.ends_at <= at:
        return Standing("Hết hạn nhận hồ sơ", ATTENTION)
    return Standing(round.get_state_display(), OPEN)


def with_standing(rounds, at):
    """The rounds of a page, each with its `standing`."""
    for round in rounds:
        round.standing = standing_of(round, at)
    return rounds


def steps_of(round, at):
    """[StepperStep] of an announced round of the portal."""
    if round.is_history or round.state == RoundState.DRAFT:
        return []
    taken = round.state == RoundState.CLOSED or round.ends_at <= at
    opens, ends = (f"{timezone.localtime(moment):%d/%m/%Y}" for moment in (round.opens_at, round.ends_at))
    steps = [
        ("Nhận hồ sơ", taken, f"{opens} – {ends}"),
        ("Chốt danh sách", round.state == RoundState.CLOSED, ""),
        ("Hội đồng bình chọn", round.results_published_at, _since(round)),
        ("Công bố kết quả", round.results_published_at, _day(round.results_published_at)),
        ("Cấp giấy chứng nhận", round.certified_at, _day(round.certified_at)),
    ]
    current = next((label for label, is_done, _ in steps if not is_done), None)
    return [
        StepperStep(label, "done" if is_done else "current" if label == current else "todo", note)
        for label, is_done, note in steps
    ]


def _since(round):
    return f"từ {_day(round.handed_over_at)}" if round.handed_over_at and not round.results_published_at else ""


def _day(moment):
    return f"{timezone.localtime(moment):%d/%m/%Y}" if moment else ""
