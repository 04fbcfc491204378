"""A plan is entered from its signed paper, given its tasks, and its paper's facts are filled in when they are known."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from reporting.seeding.foundations import PLAN, data_of
from support_plans import operations, queries
from support_plans.models import SupportPlan
from tests import people
from tests.factories import support_plans as make
from tests.registrations.test_races import race, winners

pytestmark = pytest.mark.django_db
CREATE = "support_plans:plan_create"
TYPED = {
    "title": "Kế hoạch hỗ trợ 2027–2030",
    "number": "77/KH-BCT",
    "decided_on": "15/06/2026",
    "signer": "Thứ trưởng Hoàng Gia Phúc",
    "bases": "Nghị định số 45/2012/NĐ-CP",
    "purpose": "Hỗ trợ sản phẩm được công nhận từ năm 2025",
    "first_year": "2026",
    "last_year": "2030",
    "coverage_goal": "85",
    "distribution_goal": "",
    "contents": "1. Thông tin, tư vấn\n2) Xúc tiến thương mại\n\n",
}


def facts(**changes):
    known = {
        "title": "Kế hoạch hỗ trợ 2020", "number": "", "decided_on": None, "signer": "", "bases": "", "purpose": "",
        "first_year": 2020, "last_year": None, "coverage_goal": None, "distribution_goal": None,
    }  # fmt: skip
    return known | changes


def change(plan, by=None, **changes):
    operations.change_plan(plan=plan, **facts(**changes), by=by or people.cuc_officer(), at=make.AT)
    plan.refresh_from_db()
    return plan


def test_the_cuc_enters_a_plan_gives_its_tasks_and_works_with_it(client_of):
    make.plan()
    client = client_of(people.cuc_officer())
    following = client.post(reverse(CREATE), TYPED)
    plan = SupportPlan.objects.get(number="77/KH-BCT")
    assert following.url == reverse("support_plans:plan_task_create", args=[plan.pk])
    assert [str(content) for content in plan.contents.all()] == ["1. Thông tin, tư vấn", "2. Xúc tiến thương mại"]
    assert (plan.last_year, plan.coverage_goal, plan.distribution_goal) == (2030, 85, None)
    # What is given ends by a signed paper only, so the pages say it before.
    assert "việc đã giao không sửa, không gỡ được" in client.get(following.url).content.decode()
    task = {"content": plan.contents.last().pk, "lead": make.unit().pk, "description": "Tổ chức hội chợ"}
    client.post(following.url, task)
    assert [(row.description, row.lead, row.since) for row in plan.tasks.all()] == [
        ("Tổ chức hội chợ", make.unit(), None)
    ]
    assert queries.running_plan(make.AT.date()) == plan
    assert list(queries.tasks_of(make.unit()).filter(plan=plan)) == list(plan.tasks.all())
    page = client.get(reverse("support_plans:plan_detail", args=[plan.pk])).content.decode()
    assert reverse("support_plans:plan_task_create", args=[plan.pk]) in page
    assert reverse(CREATE) in client.get(reverse("support_plans:plan_list")).content.decode()


def test_a_content_that_begins_with_a_figure_keeps_it(client_of):
    typed = {**TYPED, "contents": "1.200 gian hàng\n2.Khuyến công\n3. Tập huấn 1.000 người\n4) Chợ\n5 . Hội chợ"}
    client_of(people.cuc_officer()).post(reverse(CREATE), typed)
    names = [content.name for content in SupportPlan.objects.get().contents.all()]
    assert names == ["1.200 gian hàng", "Khuyến công", "Tập huấn 1.000 người", "Chợ", "Hội chợ"]


def test_a_plan_that_has_not_begun_is_asked_for_and_its_tasks_are_told_from_the_others(client_of):
    make.plan(last_year=2026)
    coming = make.plan(title="Kế hoạch hỗ trợ 2099", first_year=2099)
    form = client_of(people.cuc_officer()).get(reverse("support_plans:year_call_create")).context["form"]
    assert coming in form.fields["plan"].queryset
    assert make.call(coming, year=2099).plan == coming
    form = client_of(people.unit_officer()).get(reverse("support_plans:activity_create")).context["form"]
    assert [words for _, words in form.fields["task"].choices][1:] == [
        "1. Tổ chức gian hàng chung (kế hoạch 2020–2026)",
        "1. Tổ chức gian hàng chung (kế hoạch từ 2099)",
    ]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"decided_on": "21/06/2099"}, "decided_on", "không được sau hôm nay"),
        ({"number": ""}, "number", "còn trống"),
        ({"last_year": "2025"}, "last_year", "từ năm bắt đầu trở đi"),
        ({"contents": " \n"}, "contents", "còn trống"),
        ({"contents": "Một\nHai\n1. Một"}, "contents", "ghi hai lần"),
        ({"contents": "a" * 401}, "contents", "dài quá 400"),
        ({"coverage_goal": "101"}, "coverage_goal", "100"),
        ({"title": "Kế hoạch hỗ trợ 2020"}, "title", "đã được nhập"),
        ({"number": "12/KH-BCT"}, "number", "đã được nhập"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(client_of, changes, field, sentence):
    make.plan(number="12/KH-BCT", decided_on=datetime.date(2026, 6, 15))
    page = client_of(people.cuc_officer()).post(reverse(CREATE), TYPED | changes)
    assert list(page.context["form"].errors) == [field]
    assert sentence in page.context["form"].errors[field][0]
    assert SupportPlan.objects.count() == 1


def test_the_numbers_of_papers_begin_again_each_year(client_of):
    make.plan(number=TYPED["number"], decided_on=datetime.date(2020, 6, 15))
    client_of(people.cuc_officer()).post(reverse(CREATE), TYPED)
    signed = SupportPlan.objects.filter(number=TYPED["number"]).values_list("decided_on", flat=True)
    assert sorted(signed) == [datetime.date(2020, 6, 15), datetime.date(2026, 6, 15)]


def test_what_was_not_known_of_the_paper_is_filled_in(client_of):
    plan = make.plan()
    client = client_of(people.cuc_officer())
    url = reverse("support_plans:plan_change", args=[plan.pk])
    assert "contents" not in client.get(url).context["form"].fields
    typed = {name: TYPED[name] for name in ("number", "signer")} | {
        "title": plan.title, "first_year": "2020", "decided_on": "01/03/2020", "last_year": "2026",
    }  # fmt: skip
    begun = client.get(url)
    assert "nhiệm vụ đã giao chỉ thôi được bằng một văn bản sửa đổi kế hoạch" in begun.content.decode()
    typed["shown"] = begun.context["form"].initial["shown"]
    assert client.post(url, typed).url == reverse("support_plans:plan_detail", args=[plan.pk])
    plan.refresh_from_db()
    assert (plan.number, plan.decided_on, plan.signer) == ("77/KH-BCT", datetime.date(2020, 3, 1), TYPED["signer"])
    assert queries.running_plan(datetime.date(2027, 1, 1)) is None


def test_the_plan_brought_along_is_not_planted_again_under_the_title_it_had():
    planted = make.plan()
    planted = change(planted, title="Kế hoạch hỗ trợ đã đổi tên")
    assert make.plan() == planted
    assert SupportPlan.objects.get().title == "Kế hoạch hỗ trợ đã đổi tên"


def test_the_plan_planted_before_it_had_a_code_gets_it_and_the_others_stay_without():
    migration = import_module("support_plans.migrations.0019_the_plan_brought_along_has_a_code")
    planted, other = make.plan(title=migration.TITLE), make.plan(title="Khác")
    SupportPlan.objects.update(code="")
    migration.name_the_plan(apps, None)
    facts = data_of("support_plans", PLAN)
    kept = operations.load_plan(facts=facts, organisation_named=None, by=None, at=make.AT)
    assert (kept, facts["title"]) == (planted, migration.TITLE)
    assert list(SupportPlan.objects.filter(code="")) == [other]


def test_years_in_which_something_was_done_or_asked_stay_in_the_plan():
    plan = make.plan()
    make.activity(plan)
    with pytest.raises(Refused, match="Đã có hoạt động năm 2026") as refusal:
        change(plan, last_year=2025)
    assert refusal.value.field == "last_year"
    with pytest.raises(Refused, match="Đã có hoạt động năm 2026") as refusal:
        change(plan, first_year=2027)
    assert refusal.value.field == "first_year"
    make.call(plan, year=2027)
    with pytest.raises(Refused, match="Đã mở đợt lập kế hoạch năm 2027"):
        change(plan, last_year=2026)
    assert change(plan, last_year=2027).last_year == 2027


def test_a_plan_is_not_signed_after_its_amendment_nor_given_tasks_behind_it():
    plan = make.plan()
    amendment = make.amendment(plan)
    with pytest.raises(Refused, match="sửa đổi ký ngày 01/06/2026"):
        change(plan, decided_on=datetime.date(2026, 6, 2))
    task = {
        "content": plan.contents.first(), "lead": make.unit(), "lead_kind": "", "participants": [], "deliverable": "",
        "description": "Việc", "starts_on": None, "ends_on": None, "indicator": "", "target": None,
    }  # fmt: skip
    with pytest.raises(Refused, match="hãy giao thêm việc theo sửa đổi"):
        operations.give_task(plan=plan, amendment=None, **task, by=people.cuc_officer(), at=make.AT)
    given = operations.give_task(plan=plan, amendment=amendment, **task, by=people.cuc_officer(), at=make.AT)
    assert given.since == amendment


def test_only_the_cuc_enters_and_changes_plans():
    plan = make.plan()
    for person in (people.unit_head(), people.finance(), people.leader(), people.so_officer()):
        with pytest.raises(NotPermitted):
            change(plan, by=person, number="1/KH")
        with pytest.raises(NotPermitted):
            operations.enter_plan(contents=["Một"], **facts(title="Khác"), by=person, at=make.AT)
    assert SupportPlan.objects.get() == plan


def test_two_who_fill_in_one_plan_do_not_write_over_each_other(client_of):
    plan, client = make.plan(), client_of(people.cuc_officer())
    url = reverse("support_plans:plan_change", args=[plan.pk])
    begun = client.get(url).context["form"].initial
    typed = {name: "" if value is None else value for name, value in begun.items()} | {"signer": "Bà B", "number": "2"}
    change(plan, signer="Ông A", purpose="Hỗ trợ")
    clash = client.post(url, typed)
    assert list(clash.context["form"].errors) == ["signer", "__all__"]
    assert "“Ông A”" in clash.content.decode()
    plan.refresh_from_db()
    assert (plan.signer, plan.purpose, plan.number) == ("Ông A", "Hỗ trợ", "")
    assert client.post(url, clash.context["form"].data.dict()).status_code == 302
    plan.refresh_from_db()
    assert (plan.signer, plan.purpose, plan.number) == ("Bà B", "Hỗ trợ", "2")


def test_a_year_is_written_without_dots(client_of):
    plan, client = make.plan(last_year=2031), client_of(people.cuc_officer())
    url = reverse("support_plans:plan_change", args=[plan.pk])
    page = client.get(url)
    assert 'value="2020"' in page.content.decode()
    assert 'value="2031"' in page.content.decode()
    begun = page.context["form"].initial
    typed = {name: "" if value is None else value for name, value in begun.items()} | {"last_year": "2030"}
    change(plan, last_year=2032)
    clash = client.post(url, typed).content.decode()
    assert "“2032”" in clash
    assert 'value="2030"' in clash


def test_what_only_the_other_filled_in_stays(client_of):
    plan, client = make.plan(), client_of(people.cuc_officer())
    url = reverse("support_plans:plan_change", args=[plan.pk])
    begun = client.get(url).context["form"].initial
    change(plan, purpose="Hỗ trợ")
    typed = {name: "" if value is None else value for name, value in begun.items()} | {"number": "2"}
    assert client.post(url, typed).status_code == 302
    plan.refresh_from_db()
    assert (plan.purpose, plan.number) == ("Hỗ trợ", "2")


def test_an_amendment_is_judged_by_the_plan_as_it_stands():
    read = make.plan()
    change(SupportPlan.objects.get(), decided_on=datetime.date(2026, 6, 10))
    with pytest.raises(Refused, match="Kế hoạch ký ngày 10/06/2026"):
        make.amendment(read, decided_on=datetime.date(2026, 6, 1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_first", [True, False])
def test_one_paper_that_is_sent_many_times_at_once_is_one_plan(is_first):
    if not is_first:
        make.plan()
    day = datetime.date(2026, 6, 15)
    officer, paper = people.cuc_officer(), facts(title="Kế hoạch 2027", number="77/KH-BCT", decided_on=day)

    def enter():
        return operations.enter_plan(contents=["Một"], **paper, by=officer, at=make.AT)

    assert len(winners(race([enter] * 8))) == 1
    assert SupportPlan.objects.filter(number="77/KH-BCT").count() == 1
