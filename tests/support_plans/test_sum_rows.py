"""Rows that add a brought table up: never entered, and told where they do not add up."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook

from cnnt_portal.ui.tables import cells_of_text, cells_of_workbook
from support_plans import queries
from support_plans.importing import table_of
from support_plans.models import ActivityResult
from tests import people
from tests.factories import support_plans as make

from .test_importing import GIVEN, enter, read

pytestmark = pytest.mark.django_db


def test_cells_that_were_merged_in_excel_hold_for_all_that_they_cover():
    book = Workbook()
    sheet = book.active
    for row in (
        ["BẢNG TỔNG HỢP KẾT QUẢ HỘI CHỢ"],
        ["TT", "Hội chợ", "Thời gian", None, "Sản phẩm", "Kết quả"],
        [None, None, "Từ ngày", "Đến ngày", None, "Số gian hàng", "Doanh thu (triệu đồng)"],
        [1, "Hội chợ Vinh", datetime.date(2026, 5, 1), datetime.date(2026, 5, 3), "Miến", 1, 12.5],
        [2, None, None, None, "Chè", 2, 7],
        [None, "Tổng cộng", None, None, None, 3, 19.5],
    ):
        sheet.append(row)
    for span in ("A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:G2", "B4:B5", "C4:C5", "D4:D5", "B6:E6"):
        sheet.merge_cells(span)
    kept = BytesIO()
    book.save(kept)
    table = table_of(cells_of_workbook(BytesIO(kept.getvalue())), given={**GIVEN, "title": "", "starts_on": None})
    days = (datetime.date(2026, 5, 1), datetime.date(2026, 5, 3))
    assert [
        (*map(line.facts.get, ("title", "starts_on", "ends_on", "product")), line.problems) for line in table.lines
    ] == [
        ("Hội chợ Vinh", *days, "Miến", []),
        ("Hội chợ Vinh", *days, "Chè", []),
    ]
    assert [line.figures["result_turnover"] for line in table.lines] == [12_500_000, 7_000_000]
    assert [(row.number, row.differences) for row in table.sums] == [(6, [])]


@pytest.mark.parametrize(
    "total",
    ["Tổng cộng\t\t", "\tCộng:\t", "3\tTỔNG SỐ: 2 gian\t", "Cộng hội chợ\t\t", "\tTong cong\t"],
)
def test_the_row_that_adds_a_table_up_is_named_and_not_entered(total):
    head = "TT\tSản phẩm\tCơ sở\tSố gian hàng\tDoanh thu"
    table = table_of(
        cells_of_text(f"{head}\n1\tMiến\tHTX\t1\t10 triệu\n2\tCồng chiêng\tHTX\t1\t20 triệu\n{total}\t2\t30 triệu"),
        given=GIVEN,
    )
    assert [line.facts["product"] for line in table.lines] == ["Miến", "Cồng chiêng"]
    assert [(row.number, row.differences) for row in table.sums] == [(4, [])]


def test_a_sum_that_does_not_add_up_says_by_which_column():
    table = table_of(
        cells_of_text(
            "TT\tHội chợ\tSản phẩm\tSố gian hàng\tDoanh thu (triệu đồng)\n"
            "1\tHội chợ Vinh\tMiến\t1\t10\n2\t\tChè\t1\t20\nCộng Vinh\t\t\t2\t30\n"
            "1\tHội chợ Huế\tMắm\t1\t5\nCộng Huế\t\t\t2\t5\nTổng cộng\t\t\t3\t36"
        ),
        given={**GIVEN, "title": ""},
    )
    assert [line.facts["title"] for line in table.lines] == ["Hội chợ Vinh", "Hội chợ Vinh", "Hội chợ Huế"]
    assert [(row.number, row.differences) for row in table.sums] == [
        (4, []),
        (6, ["Số gian hàng ghi 2, các dòng cộng lại 1"]),
        (7, ["Doanh thu tại hội chợ (đồng) ghi 36.000.000, các dòng cộng lại 35.000.000"]),
    ]


def test_names_that_begin_like_a_sum_are_names():
    lines = read(
        "Tên hoạt động\tSản phẩm\tDoanh thu\nTổng kết mùa hội chợ\tMiến\t1 triệu\nCộng đồng khởi nghiệp\tChè\t2 triệu"
    )
    assert [line.facts["title"] for line in lines] == ["Tổng kết mùa hội chợ", "Cộng đồng khởi nghiệp"]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Cơ sở\tSản phẩm", "Tổng công ty Chè Việt Nam\tChè"),
        ("Đơn vị tổ chức\tSản phẩm", "Tổng công ty Chè Việt Nam\tChè"),
        ("Đơn vị tổ chức\tTên hoạt động", "Tổng công ty Chè Việt Nam\tHội chợ Vinh"),
        ("Ghi chú\tSản phẩm", "Cộng đồng Mông ở Hà Giang\tChè"),
        ("Ghi chú\tSản phẩm", "Cộng đồng Mông ở Hà Giang\t"),
        ("Ghi chú\tSản phẩm", "Tổng số 1 của tỉnh\tChè"),
        ("Ghi chú\tSố giấy chứng nhận", "Cộng thêm sau\t12/GCN"),
        ("Ghi chú\tSản phẩm", "Cộng thêm sau\tB-52"),
        ("Ghi chú\tSản phẩm", "Tổng số 1 của tỉnh\tA1"),
        ("Ghi chú\tSố giấy chứng nhận", "Cộng thêm sau\tB-001"),
        ("Sản phẩm\tGhi chú", "X5\tCộng thêm sau"),
        ("Tên hoạt động\tGhi chú", "A1\tCộng thêm sau"),
        ("Ghi chú\tTên hoạt động", "Tổng duyệt trước\tHội chợ Vinh"),
        ("Tên hoạt động\tSản phẩm", "Tổng hợp hàng Việt\tChè"),
        ("Tên hoạt động\tSản phẩm", "Cộng đồng mua sắm\tChè"),
        ("Tên hoạt động\tSản phẩm", "Cộng 1 ngày mở thêm\tChè"),
    ],
)
def test_a_row_that_names_something_is_no_sum(head, row):
    table = table_of(cells_of_text(f"{head}\tDoanh thu\n{row}\t10 triệu"), given=GIVEN)
    assert [line.figures["result_turnover"] for line in table.lines] == [10_000_000]
    assert table.sums == []


@pytest.mark.parametrize(
    ("first", "total"),
    [
        ("TT", "I\tTổng cộng"),
        ("TT", "2 hội chợ\tTổng cộng"),
        ("Mục", "A.\tCộng"),
        ("", "IV)\tTổng số: 2 hội chợ"),
        ("Mục", "I.1\tTổng cộng"),
        ("", "A2)\tCộng"),
        ("TT", "I\tTổng (1+2)"),
        ("TT", "\tCộng (I + II)"),
        ("TT", "\tTổng I + II"),
        ("TT", "\tCộng mục I"),
    ],
)
def test_what_numbers_a_row_stands_before_the_word_for_a_sum(first, total):
    table = table_of(
        cells_of_text(
            f"{first}\tTên hoạt động\tDoanh thu\n1\tHội chợ\t10 triệu\n2\tPhiên chợ\t20 triệu\n{total}\t30 triệu"
        ),
        given=GIVEN,
    )
    assert [line.facts["title"] for line in table.lines] == ["Hội chợ", "Phiên chợ"]
    assert [(row.number, row.differences) for row in table.sums] == [(4, [])]


def test_a_total_that_counts_what_it_adds_up_is_a_sum():
    table = table_of(
        cells_of_text("Sản phẩm\tCơ sở\tDoanh thu\nChè\tHTX\t10 triệu\nTổng cộng\t1 cơ sở\t10 triệu"), given=GIVEN
    )
    assert [(row.number, row.differences) for row in table.sums] == [(3, [])]


def test_a_sum_may_add_up_several_groups_before_or_after_it():
    below = "1\tA\t1 triệu\nCộng A\t\t1 triệu\n2\tB\t2 triệu\nCộng B\t\t2 triệu\nCộng miền Bắc\t\t3 triệu"
    above = "Cộng miền Nam\t\t7 triệu\nCộng C\t\t3 triệu\n1\tC\t3 triệu\nCộng D\t\t4 triệu\n1\tD\t4 triệu"
    for rows, count in ((f"{below}\n3\tE\t5 triệu\nTổng cộng\t\t8 triệu", 4), (f"1\tE\t5 triệu\n{above}", 3)):
        table = table_of(cells_of_text(f"TT\tSản phẩm\tDoanh thu\n{rows}"), given=GIVEN)
        assert [row.differences for row in table.sums] == [[]] * count


def test_a_row_of_bare_figures_is_not_entered_as_one_more_stall():
    one = make.certificate("Chè")
    batch = make.table("TT\tSản phẩm\tDoanh thu\n1\tChè\t10 triệu\n\t\t10 triệu", make.plan([one]))
    assert [judged.problems for judged in queries.judged_import(batch).lines] == [
        [],
        ["Dòng này chỉ có số, không ghi sản phẩm. Nếu là dòng cộng thì không cần nhập."],
    ]
    enter(batch)
    assert ActivityResult.objects.get().value == 10_000_000


def test_the_preview_says_what_became_of_the_row_that_adds_up(client_of):
    batch = make.table(
        "TT\tSản phẩm\tDoanh thu\n1\tChè\t10 triệu\nTổng cộng\t\t11 triệu", make.plan([make.certificate("Chè")])
    )
    page = (
        client_of(people.unit_officer()).get(reverse("support_plans:import_detail", args=[batch.pk])).content.decode()
    )
    assert "Dòng 3 là dòng cộng, không nhập" in page
    assert "Doanh thu tại hội chợ (đồng) ghi 11.000.000, các dòng cộng lại 10.000.000" in page
    enter(batch)
    assert ActivityResult.objects.get().value == 10_000_000
