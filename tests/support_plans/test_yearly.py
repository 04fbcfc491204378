"""Yearly plans of units: drafted, signed, returned by section, accepted; who owes; money from estimate to expense."""

import datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from cnnt_portal.ui.formats import number
from support_plans import operations, queries
from support_plans.models import MoneySource, UnitYearPlan
from support_plans.workflow import YearPlanState
from tests import people
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
PASSWORD = "cnnt-demo-2026-thu"
TODAY = datetime.date(2026, 7, 1)


def submit(year_plan, by=None):
    operations.submit_year_plan(year_plan=year_plan, by=by or people.unit_head(), at=make.AT)


def send_back(year_plan, reasons, by=None):
    operations.return_year_plan(year_plan=year_plan, reasons=reasons, by=by or people.cuc_officer(), at=make.AT)


def accept(year_plan):
    operations.accept_year_plan(year_plan=year_plan, by=people.cuc_officer(), at=make.AT)


def test_a_call_tells_every_unit_with_tasks_and_shows_who_owes():
    officer, head = people.unit_officer(), people.unit_head()
    people.ministry_unit("Văn phòng Bộ")
    call = make.call()
    assert {notice.recipient for notice in Notice.objects.all()} >= {officer, head}
    owed = {row.unit.name: row.is_sent for row in queries.owed_for(call, TODAY)}
    assert owed == {make.unit().name: False, people.cuc().name: False, people.finance_unit().name: False}
    make.sent_year_plan(call)
    assert {row.unit.name for row in queries.owed_for(call, TODAY) if row.is_sent} == {make.unit().name}
    assert operations.remind_units(call=call, by=people.cuc_officer(), at=make.AT) == 2
    with pytest.raises(Refused, match="đã mở"):
        make.call(call.plan)


def test_a_plan_begins_with_the_units_tasks_and_says_what_is_missing():
    year_plan = operations.start_year_plan(call=make.call(), unit=make.unit(), by=people.unit_officer(), at=make.AT)
    assert [line.title for line in year_plan.lines.all()] == ["Tổ chức gian hàng chung"]
    missing = ["“Tổ chức gian hàng chung”: chưa chọn loại hoạt động, ngày bắt đầu, ngày kết thúc."]
    assert year_plan.missing() == missing
    with pytest.raises(Refused, match="Chưa gửi được: “Tổ chức gian hàng chung”"):
        submit(year_plan)


def test_the_head_signs_with_the_password_what_the_head_has_read(client_of):
    year_plan, head = make.year_plan(), people.unit_head()
    head.set_password(PASSWORD)
    head.save()
    client = client_of(head)
    page = reverse("support_plans:year_plan_detail", args=[year_plan.pk])
    submit_url = reverse("support_plans:year_plan_submit", args=[year_plan.pk])
    seen = client.get(page).context["seen"]
    asked = client.post(submit_url, {"seen": seen})
    assert asked["Location"].startswith("/tai-khoan/reauthenticate/")
    year_plan.refresh_from_db()
    assert year_plan.state == YearPlanState.DRAFT
    make.line(year_plan, year_plan.lines.get(), money={"trade_promotion": 9_000_000_000})
    client.post(asked["Location"], {"password": PASSWORD, "next": submit_url})
    year_plan.refresh_from_db()
    assert year_plan.state == YearPlanState.DRAFT
    client.post(submit_url, {"seen": client.get(page).context["seen"]})
    year_plan.refresh_from_db()
    assert year_plan.state == YearPlanState.SUBMITTED


