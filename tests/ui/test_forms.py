import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from cnnt_portal.accounts.models import Membership
from cnnt_portal.ui import formats
from cnnt_portal.ui.forms import (
    CountField,
    DayField,
    MoneyField,
    PointsField,
    PortalForm,
    PortalModelForm,
    RowsField,
    clean_text,
)


def sentence_of(field, typed):
    """The one sentence that refuses what was typed."""
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    [sentence] = refused.value.messages
    return sentence


@pytest.mark.parametrize("typed", ["5/9/2026", "05/09/2026", " 05-09-2026 ", "5.9.2026", "05092026", "2026-09-05"])
def test_a_day_is_read_as_people_write_it(typed):
    assert DayField().clean(typed) == date(2026, 9, 5)


def test_the_first_of_july_is_not_the_seventh_of_january():
    assert DayField().clean("01/07/2025") == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2026", "Ngày 31/02/2026 không có trong lịch. Hãy kiểm tra lại ngày và tháng."),
        ("29/02/2025", "Ngày 29/02/2025 không có trong lịch. Hãy kiểm tra lại ngày và tháng."),
        ("13/13/2026", "Ngày 13/13/2026 không có trong lịch. Hãy kiểm tra lại ngày và tháng."),
        ("5/9/26", "Năm 26 không hợp lệ. Hãy gõ đủ bốn chữ số của năm, ví dụ 2026."),
        ("5/9/9999", "Năm 9999 không hợp lệ. Hãy gõ đủ bốn chữ số của năm, ví dụ 2026."),
        ("hôm qua", "Hãy gõ ngày theo mẫu ngày/tháng/năm, ví dụ 05/09/2026."),
        ("5/9/2026; DROP TABLE", "Hãy gõ ngày theo mẫu ngày/tháng/năm, ví dụ 05/09/2026."),
        ("", "Hãy nhập ngày."),
    ],
)
def test_a_wrong_day_is_told_what_is_wrong(typed, sentence):
    assert sentence_of(DayField(), typed) == sentence


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234.567", 1_234_567),
        ("1 234 567", 1_234_567),
        ("1\u00a0234\u00a0567 đ", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1234567 đồng", 1_234_567),
        ("1.234.567 VNĐ", 1_234_567),
        ("1,5 triệu", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("15tr", 15_000_000),
        ("2 tỷ", 2_000_000_000),
        ("2,25 tỉ đồng", 2_250_000_000),
        ("1.500 triệu", 1_500_000_000),
        ("500 nghìn", 500_000),
        ("2 tỷ 600 triệu", 2_600_000_000),
        ("15 triệu 500 nghìn đồng", 15_500_000),
        ("0", 0),
        (unicodedata.normalize("NFD", "2 tỷ"), 2_000_000_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed, amount):
    assert MoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5.000.000", "Số tiền không được nhỏ hơn 0."),
        ("− 5 triệu", "Số tiền không được nhỏ hơn 0."),
        ("12,5", "Số tiền phải tròn đồng."),
        ("1.23.4567", "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("9999999999 tỷ", "Số này quá lớn. Hãy kiểm tra lại số chữ số."),
        ("năm triệu", "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("2 tỷ 600", "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("600 triệu 2 tỷ", "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("5 đô la", "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("NaN", "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("1e9", "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("1" * 5000, "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu."),
        ("", "Hãy nhập số tiền."),
    ],
)
def test_a_wrong_amount_is_told_what_is_wrong(typed, sentence):
    assert sentence_of(MoneyField(), typed) == sentence


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_every_amount_that_the_portal_writes_it_also_reads(amount):
    assert MoneyField().clean(formats.money(amount)) == amount
    assert MoneyField().clean(MoneyField().prepare_value(Decimal(amount))) == amount


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_every_score_that_the_portal_writes_it_also_reads(score):
    assert PointsField(max_value=100).clean(formats.number(score)) == score


@given(st.text(max_size=80))
def test_no_text_makes_a_field_fall_over(typed):
    for field in (DayField(required=False), MoneyField(required=False), PointsField(required=False), CountField()):
        try:
            field.clean(clean_text(typed))
        except forms.ValidationError:
            continue


def test_points_take_comma_and_point_and_keep_to_their_maximum():
    field = PointsField(max_value=40)
    assert field.clean("39,5") == field.clean("39.5") == Decimal("39.5")
    assert sentence_of(field, "40,5") == "Hãy nhập số từ 0 đến 40."
    assert sentence_of(field, "-1") == "Điểm không được nhỏ hơn 0."
    assert sentence_of(field, "39,555") == "Chỉ được có tối đa 2 chữ số sau dấu phẩy."
    assert sentence_of(field, "bốn mươi") == "Hãy gõ điểm bằng số, ví dụ 39,5."


def test_a_count_is_a_whole_number():
    assert CountField().clean("1.250") == 1250
    assert sentence_of(CountField(), "12,5") == "Hãy gõ một số nguyên, ví dụ 1.250."
    assert sentence_of(CountField(), "-3") == "Số này không được nhỏ hơn 0."


def test_what_a_bound_field_shows_is_what_was_typed_and_an_initial_value_is_written_our_way():
    class Plan(PortalForm):
        asked = MoneyField()
        on = DayField()

    assert 'value="200.000.000"' in str(Plan(initial={"asked": Decimal("200000000")})["asked"])
    assert 'value="05/09/2026"' in str(Plan(initial={"on": date(2026, 9, 5)})["on"])
    wrong = Plan({"asked": "hai tỷ", "on": "31/02/2026"})
    assert not wrong.is_valid()
    assert 'value="hai tỷ"' in str(wrong["asked"])
    assert 'value="31/02/2026"' in str(wrong["on"])


def test_an_unchanged_form_is_not_taken_for_changed():
    class Plan(PortalForm):
        asked = MoneyField()
        on = DayField()

    initial = {"asked": Decimal("200000000"), "on": date(2026, 9, 5)}
    assert Plan({"asked": "200.000.000", "on": "05/09/2026"}, initial=initial).changed_data == []
    assert Plan({"asked": "200.000.001", "on": "06/09/2026"}, initial=initial).changed_data == ["asked", "on"]


def test_text_comes_in_composed_and_without_what_cannot_be_seen():
    class Named(PortalForm):
        name = forms.CharField()
        tags = forms.MultipleChoiceField(choices=[("Bình Liêu", "Bình Liêu")])

    typed = QueryDict(mutable=True)
    typed["name"] = unicodedata.normalize("NFD", "Miến dong") + "\u200b Bình\u202e Liêu\x00\x07"
    typed["tags"] = unicodedata.normalize("NFD", "Bình Liêu")
    form = Named(typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "Miến dong Bình Liêu", "tags": ["Bình Liêu"]}


def test_lines_of_a_long_text_stay_lines():
    assert clean_text("dòng một\r\ndòng hai\rdòng ba\tcột") == "dòng một\ndòng hai\ndòng ba\tcột"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200d", ""),
        ("\u2061 \u0301", ""),
        ("\u3164", ""),
        ("a\u200db\u2061c", "abc"),
        ("👩\u200d🌾 và ❤️\u200d🔥", "👩\u200d🌾 và ❤️\u200d🔥"),
        ("e\u0302\u0301", "ế"),
    ],
)
def test_what_nobody_sees_is_not_kept_but_a_picture_of_several_stays_one(typed, kept):
    assert clean_text(typed) == kept


def test_a_model_form_reads_its_dates_our_way():
    class MembershipForm(PortalModelForm):
        class Meta:
            model = Membership
            fields = ["title", "valid_from"]

    form = MembershipForm({"title": "Giám đốc", "valid_from": "31/02/2026"})
    assert form.errors == {"valid_from": ["Ngày 31/02/2026 không có trong lịch. Hãy kiểm tra lại ngày và tháng."]}


def test_required_fields_are_told_to_screen_readers_and_left_to_our_sentences():
    class Named(PortalForm):
        name = forms.CharField()

    drawn = str(Named()["name"])
    assert 'aria-required="true"' in drawn
    assert " required" not in drawn


class OneLine(PortalForm):
    name = forms.CharField(max_length=20)
    text = forms.CharField(widget=forms.Textarea)


def test_a_field_of_one_line_takes_no_line_feed_but_a_text_does():
    form = OneLine({"name": "Mật ong\r\nBcc:\tx@y.vn", "text": "một\nhai"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "Mật ong Bcc: x@y.vn", "text": "một\nhai"}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 23, "-1", "x", "٣", "\x00", "[1]"])
def test_an_impossible_key_is_an_unknown_choice_and_no_broken_query(key):
    field = RowsField(queryset=Membership.objects.all())
    with pytest.raises(forms.ValidationError):
        field.clean([key])


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), "", "Mục này còn trống. Hãy điền hoặc chọn."),
        (forms.CharField(max_length=5), "quá dài", "Chỉ viết được nhiều nhất 5 ký tự; bạn đã viết 7."),
        (forms.CharField(min_length=5), "ngắn", "Hãy viết ít nhất 5 ký tự; bạn đã viết 4."),
        (forms.EmailField(), "coso@", "Hãy gõ địa chỉ thư điện tử, ví dụ ten@coso.vn."),
        (forms.URLField(assume_scheme="https"), "trang web", "Hãy gõ địa chỉ trang web, ví dụ https://coso.vn."),
        (forms.ChoiceField(choices=[("a", "A")]), "x", "“x” không có trong danh sách. Hãy chọn lại."),
        (forms.IntegerField(), "mười", "Hãy gõ một số nguyên."),
        (forms.IntegerField(min_value=3), "2", "Giá trị nhỏ nhất là 3."),
        (forms.IntegerField(max_value=3), "4", "Giá trị lớn nhất là 3."),
        (forms.FileField(), None, "Mục này còn trống. Hãy điền hoặc chọn."),
        (forms.BooleanField(), False, "Mục này còn trống. Hãy điền hoặc chọn."),
    ],
)
def test_what_the_library_says_of_a_mistake_is_said_plainly(field, typed, sentence):
    assert sentence_of(field, typed) == sentence
