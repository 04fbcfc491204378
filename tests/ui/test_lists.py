import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from cnnt_portal.accounts.models import User
from cnnt_portal.ui import lists
from cnnt_portal.ui.forms import PortalForm

SORTS = {"ten": "full_name", "tham-gia": "joined_at"}


@pytest.fixture
def names(db):
    for number, name in enumerate(["Bùi An", "Cao Bình", "An Chi"]):
        User.objects.create(email=f"{number}@coso.vn", full_name=name)
    return lambda address, default="ten": [
        user.full_name for user in lists.sort(RequestFactory().get(address), User.objects.all(), SORTS, default)
    ]


def test_a_list_is_sorted_by_the_key_that_is_asked_for(names):
    assert names("/") == ["An Chi", "Bùi An", "Cao Bình"]
    assert names("/?sap-xep=-ten") == ["Cao Bình", "Bùi An", "An Chi"]
    assert names("/", default="-ten") == ["Cao Bình", "Bùi An", "An Chi"]


@pytest.mark.parametrize("asked", ["password", "-password", "pk; --", "ten__x", "--ten"])
def test_a_key_outside_the_whitelist_falls_back_to_the_default(names, asked):
    assert names(f"/?sap-xep={asked}") == ["An Chi", "Bùi An", "Cao Bình"]


class NameFilter(PortalForm):
    full_name = forms.CharField(label="Họ và tên", required=False)


def test_the_form_of_a_filter_shows_what_was_asked_and_keeps_the_order():
    request = RequestFactory().get("/?full_name=an&sap-xep=-ten")
    drawn = Template("{% filter_form form %}").render(Context({"request": request, "form": NameFilter(request.GET)}))
    assert 'value="an"' in drawn
    assert '<input type="hidden" name="sap-xep" value="-ten">' in drawn
    assert "Bỏ lọc" in drawn
    assert 'method="get"' in drawn
