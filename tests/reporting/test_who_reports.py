"""Who has to report has one answer: the obligation, and until the figures are closed the tasks of the day."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from reporting import operations, queries
from reporting.models import ReportingPeriod
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.factories.accounts import make_member

pytestmark = pytest.mark.django_db
JULY = datetime.date(2026, 7, 6)


def waits_for(person, day=JULY):
    return [todo.title for todo in queries.todo_for(person, day) if "báo cáo 6 tháng" in todo.title]


def closed_period():
    period = make.period()
    operations.make_obligations(by=None, at=make.AT)
    period.refresh_from_db()
    return period


def test_a_unit_whose_task_ended_before_the_figures_were_closed_has_nothing_to_report(client_of):
    plan = support_plans.plan()
    task = plan.tasks.get(lead__name=support_plans.OLD_BODY)
    support_plans.amendment(plan, ended=[task])
    period, officer = make.period(), people.unit_officer()
    assert waits_for(officer) == []
    operations.make_obligations(by=None, at=make.AT)
    assert waits_for(officer) == []
    start = reverse("reporting:report_start", args=[period.pk, support_plans.unit().pk])
    assert client_of(officer).post(start).status_code == 404


def test_what_was_owed_stays_owed_when_the_task_ends_afterwards():
    plan = support_plans.plan()
    closed_period()
    support_plans.amendment(plan, ended=[plan.tasks.get(lead__name=support_plans.OLD_BODY)])
    assert waits_for(people.unit_officer()) == [f"Bắt đầu báo cáo 6 tháng đầu năm 2026 – {support_plans.unit()}"]


def test_a_period_past_its_closing_day_waits_only_for_whom_more_time_was_given():
    support_plans.plan()
    period = closed_period()
    ReportingPeriod.objects.update(closes_on=datetime.date(2026, 8, 31))
    period.refresh_from_db()
    officer, last, after = people.unit_officer(), datetime.date(2026, 8, 31), datetime.date(2026, 9, 1)
    assert [len(waits_for(officer, day)) for day in (last, after)] == [1, 0]
    due = datetime.date(2026, 9, 10)
    obligation = period.obligations.get(organisation=support_plans.unit())
    operations.extend(
        period=period, due_on=due, reason="Bão", obligation=obligation, by=people.cuc_officer(), at=make.AT
    )
    assert [todo.due for todo in queries.todo_for(officer, after)] == [due]
    assert [len(waits_for(officer, day)) for day in (due, due + datetime.timedelta(days=1))] == [1, 0]


def test_what_an_ended_body_owed_waits_for_its_heirs_people():
    support_plans.plan()
    closed_period()
    old = support_plans.unit()
    heir = support_plans.closed_unit(last_day=datetime.date(2026, 7, 10))
    officer = make_member("moi@thu.vn", "Người mới", heir, Role.OFFICER)
    assert waits_for(officer, datetime.date(2026, 7, 13)) == [f"Bắt đầu báo cáo 6 tháng đầu năm 2026 – {old}"]


def test_a_task_says_what_its_reader_can_do_now_with_the_report():
    officer, head = people.unit_officer(), people.unit_head()
    report = make.drafted_report()
    words = f"báo cáo 6 tháng đầu năm 2026 – {report.organisation}"
    assert [waits_for(person) for person in (officer, head)] == [[f"Tiếp tục {words}"]] * 2
    make.write(report, {"kho-khan": make.DIFFICULTIES, "kinh-phi": "Không chi."})
    assert waits_for(officer) == [f"Chờ thủ trưởng ký {words}"]
    assert waits_for(head) == [f"Ký và gửi {words}"]
    operations.submit(report=report, by=head, at=make.AT)
    operations.return_report(report=report, reason="Thiếu số hợp đồng.", by=people.cuc_officer(), at=make.AT)
    assert [waits_for(person) for person in (officer, head)] == [[f"Sửa báo cáo Cục trả lại: {words}"]] * 2


def test_a_report_written_before_its_figures_are_closed_is_signed_by_nobody_yet_and_names_the_day():
    make.complete_report()
    for person in (people.unit_officer(), people.unit_head()):
        [todo] = queries.todo_for(person, datetime.date(2026, 6, 30))
        assert todo.title.startswith("Tiếp tục báo cáo 6 tháng đầu năm 2026")
        assert todo.note == "Đã đủ nội dung, ký được từ ngày 01/07/2026"


def test_reports_of_two_periods_are_two_tasks_that_name_them(django_assert_max_num_queries):
    first, at = make.complete_report(), datetime.datetime(2027, 1, 5, 9, tzinfo=make.AT.tzinfo)
    second, unit, heads = make.second_half(), first.organisation, (people.unit_head(), people.unit_head())
    operations.make_obligations(by=None, at=at)
    with django_assert_max_num_queries(20) as asked:
        waits_for(heads[0], at.date())
    operations.start_report(period=second, organisation=unit, by=people.unit_officer(), at=at)
    with django_assert_max_num_queries(len(asked)):
        found = waits_for(heads[1], at.date())
    assert sorted(found) == [
        f"Ký và gửi báo cáo 6 tháng đầu năm 2026 – {unit}",
        f"Tiếp tục báo cáo 6 tháng cuối năm 2026 – {unit}",
    ]
