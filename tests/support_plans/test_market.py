"""Where a product is sold, and a buyer's question that reaches the establishment without showing its address."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Mail, Notice
from support_plans import operations, queries
from support_plans.messages import BuyerAsks
from support_plans.models import Enquiry, Outlet
from tests import people
from tests.factories import market
from tests.factories import registrations as registered
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(market.AT)
ASKED = {"name": "Siêu thị Bình Minh", "contact": "mua@sieuthi.vn", "message": "Giá 500 hộp?", "agreed": "on"}


def page_of(product):
    return reverse("support_plans:market", args=[product.pk])


def test_a_buyer_reaches_the_establishment_and_learns_no_address():
    product = market.product()
    owner, buyer = registered.owner_of(product.establishment), Client()
    # It could leak: the establishment's address is known to the portal.
    assert product.establishment.email == owner.email
    answer = buyer.post(page_of(product), ASKED, follow=True)
    assert "Đã chuyển câu hỏi" in answer.content.decode()
    assert owner.email not in answer.content.decode()
    told = Notice.objects.get(recipient=owner, kind="support_plans.buyer_asks")
    assert "mua@sieuthi.vn" in told.body
    assert [mail.to for mail in Mail.objects.filter(kind="support_plans.buyer_asks")] == [owner.email]


def test_a_buyer_says_how_to_be_answered_and_agrees():
    product = market.product()
    wrong = Client().post(page_of(product), ASKED | {"contact": "gọi tôi", "agreed": ""})
    assert wrong.context["form"].errors.keys() == {"contact", "agreed"}
    assert not Enquiry.objects.exists()


def test_one_address_does_not_flood_the_establishment():
    product, buyer = market.product(), Client()
    answers = [buyer.post(page_of(product), ASKED).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]


def test_only_products_in_force_are_on_the_market_and_only_present_makers_can_be_asked():
    lapsed = make.certificate(issued_on=datetime.date(2018, 12, 1))
    assert Client().get(page_of(lapsed.product)).status_code == 404
    from_history = make.certificate()
    page = Client().get(page_of(from_history.product)).content.decode()
    assert "chưa dùng cổng" in page
    with pytest.raises(Refused, match="chưa dùng cổng"):
        market.enquiry(from_history.product)


def test_the_page_shows_only_where_it_is_sold_today():
    product = market.product()
    market.outlet(product)
    market.outlet(product, "Chợ Bến Thành", valid_to=datetime.date(2026, 2, 1))
    body = Client().get(page_of(product)).content.decode()
    assert ("WinMart" in body, "Chợ Bến Thành" in body) == (True, False)


def test_what_is_sold_in_a_shop_counts_as_distributed_while_it_is_sold():
    product = market.product()
    outlet = market.outlet(product)
    sold = [share.part for share in queries.coverage(TODAY)]
    operations.end_outlet(
        outlet=outlet, valid_to=TODAY - datetime.timedelta(days=1), by=outlet.recorded_by, at=market.AT
    )
    assert (sold, [share.part for share in queries.coverage(TODAY)]) == ([0, 1], [0, 0])


def test_an_outlet_is_written_down_once_by_those_who_know():
    product = market.product()
    with pytest.raises(NotPermitted):
        market.outlet(product, by=people.outsider())
    market.outlet(product)
    with pytest.raises(Refused, match="đã được ghi"):
        market.outlet(product)
    make.plan([product.certificates.get()])
    assert market.outlet(product, "GO!", by=people.unit_officer()).system == "GO!"


def test_what_a_unit_wrote_down_is_the_units_and_not_the_persons():
    product = market.product()
    make.plan([product.certificates.get()])
    own, of_unit = market.outlet(product), market.outlet(product, "GO!", by=people.unit_officer())
    owner, colleague = registered.owner_of(product.establishment), people.unit_head()
    assert (own.unit, of_unit.unit) == (None, make.unit())
    seen = {person: set(Outlet.objects.visible_to(person)) for person in (owner, colleague, people.outsider())}
    assert seen == {owner: {own, of_unit}, colleague: {of_unit}, people.outsider(): set()}
    operations.end_outlet(outlet=of_unit, valid_to=TODAY, by=colleague, at=market.AT)
    with pytest.raises(NotPermitted, match="đơn vị đã ghi"):
        operations.end_outlet(outlet=own, valid_to=TODAY, by=colleague, at=market.AT)


def test_an_owner_writes_down_an_outlet_and_ends_it_on_the_pages(client_of):
    product = market.product()
    owner = client_of(registered.owner_of(product.establishment))
    typed = {"product": product.pk, "system": "WinMart", "valid_from": "1/3/2026", "link": "winmart.vn/banh"}
    owner.post(reverse("support_plans:outlet_create"), typed)
    outlet = Outlet.objects.get()
    assert outlet.link == "https://winmart.vn/banh"
    owner.post(reverse("support_plans:outlet_end", args=[outlet.pk]), {"valid_to": "1/4/2026"})
    outlet.refresh_from_db()
    assert outlet.valid_to == datetime.date(2026, 4, 1)


KEPT_OF_A_BUYER = [(Enquiry, {}), (Notice, {"kind": BuyerAsks.kind}), (Mail, {"kind": BuyerAsks.kind})]


def test_an_enquiry_waits_until_it_is_answered_and_is_forgotten_after_a_year(client_of):
    enquiry = market.enquiry(market.product())
    owner = registered.owner_of(enquiry.product.establishment)
    assert "Trả lời 1 khách hỏi mua" in [todo.title for todo in queries.todo_for(owner, TODAY)]
    client_of(owner).post(reverse("support_plans:enquiry_answered", args=[enquiry.pk]))
    assert not [todo for todo in queries.todo_for(owner, TODAY) if "khách hỏi mua" in todo.title]
    for days, left in ((364, 1), (366, 0)):
        operations.forget_enquiries(by=None, at=market.AT + datetime.timedelta(days=days))
        assert [kept.objects.filter(**of).count() for kept, of in KEPT_OF_A_BUYER] == [left] * 3


def test_the_lists_ask_no_more_for_more_rows(client_of):
    establishment = registered.establishment()
    client = client_of(registered.owner_of(establishment))
    for name, add, queries_ in (
        ("outlet_list", lambda: market.outlet(market.product(establishment)), 7),
        ("enquiry_list", lambda: market.enquiry(market.product(establishment)), 6),
    ):
        assert_constant_queries(client, reverse(f"support_plans:{name}"), add, queries=queries_)
