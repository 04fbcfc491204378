"""Who records what for whom, and what is refused."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from support_plans import operations, queries
from support_plans.models import Activity, Indicator, MoneySource
from support_plans.workflow import ActivityState
from tests import people
from tests.factories import registrations as registered
from tests.factories import support_plans as make

pytestmark = pytest.mark.django_db
AT, DAY = make.AT, make.DAY


def record(task=None, unit=None, by=None, done=True, at=AT, **changes):
    task = task or make.plan().tasks.get(lead__name=make.OLD_BODY)
    return operations.record_activity(
        unit=unit or make.unit(), done=done, **make.facts(task, **changes), by=by or people.unit_officer(), at=at
    )


def test_a_unit_inherits_the_tasks_of_the_bodies_whose_work_it_carries_on():
    plan = make.plan()
    descriptions = {unit: [task.description for task in queries.tasks_of(unit)] for unit in (
        make.unit(), people.finance_unit(), people.cuc(), people.ministry_unit("Văn phòng Bộ"))}  # fmt: skip
    assert descriptions == {
        make.unit(): ["Tổ chức gian hàng chung"],
        people.finance_unit(): ["Hướng dẫn đề án"],
        people.cuc(): ["Hướng dẫn đề án"],
        people.ministry_unit("Văn phòng Bộ"): [],
    }
    assert record(plan.tasks.first()).unit == make.unit()


def test_a_task_of_others_is_refused():
    with pytest.raises(Refused, match="không giao cho đơn vị"):
        record(make.plan().tasks.get(lead=people.cuc()))


@pytest.mark.parametrize("who", [people.cuc_officer, people.finance, people.leader, people.owner, people.so_officer])
def test_only_officers_of_the_unit_record_for_it(who):
    with pytest.raises(NotPermitted, match="hoạt động của đơn vị mình"):
        record(by=who())


def test_the_head_records_too():
    assert record(by=people.unit_head()).recorded_by == people.unit_head()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        (DAY, DAY - datetime.timedelta(days=1), "Ngày kết thúc phải từ ngày bắt đầu"),
        (datetime.date(2019, 12, 31), DAY, "Kế hoạch bắt đầu từ năm 2020"),
        (DAY, datetime.date(2026, 6, 21), "kết thúc ngày 21/06/2026, chưa thể ghi là đã thực hiện"),
    ],
)
def test_days_that_cannot_be_are_refused(starts_on, ends_on, sentence):
    with pytest.raises(Refused, match=sentence):
        record(starts_on=starts_on, ends_on=ends_on)


def test_a_plan_that_has_ended_takes_no_activity():
    plan = make.plan(title="Kế hoạch cũ", last_year=2025)
    with pytest.raises(Refused, match="Kế hoạch kết thúc năm 2025"):
        record(plan.tasks.first())


def test_what_is_planned_may_lie_ahead_and_is_completed_when_it_has_ended():
    planned = record(done=False, ends_on=datetime.date(2026, 6, 21))
    assert planned.state == ActivityState.PLANNED
    with pytest.raises(Refused, match="chưa thể ghi là đã thực hiện"):
        operations.complete_activity(activity=planned, by=people.unit_officer(), at=AT)
    later = AT + datetime.timedelta(days=2)
    operations.complete_activity(activity=planned, by=people.unit_officer(), at=later)
    assert (planned.state, planned.recorded_at) == (ActivityState.DONE, later)


def test_only_products_of_the_plan_whose_certificates_were_in_force_are_served():
    inside, outside = make.certificate("Trong"), make.certificate("Ngoài")
    task = make.plan([inside]).tasks.get(lead__name=make.OLD_BODY)
    served = record(task, certificates=[inside]).served.get()
    assert served.certificate == inside
    with pytest.raises(Refused, match="“Ngoài” chưa có trong kế hoạch"):
        record(task, certificates=[outside])
    before_issue = {"starts_on": datetime.date(2025, 11, 1), "ends_on": datetime.date(2025, 11, 30)}
    with pytest.raises(Refused, match="“Trong” không có hiệu lực"):
        record(task, certificates=[inside], **before_issue)


def test_an_activity_is_of_a_product_when_one_of_its_days_is_not_before_the_recognition(client_of):
    certificate = make.certificate("Trong")
    task, before = make.plan([certificate]).tasks.get(lead__name=make.OLD_BODY), datetime.timedelta(days=1)
    days = {"starts_on": certificate.issued_on - 2 * before, "ends_on": certificate.issued_on}
    assert record(task, certificates=[certificate], **days).served.get().certificate == certificate
    days["ends_on"] -= before
    with pytest.raises(Refused) as refusal:
        record(task, certificates=[certificate], **days)
    assert (refusal.value.field, refusal.value.sentence) == (
        "certificates",
        "Giấy chứng nhận của “Trong” không có hiệu lực trong thời gian này "
        f"(cấp ngày {certificate.issued_on:%d/%m/%Y}, có giá trị đến hết {certificate.valid_until:%d/%m/%Y}).",
    )
    form = client_of(people.unit_officer()).get(reverse("support_plans:activity_create")).context["form"]
    assert "ít nhất một ngày" in form.fields["certificates"].help_text


def test_what_lost_its_certificate_since_it_was_planned_is_not_recorded_as_served():
    certificate = make.certificate("Miến")
    planned = make.activity(certificates=[certificate], done=False)
    type(certificate).objects.filter(pk=certificate.pk).update(valid_until=DAY - datetime.timedelta(days=30))
    with pytest.raises(Refused, match="“Miến” không có hiệu lực"):
        operations.complete_activity(activity=planned, by=people.unit_officer(), at=AT)
    planned.refresh_from_db()
    assert planned.state == ActivityState.PLANNED


def test_the_same_activity_sent_twice_is_recorded_once():
    task = make.plan().tasks.first()
    record(task, title="Hội chợ Cần Thơ")
    with pytest.raises(Refused, match="đã được ghi") as refusal:
        record(task, title="Hội chợ Cần Thơ")
    assert (refusal.value.field, Activity.objects.count()) == ("title", 1)


def test_zero_and_empty_money_and_results_leave_no_row():
    activity = record(
        money={MoneySource.UNIT: Decimal(5_000_000), MoneySource.ESTABLISHMENT: None, MoneySource.TRADE_PROMOTION: 0},
        results={Indicator.STALLS: 3, Indicator.CONTRACTS: None},
    )
    assert [(row.source, row.amount) for row in activity.money.all()] == [(MoneySource.UNIT, 5_000_000)]
    assert [(row.indicator, row.value) for row in activity.results.all()] == [(Indicator.STALLS, 3)]


def test_a_planned_activity_is_changed_whole_and_a_done_one_only_after_it_is_reopened():
    plan = make.plan()
    activity = record(plan.tasks.first(), money={MoneySource.UNIT: 1_000}, results={Indicator.STALLS: 1})
    change = make.facts(activity.task, title="Tên mới", money={MoneySource.UNIT: 2_000})
    officer = people.unit_officer()
    with pytest.raises(Refused, match="Mở lại để sửa"):
        operations.change_activity(activity=activity, **change, by=officer, at=AT)
    operations.correct_activity(activity=activity, reason="Gõ nhầm số tiền", by=officer, at=AT)
    operations.change_activity(activity=activity, **change, by=officer, at=AT)
    activity.refresh_from_db()
    assert (activity.title, activity.state) == ("Tên mới", ActivityState.PLANNED)
    assert [row.amount for row in activity.money.all()] == [2_000]
    assert activity.results.count() == 0
    assert [(row.step, row.note) for row in activity.history.all()] == [
        ("complete", ""), ("correct", "Gõ nhầm số tiền")]  # fmt: skip


def test_cancelling_and_reopening_need_a_reason():
    activity = record(done=False)
    for act in (operations.cancel_activity, operations.correct_activity):
        with pytest.raises(Refused, match="lý do"):
            act(activity=activity, reason="  ", by=people.unit_officer(), at=AT)


def test_others_neither_change_nor_end_what_a_unit_recorded():
    activity = record(done=False)
    stranger = people.cuc_officer()
    for act in (
        lambda: operations.complete_activity(activity=activity, by=stranger, at=AT),
        lambda: operations.cancel_activity(activity=activity, reason="x", by=stranger, at=AT),
        lambda: operations.correct_activity(activity=activity, reason="x", by=stranger, at=AT),
        lambda: operations.change_activity(activity=activity, **make.facts(activity.task), by=stranger, at=AT),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_who_sees_an_activity(cast):
    establishment_owner = cast.owner
    make.activity()
    sees = {
        part: list(Activity.objects.visible_to(getattr(cast, part))) != []
        for part in (
            "unit_officer",
            "unit_head",
            "cuc_officer",
            "finance",
            "leader",
            "so_officer",
            "judge1",
            "outsider",
        )
    }
    assert sees == {
        "unit_officer": True, "unit_head": True, "cuc_officer": True, "finance": True, "leader": True,
        "so_officer": False, "judge1": False, "outsider": False,
    }  # fmt: skip
    assert list(Activity.objects.visible_to(establishment_owner)) == []


def test_an_establishment_sees_what_was_done_for_its_products_and_changes_none_of_it():
    own = registered.establishment()
    owner = registered.owner_of(own)
    activity = make.activity(certificates=[make.certificate(product=registered.product(own))])
    make.activity(activity.task.plan)
    assert list(Activity.objects.visible_to(owner)) == [activity]
    with pytest.raises(NotPermitted):
        operations.correct_activity(activity=activity, reason="Sai", by=owner, at=AT)


# Sums


def test_sums_count_each_product_once_and_are_the_same_by_every_path():
    one, two = make.certificate("Một"), make.certificate("Hai", "Hợp tác xã khác")
    plan = make.plan([one, two])
    make.activity(plan, certificates=[one, two], money={MoneySource.UNIT: 1_000, MoneySource.ESTABLISHMENT: 500})
    make.activity(plan, certificates=[one], money={MoneySource.UNIT: 200})
    make.activity(plan, certificates=[two], money={MoneySource.UNIT: 9}, done=False)
    expected = {"activities": 2, "products": 2, "establishments": 2, "amount": Decimal(1_700)}
    everything = Activity.objects.all()
    assert queries.counts_of(queries.done(everything)) == expected
    assert queries.counts_of(queries.done(queries.activities_of(people.leader(), make.DAY))) == expected
    period = {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2026, 6, 30), "recorded_by": AT}
    rows = queries.activities_for_report([make.unit()], **period)
    assert queries.counts_of(rows) == expected
    told = queries.facts_of(rows)
    by_hand = {
        "activities": len(told),
        "products": len({product for row in told for product, _ in row.served}),
        "establishments": len({establishment for row in told for _, establishment in row.served}),
        "amount": sum(row.amount for row in told),
    }
    assert by_hand == expected
    assert queries.counts_of(Activity.objects.none()) == dict.fromkeys(expected, 0)


# The plan's products


def test_products_enter_by_the_cuc_and_leave_by_the_date():
    certificate = make.certificate()
    plan = make.plan()
    assert list(queries.certificates_to_add(plan, DAY)) == [certificate]
    with pytest.raises(NotPermitted, match="Chỉ cán bộ của Cục"):
        operations.add_products(plan=plan, certificates=[certificate], by=people.unit_officer(), at=AT)
    add = {"plan": plan, "certificates": [certificate], "by": people.cuc_officer(), "at": AT}
    assert [operations.add_products(**add), operations.add_products(**add)] == [1, 0]
    last = datetime.date(2028, 12, 31)
    in_plan = {day: [row.certificate for row in queries.products_of(plan, day)] for day in (DAY, last)}
    assert in_plan == {DAY: [certificate], last: [certificate]}
    after = last + datetime.timedelta(days=1)
    assert list(queries.products_of(plan, after)) == []
    assert [row.certificate for row in queries.products_no_longer_supported(plan, after)] == [certificate]


@pytest.mark.parametrize(
    "fields",
    [{"issued_on": None}, {"issued_on": datetime.date(2021, 3, 1)}, {"level": "region"}],
    ids=["nobody knows its dates", "expired", "of another vote"],
)
def test_a_certificate_outside_the_scope_or_not_in_force_cannot_enter(fields):
    certificate = make.certificate("Bánh pía", **fields)
    with pytest.raises(Refused, match="“Bánh pía” không thuộc phạm vi"):
        make.plan([certificate])


def test_a_wider_scope_brings_more_products_to_add():
    certificate = make.certificate(level="region")
    plan = make.plan()
    assert list(queries.certificates_to_add(plan, DAY)) == []
    operations.widen_scope(plan=plan, level="region", year=2025, by=people.cuc_officer(), at=AT)
    assert list(queries.certificates_to_add(plan, DAY)) == [certificate]
