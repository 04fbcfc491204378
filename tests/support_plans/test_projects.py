"""Khuyến công projects from the proposal to the settlement, and the priority that is explained but never decides."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from support_plans import operations, priority, queries
from support_plans.models import PlaceKind, PlaceList, PromotionProject
from support_plans.priority import Standing
from support_plans.workflow import ProjectState
from tests import people
from tests.factories import geography, projects
from tests.factories import registrations as registered
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
LIST = reverse("support_plans:project_list")
DAY = make.DAY


def test_a_project_goes_from_the_proposal_to_the_settlement():
    project = projects.approved()
    assert project.still_to_pay == 200_000_000
    projects.pay(project, 120_000_000)
    projects.pay(project, 50_000_000, paper="UNC 13", by=people.cuc_officer())
    projects.accept(project)
    projects.settle(project, 160_000_000)
    project = PromotionProject.objects.get(pk=project.pk)
    assert (project.state, project.paid, project.still_to_pay) == (ProjectState.SETTLED, 170_000_000, -10_000_000)
    assert project.to_give_back == 10_000_000
    assert [row.step for row in project.history.all()] == ["submit", "approve", "accept", "settle"]


def test_payments_stay_within_what_was_approved_and_come_after_it():
    project = projects.approved()
    projects.pay(project, 150_000_000)
    for facts, words in (
        ({"amount": 60_000_000, "paper": "UNC 13"}, "Chỉ còn 50.000.000 đồng"),
        ({"amount": 1, "paper": "UNC 12"}, "đã được ghi"),
        ({"amount": 1, "paper": "UNC 14", "on": datetime.date(2026, 1, 31)}, "sau ngày đó"),
        ({"amount": 1, "paper": "UNC 14", "on": datetime.date(2026, 6, 21)}, "không được sau hôm nay"),
    ):
        with pytest.raises(Refused, match=words):
            projects.pay(project, **facts)
    with pytest.raises(Refused, match="chưa quyết toán"):
        projects.pay(projects.sent(), 1)


def test_nobody_decides_on_money_that_is_not_theirs_to_give():
    national, local = projects.sent(), projects.sent(fund="local")
    for project, strangers in ((national, [people.so_head(), people.finance()]), (local, [people.cuc_officer()])):
        for stranger in strangers:
            with pytest.raises(NotPermitted):
                operations.refuse_project(project=project, reason="Không", by=stranger, at=make.AT)
    assert projects.approved(fund="local").state == ProjectState.APPROVED


def test_a_so_proposes_only_for_its_province_of_then_and_of_now():
    merged = registered.establishment()
    merged.province = geography.province_of_then("Trà Vinh")
    merged.save()
    assert projects.project(merged).proposer == people.so()
    elsewhere = registered.establishment(province="Lào Cai")
    with pytest.raises(Refused, match="không thuộc địa bàn"):
        projects.project(elsewhere)
    with pytest.raises(Refused, match="không phải sản phẩm"):
        projects.project(products=[registered.product(elsewhere)])


def test_the_establishment_and_the_so_hear_of_the_decision():
    establishment = registered.establishment()
    project = projects.sent(establishment)
    owner = registered.owner_of(establishment)
    # The establishment's people have been there since its registration.
    operations.refuse_project(project=project, reason="Hết vốn năm nay", by=people.cuc_officer(), at=registered.AT)
    told = Notice.objects.filter(kind="support_plans.project_decided")
    assert {notice.recipient for notice in told} >= {owner, people.so_officer()}
    assert "Hết vốn năm nay" in told.get(recipient=owner).body


def test_an_accepted_project_enters_the_activities_once_with_its_money():
    establishment = registered.establishment()
    held = make.certificate(product=registered.product(establishment))
    plan = make.plan([held], tasks=[
        {"content": 2, "lead_kind": "department", "description": "Đề án địa phương", "participants": []}
    ])  # fmt: skip
    project = projects.approved(establishment, products=[held.product])
    projects.accept(project, task=plan.tasks.get())
    activity = PromotionProject.objects.get(pk=project.pk).activity
    assert activity.is_done
    assert [row.certificate for row in activity.served.all()] == [held]
    assert dict(activity.money.values_list("source", "amount")) == {
        "national_promotion": 200_000_000,
        "establishment": 250_000_000,
    }


def test_before_the_acceptance_becomes_an_activity_its_writer_reads_which_products_go_along(client_of):
    establishment = registered.establishment()
    held, late = (make.certificate(product=registered.product(establishment)) for _ in range(2))
    type(late).objects.filter(pk=late.pk).update(issued_on=datetime.date(2026, 6, 1))
    without = registered.product(establishment)
    task = {"content": 2, "lead_kind": "department", "description": "Đề án địa phương", "participants": []}
    plan = make.plan([held, late], tasks=[task])
    project = projects.approved(establishment, products=[held.product, late.product, without])
    page = reverse("support_plans:project_step", args=[project.pk, "nghiem-thu"])
    client = client_of(people.so_officer())
    assert "Tôi đã đọc, vẫn ghi như vậy" not in client.get(page).content.decode()
    typed = {"accepted_on": "12/5/2026", "acceptance": "BB 5", "task": plan.tasks.get().pk}
    [told] = client.post(page, typed).context["form"].errors["is_known"]
    assert (
        told
        == "Hoạt động sẽ không gắn với: "
        + "; ".join(
            f"“{product}”: {why}"
            for product, why in sorted(
                [
                    (without, "chưa có giấy chứng nhận"),
                    (
                        late.product,
                        "không có hiệu lực ngày 12/05/2026: giấy chứng nhận cấp ngày 01/06/2026, có giá trị đến hết "
                        f"{late.valid_until:%d/%m/%Y}",
                    ),
                ],
                key=lambda row: (row[0].name, row[0].pk),
            )
        )
        + "."
    )
    client.post(page, typed | {"is_known": "on"})
    activity = PromotionProject.objects.get(pk=project.pk).activity
    assert [row.certificate for row in activity.served.all()] == [held]
    assert (activity.starts_on, activity.ends_on) == (project.starts_on, DAY)


def test_an_acceptance_before_the_work_begins_is_asked_once(client_of):
    later = {"starts_on": datetime.date(2026, 5, 20), "ends_on": datetime.date(2026, 9, 1)}
    project = projects.approved(**later)
    page = reverse("support_plans:project_step", args=[project.pk, "nghiem-thu"])
    client, typed = client_of(people.so_officer()), {"accepted_on": "12/5/2026", "acceptance": "BB 5"}
    assert client.post(page, typed).context["form"].errors == {
        "is_known": ["Theo đề án, việc bắt đầu ngày 20/05/2026, sau ngày nghiệm thu này."]
    }
    client.post(page, typed | {"is_known": "on"})
    project.refresh_from_db()
    assert project.state == ProjectState.ACCEPTED


def test_who_settles_below_what_was_paid_is_told_before(client_of):
    project = projects.approved()
    projects.pay(project, 180_000_000)
    projects.accept(project)
    page = reverse("support_plans:project_step", args=[project.pk, "quyet-toan"])
    client = client_of(people.cuc_officer())
    typed = {"settled": "170 triệu", "settled_on": "1/6/2026", "settlement": "QT 9"}
    assert client.post(page, typed).context["form"].errors == {
        "is_known": ["Đã cấp 180.000.000 đồng, nhiều hơn số quyết toán: cơ sở phải trả lại 10.000.000 đồng."]
    }
    client.post(page, typed | {"is_known": "on"})
    project.refresh_from_db()
    assert project.state == ProjectState.SETTLED


def test_a_decision_is_not_older_than_the_request_it_decides():
    project = projects.sent()
    facts = {"approved": 1, "approval": "12/QĐ", "by": people.cuc_officer(), "at": make.AT}
    with pytest.raises(Refused, match="ký gửi đề án ngày 20/01/2026") as refusal:
        operations.approve_project(project=project, approved_on=datetime.date(2026, 1, 19), **facts)
    assert refusal.value.field == "approved_on"
    operations.approve_project(project=project, approved_on=datetime.date(2026, 1, 20), **facts)


@pytest.mark.parametrize("end", ["settled", "stopped"])
def test_a_project_settled_lower_or_stopped_counts_with_what_was_really_paid(end):
    task = {"content": 2, "lead_kind": "department", "description": "Đề án địa phương", "participants": []}
    project = projects.approved(registered.establishment())
    projects.accept(project, task=make.plan(tasks=[task]).tasks.get())
    if end == "settled":
        facts = {"settled": 150_000_000, "settled_on": make.DAY, "settlement": "12/QT"}
        operations.settle_project(project=project, **facts, by=people.cuc_head(), at=make.AT)
    else:
        operations.stop_project(project=project, reason="Cơ sở giải thể", by=people.cuc_head(), at=make.AT)
    money = {
        row["source"]: row["spent"]
        for row in queries.money_by_source(queries.spending_of(project.activity.ends_on.year, make.DAY))
    }
    spent = {"settled": 150_000_000, "stopped": 0}[end]
    assert (money["national_promotion"], money["establishment"]) == (spent, 250_000_000)
    assert project.activity.is_done
    assert [row.step for row in project.activity.history.all()] == ["complete", "correct", "complete"]


# Priority


def lines_of(project, on=DAY):
    return {line.label: line for line in queries.priority_of(project, on)}


def standing_of(project, kind, on=DAY):
    return lines_of(project, on)[kind.label].standing


def test_a_product_gives_priority_only_while_its_certificate_is_in_force():
    establishment = registered.establishment()
    held = make.certificate(product=registered.product(establishment))
    project = projects.project(establishment, products=[held.product])
    label = "Sản phẩm công nghiệp nông thôn tiêu biểu còn hiệu lực"
    during, after = lines_of(project)[label], lines_of(project, datetime.date(2029, 1, 1))[label]
    assert (during.standing, after.standing) == (Standing.HOLDS, Standing.NOT)
    assert held.product_name in during.why
    assert "đã hết hiệu lực" in after.why


def made_into_luc_hon():
    return [geography.commune_of_then(name, "Bình Liêu", of="Quảng Ninh") for name in ("Đồng Tâm", "Lục Hồn")]


def project_in(commune):
    project = projects.project()
    project.establishment.commune = commune
    project.establishment.save()
    return project


def test_places_count_under_the_names_of_then_and_of_now():
    """Today's xã Lục Hồn was made of the whole of Đồng Tâm and of the old Lục Hồn."""
    listed, unlisted = (
        geography.commune_of_then(name, "Bình Liêu", of="Quảng Ninh") for name in ("Đồng Tâm", "Lục Hồn")
    )
    today = listed.successions.get().new
    projects.place_list([listed], valid_to=datetime.date(2026, 12, 31))
    found = {commune: standing_of(project_in(commune), PlaceKind.DIFFICULT) for commune in (listed, unlisted, today)}
    assert found == {listed: Standing.HOLDS, unlisted: Standing.NOT, today: Standing.PARTLY}
    projects.place_list([unlisted], paper="Quyết định bổ sung", valid_to=datetime.date(2026, 12, 31))
    in_today = project_in(today)
    assert "Xã Đồng Tâm" in lines_of(in_today)[PlaceKind.DIFFICULT.label].why
    assert standing_of(in_today, PlaceKind.DIFFICULT, datetime.date(2027, 1, 1)) == Standing.UNKNOWN


