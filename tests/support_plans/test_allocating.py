"""Finance writes approved money: many lines in one form, and the sheet that comes back from Excel."""

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from cnnt_portal import rehearsing
from cnnt_portal.errors import NotPermitted, Refused
from support_plans import operations, queries
from support_plans.allocating import rows_brought
from support_plans.models import Allocation, MoneySource
from tests import people
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 7, 1)


def asked():
    """The call, for which the cast's unit asks 2,500,000,000 of trade promotion; accepted by the Cục."""
    year_plan = make.sent_year_plan()
    operations.accept_year_plan(year_plan=year_plan, by=people.cuc_officer(), at=make.AT)
    return year_plan.call


def only_line(call):
    [line] = queries.allocation_lines(call, TODAY)
    return line


def write(call, rows, by=None):
    operations.record_allocations(call=call, rows=rows, by=by or people.finance(), at=make.AT)


def standing():
    return list(Allocation.objects.values_list("unit", "content", "source", "approved", "allocated", "paper"))


def test_lines_are_written_together_and_a_second_writer_is_told_of_the_first():
    call = asked()
    line = only_line(call)
    assert (line.estimated, line.is_recorded) == (2_500_000_000, False)
    write(call, [(line, 2_000, 1_000, "QĐ 1")])
    assert standing() == [(make.unit().pk, None, "trade_promotion", 2_000, 1_000, "QĐ 1")]
    with pytest.raises(Refused, match="Người khác vừa ghi dòng này"):
        write(call, [(line, 3_000, 0, "QĐ 2")])
    with pytest.raises(NotPermitted):
        write(call, [(only_line(call), 3_000, 0, "QĐ 2")], by=people.cuc_officer())
    write(call, [(only_line(call), 3_000, 0, "QĐ 2")])
    assert standing() == [(make.unit().pk, None, "trade_promotion", 3_000, 0, "QĐ 2")]


def test_the_form_writes_what_changed_and_asks_for_the_paper_once(client_of):
    call = asked()
    page, client = reverse("support_plans:budget_write", args=[call.pk]), client_of(people.finance())
    key = only_line(call).key
    shown = client.get(page).content.decode()
    assert "2.500.000.000" in shown
    assert "chưa ghi" in shown
    typed = {f"approved_{key}": "2 tỷ", f"allocated_{key}": "500 triệu", f"seen_{key}": "0/0"}
    assert "Hãy ghi số văn bản." in client.post(page, typed).content.decode()
    more = typed | {"paper": "QĐ 7", f"allocated_{key}": "3 tỷ"}
    assert "Số đã cấp không thể lớn hơn số được duyệt." in client.post(page, more).content.decode()
    assert client.post(page, typed | {"paper": "QĐ 7"}).status_code == 302
    assert standing() == [(make.unit().pk, None, "trade_promotion", 2_000_000_000, 500_000_000, "QĐ 7")]
    late = client.post(page, typed | {"paper": "QĐ 8", f"approved_{key}": "1 tỷ"}).content.decode()
    assert "Người khác vừa ghi dòng này: được duyệt 2.000.000.000, đã cấp 500.000.000 đồng." in late
    same = typed | {"paper": "QĐ 8", f"paper_{key}": "QĐ 7", f"seen_{key}": "2000000000/500000000"}
    assert "Chưa có dòng nào được ghi số mới." in client.post(page, same).content.decode()
    for strange in ("0-0-unit", f"{make.unit().pk}-999-unit", f"{make.unit().pk}-0-x", "x"):
        client.post(page, {f"approved_{strange}": "5", "paper": "QĐ"})
    assert len(standing()) == 1


def test_what_waits_names_the_units_and_the_table_says_how_their_plans_stand(client_of):
    call = asked()
    client = client_of(people.finance())
    [todo] = [row for row in queries.todo_for(people.finance(), TODAY) if "kinh phí" in row.title]
    assert (todo.title, todo.note) == ("Ghi kinh phí được duyệt năm 2027 cho 1 đơn vị", make.unit().name)
    assert "Cục đã chấp nhận" in client.get(reverse("support_plans:budget_detail", args=[call.pk])).content.decode()


def sheet_of(client, call):
    book = load_workbook(BytesIO(client.get(reverse("support_plans:budget_download", args=[call.pk])).content))
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if row[0].value == "Đơn vị")
    columns = {cell.value: cell.column for cell in head}
    return book, page, head[0].row + 1, columns


def bring(client, call, book):
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("Kinh phí.xlsx", out.getvalue())
    return client.post(reverse("support_plans:budget_bring", args=[call.pk]), {"file": file})