def test_officer_drafts_head_signs_the_cuc_returns_by_section_and_accepts():
    year_plan = make.year_plan()
    with pytest.raises(NotPermitted, match="người đứng đầu"):
        submit(year_plan, by=people.unit_officer())
    submit(year_plan)
    with pytest.raises(NotPermitted, match="đã ký gửi"):
        make.line(year_plan)
    content = year_plan.call.plan.contents.first()
    with pytest.raises(Refused, match="ít nhất một phần"):
        send_back(year_plan, {content: "  "})
    with pytest.raises(NotPermitted):
        send_back(year_plan, {content: "Thiếu số cơ sở"}, by=people.unit_head())
    send_back(year_plan, {content: "Thiếu số cơ sở"})
    section = next(section for section in queries.sections_of(year_plan) if section.content == content)
    assert [remark.reason for remark in section.remarks] == ["Thiếu số cơ sở"]
    assert "Thiếu số cơ sở" in Notice.objects.filter(recipient=people.unit_officer()).latest("pk").body
    make.line(year_plan, which=year_plan.lines.get(), establishments=42)
    submit(year_plan)
    accept(year_plan)
    assert [row.step for row in year_plan.history.all()] == ["submit", "return", "submit", "accept"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"starts_on": datetime.date(2026, 5, 1)}, "starts_on", "phải ở trong năm 2027"),
        ({"ends_on": datetime.date(2027, 5, 1)}, "ends_on", "từ ngày bắt đầu"),
        ({"indicator": ""}, "indicator", "chỉ tiêu"),
        ({"establishments": 61}, "establishments", "không thể nhiều hơn"),
    ],
)
def test_a_line_that_cannot_be_is_refused_at_its_field(changes, field, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        make.line(make.year_plan(), **changes)
    assert refusal.value.field == field


def test_a_returned_plan_says_so_in_the_task_and_shows_the_cuc_what_was_changed_since(client_of):
    year_plan = make.year_plan()
    kept, gone = year_plan.lines.get(), make.line(year_plan, title="Hội chợ Đà Nẵng")
    changed = make.line(year_plan, title="Hội chợ Vinh")
    submit(year_plan)
    content = kept.task.content
    send_back(year_plan, {content: "Thiếu số cơ sở"})
    [todo] = [row for row in queries.todo_for(people.unit_officer(), TODAY) if "kế hoạch năm" in row.title]
    assert todo.title == f"Cục trả lại: sửa kế hoạch năm 2027 – {make.unit()}"
    assert todo.note == f"{content}: Thiếu số cơ sở"
    make.line(year_plan, which=kept)
    make.line(year_plan, which=changed, title="Hội chợ Vinh", money={"unit": 90_000_000})
    operations.drop_line(line=gone, by=people.unit_officer(), at=make.AT)
    make.line(year_plan, title="Hội chợ Huế")
    submit(year_plan)
    since = {line.title: line.since_return for section in queries.sections_of(year_plan) for line in section.lines}
    assert since == {"Hội chợ Cần Thơ": "", "Hội chợ Vinh": "sửa", "Hội chợ Huế": "thêm"}
    page = reverse("support_plans:year_plan_detail", args=[year_plan.pk])
    shown = client_of(people.cuc_officer()).get(page).content.decode()
    assert (shown.count("đã sửa sau khi trả lại"), shown.count("thêm sau khi trả lại")) == (1, 1)
    assert "Hội chợ Đà Nẵng" in shown
    accept(year_plan)
    assert "sau khi trả lại" not in client_of(people.cuc_officer()).get(page).content.decode()


def test_last_years_plan_is_the_start_and_what_changed_is_shown():
    plan = make.plan()
    before = make.sent_year_plan(make.call(plan, year=2026))
    kept, leap = before.lines.get(), datetime.date(2028, 2, 29)
    year_plan = make.year_plan(make.call(plan, year=2027))
    copied = year_plan.lines.get()
    assert (copied.copied_from, copied.starts_on) == (kept, datetime.date(2027, 5, 10))
    make.line(year_plan, title="Hội chợ Huế")
    changes = {line.title: line.change for section in queries.sections_of(year_plan) for line in section.lines}
    assert changes == {"Hội chợ Cần Thơ": "giữ", "Hội chợ Huế": "mới"}
    make.line(year_plan, which=copied, products=75, money={"unit": 5})
    [changed, _] = queries.sections_of(year_plan)[0].lines
    [money] = kept.money.all()
    money_before = [f"{money.get_source_display()} {number(money.amount)} đồng", "không có Kinh phí của đơn vị"]
    assert (changed.change, changed.last_year) == (
        "sửa",
        [f"{kept.products} sản phẩm", *money_before],
    )
    operations.drop_line(line=copied, by=people.unit_officer(), at=make.AT)
    assert list(queries.dropped_lines(year_plan)) == [kept]
    assert operations.yearly._later(leap, 1) == datetime.date(2029, 2, 28)


def test_what_nobody_signed_or_is_no_longer_given_is_no_start_for_the_next_year():
    plan = make.plan()
    make.year_plan(make.call(plan, year=2025))
    draft = make.year_plan(make.call(plan, year=2026))
    assert draft.last_year is None
    submit(draft)
    make.amendment(plan, ended=[draft.lines.get().task])
    late = operations.start_year_plan(
        call=make.call(plan, year=2027), unit=make.unit(), by=people.unit_officer(), at=make.AT
    )
    assert (late.last_year, late.lines.count()) == (draft, 0)
    assert list(queries.dropped_lines(late)) == [draft.lines.get()]


def test_a_line_whose_task_ended_meanwhile_is_named_before_the_signature():
    year_plan = make.year_plan(make.call(year=2026))
    make.amendment(year_plan.call.plan, ended=[year_plan.lines.get().task])
    assert year_plan.missing() == ["“Hội chợ Cần Thơ”: nhiệm vụ đã thôi giao, hãy chọn nhiệm vụ khác hoặc bỏ việc này."]


def test_a_task_whose_days_do_not_touch_the_year_is_no_task_of_that_years_plan():
    plan = make.plan()
    task = plan.tasks.get(lead__name=make.OLD_BODY)
    days = {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2027, 6, 30)}
    plan.tasks.filter(pk=task.pk).update(**days)
    kept = make.sent_year_plan(make.call(plan, year=2027))
    assert [line.task for line in kept.lines.all()] == [task]
    later = make.call(plan, year=2028)
    assert make.unit() in [row.unit for row in queries.owed_for(kept.call, make.AT.date())]
    assert make.unit() not in [row.unit for row in queries.owed_for(later, make.AT.date())]
    assert later not in [call for call, *_ in queries.calls_to_answer(people.unit_officer(), make.AT.date())]
    made = operations.start_year_plan(call=later, unit=make.unit(), by=people.unit_officer(), at=make.AT)
    assert list(made.lines.all()) == []


