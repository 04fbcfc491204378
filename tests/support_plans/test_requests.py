"""An establishment applies for support; the unit whose task it is takes it and answers."""

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from support_plans import operations, queries
from support_plans.models import SupportRequest
from support_plans.workflow import RequestState
from tests import people
from tests.factories import registrations as registered
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
LIST = reverse("support_plans:request_list")


def owner_of(request):
    return registered.owner_of(request.product.establishment)


def take(request, unit=None, by=None):
    operations.take_request(request=request, unit=unit or make.unit(), by=by or people.unit_officer(), at=make.AT)


def answer(request, grants=True, note="Gian hàng số 12", by=None):
    # The establishment's people have been there since its registration.
    at = registered.AT
    operations.answer_request(request=request, grants=grants, note=note, by=by or people.unit_officer(), at=at)


def test_a_unit_takes_what_is_its_task_and_answers_with_a_reason():
    request = make.request()
    owner = owner_of(request)
    with pytest.raises(NotPermitted, match="không giao cho đơn vị"):
        take(request, unit=people.finance_unit(), by=people.finance())
    with pytest.raises(NotPermitted, match="đã nhận giải quyết"):
        answer(request)
    take(request)
    with pytest.raises(Refused, match="vì sao chưa được"):
        answer(request, grants=False, note=" ")
    answer(request, grants=False, note="Hội chợ đã hết chỗ")
    assert (request.state, request.unit) == (RequestState.DECLINED, make.unit())
    assert "Hội chợ đã hết chỗ" in Notice.objects.filter(recipient=owner).latest("pk").body


def test_the_same_thing_is_asked_once_while_it_is_open():
    request = make.request()
    again = {"product": request.product, "content": request.content, "need": "Nữa", "by": owner_of(request)}
    with pytest.raises(Refused, match="Đã có đề nghị"):
        operations.ask_support(**again, at=make.AT)
    operations.withdraw_request(request=request, by=owner_of(request), at=make.AT)
    assert operations.ask_support(**again, at=make.AT).state == RequestState.WAITING


def test_only_ones_own_product_of_the_plan_is_asked_for():
    request = make.request()
    facts = {"content": request.content, "need": "x", "at": make.AT}
    with pytest.raises(NotPermitted):
        operations.ask_support(product=request.product, by=people.outsider(), **facts)
    outside = registered.product(request.product.establishment)
    with pytest.raises(Refused, match="chưa có trong kế hoạch"):
        operations.ask_support(product=outside, by=owner_of(request), **facts)


def test_who_sees_a_request():
    local = {"content": 1, "lead_kind": "department", "description": "Tại địa phương", "participants": []}
    request = make.request(in_plan=make.plan(tasks=[local]))
    sees = {
        name: SupportRequest.objects.visible_to(user).exists()
        for name, user in (
            ("owner", owner_of(request)), ("outsider", people.outsider()), ("so", people.so_officer()),
            ("another so", people.so_officer(province="Lào Cai")), ("unit", people.unit_officer()),
            ("cuc", people.cuc_officer()),
        )
    }  # fmt: skip
    assert sees == {"owner": True, "outsider": False, "so": True, "another so": False, "unit": False, "cuc": True}
    assert [todo.title for todo in queries.todo_for(people.so_officer(), make.DAY)] == [
        f"Trả lời đề nghị hỗ trợ: {request.product.name}"
    ]


def test_an_owner_asks_and_a_unit_answers_on_the_pages(client_of):
    first = make.request()
    owner, product = owner_of(first), first.product
    typed = {"product": product.pk, "content": first.content.plan.contents.get(order=2).pk, "need": "Máy sấy"}
    client_of(owner).post(reverse("support_plans:request_create"), typed)
    assert sorted(SupportRequest.objects.values_list("need", flat=True)) == ["Cần một gian hàng cuối năm", "Máy sấy"]
    page = reverse("support_plans:request_detail", args=[first.pk])
    unit = client_of(people.unit_officer())
    unit.post(reverse("support_plans:request_take", args=[first.pk, make.unit().pk]))
    wrong = unit.post(page, {"answer": "grant", "note": ""})
    assert wrong.context["form"].errors.keys() == {"note"}
    unit.post(page, {"answer": "grant", "note": "Gian hàng số 12"})
    assert "Gian hàng số 12" in client_of(owner).get(page).content.decode()


def test_the_list_asks_no_more_for_more_requests(client_of):
    plan = make.plan()
    assert_constant_queries(client_of(people.cuc_officer()), LIST, lambda: make.request(in_plan=plan), queries=6)
