from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnt_portal.rulebook.calendar import Clock, add_working_days, is_working_day, legal_clock, working_days_between

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 1, 1), False),
        (date(2026, 2, 17), False),
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 9, 2), False),
        (date(2026, 11, 24), False),
    ],
)
def test_weekends_tet_and_national_days_are_not_working_days(day, works):
    assert is_working_day(day) is works


def test_the_day_of_the_event_does_not_count():
    assert add_working_days(MONDAY, 1) == date(2026, 11, 3)
    assert add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_working_days(MONDAY, 0) == MONDAY


def test_thirty_working_days_of_the_regional_agency():
    assert add_working_days(date(2025, 11, 3), 30) == date(2025, 12, 15)
    # A day more since 24 November is a holiday.
    assert add_working_days(MONDAY, 30) == date(2026, 12, 15)


def test_a_limit_below_zero_is_our_mistake():
    with pytest.raises(ValueError, match="below zero"):
        add_working_days(MONDAY, -1)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(day, number):
    due = add_working_days(day, number)
    assert is_working_day(due)
    assert working_days_between(day, due) == number


def test_the_clock_runs():
    clock = legal_clock(started=MONDAY, working_days=5, today=date(2026, 11, 4))
    assert clock == Clock(used=2, left=3, due=date(2026, 11, 9), is_overdue=False)


def test_the_clock_rests_while_papers_are_awaited():
    clock = legal_clock(started=MONDAY, working_days=5, pauses=[(date(2026, 11, 4), None)], today=date(2026, 11, 18))
    assert clock == Clock(used=2, left=3, due=None, is_overdue=False)
    assert clock.is_paused


def test_the_clock_goes_on_where_it_stopped():
    pauses = [(date(2026, 11, 4), date(2026, 11, 18))]
    clock = legal_clock(started=MONDAY, working_days=5, pauses=pauses, today=date(2026, 11, 19))
    assert clock == Clock(used=3, left=2, due=date(2026, 11, 23), is_overdue=False)


def test_the_limit_has_passed_the_day_after_it_fell_due_even_on_a_saturday():
    due = legal_clock(started=MONDAY, working_days=4, today=date(2026, 11, 6))
    assert (due.due, due.is_overdue) == (date(2026, 11, 6), False)
    late = legal_clock(started=MONDAY, working_days=4, today=date(2026, 11, 7))
    assert (late.left, late.is_overdue) == (0, True)


@given(DAYS, st.integers(1, 30), st.integers(0, 40), st.integers(0, 40))
def test_a_pause_moves_the_due_day_by_the_working_days_it_took(started, limit, after, length):
    pause = (started + timedelta(days=after), started + timedelta(days=after + length))
    plain = legal_clock(started=started, working_days=limit, today=started)
    if pause[0] < plain.due:
        paused = legal_clock(started=started, working_days=limit, pauses=[pause], today=started)
        assert working_days_between(started, paused.due) == limit + working_days_between(*pause)