def test_who_has_only_a_task_that_was_taken_away_or_is_yet_to_come_is_asked_for_nothing(client_of):
    plan = make.plan()
    call, client = make.call(plan, year=2026), client_of(people.unit_officer())
    start, today = reverse("support_plans:year_plan_start", args=[call.pk, make.unit().pk]), make.AT.date()
    ended = make.amendment(plan, ended=plan.tasks.filter(lead__name=make.OLD_BODY))
    assert queries.calls_to_answer(people.unit_officer(), today) == []
    assert client.post(start).status_code == 404
    plan.tasks.filter(until=ended).update(until=None, ends_on=datetime.date(2025, 12, 31))
    assert client.post(start).status_code == 404
    plan.tasks.filter(lead__name=make.OLD_BODY).update(ends_on=None)
    assert [row[0] for row in queries.calls_to_answer(people.unit_officer(), today)] == [call]
    assert client.post(start).status_code == 302


def test_what_is_asked_costs_no_more_for_more_calls(django_assert_num_queries):
    plan = make.plan()
    officer, today = people.unit_officer(), make.AT.date()
    make.call(plan, year=2026)
    queries.calls_to_answer(officer, today)
    with CaptureQueriesContext(connection) as once:
        queries.calls_to_answer(officer, today)
    make.call(plan, year=2027)
    with django_assert_num_queries(len(once)):
        assert len(queries.calls_to_answer(officer, today)) == 2


