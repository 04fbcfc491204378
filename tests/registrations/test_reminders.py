"""Establishments with drafts hear of the deadline in time, once."""

import datetime

import pytest
from django.utils import timezone

from cnnt_portal.notifications.models import Notice
from registrations import operations, queries
from registrations.models import DeadlineReminder
from registrations.tasks import remind
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def notices():
    return list(Notice.objects.filter(kind="registrations.draft_closes_soon").values_list("recipient", flat=True))


def remind_at(at):
    for round in queries.rounds_to_remind(at):
        operations.remind_of_deadline(round=round, by=None, at=at)


def test_a_draft_is_reminded_on_the_days_of_its_round_and_once_on_each():
    round = make.open_round(reminder_days=[7, 2])
    draft = make.draft_entry(round)
    make.submitted_entry(round)
    owner = make.owner_of_entry(draft).pk
    for before, heard in ((8, 0), (7, 1), (7, 1), (3, 1), (2, 2), (1, 2)):
        remind_at(make.CLOSES - before * DAY)
        assert notices() == [owner] * heard, before
    assert list(DeadlineReminder.objects.values_list("days", "told")) == [(7, 1), (2, 1)]


def test_a_day_on_which_no_clock_ran_is_made_up_for():
    round = make.open_round(reminder_days=[7, 2])
    make.draft_entry(round)
    remind_at(make.CLOSES - 5 * DAY)
    assert len(notices()) == 1
    [notice] = Notice.objects.filter(kind="registrations.draft_closes_soon")
    assert "còn 5 ngày" in notice.title
    assert "Còn thiếu" in notice.body


def test_nobody_is_reminded_of_a_draft_begun_today_or_of_a_deadline_that_is_over():
    round = make.open_round(reminder_days=[90])
    make.draft_entry(round)
    remind_at(make.AT)
    assert notices() == []
    late = make.open_round(reminder_days=[7])
    make.draft_entry(late)
    remind_at(make.AFTER)
    assert notices() == []


def test_a_round_without_reminder_days_reminds_nobody_and_the_rule_set_gives_them_otherwise():
    round = make.open_round(reminder_days=[])
    make.draft_entry(round)
    remind_at(make.CLOSES - DAY)
    assert notices() == []
    assert make.open_round().reminder_days == [7, 2]


def test_the_task_reminds_at_the_hour_it_runs():
    now = timezone.now()
    round = make.open_round(reminder_days=[2], closes_at=now + DAY)
    make.draft_entry(round)
    remind()
    remind()
    assert len(notices()) == 1