def test_the_sheet_comes_back_is_looked_at_written_and_twice_is_once(client_of):
    call, client = asked(), client_of(people.finance())
    book, page, row, columns = sheet_of(client, call)
    assert page.cell(row, columns["Kế hoạch của đơn vị"]).value == "Cục đã chấp nhận"
    assert "Bảng gửi lên không đổi số nào" in bring(client, call, book).content.decode()
    for name, value in (("Được duyệt", 2_000_000_000), ("Đã cấp", 5_000_000), ("Theo văn bản", "QĐ 9")):
        page.cell(row, columns[name]).value = value
    preview = bring(client, call, book)
    assert "Bảng gửi lên đổi 1 dòng." in preview.content.decode()
    assert standing() == []
    form = preview.context["form"]
    client.post(reverse("support_plans:budget_write", args=[call.pk]), form.data.dict())
    content = call.plan.contents.get(order=1).pk
    assert standing() == [(make.unit().pk, content, "trade_promotion", 2_000_000_000, 5_000_000, "QĐ 9")]
    assert "Bảng gửi lên không đổi số nào" in bring(client, call, book).content.decode()


def test_what_is_written_for_all_contents_is_not_written_for_one_of_them_again(client_of):
    call, client = asked(), client_of(people.finance())
    book, page, row, columns = sheet_of(client, call)
    write(call, [(only_line(call), 2_000, 0, "QĐ 1")])
    page.cell(row, columns["Được duyệt"]).value = 2_000
    page.cell(row, columns["Theo văn bản"]).value = "QĐ 1"
    preview = bring(client, call, book)
    assert "Đơn vị này đã có số chung 2.000 đồng của nguồn này" in preview.content.decode()
    client.post(reverse("support_plans:budget_write", args=[call.pk]), preview.context["form"].data.dict())
    assert len(standing()) == 1


def test_the_whole_and_its_parts_are_never_added_up_whoever_writes_first_and_however():
    call = asked()
    content, one = call.plan.contents.get(order=1), {"call": call, "by": people.finance(), "at": make.AT}
    facts = {"unit": make.unit(), "source": "trade_promotion", "allocated": 0, "paper": "QĐ 1"}
    operations.record_allocation(**one, **facts, approved=50, content=content)
    with pytest.raises(Refused, match="đã ghi theo nội dung, cộng 50 đồng"):
        operations.record_allocation(**one, **facts, approved=60)
    operations.record_allocation(**one, **facts, approved=0, content=content)
    operations.record_allocation(**one, **facts, approved=60)
    with pytest.raises(Refused, match="đã có số chung 60 đồng"):
        operations.record_allocation(**one, **facts, approved=1, content=content)
    keys = [f"{make.unit().pk}-{part}-trade_promotion" for part in (0, content.pk)]
    whole, part = queries.lines_of_keys(call, TODAY, keys).values()
    with pytest.raises(Refused, match="đã có số chung 60 đồng"):
        write(call, [(whole, 60, 0, "QĐ 2"), (part, 40, 0, "QĐ 2")])
    write(call, [(whole, 0, 0, "QĐ 2"), (part, 40, 0, "QĐ 2")])
    assert {row[1]: row[3] for row in standing()} == {None: 0, content.pk: 40}


def test_the_preview_reads_as_figures_with_old_and_new_and_says_what_is_over_the_estimate(client_of):
    call, client = asked(), client_of(people.finance())
    write(call, [(only_line(call), 50_000_000, 0, "QĐ 1")])
    book, page, row, columns = sheet_of(client, call)
    for place, figure in ((row, 0), (row + 1, 3_000_000_000)):
        page.cell(place, columns["Được duyệt"]).value = figure
        page.cell(place, columns["Theo văn bản"]).value = "16/QĐ-BCT"
    preview = bring(client, call, book)
    shown = " ".join(preview.content.decode().split())
    assert 'value="3.000.000.000"' in shown
    assert 'được duyệt: <span class="text-nowrap">50.000.000</span> → <strong class="text-nowrap">0</strong>' in shown
    assert 'văn bản: <span class="text-nowrap">QĐ 1</span> → <strong class="text-nowrap">16/QĐ-BCT</strong>' in shown
    assert shown.count("2.500.000.000") == 1
    assert "vượt 500.000.000 đồng" in shown
    url = reverse("support_plans:budget_write", args=[call.pk])
    after = client.post(url, preview.context["form"].data.dict(), follow=True).content.decode()
    assert "duyệt vượt dự toán 500.000.000 đồng" in after
    assert after.count("vượt dự toán") == 2


def test_the_sums_read_every_row_of_the_detail_in_a_rehearsal_too(client_of, settings):
    call = asked()
    write(call, [(only_line(call), 2_000, 1_000, "QĐ 1")])
    settings.REHEARSAL_FOR = "thu@cnnt.test"
    content = client_of(people.finance()).get(reverse("support_plans:budget_download", args=[call.pk])).content
    book = load_workbook(BytesIO(content))
    detail = book["Chi tiết"]
    assert detail["A1"].value == rehearsing.MARK
    units = {row for row in range(1, detail.max_row + 1) if detail.cell(row, 1).value == make.unit().name}
    first, last = min(units), max(units)
    assert last > first
    for title, letter in (("Theo đơn vị", "A"), ("Theo nội dung", "B"), ("Theo nguồn", "C")):
        assert book[title][f"B{first}"].value == (
            f"=SUMPRODUCT(1*EXACT('Chi tiết'!${letter}${first}:${letter}${last},$A{first}),"
            f"'Chi tiết'!D${first}:D${last})"
        )


