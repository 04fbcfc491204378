import pytest
from django.urls import reverse

from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def test_pages_of_a_signed_in_person_are_kept_by_no_browser(client, client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    pages = [
        reverse("registrations:start"),
        reverse("registrations:entry_detail", args=[entry.pk]),
        reverse("registrations:dossier_edit", args=[entry.pk, "product"]),
        reverse("registrations:entry_detail", args=[0]),
    ]
    assert [browser.get(page)["Cache-Control"] for page in pages] == ["private, no-store"] * 4
    assert "Cache-Control" not in client.get(pages[0])


def test_an_answer_that_says_how_long_it_may_be_kept_is_left_alone(client_of, cast):
    assert client_of(cast.owner).get(reverse("account_login"))["Cache-Control"].startswith("max-age=0, no-cache")
