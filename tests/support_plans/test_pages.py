import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from support_plans import operations, queries
from support_plans.models import Activity
from support_plans.workflow import ActivityState
from tests import people
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
LIST, CREATE = reverse("support_plans:activity_list"), reverse("support_plans:activity_create")


def typed(plan, **changes):
    """What the form of a unit's officer sends."""
    return {
        "unit": make.unit().pk,
        "task": plan.tasks.get(lead__name=make.OLD_BODY).pk,
        "kind": "fair_home",
        "title": "Hội chợ Công Thương",
        "starts_on": "12/05/2026",
        "ends_on": "15/05/2026",
        "summary": "Bán được hàng",
        "done": "1",
        **changes,
    }


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_an_officer_records_an_activity_as_people_type(client_of):
    certificate = make.certificate()
    plan = make.plan([certificate])
    data = typed(plan, certificates=[certificate.pk], money_unit="1,5 triệu", money_establishment="2.000.000 đ",
                 result_stalls="1.250", title="Ho\u0323\u0302i cho\u031b\u0323 <b>Tết</b>")  # fmt: skip
    response = client_of(people.unit_officer()).post(CREATE, data, follow=True)
    activity = Activity.objects.get()
    assert activity.title == "Hội chợ <b>Tết</b>"
    assert activity.state == ActivityState.DONE
    assert {row.source: row.amount for row in activity.money.all()} == {"unit": 1_500_000, "establishment": 2_000_000}
    assert {row.indicator: row.value for row in activity.results.all()} == {"stalls": 1250}
    assert "Hội chợ &lt;b&gt;Tết&lt;/b&gt;" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("starts_on", "31/02/2026", "Ngày 31/02/2026 không có trong lịch. Hãy kiểm tra lại ngày và tháng."),
        ("ends_on", "11/05/2026", "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ("starts_on", "01/01/2019", "Kế hoạch bắt đầu từ năm 2020."),
        ("money_unit", "-5", "Số tiền không được nhỏ hơn 0."),
        ("money_unit", "9" * 30, "Số này quá lớn. Hãy kiểm tra lại số chữ số."),
        ("money_unit", "9" * 16, "Số này quá lớn. Hãy kiểm tra lại số chữ số."),
        ("result_stalls", "ba", "Hãy gõ một số nguyên, ví dụ 1.250."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(client_of, field, value, sentence):
    response = client_of(people.unit_officer()).post(CREATE, typed(make.plan(), **{field: value}))
    assert errors_of(response) == {field: [sentence]}
    page = response.content.decode()
    assert 'value="Hội chợ Công Thương"' in page
    assert "Biểu mẫu chưa được nhận. Hãy sửa 1 chỗ sau" in page
    assert not Activity.objects.exists()


def test_a_title_of_three_hundred_letters_is_taken_and_one_more_is_not(client_of):
    plan, client = make.plan(), client_of(people.unit_officer())
    assert errors_of(client.post(CREATE, typed(plan, title="ữ" * 301))).keys() == {"title"}
    assert client.post(CREATE, typed(plan, title="ữ" * 300)).status_code == 302


def test_a_second_submit_by_double_click_makes_no_second_activity(client_of):
    plan, client = make.plan(), client_of(people.unit_officer())
    answers = [client.post(CREATE, typed(plan)).status_code for _ in range(2)]
    assert (answers, Activity.objects.count()) == ([302, 200], 1)


def test_days_long_past_and_a_deed_without_figures_are_asked_once_and_never_forbidden(client_of):
    plan, client = make.plan(), client_of(people.unit_officer())
    for changes, words in (
        ({"done": None}, "đã qua. Nếu đã làm xong"),
        ({"summary": ""}, "Chưa ghi kết quả, chưa ghi kinh phí."),
    ):
        data = {name: value for name, value in typed(plan, **changes).items() if value is not None}
        asked = client.post(CREATE, data).content.decode()
        assert words in asked
        assert 'value="Hội chợ Công Thương"' in asked
        assert 'name="sure" value="1"' in asked
        assert not Activity.objects.exists()
        assert client.post(CREATE, data | {"sure": "1"}).status_code == 302
        Activity.objects.get().history.all().delete()
        Activity.objects.all().delete()


def test_a_bare_activity_is_completed_after_one_question(client_of):
    plan, client = make.plan(), client_of(people.unit_officer())
    bare, told = make.activity(plan, done=False), make.activity(plan, done=False, results={"stalls": 2})
    complete = [reverse("support_plans:activity_complete", args=[row.pk]) for row in (bare, told)]
    assert "chưa có kết quả, kinh phí và tài liệu nào" in client.post(complete[0]).content.decode()
    bare.refresh_from_db()
    assert bare.state == ActivityState.PLANNED
    assert client.post(complete[0], {"sure": "1"}).status_code == client.post(complete[1]).status_code == 302
    assert set(Activity.objects.values_list("state", flat=True)) == {ActivityState.DONE}


def test_what_was_just_made_has_its_first_step(client_of):
    plan = make.plan()
    activity, asked = make.activity(plan, done=False), make.request(in_plan=plan)
    year_plan = make.year_plan()
    client = client_of(people.unit_officer())
    for name, row, words in (
        ("activity_detail", activity, "Ghi vào cổng"),
        ("request_detail", asked, "Gửi đề nghị"),
        ("year_plan_detail", year_plan, "Bắt đầu soạn"),
    ):
        page = client.get(reverse(f"support_plans:{name}", args=[row.pk])).content.decode()
        assert words in page
        assert "Chưa có bước nào" not in page


def test_the_form_draws_what_is_ticked_and_what_is_found_not_the_whole_plan(client_of):
    certificates = [make.certificate(f"Bánh số {number:02}") for number in range(40)]
    plan = make.plan([*certificates, make.certificate("Chè móc câu", "Hợp tác xã Hảo Đạt")])
    client = client_of(people.unit_officer())

    def offered(response):
        return re.findall(
            r'type="checkbox" name="certificates" value="(\d+)" id="\w+"( checked)?', response.content.decode()
        )

    assert len(offered(client.get(CREATE))) == 30
    ticked = str(certificates[39].pk)
    search = {
        "search": "1",
        "words": "che moc cau",
        "certificates": [ticked],
        "title": "Hội chợ",
        "unit": make.unit().pk,
    }
    found = client.post(CREATE, search)
    che = str(plan.products.get(certificate__product_name="Chè móc câu").certificate_id)
    assert offered(found) == [(ticked, " checked"), (che, "")]
    assert 'value="Hội chợ"' in found.content.decode()
    assert errors_of(found) == {}
    fragment = client.post(CREATE, search, headers={"HX-Request": "true"})
    assert offered(fragment) == [(ticked, " checked"), (che, "")]
    assert "<form" not in fragment.content.decode()
    assert client.post(CREATE, typed(plan, certificates=[ticked, che], words="banh")).status_code == 302
    activity = Activity.objects.get()
    assert activity.served.count() == 2
    operations.correct_activity(activity=activity, reason="Sửa", by=people.unit_officer(), at=make.AT)
    change = client.get(reverse("support_plans:activity_change", args=[activity.pk]))
    assert [key for key, is_ticked in offered(change) if is_ticked] == [ticked, che]
    strange = client.post(CREATE, search | {"certificates": ["²", "9" * 30, "-1", "x"], "unit": "x", "task": "²"})
    assert [key for key, is_ticked in offered(strange) if is_ticked] == []
    wrong = client.post(CREATE, typed(plan, certificates=[ticked], title=""))
    assert (ticked, " checked") in offered(wrong)


def test_the_form_offers_no_unit_task_or_product_of_others(client_of):
    plan = make.plan()
    others = {
        "unit": people.cuc().pk,
        "task": plan.tasks.get(lead=people.cuc()).pk,
        "certificates": [make.certificate().pk],
    }
    for field, value in others.items():
        assert errors_of(client_of(people.unit_officer()).post(CREATE, typed(plan, **{field: value}))).keys() == {field}


def test_a_changed_activity_keeps_its_unit_and_shows_what_it_held(client_of):
    plan = make.plan()
    activity = make.activity(plan, done=False, money={"unit": 1_500_000})
    url, client = reverse("support_plans:activity_change", args=[activity.pk]), client_of(people.unit_officer())
    assert 'value="1.500.000"' in client.get(url).content.decode()
    response = client.post(url, typed(plan, money_unit="2 triệu"))
    activity.refresh_from_db()
    assert (response.status_code, activity.title) == (302, "Hội chợ Công Thương")
    assert [row.amount for row in activity.money.all()] == [2_000_000]


def test_the_list_filters_by_unit_year_and_state_and_nonsense_filters_nothing(client_of):
    plan = make.plan()
    make.activity(plan, title="Năm nay")
    make.activity(plan, title="Năm ngoái", starts_on=datetime.date(2025, 3, 1), ends_on=datetime.date(2025, 3, 2))
    make.activity(plan, title="Dự kiến", done=False)
    client = client_of(people.cuc_officer())

    def titles(**query):
        return {row.title for row in client.get(LIST, query).context["page"]}

    assert titles() == {"Năm nay", "Năm ngoái", "Dự kiến"}
    assert titles(nam="2025") == {"Năm ngoái"}
    assert titles(trang_thai="planned") == {"Dự kiến"}
    assert titles(don_vi=make.unit().pk, nam="2026", trang_thai="done") == {"Năm nay"}
    assert titles(don_vi="x", nam="mười", trang_thai="'", trang="-1") == {"Năm nay", "Năm ngoái", "Dự kiến"}


def test_the_list_of_activities_asks_the_same_number_of_queries(client_of):
    plan = make.plan([make.certificate("Bánh")])
    certificate = plan.products.get().certificate
    client = client_of(people.unit_officer())
    assert_constant_queries(client, LIST, lambda: make.activity(plan, certificates=[certificate]), queries=15)


def test_the_list_of_plans_asks_the_same_number_of_queries(client_of):
    years = iter((2020, 2021, 2022))
    client = client_of(people.unit_officer())
    url = reverse("support_plans:plan_list")
    assert_constant_queries(client, url, lambda: make.plan(title=f"Kế hoạch {next(years)}"), queries=7)


def test_the_list_of_products_asks_the_same_number_of_queries(client_of):
    plan = make.plan()
    url = reverse("support_plans:plan_products", args=[plan.pk])
    client = client_of(people.unit_officer())
    assert_constant_queries(client, url, lambda: make.plan([make.certificate()]), queries=15)
    assert client.get(url).context["page"].paginator.count == 3


def test_a_plan_of_many_tasks_asks_no_more(client_of):
    plan = make.plan()
    url = reverse("support_plans:plan_detail", args=[plan.pk])
    client = client_of(people.unit_officer())

    def add_task():
        task = {"content": 1, "lead": make.OLD_BODY, "description": "Việc", "participants": [make.OLD_PARTNER]}
        other = make.plan(title=f"Kế hoạch {plan.tasks.count()}", tasks=[task])
        other.tasks.update(plan=plan, content=plan.contents.first())

    assert_constant_queries(client, url, add_task, queries=13)


def test_the_plan_names_the_bodies_of_then_and_of_today(client_of):
    url = reverse("support_plans:plan_detail", args=[make.plan().pk])
    page = client_of(people.leader()).get(url).content.decode()
    assert make.OLD_BODY in page
    assert make.unit().name in page


def test_the_cuc_puts_products_into_the_plan_and_others_are_refused(client_of):
    certificate = make.certificate()
    plan = make.plan()
    url = reverse("support_plans:plan_products", args=[plan.pk])
    refused = client_of(people.unit_officer()).post(url, {"certificates": [certificate.pk]})
    assert (refused.status_code, plan.products.count()) == (403, 0)
    response = client_of(people.cuc_officer()).post(url, {"certificates": [certificate.pk]}, follow=True)
    assert "Đã đưa 1 sản phẩm vào kế hoạch." in response.content.decode()
    assert errors_of(client_of(people.cuc_officer()).post(url, {"certificates": "x"})) == {
        "certificates": ["“x” không có trong danh sách. Hãy chọn lại."]
    }


def test_reasons_are_asked_before_an_activity_is_cancelled(client_of):
    activity = make.activity(done=False)
    url = reverse("support_plans:activity_cancel", args=[activity.pk])
    client = client_of(people.unit_officer())
    assert errors_of(client.post(url, {"reason": " "})).keys() == {"reason"}
    assert client.post(url, {"reason": "Dịch bệnh"}).status_code == 302
    activity.refresh_from_db()
    assert activity.state == ActivityState.CANCELLED


def test_an_activity_that_should_be_over_waits_for_its_result(client_of):
    make.activity(title="Chưa ghi kết quả", done=False)
    page = client_of(people.unit_officer()).get(reverse("reporting:home")).content.decode()
    assert "Ghi kết quả: Chưa ghi kết quả" in page
    assert timezone.localdate() > make.DAY


def test_the_administrator_is_not_asked_to_do_the_work_of_the_cuc():
    make.plan()
    make.certificate()
    asked = {
        person: [todo.title for todo in queries.todo_for(person, make.DAY)]
        for person in (people.cuc_officer(), people.administrator())
    }
    assert [len(titles) for titles in asked.values()] == [1, 0]


def test_the_cuc_puts_everything_that_waits_into_the_plan_at_once(client_of):
    plan = make.plan()
    waiting = {make.certificate().pk for _ in range(3)}
    make.certificate(issued_on=datetime.date(2021, 3, 1))
    url = reverse("support_plans:plan_products", args=[plan.pk])
    assert client_of(people.unit_officer()).post(url, {"all": "1"}).status_code == 403
    page = client_of(people.cuc_officer()).post(url, {"all": "1"}, follow=True).content.decode()
    assert "Đã đưa 3 sản phẩm vào kế hoạch." in page
    assert set(plan.products.values_list("certificate", flat=True)) == waiting


def test_the_form_keeps_the_boxes_that_were_ticked_when_something_is_wrong(client_of):
    one, two = make.certificate("Miến <dong>"), make.certificate("Chè")
    plan = make.plan([one, two])
    page = client_of(people.unit_officer()).post(CREATE, typed(plan, title="", certificates=[one.pk])).content.decode()
    ticked = re.findall(r'name="certificates" value="(\d+)" id="[^"]+" checked>', page)
    assert (ticked, page.count('name="certificates"')) == ([str(one.pk)], 2)
    assert "Miến &lt;dong&gt; – " in page