def test_formulas_strangers_and_doubles_in_the_sheet_are_named_and_not_read(client_of):
    call, client = asked(), client_of(people.finance())
    book, page, row, columns = sheet_of(client, call)
    page.cell(row, columns["Được duyệt"]).value = "=D5*0.9"
    page.cell(row + 9, columns["Đơn vị"]).value = make.unit().name
    page.cell(row + 9, columns["Nguồn"]).value = "Kinh phí của đơn vị"
    page.cell(row + 9, columns["Được duyệt"]).value = ArrayFormula("E14", "=SUM(D5:D6)")
    page.insert_rows(row + 1)
    for name, value in (("Đơn vị", "Cục Lạ"), ("Nguồn", "Kinh phí của đơn vị"), ("Được duyệt", 5)):
        page.cell(row + 1, columns[name]).value = value
    told = bring(client, call, book).content.decode()
    assert f"Dòng {row}: Ô này là công thức; cổng không tính theo tệp." in told
    assert told.count("Ô này là công thức") == 2
    assert f"Dòng {row + 1}: không rõ đơn vị." in told
    assert "Bảng gửi lên không đổi số nào" in told
    assert "Không thấy dòng tiêu đề của bảng kinh phí" in bring(client, call, Workbook()).content.decode()
    with pytest.raises(Refused, match="Không thấy dòng tiêu đề"):
        rows_brought([["Đơn vị", "Nguồn"]])


def test_the_sheet_takes_every_unit_that_the_single_form_takes(client_of):
    call, client = asked(), client_of(people.finance())
    call.plan.tasks.filter(participants=make.old_body(make.OLD_PARTNER)).update(starts_on=f"{call.year + 1}-01-01")
    book, page, row, columns = sheet_of(client, call)
    for name, value in (("Đơn vị", people.finance_unit().name), ("Nguồn", "Kinh phí của đơn vị"), ("Được duyệt", 5)):
        page.cell(row, columns[name]).value = value
    page.cell(row, columns["Nội dung"]).value = None
    preview = bring(client, call, book)
    assert "không rõ đơn vị" not in preview.content.decode()
    form = client.get(reverse("support_plans:budget_detail", args=[call.pk])).context["form"]
    assert people.finance_unit() in form.fields["unit"].queryset


def test_money_of_a_unit_that_is_asked_no_more_is_mended_in_the_single_form(client_of):
    call, client = asked(), client_of(people.finance())
    write(call, [(only_line(call), 60, 0, "QĐ 1")])
    make.amendment(call.plan, ended=call.plan.tasks.all())
    typed = {
        "unit": make.unit().pk,
        "source": only_line(call).source,
        "approved": "5",
        "allocated": "0",
        "paper": "QĐ 2",
    }
    client.post(reverse("support_plans:budget_detail", args=[call.pk]), typed)
    assert [row[3] for row in standing()] == [5]


def test_strangers_in_the_sheet_cost_no_more_when_there_are_more(client_of):
    call, client = asked(), client_of(people.finance())
    book, page, row, columns = sheet_of(client, call)
    counts = []
    for place in range(3):
        page.insert_rows(row + 1)
        page.cell(row + 1, columns["Đơn vị"]).value = f"Cục Lạ {place}"
        with CaptureQueriesContext(connection) as asked_of_the_store:
            assert bring(client, call, book).content.decode().count("không rõ đơn vị") == place + 1
        counts.append(len(asked_of_the_store))
    assert counts[1] == counts[2]


def test_a_body_that_has_ended_is_named_with_the_one_that_carries_its_work_on(client_of):
    call, client = asked(), client_of(people.finance())
    book, page, row, columns = sheet_of(client, call)
    page.cell(row, columns["Đơn vị"]).value = make.OLD_BODY.upper()
    told = bring(client, call, book).content.decode()
    assert f"Dòng {row}: “{make.OLD_BODY}” đã thôi hoạt động, việc nay do “{make.unit()}” làm." in told
    with pytest.raises(Refused, match="không có việc trong kế hoạch này") as refusal:
        operations.record_allocation(
            call=call, unit=make.old_body(), source=MoneySource.UNIT, approved=5, allocated=0, paper="1/QĐ",
            by=people.finance(), at=make.AT,
        )  # fmt: skip
    assert refusal.value.field == "unit"


def test_the_form_asks_no_more_for_more_lines(client_of):
    call = asked()
    numbers = iter(range(9))

    def another():
        call.allocations.create(
            unit=people.ministry_unit(f"Vụ số {next(numbers)}"), source="unit", approved=5, allocated=1, paper="QĐ 1",
            recorded_at=make.AT, recorded_by=people.finance(),
        )  # fmt: skip

    another()
    url = reverse("support_plans:budget_write", args=[call.pk])
    assert_constant_queries(client_of(people.finance()), url, another, queries=13)
