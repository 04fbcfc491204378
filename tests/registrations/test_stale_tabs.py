"""Who comes back to a page of before writes nothing over what happened since, and loses nothing of what was typed."""

import pytest
from django.urls import reverse

from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def test_a_stale_tab_is_refused_and_both_texts_stand_on_the_page(client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    address = url("dossier_edit", entry.pk, "culture")
    first = {"revision": "0", "culture": "Bản của tab thứ nhất", "design": "Tròn"}
    second = {"revision": "0", "culture": "Bản của tab thứ hai", "design": "Vuông"}
    assert browser.post(address, first).status_code == 302
    page = browser.post(address, second)
    assert page.status_code == 200
    assert "Bản của tab thứ nhất" in page.content.decode()
    assert "Bản của tab thứ hai" in page.content.decode()
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers["culture"] == "Bản của tab thứ nhất"
    again = second | {"revision": str(page.context["form"]["revision"].value())}
    assert browser.post(address, again).status_code == 302
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers["culture"] == "Bản của tab thứ hai"


def test_a_stale_tab_with_a_wrong_box_shows_the_stored_text_too(client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    address = url("dossier_edit", entry.pk, "product")
    assert browser.post(address, {"revision": "0", "difference": "Bản của tab thứ nhất"}).status_code == 302
    typed = {"revision": "0", "difference": "Bản của tab thứ hai", "first_year": "năm ngoái"}

    page = browser.post(address, typed)

    text = page.content.decode()
    assert [words in text for words in ("Bản của tab thứ nhất", "Bản của tab thứ hai", "năm ngoái")] == [True] * 3
    assert "vừa lưu phần này" in text
    assert set(page.context["form"].errors) == {"__all__", "first_year"}
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers == {"difference": "Bản của tab thứ nhất"}
    again = typed | {"revision": str(page.context["form"]["revision"].value())}
    page = browser.post(address, again)
    assert set(page.context["form"].errors) == {"first_year"}
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers == {"difference": "Bản của tab thứ hai"}
