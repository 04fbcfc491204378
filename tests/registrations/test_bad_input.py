"""Names as people, phones and attackers type them: kept as text, shown as text, found without marks."""

import unicodedata
from html import escape

import pytest
from django.urls import reverse

from registrations.models import Product
from tests import people
from tests.factories import accounts
from tests.factories import registrations as make

from .test_pages import declaration

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tương ớt 🌶️ Mường Khương", "Tương ớt 🌶️ Mường Khương"),
        ("\u202eBánh đa\u202c \u200bnem", "Bánh đa nem"),
        ("عسل Mật ong", "عسل Mật ong"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7|add:7 }}{% now 'Y' %}", "{{ 7|add:7 }}{% now 'Y' %}"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        (unicodedata.normalize("NFD", "Rượu Bàu Đá"), "Rượu Bàu Đá"),
        ("Ố" * 300, "Ố" * 300),
    ],
)
def test_a_strange_name_is_kept_and_shown_as_plain_text(client_of, typed, kept):
    house = make.establishment()
    browser = client_of(make.owner_of(house))
    answer = browser.post(url("product_create"), {"name": typed, "group": "B", "items": ""})

    product = Product.objects.get()
    assert (answer.status_code, product.name) == (302, kept)
    assert escape(kept) in browser.get(answer.url).content.decode()
    assert list(Product.objects.search(kept)) == [product]


@pytest.mark.parametrize(
    "typed", ["", "   ", "\x00", "\u200b", "\u200d", "\u2061", "\u0301", "\u3164", "?!", "x" * 301]
)
def test_a_name_that_says_nothing_or_too_much_is_refused_at_its_field(client_of, typed):
    house = make.establishment()
    answer = client_of(make.owner_of(house)).post(url("product_create"), {"name": typed, "group": "B", "items": ""})

    assert list(answer.context["form"].errors) == ["name"]
    assert not Product.objects.exists()


@pytest.mark.parametrize("nameless", ["\u2061\u0301", "—"])
def test_an_item_or_an_establishment_without_a_letter_is_refused_at_its_field(client_of, nameless):
    browser = client_of(make.owner_of(make.establishment()))
    of_set = {"name": "Bộ quà", "group": "B", "is_set": "on", "items": f"Bánh\nKẹo\n{nameless}*"}
    assert list(browser.post(url("product_create"), of_set).context["form"].errors) == ["items"]

    declared = client_of(accounts.make_person()).post(url("establishment_create"), declaration(name=nameless))
    assert list(declared.context["form"].errors) == ["name"]


def test_a_nameless_product_of_before_does_not_take_the_offices_page_down(client_of):
    entry = make.submitted_entry()
    Product.objects.filter(pk=entry.product_id).update(name="\u200d", search_key="")
    assert client_of(people.so_officer()).get(url("entry_detail", entry.pk)).status_code == 200
