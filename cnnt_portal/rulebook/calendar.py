"""Working days and the legal clock: plain values in, plain values out.

A day is a working day when it is neither Saturday, Sunday nor a public holiday of Vietnam (days in lieu included).
The day of the event itself is not counted (Bộ luật Dân sự 2015, Điều 147).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

_DAY = timedelta(days=1)


@cache
def _holidays():
    return holidays.country_holidays("VN")


def is_working_day(day):
    return day.weekday() < 5 and day not in _holidays()


def add_working_days(day, number):
    """The `number`-th working day after `day`; with 0, `day` itself."""
    if number < 0:
        raise ValueError("number of working days below zero")
    while number:
        day += _DAY
        number -= is_working_day(day)
    return day


def working_days_between(start, end):
    """Working days after `start` up to and including `end`; 0 when `end` is not later."""
    return sum(is_working_day(start + _DAY * n) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True)
class Clock:
    """A time limit as it stands on a day. `due` is None while the clock is paused."""

    used: int
    left: int
    due: date | None
    is_overdue: bool

    @property
    def is_paused(self):
        return self.due is None


def legal_clock(*, started, working_days, pauses=(), today):
    """How a limit of `working_days` from `started` stands on `today`.

    `pauses` are pairs (from, to): the clock rests on the days after `from` up to and including `to`, which is None
    while the matter is with the other side (*yêu cầu bổ sung*). `left` falls below zero when the limit has passed.
    """

    def counts(day):
        return is_working_day(day) and not any(
            begun < day and (ended is None or day <= ended) for begun, ended in pauses
        )

    used = sum(counts(started + _DAY * n) for n in range(1, (today - started).days + 1))
    is_paused = any(begun <= today and ended is None for begun, ended in pauses)
    due = started
    left = working_days
    while left and (not is_paused or due < today):
        due += _DAY
        left -= counts(due)
    if left:
        due = None
    return Clock(used=used, left=working_days - used, due=due, is_overdue=due is not None and today > due)