def test_a_call_asks_only_who_has_tasks_in_its_own_plan():
    first = make.call(make.plan(), year=2027)
    other = make.plan(
        title="Kế hoạch khác", tasks=[{"content": 1, "lead": "Cục", "description": "Một", "participants": []}]
    )
    second = make.call(other, year=2027)
    today = make.AT.date()
    assert [call for call, *_ in queries.calls_to_answer(people.unit_officer(), today)] == [first]
    assert [call for call, *_ in queries.calls_to_answer(people.cuc_officer(), today)] == [second, first]


def test_the_heir_of_a_unit_owes_nothing_that_was_sent_and_goes_on_with_the_rest():
    sent = make.sent_year_plan(make.call(year=2026))
    begun = make.year_plan(make.call(sent.call.plan, year=2027))
    planned = make.activity(sent.call.plan, done=False)
    heir = make.closed_unit(last_day=datetime.date(2026, 7, 31))
    officer, on = people.make_member("moi@thu.vn", "Người mới", heir, Role.OFFICER), datetime.date(2026, 8, 15)
    owed = {row.unit: (row.year_plan, row.is_sent) for row in queries.owed_for(sent.call, on)}
    assert owed[heir] == (sent, True)
    later = make.AT.replace(month=8)
    assert operations.start_year_plan(call=begun.call, unit=heir, by=officer, at=later) == begun
    assert [(call.year, plan) for call, unit, plan in queries.calls_to_answer(officer, on)] == [
        (2027, begun),
        (2026, sent),
    ]
    assert list(queries.lines_open_to([heir])) == [sent.lines.get()]
    assert f"Ghi kết quả: {planned.title}" in [todo.title for todo in queries.todo_for(officer, on)]


def test_a_draft_is_the_units_own_and_what_is_sent_is_seen_by_who_reads_all_units():
    year_plan = make.year_plan()
    readers = {"cuc": people.cuc_officer(), "finance": people.finance(), "leader": people.leader(),
               "so": people.so_officer(), "unit": people.unit_officer()}  # fmt: skip

    def seen():
        return {name: UnitYearPlan.objects.visible_to(user).exists() for name, user in readers.items()}

    assert seen() == {"cuc": False, "finance": False, "leader": False, "so": False, "unit": True}
    submit(year_plan)
    assert seen() == {"cuc": True, "finance": True, "leader": True, "so": False, "unit": True}


def test_an_activity_keeps_a_promise_and_the_promise_stays():
    year_plan = make.sent_year_plan(make.call(year=2026))
    line = year_plan.lines.get()
    assert list(queries.lines_open_to([make.unit()])) == [line]
    activity = make.activity(year_plan.call.plan, line=line)
    assert list(line.activities.all()) == [activity]
    other = make.plan(title="Kế hoạch khác").tasks.get(lead__name=make.OLD_BODY)
    with pytest.raises(Refused, match="thuộc nhiệm vụ khác"):
        make.activity(task=other, line=line)
    send_back(year_plan, {year_plan.call.plan.contents.first(): "Xem lại"})
    with pytest.raises(Refused, match="Đã có hoạt động"):
        operations.drop_line(line=line, by=people.unit_officer(), at=make.AT)


# Money


def budget(plan):
    call = make.call(plan, year=2026)
    make.sent_year_plan(call)
    make.activity(plan, money={MoneySource.TRADE_PROMOTION: 900, MoneySource.UNIT: 50})
    make.activity(plan, money={MoneySource.UNIT: 7}, done=False)
    allocate(call, approved=2_000, allocated=1_000)
    return call


def allocate(call, by=None, **changes):
    facts = {"unit": make.unit(), "source": MoneySource.TRADE_PROMOTION, "paper": "QĐ 1", **changes}
    return operations.record_allocation(call=call, **facts, by=by or people.finance(), at=make.AT)


