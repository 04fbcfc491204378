"""Two devices of one judge: what a browser kept for days never goes over something newer without being asked."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from judging import operations
from judging.scoring import mark_of
from tests import people

from ..factories import judging as make

pytestmark = pytest.mark.django_db
BLANK = mark_of("")


@pytest.fixture
def sheet():
    return make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))


def save(sheet, **fields):
    operations.save_sheet(sheet=sheet, by=people.judge(1), at=timezone.now(), **fields)


def stands(sheet):
    return sheet.scores.get(criterion="market").value


def post_field(client, sheet, typed, seen):
    url = reverse("judging:sheet_save_field", args=[sheet.pk, "diem_market"])
    return client.post(url, {"diem_market": typed, "da_thay_diem_market": seen}).content.decode()


def test_an_old_value_does_not_go_over_a_newer_one_and_the_page_shows_both(sheet, client_of):
    client = client_of(people.judge(1))
    save(sheet, values={"market": Decimal(6)})
    answer = post_field(client, sheet, "8", BLANK)
    assert "đã được lưu ở máy khác hoặc thẻ khác: “6”. Ở đây bạn gõ: “8”" in answer
    assert stands(sheet) == Decimal(6)
    read = re.search(r'hx-vals=.\{"da_thay_diem_market": "(\w+)"', answer)[1]
    assert "Đã lưu lúc" in post_field(client, sheet, "8", read)
    assert stands(sheet) == Decimal(8)


def test_each_save_tells_the_page_what_stands_now(sheet, client_of):
    client = client_of(people.judge(1))
    for typed in ("8", "6,5", ""):
        page = client.get(reverse("judging:sheet_edit", args=[sheet.pk])).content.decode()
        seen = re.search(r'id="da-thay-diem_market" value="(\w+)"', page)[1]
        answer = post_field(client, sheet, typed, seen)
        assert ("Đã lưu lúc" in answer, mark_of(typed) in answer) == (True, True)


def test_the_same_value_from_two_devices_is_no_quarrel(sheet, client_of):
    save(sheet, values={"market": Decimal(6)})
    assert "Đã lưu lúc" in post_field(client_of(people.judge(1)), sheet, "6,0", BLANK)


def test_a_page_opened_long_ago_sends_only_what_was_typed_on_it(sheet, client_of):
    """The whole form, as a browser without script sends it."""
    client, url = client_of(people.judge(1)), reverse("judging:sheet_edit", args=[sheet.pk])
    old = dict(re.findall(r'name="(da_thay_\w+)" id="[^"]+" value="(\w+)"', client.get(url).content.decode()))
    blank = {name.removeprefix("da_thay_"): "" for name in old}
    save(sheet, values={"market": Decimal(39)}, remarks="Bao bì đẹp")
    client.post(url, blank | old | {"diem_economy": "30", "luu": "1"})
    sheet.refresh_from_db()
    points = sorted((score.criterion, score.value) for score in sheet.scores.all() if score.value is not None)
    assert (points, sheet.remarks) == ([("economy", Decimal(30)), ("market", Decimal(39))], "Bao bì đẹp")

    typed = blank | old | {"nhan_xet": "Cần nhãn rõ hơn", "luu": "1"}
    page = client.post(url, typed).content.decode()
    assert "“Bao bì đẹp”. Ở đây bạn gõ: “Cần nhãn rõ hơn”" in page
    now = dict(re.findall(r'name="(da_thay_\w+)" id="[^"]+" value="(\w+)"', page))
    client.post(url, typed | now)
    sheet.refresh_from_db()
    assert (sheet.remarks, stands(sheet)) == ("Cần nhãn rõ hơn", Decimal(39))
