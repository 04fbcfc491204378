from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

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


def test_who_pressed_a_button_after_the_session_ended_comes_back_to_the_page_of_the_button(client):
    act, page = reverse("registrations:round_fix_list", args=[1]), reverse("registrations:my_entries") + "?trang=2"
    sign_in = reverse("account_login")

    def next_after(**headers):
        return parse_qs(urlsplit(client.post(act, headers=headers)["Location"]).query)["next"]

    assert next_after(referer=f"http://testserver{page}#nut") == [page]
    assert next_after(referer="https://example.org/ho-so/") == [act]
    assert next_after() == [act]
    assert client.post(act, headers={"referer": f"http://testserver{page}"})["Location"].startswith(sign_in)


def test_the_address_of_a_button_opened_as_a_page_says_so(client_of, cast):
    address = reverse("registrations:round_fix_list", args=[1])
    answer = client_of(cast.owner).get(address)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assertContains(answer, "chỉ nhận việc bấm nút", status_code=405)