def test_estimated_approved_allocated_and_spent_stand_side_by_side():
    call = budget(make.plan())
    rows = queries.budget_of(call, TODAY)
    found = {(row.unit, row.source): tuple(row[3:]) for row in queries.budget_by(rows, "unit", "source")}
    assert found == {
        (make.unit(), "trade_promotion"): (2_500_000_000, 2_000, 1_000, 900),
        (make.unit(), "unit"): (0, 0, 0, 50),
    }
    spent = queries.spending_of(2026, TODAY)
    by_unit = sum(row["spent"] for row in queries.money_by_unit(spent))
    by_source = sum(row["spent"] for row in queries.money_by_source(spent))
    assert queries.budget_totals(rows)["spent"] == by_unit == by_source == 950


def test_only_finance_records_and_no_more_is_allocated_than_approved():
    call = make.call()
    with pytest.raises(NotPermitted):
        allocate(call, by=people.cuc_officer(), approved=1, allocated=1)
    with pytest.raises(Refused, match="không thể lớn hơn"):
        allocate(call, approved=1, allocated=2)
    allocate(call, approved=5, allocated=2)
    allocate(call, approved=6, allocated=3)
    assert [(row.approved, row.allocated) for row in call.allocations.all()] == [(6, 3)]


def test_the_workbook_computes_live(client_of):
    call = budget(make.plan())
    response = client_of(people.finance()).get(reverse("support_plans:budget_download", args=[call.pk]))
    book = load_workbook(BytesIO(response.content))
    detail, by_unit, by_content = book["Chi tiết"], book["Theo đơn vị"], book["Theo nội dung"]
    content = str(call.plan.contents.get(order=1))
    trade = MoneySource.TRADE_PROMOTION.label
    assert [[cell.value for cell in row] for row in detail["A6:G8"]] == [
        [make.unit().name, "Chưa chia theo nội dung", trade, 0, 2_000, 1_000, 0],
        [make.unit().name, content, trade, 2_500_000_000, 0, 0, 900],
        [make.unit().name, content, MoneySource.UNIT.label, 0, 0, 0, 50],
    ]
    assert detail["D9"].value == "=SUM(D6:D8)"
    assert by_unit["B6"].value == "=SUMPRODUCT(1*EXACT('Chi tiết'!$A$6:$A$8,$A6),'Chi tiết'!D$6:D$8)"
    assert by_unit["F6"].value == "=D6-E6"
    assert [by_content.cell(row, 1).value for row in (6, 7)] == ["Chưa chia theo nội dung", content]
    assert book["Theo đơn vị và nguồn"]["F6"].value == (
        "=SUMPRODUCT(1*EXACT('Chi tiết'!$A$6:$A$8,$A6)*EXACT('Chi tiết'!$C$6:$C$8,$B6),'Chi tiết'!G$6:G$8)"
    )
    # A function that takes a criterion fails on words longer than 255 letters; a content has up to 400.
    formulas = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert not [formula for formula in formulas if "IFS(" in formula or "IF(" in formula.replace("=IF(", "")]


def test_what_is_approved_for_one_content_stands_beside_what_was_planned_and_spent_for_it(client_of):
    call = budget(make.plan())
    allocate(call, approved=0, allocated=0)
    content = call.plan.contents.get(order=1)
    finance = client_of(people.finance())
    page = reverse("support_plans:budget_detail", args=[call.pk])
    typed = {"unit": make.unit().pk, "source": "trade_promotion", "content": content.pk, "paper": "QĐ 2"}
    finance.post(page, {**typed, "approved": "3.000", "allocated": "2.500"})
    seen = finance.get(page, {"xem": "noi-dung"}).context
    assert [(row.content, *row[3:]) for row in seen["page"]] == [
        (None, 0, 0, 0, 0), (content, 2_500_000_000, 3_000, 2_500, 950)]  # fmt: skip
    for shown in ("", "don-vi", "nguon", "chi-tiet"):
        rows = finance.get(page, {"xem": shown}).context["page"]
        assert queries.budget_totals(rows) == seen["totals"]


