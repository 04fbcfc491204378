"""The calendar of a regime and the lateness of a report: plain values in, plain values out."""

import datetime

from cnnt_portal.rulebook.calendar import working_days_between


def periods_of(calendar, year):
    """The periods that a regime's calendar names for a year, as what `open_period` is told."""
    return [
        {
            "name": entry["name"].format(year=year),
            "starts_on": _day(entry["starts"], year),
            "ends_on": _day(entry["ends"], year),
            "cut_off_on": _day(entry["cut_off"], year),
            "due_on": _day(entry["due"], year),
            "closes_on": _day(entry["closes"], year),
        }
        for entry in calendar
    ]


def _day(text, year):
    """“07-15” in the year, “+01-15” in the year after."""
    return datetime.date.fromisoformat(f"{year + text.startswith('+')}-{text.removeprefix('+')}")


def working_days_late(due, acts, today):
    """Working days that the report was late in the unit's own hands.

    `acts` are (step, day) in order. The days between a sending and its return are the receiver's and do not count; so
    an empty report sent on the last day and returned does not count as sent in time.
    """
    late, since = 0, due
    for step, day in acts:
        if step == "submit" and since is not None:
            late += working_days_between(max(due, since), day)
            since = None
        elif step == "accept":
            # What the receiver asks for after it has accepted is no lateness of the unit's.
            return late
        elif step == "return":
            since = day
    return late + working_days_between(max(due, since), today) if since is not None else late
