"""No page of judging asks more of the database because there is more to show."""

import pytest
from django.urls import reverse

from tests import people
from tests.queries import assert_constant_queries

from ..factories import judging as make
from ..factories.registrations import accepted_entry, open_round


def test_the_judges_list(client_of, db):
    url = reverse("judging:judge_list")
    assert_constant_queries(client_of(people.judge(1)), url, lambda: make.open_pass(entries=1), 10)


def test_the_list_of_councils(client_of, db):
    url = reverse("judging:council_list")
    assert_constant_queries(client_of(people.chair()), url, lambda: make.council(entries=1), 9)


PAGES = {
    "council_room": (make.assigned_council, 24),
    "assignment_plan": (make.assigned_council, 15),
    "council_members": (make.council, 11),
    "outcome_list": (lambda **options: make.published_round(**options).council, 11),
    "nomination_list": (lambda **options: make.published_round(**options).council, 11),
    "publish": (lambda **options: make.decided_round(**options).council, 11),
}


def sizes(stage, name):
    """The addresses of a page about one entry and about three."""
    for means in (("80",), ("80", "75", "90")):
        options = (
            {"means": means} if name in ("outcome_list", "nomination_list", "publish") else {"entries": len(means)}
        )
        yield reverse(f"judging:{name}", args=[stage(**options).pk])


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_council(client_of, django_assert_num_queries, db, name):
    stage, number = PAGES[name]
    client = client_of(people.secretary())
    for url in sizes(stage, name):
        client.get(url)
        with django_assert_num_queries(number):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("stage", "number"), [(make.open_pass, 20), (lambda entries: make.closed_pass(means=["80"] * entries), 13)]
)
def test_the_page_of_a_pass(client_of, django_assert_num_queries, db, stage, number):
    client = client_of(people.secretary())
    for entries in (1, 3):
        url = reverse("judging:pass_detail", args=[stage(entries=entries).pk])
        client.get(url)
        with django_assert_num_queries(number):
            assert client.get(url).status_code == 200


def test_the_lists_of_paper_sheets_and_of_what_may_be_merged(client_of, django_assert_num_queries, db):
    client = client_of(people.secretary())
    for entries in (1, 3):
        scoring_pass = make.open_pass(entries=entries)
        with django_assert_num_queries(9):
            assert client.get(reverse("judging:paper_sheet_list", args=[scoring_pass.pk])).status_code == 200
    for number in (2, 4):
        round = open_round()
        accepted_entry(round=round)
        make.accepted_entries(round, number, per_house=number)
        meeting = make.open_meeting(round, means=["80"] * (number + 1))
        with django_assert_num_queries(11):
            assert client.get(reverse("judging:set_create", args=[meeting.pk])).status_code == 200


def test_the_page_of_a_meeting(client_of, django_assert_num_queries, db):
    client = client_of(people.chair())
    for means in (("80",), ("80", "75", "90")):
        meeting = make.open_meeting(means=means)
        make.vote_all(meeting)
        url = reverse("judging:meeting_detail", args=[meeting.pk])
        client.get(url)
        with django_assert_num_queries(39):
            assert client.get(url).status_code == 200