def test_what_finance_writes_for_the_heir_replaces_what_it_wrote_for_the_merged_body():
    sent = make.sent_year_plan(make.call(year=2026))
    accept(sent)
    allocate(sent.call, approved=2_000, allocated=1_000)
    heir, on = make.closed_unit(last_day=datetime.date(2026, 6, 30)), datetime.date(2026, 8, 1)
    assert not [todo for todo in queries.todo_for(people.finance(), on) if "kinh phí được duyệt" in todo.title]
    operations.record_allocation(
        call=sent.call, unit=heir, source=MoneySource.TRADE_PROMOTION, approved=2_500, allocated=1_500, paper="QĐ 2",
        by=people.finance(), at=make.AT.replace(month=8),
    )  # fmt: skip
    rows = queries.budget_by(queries.budget_of(sent.call, on), "unit", "source")
    found = {(row.unit, row.source): (row.approved, row.allocated) for row in rows}
    assert found == {(heir, "trade_promotion"): (2_500, 1_500)}


# Pages


def test_a_unit_writes_its_plan_on_the_pages_with_money_as_people_type_it(client_of):
    call = make.call()
    client = client_of(people.unit_officer())
    client.post(reverse("support_plans:year_plan_start", args=[call.pk, make.unit().pk]))
    year_plan = UnitYearPlan.objects.get()
    change = reverse("support_plans:line_change", args=[year_plan.pk, year_plan.lines.get().pk])
    typed = {
        "task": call.plan.tasks.get(lead__name=make.OLD_BODY).pk, "title": "Hội chợ", "kind": "fair_home",
        "starts_on": "10/05/2027", "ends_on": "12/05/2027", "products": "60", "establishments": "40",
        "money_trade_promotion": "2,5 tỷ", "money_unit": "150 triệu",
    }  # fmt: skip
    wrong = client.post(change, {**typed, "money_unit": "hai"})
    assert wrong.context["form"].errors.keys() == {"money_unit"}
    client.post(change, typed)
    money = {row.source: row.amount for row in year_plan.lines.get().money.all()}
    assert money == {"trade_promotion": 2_500_000_000, "unit": 150_000_000}
    client_of(people.unit_head()).post(reverse("support_plans:year_plan_submit", args=[year_plan.pk]))
    year_plan.refresh_from_db()
    assert year_plan.state == YearPlanState.SUBMITTED
    content = call.plan.contents.first()
    client_of(people.cuc_officer()).post(
        reverse("support_plans:year_plan_return", args=[year_plan.pk]), {f"content_{content.pk}": "Ghi rõ địa điểm"}
    )
    page = client.get(reverse("support_plans:year_plan_detail", args=[year_plan.pk])).content.decode()
    assert "Ghi rõ địa điểm" in page


def test_a_yearly_plan_asks_no_more_for_more_lines(client_of):
    year_plan = make.year_plan()
    url = reverse("support_plans:year_plan_detail", args=[year_plan.pk])
    assert_constant_queries(client_of(people.unit_officer()), url, lambda: make.line(year_plan), queries=20)


def test_who_owes_is_one_question_however_many_units(client_of):
    call = make.call()
    url = reverse("support_plans:year_call_detail", args=[call.pk])
    numbers = iter(range(9))

    def ask_another_unit():
        call.plan.tasks.first().participants.add(people.ministry_unit(f"Vụ số {next(numbers)}"))

    assert_constant_queries(client_of(people.cuc_officer()), url, ask_another_unit, queries=13)


def test_the_finance_unit_is_asked_for_its_word_until_it_is_given():
    sent = make.sent_year_plan()
    operations.accept_year_plan(year_plan=sent, by=people.cuc_officer(), at=make.AT)
    finance = people.finance()
    wanted = "Ghi kinh phí được duyệt năm 2027 cho 1 đơn vị"
    assert wanted in [todo.title for todo in queries.todo_for(finance, make.DAY)]
    operations.record_allocation(
        call=sent.call, unit=sent.unit, source="trade_promotion", approved=2_000_000_000, allocated=0, paper="QĐ 5",
        by=finance, at=make.AT,
    )  # fmt: skip
    assert wanted not in [todo.title for todo in queries.todo_for(finance, make.DAY)]
