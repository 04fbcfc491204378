"""The one rule of late filing: time that the portal was down before a deadline is given back to everybody.

Plain values in, plain values out. What was lost in the last 24 hours before the deadline is added to it; what is lost
while that time runs is added again, so that nobody finds the grace itself used up by the same outage.
"""

from datetime import timedelta

WINDOW = timedelta(hours=24)
_MINUTE = timedelta(minutes=1)


def extended(closes_at, outages):
    """The moment up to which dossiers are taken; `outages` are pairs (from, to) in any order, overlapping or not."""
    end = closes_at
    while True:
        lost = _lost(outages, closes_at - WINDOW, end)
        # Whole minutes, never fewer than were lost.
        later = closes_at + -(-lost // _MINUTE) * _MINUTE
        if later <= end:
            return end
        end = later


def _lost(outages, start, end):
    """How long of that span the portal was down; a minute that two outages claim counts once."""
    total, seen = timedelta(), start
    for begun, over in sorted(outages):
        begun, over = max(begun, seen), min(over, end)
        if over > begun:
            total += over - begun
            seen = over
    return total