def test_a_list_that_names_every_part_of_a_commune_names_the_commune():
    parts = made_into_luc_hon()
    projects.place_list(parts)
    project = project_in(parts[0].successions.get().new)
    assert standing_of(project, PlaceKind.DIFFICULT) == Standing.HOLDS


def test_a_poor_district_counts_for_its_communes():
    district = geography.district("Bình Liêu", of="Quảng Ninh")
    commune = geography.commune_of_then("Vô Ngại", "Bình Liêu", of="Quảng Ninh")
    projects.place_list([district], kind="poor_district")
    project = project_in(commune)
    assert standing_of(project, PlaceKind.POOR_DISTRICT) == Standing.HOLDS


def test_trades_come_from_the_products_or_from_what_the_so_states():
    establishment = registered.establishment()
    product = registered.product(establishment)
    project = projects.project(establishment, products=[product], claims={"labour": "45 lao động, 80 % là nữ"})
    found = lines_of(project)
    processing = found[priority.Ground.PROCESSING.label]
    assert (product.group, processing.standing) == ("B", Standing.HOLDS)
    assert found[priority.Ground.LABOUR.label][1:] == (Standing.CLAIMED, "45 lao động, 80 % là nữ")
    assert found[priority.Ground.EXPORT.label].standing == Standing.NOT


