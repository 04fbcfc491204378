"""A nominated product goes from its province to the region through the browser; nobody files anything again."""

import re

import pytest
from playwright.sync_api import expect

from certificates import queries
from registrations.models import Entry, VoteLevel
from tests import people
from tests.factories import certificates as make
from tests.factories.judging import nominate, published_round
from tests.factories.registrations import open_round

from .steps import look, press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def a_certified_and_nominated_product():
    entered = make.decision(published_round(means=("85",)))
    [outcome] = queries.to_certify(entered)
    nominate(outcome)
    return make.issued(entered, outcome)


def test_the_office_sends_its_list_up_and_the_region_finds_it_at_its_desk(page_of):
    certificate = a_certified_and_nominated_product()
    region = open_round(VoteLevel.REGION)
    office = page_of(people.so_officer())
    office.goto("/viec-cua-toi/")
    office.get_by_role("link", name=re.compile("Gửi danh sách trích ngang")).first.click()
    expect(office.locator("main")).to_contain_text("Đủ điều kiện")
    look(office, "20-danh-sach-trich-ngang")
    press(office, "Đưa các sản phẩm đủ điều kiện vào kỳ")
    expect(office.locator("main")).to_contain_text("Đã gửi xong")
    entry = Entry.objects.get(round=region)
    assert entry.ground_certificate == certificate.number
    desk = page_of(people.cuc_officer())
    desk.goto(f"/ho-so/{entry.pk}/")
    expect(desk.locator("main")).to_contain_text(certificate.product_name)
    expect(desk.locator("main")).to_contain_text(certificate.number)
