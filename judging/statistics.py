"""What the totals of a closed pass say about the judging. Advisory: nothing here ever changes a mean.

Plain values in and out: {(judge, entry): total}. Everything is computed exactly and rounded once, at the end.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from .scoring import mean, passes, round_half_up

# Fewer than this and nothing lies apart from anything.
FEWEST = 2
# The judges' agreement is told from so many entries on [default]: it weighs how entries differ against how judges
# differ about each, and of two or three entries that is chance: the number falls below −1 and says nothing.
FEWEST_TO_AGREE_ON = 10


class Severity(NamedTuple):
    """How far a judge lies from the colleagues who scored the same entries; above 0 is generous."""

    judge: object
    scored: int
    difference: Decimal | None


class Spread(NamedTuple):
    """How far the judges of one entry lie apart."""

    entry: object
    lowest: Decimal
    highest: Decimal
    lowest_judge: object
    highest_judge: object

    @property
    def width(self):
        return self.highest - self.lowest


class Crossing(NamedTuple):
    """An entry whose fate at the threshold hangs on one judge."""

    entry: object
    judge: object
    result: Decimal
    without: Decimal

    @property
    def would_pass(self):
        return self.without > self.result


class Statistics(NamedTuple):
    severities: list
    spreads: list
    crossings: list
    agreement: Decimal | None
    agreed_on: tuple  # judges and entries that the agreement is counted from

    @property
    def needed(self):
        """How many entries the agreement waits for, or nothing where there are enough."""
        return FEWEST_TO_AGREE_ON if self.agreed_on[1] < FEWEST_TO_AGREE_ON else None


def statistics(totals, *, digits, threshold):
    by_entry, by_judge = defaultdict(dict), defaultdict(dict)
    for (judge, entry), value in totals.items():
        by_entry[entry][judge] = value
        by_judge[judge][entry] = value
    judges = list(by_judge)
    block = [entry for entry, scores in by_entry.items() if len(scores) == len(judges)]
    rows = [[by_entry[entry][judge] for judge in judges] for entry in block]
    return Statistics(
        severities=[_severity(judge, by_judge[judge], by_entry, digits) for judge in judges],
        spreads=_spreads(by_entry),
        crossings=_crossings(by_entry, digits, threshold),
        agreement=icc_2k(rows) if len(rows) >= FEWEST_TO_AGREE_ON else None,
        agreed_on=(len(judges), len(block)),
    )


def _severity(judge, scores, by_entry, digits):
    """The mean distance from the mean of the others, over the entries that others scored too."""
    distances = []
    for entry, own in scores.items():
        others = [Fraction(value) for who, value in by_entry[entry].items() if who != judge]
        if others:
            distances.append(Fraction(own) - sum(others) / len(others))
    if not distances:
        return Severity(judge, len(scores), None)
    return Severity(judge, len(scores), _rounded(sum(distances) / len(distances), digits))


def _spreads(by_entry):
    """Entries with at least two totals, the widest apart first."""
    found = []
    for entry, scores in by_entry.items():
        if len(scores) >= FEWEST:
            low = min(scores, key=scores.get)
            high = max(scores, key=scores.get)
            found.append(Spread(entry, scores[low], scores[high], low, high))
    return sorted(found, key=lambda spread: -spread.width)


def _crossings(by_entry, digits, threshold):
    found = []
    for entry, scores in by_entry.items():
        result = mean(scores.values(), digits)
        for judge in scores:
            without = mean([value for who, value in scores.items() if who != judge], digits)
            if without is not None and passes(without, threshold) != passes(result, threshold):
                found.append(Crossing(entry, judge, result, without))
    return found


def icc_2k(rows):
    """ICC(2,k): two-way random effects, absolute agreement, mean of k judges (Shrout and Fleiss 1979), to 2 decimals.

    `rows` are entries, each with one total from every judge. None where it cannot be told: fewer than two of either,
    or entries that all judges find equal.
    """
    n = len(rows)
    k = len(rows[0]) if rows else 0
    if n < FEWEST or k < FEWEST:
        return None
    rows = [[Fraction(value) for value in row] for row in rows]
    grand = sum(map(sum, rows)) / (n * k)
    between_rows = k * sum((sum(row) / k - grand) ** 2 for row in rows)
    between_columns = n * sum((sum(column) / n - grand) ** 2 for column in zip(*rows, strict=True))
    whole = sum((value - grand) ** 2 for row in rows for value in row)
    error = (whole - between_rows - between_columns) / ((n - 1) * (k - 1))
    of_rows, of_columns = between_rows / (n - 1), between_columns / (k - 1)
    below = of_rows + (of_columns - error) / n
    return _rounded((of_rows - error) / below, 2) if below else None


def _rounded(number, digits):
    """Half away from zero: differences may be negative."""
    size = round_half_up(abs(number), digits)
    return -size if number < 0 else size
