"""The Sở of the provinces: what the plan gives every one of them, and for whom they act."""

import datetime
import json
from pathlib import Path

import pytest
from django.urls import reverse

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.errors import Refused
from support_plans import operations, queries
from support_plans.models import Activity, SupportPlan
from tests import people
from tests.factories import geography
from tests.factories import support_plans as make
from tests.factories.accounts import make_organisation
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
LOCAL = {"content": 1, "lead_kind": "department", "description": "Thực hiện tại địa phương", "participants": []}
TASKS = reverse("support_plans:task_list")


def plan(certified=()):
    return make.plan(certified, title="Kế hoạch có các Sở", tasks=[LOCAL])


def record(in_plan, certificates, by=None, done=True):
    return operations.record_activity(
        unit=people.so(), done=done, **make.facts(in_plan.tasks.get(), certificates=certificates),
        by=by or people.so_officer(), at=make.AT,
    )  # fmt: skip


def test_the_plan_of_2020_gives_every_so_a_task_in_each_of_its_contents():
    facts = json.loads((Path(queries.__file__).parents[1] / "data" / "plan_2020.json").read_text())
    tasks = [task["content"] for task in facts["tasks"] if task.get("lead_kind") == OrganisationKind.DEPARTMENT]
    assert tasks == [1, 2, 3, 4, 5, 6]


def test_a_task_for_every_so_is_that_of_each_so_of_then_and_of_today_and_of_nobody_else():
    plan()
    of_then = make_organisation(
        OrganisationKind.DEPARTMENT, "Sở Công Thương tỉnh Bến Tre", geography.province_of_then("Bến Tre")
    )
    asked = {
        body: [task.description for task in queries.tasks_of(body)] for body in (people.so(), of_then, make.unit())
    }
    assert asked == {people.so(): [LOCAL["description"]], of_then: [LOCAL["description"]], make.unit(): []}


def test_a_so_records_for_products_of_its_province_of_then_and_of_now_and_for_no_other():
    today = make.certificate("Bánh tráng")
    of_then = make.certificate("Kẹo dừa", province=geography.province_of_then("Bến Tre"))
    elsewhere = make.certificate("Chè Tuyết", province=geography.province("Lào Cai"))
    in_plan = plan([today, of_then, elsewhere])
    served = record(in_plan, [today, of_then]).served.order_by("certificate__product_name")
    assert [row.certificate for row in served] == [today, of_then]
    with pytest.raises(Refused, match="“Chè Tuyết” không thuộc địa bàn của Sở Công Thương tỉnh Vĩnh Long"):
        record(in_plan, [elsewhere])
    offered = queries.certificates_in_plans(make.DAY, [people.so()])
    assert list(offered) == [today, of_then]
    assert set(queries.certificates_in_plans(make.DAY, [make.unit(), people.so()])) == {today, of_then, elsewhere}


def test_a_so_sees_what_units_did_for_its_province_and_nothing_else():
    local, elsewhere = make.certificate("Kẹo"), make.certificate("Chè", province=geography.province("Lào Cai"))
    in_plan = make.plan([local, elsewhere])
    ours = make.activity(in_plan, certificates=[local, elsewhere])
    make.activity(in_plan, certificates=[elsewhere])
    assert list(Activity.objects.visible_to(people.so_officer())) == [ours]
    assert list(Activity.objects.visible_to(people.so_officer(province="Lào Cai")).order_by("pk")) == list(
        Activity.objects.order_by("pk")
    )


def test_the_heir_of_a_body_keeps_what_that_body_recorded():
    body = make.old_body()
    task = make.plan().tasks.get(lead=body)
    then = datetime.date(2024, 5, 1)
    facts = make.facts(task, starts_on=then, ends_on=then)
    activity = operations.record_activity(unit=make.unit(), done=False, **facts, by=people.unit_officer(), at=make.AT)
    Activity.objects.filter(pk=activity.pk).update(unit=body)
    assert list(Activity.objects.visible_to(people.unit_officer())) == [activity]
    activity.refresh_from_db()
    operations.complete_activity(activity=activity, by=people.unit_officer(), at=make.AT)
    assert activity.is_done


def test_the_task_list_says_what_was_done_for_each_task_this_year(client_of):
    certificate = make.certificate()
    in_plan = plan([certificate])
    before = client_of(people.so_officer()).get(TASKS).content.decode()
    record(in_plan, [certificate])
    row = queries.task_list(people.so_officer(), make.DAY).get()
    assert ("Thực hiện tại địa phương" in before, "chưa có gì" in before) == (True, True)
    assert (row.done_count, row.planned_count) == (1, 0)


def test_a_task_has_a_light_by_its_days():
    certificate = make.certificate()
    in_plan = plan([certificate])
    days = {"starts_on": datetime.date(2026, 3, 1), "ends_on": datetime.date(2026, 6, 30)}
    in_plan.tasks.update(**days)

    def light(day, month=6):
        on = datetime.date(2026, month, day)
        return queries.light_of_task(queries.task_list(people.so_officer(), on).get(), on)

    assert [light(28, 2), light(1), light(28), light(2, 7)] == [
        ("quiet", "từ 01/03/2026"), ("attention", "chưa có gì"), ("attention", "còn 2 ngày"), ("bad", "quá hạn 2 ngày")
    ]  # fmt: skip
    record(in_plan, [certificate], done=False)
    assert light(28) == ("open", "dự kiến")
    record(in_plan, [certificate])
    assert light(2, 7) == ("good", "đã làm")


def test_the_task_list_asks_no_more_for_more_tasks(client_of):
    def add_task():
        make.plan(title=f"Kế hoạch {SupportPlan.objects.count()}", tasks=[LOCAL])

    assert_constant_queries(client_of(people.so_officer()), TASKS, add_task, queries=10)


def test_an_officer_of_a_so_is_offered_its_tasks_in_the_form(client_of):
    in_plan = plan()
    form = client_of(people.so_officer()).get(reverse("support_plans:activity_create")).context["form"]
    assert list(form.fields["task"].queryset) == [in_plan.tasks.get()]
    assert form["unit"].value() == people.so().pk


def test_what_a_unit_leads_is_offered_before_what_it_joins():
    joined = {"content": 1, "lead": "Cục", "description": "Làm đầu mối", "participants": [make.OLD_BODY]}
    led = {"content": 2, "lead": make.OLD_BODY, "description": "Gian hàng chung", "participants": []}
    make.plan(tasks=[joined, led])
    offered = [(task.description, task.is_joined) for task in queries.tasks_among([make.unit()])]
    assert offered == [("Gian hàng chung", False), ("Làm đầu mối", True)]
