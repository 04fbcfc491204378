"""How far a round has come, as its public pages say it."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from registrations import operations
from registrations.models import Round
from registrations.standing import standing_of, steps_of
from tests.factories import judging
from tests.factories import registrations as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FINISHED = [
    ({}, "Đã chốt danh sách", ["done", "done", "current", "todo", "todo"]),
    ({"handed_over_at": make.AFTER}, "Hội đồng đang bình chọn", ["done", "done", "current", "todo", "todo"]),
    (
        {"handed_over_at": make.AFTER, "results_published_at": make.AFTER},
        "Đã công bố kết quả",
        ["done", "done", "done", "done", "current"],
    ),
    (
        {"handed_over_at": make.AFTER, "results_published_at": make.AFTER, "certified_at": make.AFTER},
        "Đã cấp giấy chứng nhận",
        ["done"] * 5,
    ),
]


@pytest.mark.parametrize(
    ("at", "words", "first"),
    [
        (make.OPENS - DAY, "Sắp nhận hồ sơ", "current"),
        (make.AT, "Đang nhận hồ sơ", "current"),
        (make.CLOSES, "Hết hạn nhận hồ sơ", "done"),
    ],
)
def test_an_announced_round_says_whether_it_takes_dossiers_now(at, words, first):
    round = make.open_round()

    assert (standing_of(round, at).words, steps_of(round, at)[0].state) == (words, first)


@pytest.mark.parametrize(("facts", "words", "states"), FINISHED)
def test_a_round_whose_list_is_fixed_says_how_far_it_has_come(client, facts, words, states):
    round = make.fixed_round(make.open_round())
    Round.objects.filter(pk=round.pk).update(**facts)
    round.refresh_from_db()

    assert (standing_of(round, make.AFTER).words, [step.state for step in steps_of(round, make.AFTER)]) == (
        words,
        states,
    )
    for page in ("round_list", "round_detail", "office_detail"):
        key = {"round_list": [], "round_detail": [round.pk], "office_detail": [round.organiser_id]}[page]
        assert words in client.get(reverse(f"registrations:{page}", args=key)).content.decode()


def test_later_rooms_tell_once_and_the_first_day_stays(cast):
    round = make.fixed_round(make.open_round())
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.tell_published(round=round, by=cast.so_officer, at=make.AFTER)
    operations.hand_over(round=round, by=cast.so_officer, at=make.AFTER)
    for at in (make.AFTER, make.AFTER + DAY):
        operations.tell_published(round=round, by=cast.so_officer, at=at)
        operations.tell_certified(round=round, by=cast.so_officer, at=at)

    round.refresh_from_db()
    assert (round.results_published_at, round.certified_at) == (make.AFTER, make.AFTER)


def test_the_round_is_published_when_its_council_publishes():
    judged = judging.decided_round()
    assert standing_of(Round.objects.get(pk=judged.pk), timezone.now()).words == "Hội đồng đang bình chọn"
    published = judging.published_round()
    assert standing_of(Round.objects.get(pk=published.pk), timezone.now()).words == "Đã công bố kết quả"


def test_the_public_tracking_says_where_the_round_is_and_leads_to_it(client):
    entry = make.submitted_entry()
    found = client.get(reverse("registrations:track"), {"ma": entry.tracking_code})

    assert found.context["standing"] == standing_of(entry.round, timezone.now())
    assert reverse("registrations:round_detail", args=[entry.round_id]) in found.content.decode()


def test_the_offices_page_asks_as_much_for_one_round_as_for_three(client):
    office = make.open_round().organiser
    assert_constant_queries(client, reverse("registrations:office_detail", args=[office.pk]), make.open_round, 3)
