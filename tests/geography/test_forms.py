from datetime import date

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms

from cnnt_portal.geography.forms import CommuneField
from tests.factories.geography import commune, commune_of_then, province, province_of_then

pytestmark = pytest.mark.django_db
NOW = date(2026, 11, 21)


class AddressForm(forms.Form):
    commune = CommuneField(on=NOW)


class OptionalForm(forms.Form):
    commune = CommuneField(on=NOW, required=False)


def errors(form):
    return form.errors.get("commune", [])


def test_a_commune_of_the_chosen_province_is_taken():
    here = commune("Cái Nhum", of="Vĩnh Long")
    form = AddressForm({"commune_province": here.province_id, "commune": here.pk})
    assert form.is_valid()
    assert form.cleaned_data == {"commune": here}


def test_the_commune_alone_is_enough():
    here = commune("Cái Nhum", of="Vĩnh Long")
    assert AddressForm({"commune": str(here.pk)}).is_valid()


def test_without_javascript_the_province_is_sent_first_and_its_communes_come_back():
    here = commune("Cái Nhum", of="Vĩnh Long")
    elsewhere = commune("Bình Liêu", of="Quảng Ninh")
    form = AddressForm({"commune_province": here.province_id, "commune": "", "commune_listing": "1"})
    page = render_crispy_form(form)
    assert errors(form) == ["Đã có danh sách xã, phường của tỉnh vừa chọn. Hãy chọn một xã, phường rồi gửi lại."]
    assert f'<option value="{here.province_id}" selected>' in page
    assert f'<option value="{here.pk}">Xã Cái Nhum</option>' in page
    assert f'value="{elsewhere.pk}"' not in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Hãy chọn tỉnh, thành phố rồi chọn xã, phường."),
        ({"commune_listing": "1"}, "Hãy chọn tỉnh, thành phố rồi chọn xã, phường."),
        ({"commune_province": "PROVINCE"}, "Hãy chọn xã, phường hoặc đặc khu."),
        ({"commune": "999999999"}, "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại."),
        ({"commune": "1' OR 1=1"}, "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại."),
        ({"commune": "٣"}, "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại."),
        ({"commune": "9" * 40}, "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại."),
        ({"commune": "PROVINCE"}, "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại."),
        ({"commune": "THEN"}, "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại."),
        (
            {"commune": "HERE", "commune_province": "OTHER"},
            "Xã Cái Nhum không thuộc tỉnh vừa chọn. Hãy chọn lại xã, phường.",
        ),
    ],
)
def test_bad_input_gets_its_sentence(data, sentence):
    here = commune("Cái Nhum", of="Vĩnh Long")
    known = {
        "HERE": here.pk,
        "PROVINCE": here.province_id,
        "OTHER": province("Quảng Ninh").pk,
        "THEN": commune_of_then("Húc Động", "Bình Liêu", of="Quảng Ninh").pk,
    }
    form = AddressForm({name: known.get(value, value) for name, value in data.items()})
    assert errors(form) == [sentence]
    # Bootstrap shows the sentence only beside an element that is marked.
    assert 'class="commune-select is-invalid"' in render_crispy_form(form)


def test_an_optional_commune_may_be_left_out_but_not_half_chosen():
    form = OptionalForm({"commune_province": "", "commune": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"commune": None}
    assert not OptionalForm({"commune_province": province("Vĩnh Long").pk}).is_valid()


def test_what_was_chosen_before_is_shown_chosen():
    here = commune("Cái Nhum", of="Vĩnh Long")
    for initial in (here, here.pk):
        page = render_crispy_form(AddressForm(initial={"commune": initial}))
        assert f'<option value="{here.pk}" selected>Xã Cái Nhum</option>' in page


def test_an_address_of_before_the_reform_is_shown_with_what_became_of_it():
    old = commune_of_then("Húc Động", "Bình Liêu", of="Quảng Ninh")
    here = commune("Bình Liêu", of="Quảng Ninh")
    page = render_crispy_form(AddressForm(initial={"commune": old.pk}))
    assert "Trước đây ghi: Xã Húc Động, Huyện Bình Liêu, Tỉnh Quảng Ninh." in page
    assert f'<option value="{here.pk}" selected>Xã Bình Liêu</option>' in page


def test_changed_means_another_commune():
    here, other = commune("Cái Nhum", of="Vĩnh Long"), commune("Bình Liêu", of="Quảng Ninh")
    data = {"commune_province": here.province_id, "commune": here.pk}
    assert AddressForm(data, initial={"commune": here}).changed_data == []
    assert AddressForm(data, initial={"commune": here.pk}).changed_data == []
    assert AddressForm(data, initial={"commune": other.pk}).changed_data == ["commune"]


@pytest.mark.parametrize("number", [1, 3])
def test_drawing_the_field_costs_three_queries(number, django_assert_num_queries):
    units = [commune(name, of="Vĩnh Long") for name in ("Cái Nhum", "Bình Phước", "Tân Long Hội")[:number]]
    with django_assert_num_queries(3):
        page = render_crispy_form(AddressForm(initial={"commune": units[0]}))
    assert page.count("<option") == 1 + 1 + 1 + number


def test_the_list_for_the_browser_is_public_and_searched_without_marks(client):
    here = commune("Cái Nhum", of="Vĩnh Long")
    commune("Bình Liêu", of="Quảng Ninh")
    province_of_then("Bến Tre")
    row = {"id": here.pk, "name": "Xã Cái Nhum", "province": here.province_id, "province_name": "Tỉnh Vĩnh Long"}
    assert client.get("/dia-ban/xa/", {"tinh": here.province_id}).json() == {"communes": [row], "more": False}
    assert client.get("/dia-ban/xa/", {"q": "cai nhum"}).json() == {"communes": [row], "more": False}
    assert client.get("/dia-ban/xa/", {"q": "cai nhum vinh long"}).json() == {"communes": [row], "more": False}
    assert client.get("/dia-ban/xa/", {"q": "Cai\u0301"}).json() == {"communes": [row], "more": False}
    assert client.get("/dia-ban/xa/", {"q": "100%_"}).json() == {"communes": [], "more": False}
    assert client.get("/dia-ban/xa/").json() == {"communes": [], "more": False}


@pytest.mark.parametrize("query", [{"tinh": "x"}, {"tinh": "-1"}, {"tinh": "9" * 30}, {"q": "a" * 101}, {"q": "a\x00"}])
def test_a_bad_question_is_refused_without_an_error(client, query):
    assert client.get("/dia-ban/xa/", query).status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_one_query(client, number, django_assert_num_queries):
    for name in ("Cái Nhum", "Bình Phước", "Tân Long Hội")[:number]:
        here = commune(name, of="Vĩnh Long")
    with django_assert_num_queries(1):
        assert len(client.get("/dia-ban/xa/", {"tinh": here.province_id}).json()["communes"]) == number
