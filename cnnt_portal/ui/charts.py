"""Bars drawn on the server: plain numbers in, what the template draws out. The table beside them says the same."""

from decimal import Decimal
from typing import NamedTuple

MOST = 12
# Narrow, with the words above their bars, so that both can be read on a telephone.
WIDTH, HEIGHT = 340, 44
# Room at the right end for the number of the longest bar.
_LONGEST = WIDTH - 145
_LETTERS = 44


class Bar(NamedTuple):
    label: str
    whole_label: str
    value: Decimal
    top: int
    width: int

    @property
    def words_at(self):
        return self.top + 12

    @property
    def bar_at(self):
        return self.top + 22

    @property
    def number_at(self):
        return self.top + 31

    @property
    def end(self):
        return self.width + 6


class Chart(NamedTuple):
    title: str
    bars: list
    rest: int
    is_money: bool

    @property
    def height(self):
        return len(self.bars) * HEIGHT + 8

    @property
    def width(self):
        return WIDTH


def bars(title, pairs, *, is_money=False, ranked=True):
    """A Chart of (label, value) pairs, the greatest first unless they have an order of their own; None if there is
    nothing to draw."""
    shown = [(label, value) for label, value in pairs if value > 0]
    if ranked:
        shown.sort(key=lambda pair: -pair[1])
    rest, shown = max(len(shown) - MOST, 0), shown[:MOST] if ranked else shown[-MOST:]
    greatest = max((value for _, value in shown), default=0)
    if not greatest:
        return None
    drawn = [
        Bar(_short(label), label, value, 4 + place * HEIGHT, max(int(value / greatest * _LONGEST), 2))
        for place, (label, value) in enumerate(shown)
    ]
    return Chart(title, drawn, rest, is_money)


def _short(label):
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