def test_priority_decides_nothing():
    with_none = projects.approved()
    assert with_none.state == ProjectState.APPROVED
    assert "Căn cứ ưu tiên" in with_none.history.get(step="approve").note


# Pages


def test_a_so_proposes_and_the_cuc_decides_on_the_pages(client_of):
    establishment = registered.establishment()
    so, create = client_of(people.so_officer()), reverse("support_plans:project_create")
    assert list(so.get(create).context["form"].fields) == ["co_so"]
    typed = {
        "title": "Máy sấy", "fund": "national", "content": "Máy sấy lạnh", "starts_on": "5/1/2026",
        "ends_on": "5/5/2026", "asked": "300 triệu", "own_capital": "0,25 tỷ", "claim_labour": "45 lao động",
    }  # fmt: skip
    so.post(f"{create}?co_so={establishment.pk}", typed)
    project = PromotionProject.objects.get()
    assert (project.asked, project.own_capital) == (300_000_000, 250_000_000)
    assert project.claims.get().reason == "45 lao động"
    page = reverse("support_plans:project_detail", args=[project.pk])
    assert client_of(people.cuc_officer()).get(page).status_code == 404
    client_of(people.so_head()).post(reverse("support_plans:project_submit", args=[project.pk]))
    cuc, approve = (
        client_of(people.cuc_officer()),
        reverse("support_plans:project_step", args=[project.pk, "phe-duyet"]),
    )
    project.refresh_from_db()
    decision = {"approval": "12/QĐ", "approved_on": f"{project.sent_at.astimezone(make.VIETNAM):%d/%m/%Y}"}
    wrong = cuc.post(approve, {"approved": "400 triệu", **decision})
    assert wrong.context["form"].errors == {"approved": ["Sở chỉ đề nghị 300.000.000 đồng."]}
    cuc.post(approve, {"approved": "200 triệu", **decision})
    assert "200.000.000 đồng" in so.get(page).content.decode()


