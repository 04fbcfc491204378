"""The Cục's periodic list arrives: who confirmed, who has not, and what reminds them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.queries import next_list_day
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from support_plans import operations, queries
from support_plans.models import ListReceipt
from tests import people
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


def confirm(sent, by=None, unit=None):
    return operations.confirm_list(sent=sent, unit=unit or make.unit(), by=by or people.unit_officer(), at=make.AT)


def standing(sent):
    return {row.unit.name: row.receipt and row.receipt.received_by.full_name for row in queries.receipts_of(sent)}


def test_a_unit_confirms_once_and_the_cuc_sees_who_has_not():
    people.unit_officer()
    sent = make.list_sent()
    assert standing(sent) == {make.unit().name: None, people.so().name: None}
    first = confirm(sent)
    assert confirm(sent, by=people.unit_head()) == first
    assert standing(sent) == {people.so().name: None, make.unit().name: "Mai Anh Thư"}
    assert ListReceipt.objects.count() == 1


def test_only_the_people_of_a_unit_that_was_told_confirm_for_it():
    sent = make.list_sent()
    with pytest.raises(NotPermitted):
        confirm(sent, by=people.so_officer())
    with pytest.raises(Refused, match="không gửi cho đơn vị"):
        confirm(sent, by=people.cuc_officer(), unit=people.cuc())


def test_reminding_reaches_those_who_have_not_confirmed_once_a_day():
    sent = make.list_sent()
    so, unit = people.so_officer(), people.unit_officer()
    confirm(sent)
    for _ in range(2):
        assert operations.remind_of_list(sent=sent, by=people.cuc_officer(), at=make.AT) == 1
    told = Notice.objects.filter(kind="support_plans.list_awaits_receipt")
    assert [(notice.recipient, notice.title) for notice in told] == [(so, "Xác nhận đã nhận danh sách ngày 05/04/2026")]
    assert unit.pk


def test_the_home_asks_until_it_is_confirmed_and_the_page_offers_one_button(client_of):
    sent = make.list_sent()
    officer, today = people.unit_officer(), datetime.date(2026, 6, 20)

    def asked():
        return [todo.title for todo in queries.todo_for(officer, today) if "danh sách" in todo.title]

    assert asked() == [f"Xác nhận {make.unit()} đã nhận danh sách ngày 05/04/2026"]
    client, url = client_of(officer), reverse("support_plans:receipt_confirm", args=[sent.pk, make.unit().pk])
    page = reverse("support_plans:receipt_detail", args=[sent.pk])
    assert url in client.get(page).content.decode()
    client.post(url)
    assert (asked(), url in client.get(page).content.decode()) == ([], False)
    listed = client.get(reverse("support_plans:list_receipts")).context["page"]
    assert [(row.count, row.received) for row in listed] == [(1, 1)]


def test_the_page_of_receipts_asks_no_more_for_more_units(client_of):
    sent = make.list_sent()
    page = reverse("support_plans:receipt_detail", args=[sent.pk])
    names = iter(["Báo Một", "Báo Hai", "Báo Ba"])

    def add():
        make.unit(next(names))

    assert_constant_queries(client_of(people.leader()), page, add, queries=7)


def test_a_unit_reads_its_own_receipt_and_only_the_cuc_and_the_leaders_who_is_late(client_of):
    sent = make.list_sent()
    confirm(sent)
    confirm(sent, by=people.so_officer(), unit=people.so())
    page, lists = reverse("support_plans:receipt_detail", args=[sent.pk]), reverse("support_plans:list_receipts")
    reads = {}
    for person in (people.cuc_officer(), people.leader(), people.unit_officer(), people.so_officer(), people.finance()):
        client = client_of(person)
        rows = client.get(page).context["page"]
        reads[person.full_name] = (
            {row.receipt.received_by.full_name for row in rows if row.receipt},
            client.get(lists).context["page"][0].received,
        )
    both = {"Mai Anh Thư", "Trần Quốc Bảo"}
    assert reads == {
        "Đỗ Thu Hương": (both, 2),
        "Hoàng Gia Phúc": (both, 2),
        "Mai Anh Thư": ({"Mai Anh Thư"}, 1),
        "Trần Quốc Bảo": ({"Trần Quốc Bảo"}, 1),
        "Phan Thị Lệ": (set(), 0),
    }


def test_before_the_first_list_the_page_says_its_day(client_of):
    assert next_list_day(datetime.date(2026, 10, 5)) == datetime.date(2026, 10, 5)
    day = next_list_day(timezone.localdate())
    page = client_of(people.unit_officer()).get(reverse("support_plans:list_receipts")).content.decode()
    assert f"Danh sách đầu tiên được lập vào ngày {day:%d/%m/%Y}." in page
