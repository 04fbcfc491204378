"""Rounds as a calendar: what begins and what ends, month by month. Rounds and a moment in, plain values out."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone


@dataclass(frozen=True)
class Event:
    day: date
    is_deadline: bool
    round: object


def by_month(rounds, at):
    """[(first day of the month, [Event])] of what still lies ahead."""
    events = []
    for round in rounds:
        if round.opens_at > at:
            events.append(Event(timezone.localdate(round.opens_at), False, round))
        if round.ends_at > at:
            events.append(Event(timezone.localdate(round.ends_at), True, round))
    events.sort(key=lambda event: (event.day, event.is_deadline, event.round.pk))
    return [(month, list(rows)) for month, rows in groupby(events, key=lambda event: event.day.replace(day=1))]
