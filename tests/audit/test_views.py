from datetime import UTC, datetime

import pytest
from django.urls import reverse

from cnnt_portal.audit.models import Event
from cnnt_portal.audit.recording import record

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def events(cast):
    # What making the cast has recorded stays: events cannot be deleted.
    record("registrations.submit", by=cast.owner, at=AT, subjects=[cast.owner])
    record("registrations.accept", by=cast.so_officer, at=AT, subjects=[cast.so_officer])
    record("judging.vote", by=None, at=AT, subjects=[])


def names(response):
    return sorted(event.name for event in response.context["page"] if not event.name.startswith("cnnt_portal"))


def test_an_administrator_reads_all_events(events, cast, client_of):
    response = client_of(cast.administrator).get(reverse("audit:event_list"))
    assert names(response) == ["judging.vote", "registrations.accept", "registrations.submit"]


def test_events_are_found_by_name_by_person_and_by_subject(events, cast, client_of):
    browser = client_of(cast.administrator)

    def found(**query):
        return names(browser.get(reverse("audit:event_list"), query))

    assert found(name="registrations") == ["registrations.accept", "registrations.submit"]
    assert found(person=cast.owner.email) == ["registrations.submit"]
    assert found(subject=f"accounts.user:{cast.so_officer.pk}") == ["registrations.accept"]
    assert found(subject="accounts.user:") == []
    assert found(name="không có") == []


def test_nobody_else_reads_events(events, cast, client_of):
    for person in (cast.owner, cast.so_head, cast.cuc_head, cast.leader):
        assert client_of(person).get(reverse("audit:event_list")).status_code == 403
        assert list(Event.objects.visible_to(person)) == []


def test_the_list_asks_the_same_number_of_queries_for_any_number_of_events(cast, client_of, django_assert_num_queries):
    browser = client_of(cast.administrator)
    person = cast.owner
    for rows in (1, 3):
        for _ in range(rows):
            record("tests.act", by=person, at=AT, subjects=[person])
        with django_assert_num_queries(6):
            browser.get(reverse("audit:event_list"), {"name": "tests.act"})
