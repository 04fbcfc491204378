"""Money of a khuyến công project that comes back: what is owed, by whom it is asked for, and what it was in the end."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from support_plans import operations, queries
from support_plans.models import PromotionProject
from tests import people
from tests.factories import projects
from tests.factories import registrations as registered
from tests.factories import support_plans as make

pytestmark = pytest.mark.django_db


def titles(user):
    return [todo.title for todo in queries.todo_for(user, make.DAY)]


def settled_low(paid=180_000_000, settled=170_000_000, **facts):
    project = projects.approved(**facts)
    projects.pay(project, paid)
    projects.accept(project)
    projects.settle(project, settled)
    return project


def give_back(project, amount, paper="NT 1", on=datetime.date(2026, 6, 10), by=None):
    by = by or people.finance()
    return operations.record_repayment(project=project, amount=amount, repaid_on=on, paper=paper, by=by, at=make.AT)


def test_money_to_be_paid_back_is_a_task_until_all_of_it_has_arrived():
    establishment = registered.establishment()
    project = settled_low(establishment=establishment)
    owner = registered.owner_of(establishment)
    words = f"Thu lại 10.000.000 đồng: {project.title}"
    assert words in titles(people.cuc_officer())
    assert words in titles(people.finance())
    assert words not in titles(people.so_head())
    assert f"Trả lại 10.000.000 đồng hỗ trợ: {project.title}" in titles(owner)
    give_back(project, 4_000_000)
    assert f"Thu lại 6.000.000 đồng: {project.title}" in titles(people.cuc_officer())
    give_back(project, 6_000_000, paper="NT 2")
    for user in (people.cuc_officer(), people.finance(), owner):
        assert not [title for title in titles(user) if project.title in title]
    project = PromotionProject.objects.get(pk=project.pk)
    assert (project.paid, project.repaid, project.to_give_back, project.still_to_pay) == (180_000_000, 10_000_000, 0, 0)
    local = settled_low(fund="local")
    assert f"Thu lại 10.000.000 đồng: {local.title}" in titles(people.so_head())
    assert f"Thu lại 10.000.000 đồng: {local.title}" not in titles(people.cuc_officer())


def test_no_more_comes_back_than_was_paid_too_much_and_each_paper_once():
    project = settled_low()
    give_back(project, 4_000_000)
    for facts, words in (
        ({"amount": 6_000_001, "paper": "NT 2"}, "chỉ còn phải trả lại 6.000.000 đồng"),
        ({"amount": 1}, "đã được ghi"),
        ({"amount": 1, "paper": "NT 2", "on": datetime.date(2026, 2, 28)}, "cấp tiền lần đầu ngày 01/03/2026"),
        ({"amount": 1, "paper": "NT 2", "on": datetime.date(2026, 6, 21)}, "không được sau hôm nay"),
    ):
        with pytest.raises(Refused, match=words):
            give_back(project, **facts)
    with pytest.raises(Refused, match="đã quyết toán hoặc dừng"):
        give_back(projects.approved(), 1)
    with pytest.raises(NotPermitted):
        give_back(project, 1, paper="NT 2", by=people.so_head())


def test_what_a_stopped_project_gives_back_was_not_spent():
    task = {"content": 2, "lead_kind": "department", "description": "Đề án địa phương", "participants": []}
    project = projects.approved()
    projects.pay(project, 100_000_000)
    projects.accept(project, task=make.plan(tasks=[task]).tasks.get())
    operations.stop_project(project=project, reason="Máy không chạy", by=people.cuc_head(), at=make.AT)
    project = PromotionProject.objects.get(pk=project.pk)
    assert (project.still_to_pay, project.to_give_back) == (None, 0)
    give_back(project, 30_000_000)
    assert project.activity.money.get(source="national_promotion").amount == 70_000_000
    with pytest.raises(Refused, match="chỉ còn 70.000.000 đồng đã cấp"):
        give_back(project, 70_000_001, paper="NT 2")


def served_by(project):
    return list(project.activity.served.order_by("pk"))


def accepted_as_activity(products=1):
    establishment = registered.establishment()
    held = [make.certificate(product=registered.product(establishment)) for _ in range(products)]
    task = {"content": 2, "lead_kind": "department", "description": "Đề án địa phương", "participants": []}
    plan = make.plan(held, tasks=[task])
    project = projects.approved(establishment, products=[row.product for row in held])
    projects.accept(project, task=plan.tasks.get())
    return project, registered.owner_of(establishment)


def test_the_money_of_a_project_for_one_product_stands_beside_it_and_is_asked_anew_when_settled_otherwise():
    project, owner = accepted_as_activity()
    [served] = served_by(project)
    assert served.amount == 200_000_000
    operations.answer_support(served=served, answer="confirmed", note="", by=owner, at=make.AT)
    projects.settle(project, 160_000_000)
    [served] = served_by(project)
    assert (served.amount, served.answer) == (160_000_000, "")


def test_the_money_of_a_project_for_two_products_is_nobodys_to_divide():
    project, _ = accepted_as_activity(products=2)
    assert [row.amount for row in served_by(project)] == [None, None]
    project.activity.served.update(amount=90_000_000)
    projects.settle(project, 160_000_000)
    assert [row.amount for row in served_by(project)] == [None, None]


def test_money_that_was_paid_while_the_page_of_stopping_stood_open_is_counted():
    task = {"content": 2, "lead_kind": "department", "description": "Đề án địa phương", "participants": []}
    project = projects.approved()
    projects.accept(project, task=make.plan(tasks=[task]).tasks.get())
    opened = queries.project_with_facts(people.cuc_head(), project.pk)
    projects.pay(project, 100_000_000)
    operations.stop_project(project=opened, reason="Máy không chạy", by=people.cuc_head(), at=make.AT)
    assert opened.activity.money.get(source="national_promotion").amount == 100_000_000


def test_the_establishment_hears_of_the_settlement_and_of_what_it_gives_back():
    establishment = registered.establishment()
    owner = registered.owner_of(establishment)
    project = projects.approved(establishment)
    projects.pay(project, 180_000_000)
    projects.accept(project)
    facts = {"settled": 170_000_000, "settled_on": datetime.date(2026, 6, 1), "settlement": "QT 9"}
    operations.settle_project(project=project, **facts, by=people.cuc_officer(), at=registered.AT)
    body = Notice.objects.get(recipient=owner, title__startswith="Đã quyết toán").body
    assert "170.000.000 đồng theo QT 9" in body
    assert "phải trả lại 10.000.000 đồng" in body


def test_who_keeps_the_books_writes_down_on_the_page_what_came_back(client_of):
    project = settled_low()
    page = reverse("support_plans:project_detail", args=[project.pk])
    step = reverse("support_plans:project_step", args=[project.pk, "tra-tien"])
    finance = client_of(people.finance())
    assert step in finance.get(page).content.decode()
    typed = {"amount": "20 triệu", "repaid_on": "10/6/2026", "paper": "NT 1"}
    [told] = finance.post(step, typed).context["form"].errors["amount"]
    assert "chỉ còn phải trả lại 10.000.000 đồng" in told
    finance.post(step, typed | {"amount": "10 triệu"})
    shown = finance.get(page).content.decode()
    assert "NT 1" in shown
    assert step not in shown
    assert (
        step not in finance.get(reverse("support_plans:project_detail", args=[projects.approved().pk])).content.decode()
    )
