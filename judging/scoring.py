"""The arithmetic of a round: exact, without floats. `docs/scoring.md` explains it to people who do not program."""

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

_NUMBER = re.compile(r"(\d{1,9})(?:[.,](\d{1,9}))?", re.ASCII)
_MINUS_SIGNS = ("-", "−", "–", "—")


class ScoreError(ValueError):
    """What was typed is no score; the argument is the sentence for the judge."""


@dataclass(frozen=True)
class Rules:
    """What a round's rule set says about scoring and voting. `digits` are the decimals of points and of means;
    `quorum` is a share of the voting members, `majority` one of those present."""

    criteria: tuple
    threshold: Decimal
    digits: int
    minimum_judges: int
    quorum: Fraction
    majority: Fraction
    double_seats: dict  # what a "member" or "secretary" of the council may who also judges: refuse, warn, allow

    def criterion(self, code):
        return next((criterion for criterion in self.criteria if criterion.code == code), None)

    @property
    def maximum(self):
        return sum((criterion.maximum for criterion in self.criteria), Decimal(0))


def vietnamese(number):
    """A decimal as it is written in Vietnamese, without idle zeros: 39.50 → “39,5”."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def mark_of(value):
    """A short mark of what stands in a field, points or words: a browser sends back which one it had before it."""
    text = vietnamese(value) if isinstance(value, Decimal) else (value or "")
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def parse_score(text, *, maximum, digits):
    """Points as a judge types them: “39,5” and “39.5” both mean 39.5; blank means not yet, None.

    Raises ScoreError with a sentence for anything else than 0…maximum with at most `digits` decimals.
    """
    text = text.strip()
    if not text:
        return None
    if text.startswith(_MINUS_SIGNS) and _NUMBER.fullmatch(text[1:].strip()):
        raise ScoreError("Điểm không được âm.")
    found = _NUMBER.fullmatch(text)
    if not found:
        raise ScoreError("Điểm phải là một số, ví dụ 39,5.")
    whole, decimals = found.groups()
    if decimals and len(decimals) > digits:
        raise ScoreError(f"Điểm có nhiều nhất {digits} chữ số sau dấu phẩy.")
    value = Decimal(f"{whole}.{decimals or 0}")
    if value > maximum:
        raise ScoreError(f"Điểm tối đa của tiêu chí này là {vietnamese(maximum)}.")
    return value.quantize(Decimal(1).scaleb(-digits))


def total(values):
    """The sum of a sheet's points, exactly."""
    return sum(values, Decimal(0))


def round_half_up(number, digits):
    """A Fraction to so many decimals, a half always upwards: 69.995 → 70.00. Numbers are never negative here."""
    return Decimal(floor(number * 10**digits + Fraction(1, 2))).scaleb(-digits)


def mean(totals, digits):
    """The result of a pass: the mean of the totals of submitted sheets, rounded once, at the end.

    None when nobody scored: not scored is not zero.
    """
    totals = [Fraction(value) for value in totals]
    if not totals:
        return None
    return round_half_up(sum(totals) / len(totals), digits)


def passes(result, threshold):
    """Does a rounded result reach the threshold? The number that is printed is the number that decides [default]."""
    return result is not None and result >= threshold


def ranks(results):
    """{key: rank} of {key: result}, 1 for the highest; equals share a rank and the next is skipped (1, 2, 2, 4)."""
    ordered = sorted(value for value in results.values() if value is not None)
    place = {value: len(ordered) - behind for behind, value in enumerate(ordered)}  # the best place of equals stays
    return {key: place[value] for key, value in results.items() if value is not None}


def quorum(members, share):
    """How many of the voting members must be present."""
    return ceil(members * share)


def is_majority(agreed, present, share):
    """Approval by *more than* this share of those present."""
    return agreed > present * share


class Cut(NamedTuple):
    """Who is in for certain, who are tied at the last places, and how many places are left for the tied."""

    inside: list
    tied: list
    free: int


def cut(results, places):
    """Fill `places` (None: no limit) from {key: result} by result. A tie at the cut is left to the council."""
    ordered = sorted(results, key=lambda key: -results[key])
    if places is None or len(ordered) <= places:
        return Cut(ordered, [], 0)
    if places == 0:
        return Cut([], [], 0)
    edge = results[ordered[places - 1]]
    if results[ordered[places]] != edge:
        return Cut(ordered[:places], [], 0)
    inside = [key for key in ordered if results[key] > edge]
    return Cut(inside, [key for key in ordered if results[key] == edge], places - len(inside))
