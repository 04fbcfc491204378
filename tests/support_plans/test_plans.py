"""The plan's tasks and its amendments, who has nothing and what has nobody, who came and who goes."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.errors import NotPermitted, Refused
from support_plans import operations, queries
from tests import people
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
AMENDED = datetime.date(2026, 6, 1)
BEFORE, AFTER = AMENDED - datetime.timedelta(days=1), AMENDED


def give(amendment, **changes):
    facts = {
        "content": amendment.plan.contents.first(), "lead": make.unit(), "lead_kind": "", "participants": [],
        "description": "Lập trang bán hàng chung", "deliverable": "", "starts_on": None, "ends_on": None,
        "indicator": "", "target": None, **changes,
    }  # fmt: skip
    return operations.give_task(plan=amendment.plan, amendment=amendment, **facts, by=people.cuc_officer(), at=make.AT)


def described(plan, day):
    return [task.description for task in plan.tasks.on(day)]


def test_an_amendment_gives_and_takes_tasks_from_its_day_on_and_history_stays():
    plan = make.plan()
    old = plan.tasks.get(lead__name=make.OLD_BODY)
    activity = make.activity(plan, task=old)
    amendment = make.amendment(plan, ended=[old])
    give(amendment)
    assert described(plan, BEFORE) == ["Tổ chức gian hàng chung", "Hướng dẫn đề án"]
    assert described(plan, AFTER) == ["Lập trang bán hàng chung", "Hướng dẫn đề án"]
    assert activity.task == old
    with pytest.raises(Refused, match="thôi giao từ ngày 01/06/2026"):
        make.activity(plan, task=old, starts_on=AFTER, ends_on=AFTER)


def test_a_task_under_which_something_was_done_since_is_not_taken_away():
    plan = make.plan()
    task = plan.tasks.get(lead__name=make.OLD_BODY)
    make.activity(plan, task=task, starts_on=AFTER, ends_on=AFTER)
    with pytest.raises(Refused, match="đã có hoạt động từ ngày 01/06/2026") as refusal:
        make.amendment(plan, ended=[task])
    assert (refusal.value.field, plan.amendments.count()) == ("ended", 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decided_on": datetime.date(2026, 6, 21)}, "không được sau hôm nay"),
        ({"decided_on": datetime.date(2019, 6, 21)}, "Kế hoạch ký ngày 01/03/2020"),
        ({"number": "9/QĐ"}, "đã được nhập"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(changes, sentence):
    plan = make.plan(decided_on=datetime.date(2020, 3, 1))
    make.amendment(plan, number="9/QĐ")
    with pytest.raises(Refused, match=sentence):
        make.amendment(plan, **changes)


def test_a_task_has_one_leader_or_a_kind_and_a_target_counts_something():
    amendment = make.amendment()
    for changes in ({"lead": None}, {"lead_kind": OrganisationKind.DEPARTMENT}):
        with pytest.raises(Refused, match="chọn một đơn vị chủ trì"):
            give(amendment, **changes)
    with pytest.raises(Refused, match="chọn chỉ tiêu"):
        give(amendment, target=5)
    assert give(amendment, lead=None, lead_kind=OrganisationKind.DEPARTMENT).lead_name == "Các Sở Công Thương"


def test_only_the_cuc_amends():
    plan = make.plan()
    with pytest.raises(NotPermitted):
        operations.amend_plan(
            plan=plan, number="1", decided_on=AMENDED, signer="A", summary="B", ended=[], by=people.unit_head(),
            at=make.AT,
        )  # fmt: skip


def test_the_matrix_counts_under_todays_names_and_shows_who_has_nothing_and_what_has_nobody():
    people.ministry_unit("Văn phòng Bộ")
    plan = make.plan(contents=["Xúc tiến thương mại", "Khuyến công", "Thương mại điện tử"])
    contents, rows = queries.matrix(plan, AFTER)
    found = {row.name: [(cell.leads, cell.joins) for cell in row.cells] for row in rows if row.total}
    assert found == {
        make.unit().name: [(1, 0), (0, 0), (0, 0)],
        people.cuc().name: [(0, 0), (1, 0), (0, 0)],
        people.finance_unit().name: [(0, 0), (0, 1), (0, 0)],
    }
    assert [row.name for row in rows if not row.total] == ["Văn phòng Bộ", "Các Sở Công Thương"]
    assert [content.leaders for content in contents] == [1, 1, 0]


def test_the_matrix_asks_no_more_for_more_tasks(client_of):
    amendment = make.amendment()
    url = reverse("support_plans:plan_matrix", args=[amendment.plan_id])
    give_more = lambda: give(amendment, participants=[make.old_body(make.OLD_PARTNER, people.finance_unit())])  # noqa: E731
    assert_constant_queries(client_of(people.leader()), url, give_more, queries=11)


def test_the_plan_is_shown_as_it_was_signed_and_as_each_amendment_left_it(client_of):
    amendment = make.amendment()
    give(amendment)
    url = reverse("support_plans:plan_detail", args=[amendment.plan_id])
    client = client_of(people.cuc_officer())
    shown = {
        asked: "Lập trang bán hàng chung" in client.get(url, {"sua-doi": asked} if asked else {}).content.decode()
        for asked in ("", "0", str(amendment.pk), "khong-phai-so")
    }
    assert shown == {"": True, "0": False, str(amendment.pk): True, "khong-phai-so": True}


def test_the_cuc_amends_and_gives_tasks_on_the_pages(client_of):
    plan = make.plan()
    client = client_of(people.cuc_officer())
    task = plan.tasks.first()
    typed = {"number": "12/QĐ-BCT", "decided_on": "01/06/2026", "signer": "Thứ trưởng", "summary": "Thôi giao một việc"}
    amend = reverse("support_plans:plan_amend", args=[plan.pk])
    following = client.post(amend, {**typed, "ended": [task.pk]})
    amendment = plan.amendments.get()
    assert following.url == reverse("support_plans:task_create", args=[plan.pk, amendment.pk])
    assert list(amendment.ended_tasks.all()) == [task]
    give_task = {
        "content": plan.contents.first().pk,
        "lead": make.unit().pk,
        "description": "Việc mới",
        "target": "1.200",
    }
    wrong = client.post(following.url, give_task)
    assert wrong.context["form"].errors == {"indicator": ["Hãy chọn chỉ tiêu mà mức này đo."]}
    client.post(following.url, {**give_task, "indicator": "stalls"})
    assert [(row.description, row.target) for row in amendment.added_tasks.all()] == [("Việc mới", 1200)]


def test_a_years_list_names_who_came_and_who_goes(client_of):
    stays, goes = make.certificate("Ở lại"), make.certificate("Sắp đi", issued_on=datetime.date(2023, 12, 1))
    plan = make.plan([stays, goes], scopes=[{"level": "nation", "year": 2025}, {"level": "nation", "year": 2023}])
    client = client_of(people.leader())
    url = reverse("support_plans:plan_products", args=[plan.pk])

    def names(**asked):
        return [row.certificate.product_name for row in client.get(url, asked).context["page"]]

    assert sorted(names(xem="vao-nam", nam="2026")) == ["Sắp đi", "Ở lại"]
    assert names(xem="ra-nam", nam="2026") == ["Sắp đi"]
    assert names(xem="ra-nam", nam="2028") == ["Ở lại"]
    assert names(xem="ra-nam", nam="1999") == ["Sắp đi"]
    assert queries.years_of_products(plan, datetime.date(2026, 7, 1)) == [2028, 2026]


def waiting_plan(*names):
    """A plan whose scope the certificates of these names wait to enter."""
    certificates = [make.certificate(name) for name in names]
    return make.plan(), {row.product_name: row for row in certificates}


def boxes(page):
    """[(name, is it ticked?)] of the products that the page offers to add."""
    field = page.context["form"]["certificates"]
    ticked = {str(key) for key in field.value() or ()}
    return [(label.split(" – ")[0], str(key) in ticked) for key, label in field.field.choices]


def test_the_page_of_products_to_add_draws_what_is_ticked_and_what_is_searched_not_all_that_waits(client_of):
    plan, named = waiting_plan("Miến dong", "Rượu men lá", *(f"Bánh tráng {number:02}" for number in range(40)))
    url, cuc = reverse("support_plans:plan_products", args=[plan.pk]), client_of(people.cuc_officer())
    first = boxes(cuc.get(url))
    assert (len(first), first[0]) == (30, ("Bánh tráng 00", False))
    ticked = [named["Miến dong"].pk, named["Bánh tráng 07"].pk]
    searched = cuc.post(url, {"search": "1", "words": "ruou", "certificates": ticked})
    assert boxes(searched) == [("Bánh tráng 07", True), ("Miến dong", True), ("Rượu men lá", False)]
    assert not plan.products.exists()
    rows = cuc.post(url, {"search": "1", "words": "ruou", "certificates": ticked}, headers={"HX-Request": "true"})
    assert "Rượu men lá" in rows.content.decode()
    assert "<html" not in rows.content.decode()
    cuc.post(url, {"certificates": ticked, "words": "ruou"})
    assert sorted(row.certificate.product_name for row in plan.products.all()) == ["Bánh tráng 07", "Miến dong"]
    assert client_of(people.unit_officer()).post(url, {"search": "1", "words": "ruou"}).status_code == 403


def test_nothing_ticked_is_told_beside_what_was_searched(client_of):
    plan, _ = waiting_plan("Miến dong", "Rượu men lá")
    page = client_of(people.cuc_officer()).post(
        reverse("support_plans:plan_products", args=[plan.pk]), {"words": "mien"}
    )
    assert page.context["form"].errors == {"certificates": ["Hãy chọn ít nhất một sản phẩm."]}
    assert boxes(page) == [("Miến dong", False)]


def test_the_page_of_products_asks_no_more_for_more_that_wait(client_of):
    plan, _ = waiting_plan("Miến dong")
    url = reverse("support_plans:plan_products", args=[plan.pk])
    assert_constant_queries(client_of(people.cuc_officer()), url, make.certificate, queries=14)