def test_a_place_list_is_pasted_and_unknown_names_are_told(client_of):
    commune, cuc = geography.commune("Bình Liêu", of="Quảng Ninh"), client_of(people.cuc_officer())
    url = reverse("support_plans:place_create")
    typed = {"kind": "border", "paper": "QĐ 1", "valid_from": "1/7/2025", "names": "Xã Bình Liêu, Quảng Ninh\nXã Lạ"}
    assert "“Xã Lạ”" in cuc.post(url, typed).context["form"].errors["names"][0]
    cuc.post(url, typed | {"names": "Xã Bình Liêu, Quảng Ninh\nXã Bình Liêu, Quảng Ninh"})
    assert list(PlaceList.objects.get().units.all()) == [commune]
    late = {"valid_to": "1/1/2020"}
    listed = reverse("support_plans:place_detail", args=[PlaceList.objects.get().pk])
    assert "phải sau đó" in cuc.post(listed, late).context["form"].errors["valid_to"][0]


def test_what_waits_stands_among_the_things_to_do():
    project = projects.sent()
    assert f"Xem xét đề án: {project.title}" in titles(people.cuc_officer())
    operations.return_project(project=project, reason="Thiếu báo giá", by=people.cuc_officer(), at=make.AT)
    assert f"Bổ sung đề án: {project.title}" in titles(people.so_officer())
    overdue = projects.approved()
    assert f"Ghi nghiệm thu đề án: {overdue.title}" in titles(people.so_officer(), DAY + datetime.timedelta(days=1))


def titles(user, on=DAY):
    return [todo.title for todo in queries.todo_for(user, on)]


def test_the_list_asks_no_more_for_more_projects(client_of):
    establishment = registered.establishment()
    client = client_of(people.so_officer())
    assert_constant_queries(client, LIST, lambda: projects.project(establishment), queries=16)
