import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import Formula, Sheet, workbook
from tests.documents.conftest import words_of

COLUMNS = (
    Column("TT", "int", width=5),
    Column("Tên sản phẩm", width=30),
    Column("Ngày", "date"),
    Column("Điểm", "decimal"),
    Column("Kinh phí (đồng)", "money", width=18, total=True),
)
ROWS = [
    (1, "Miến dong Bình Liêu", date(2026, 7, 5), Decimal("71.25"), Decimal("12500000.00")),
    (2, "Bánh tráng Cù Lao Mây", None, Decimal("70.50"), 7_500_000),
]


def opened(*sheets):
    return load_workbook(BytesIO(workbook(sheets)))


def test_cells_keep_their_types_and_their_formats():
    page = opened(Sheet("Danh sách", COLUMNS, ROWS))["Danh sách"]
    assert [cell.value for cell in page[2]] == [1, "Miến dong Bình Liêu", datetime(2026, 7, 5), 71.25, 12_500_000]
    assert [cell.number_format for cell in page[2]] == ["#,##0", "@", "dd/mm/yyyy", "#,##0.00", "#,##0"]
    assert [cell.value for cell in page[3]] == [2, "Bánh tráng Cù Lao Mây", None, 70.5, 7_500_000]


def test_the_head_is_frozen_under_its_heading_and_repeated_on_paper():
    page = opened(Sheet("Danh sách", COLUMNS, ROWS, heading=("DANH SÁCH", "Năm 2026"))).active
    assert page["A1"].value == "DANH SÁCH"
    assert page.freeze_panes == "A5"
    assert page.print_title_rows == "$4:$4"
    assert [cell.value for cell in page[4]] == [column.header for column in COLUMNS]
    assert page.column_dimensions["B"].width == 32


def test_sums_are_formulas_over_exactly_the_rows():
    page = opened(Sheet("Danh sách", COLUMNS, ROWS, heading=("X",))).active
    assert [cell.value for cell in page[6]] == [None, "Tổng cộng", None, None, "=SUM(E4:E5)"]
    assert page.max_row == 6
    empty = opened(Sheet("Danh sách", COLUMNS, [])).active
    assert empty.max_row == 1


@pytest.mark.parametrize(
    "typed", ['=HYPERLINK("http://xau.vn")', "=1+1", "+84 912 345 678", "-5", "@SUM(A1)", "\t=1", "#REF!", "1e5", "007"]
)
def test_what_was_typed_stays_text(typed):
    page = opened(Sheet("X", (Column("Tên"), Column("Số", "int")), [(typed, typed)])).active
    for cell in page[2]:
        assert (cell.value, cell.data_type, cell.number_format) == (typed, "s", "@")
    if typed[0] in "=+-@\t":
        assert page["A2"].quotePrefix


def test_what_a_sheet_cannot_hold_is_text_or_dropped():
    rows = [
        ("a\x00b\x0b", 10**15, date(1890, 5, 1)),
        ("x" * 40_000, Decimal("1.5"), datetime(2026, 6, 30, 17, 30, tzinfo=UTC)),
    ]
    page = opened(Sheet("X", (Column("A"), Column("B", "int"), Column("C", "date")), rows)).active
    assert [cell.value for cell in page[2]] == ["ab", "1.000.000.000.000.000", "01/05/1890"]
    assert len(page["A3"].value) == 32_000
    assert (page["B3"].value, page["C3"].value) == (1.5, datetime(2026, 7, 1))


def test_tabs_have_names_that_a_sheet_may_have_and_never_the_same():
    names = ["Kỳ 2026: cấp tỉnh/xã [1]", "kỳ 2026  cấp tỉnh xã  1", "", "X" * 40, "X" * 50, "'a'"]
    book = opened(*(Sheet(name, (Column("A"),), []) for name in names))
    assert len({name.lower() for name in book.sheetnames}) == 6
    assert [name for name in book.sheetnames if re.search(r"[\[\]:*?/\\]", name) or not 0 < len(name) <= 31] == []


def test_libreoffice_opens_it_and_computes_the_sums(office, tmp_path):
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(workbook([Sheet("Danh sách", COLUMNS, [*ROWS, (3, "=1+1", None, None, None)])]))
    text = words_of(office(path, "pdf"))
    assert "1 Miến dong Bình Liêu 05/07/2026 71.25 12,500,000" in text
    assert "3 =1+1" in text
    assert text.endswith("Tổng cộng 20,000,000")


def test_a_long_sheet_comes_from_a_generator():
    rows = ((n, f"Sản phẩm {n}", None, None, n) for n in range(1, 3_001))
    page = opened(Sheet("Dài", COLUMNS, rows)).active
    assert [cell.value for cell in page[3_001]] == [3_000, "Sản phẩm 3000", None, None, 3_000]
    assert page["E3002"].value == "=SUM(E2:E3001)"


def test_a_formula_computes_in_its_own_row_and_a_typed_one_stays_text():
    columns = (Column("A", "int"), Column("B", "int"), Column("Hiệu", "int", total=True))
    rows = [(5, 2, Formula("=A{row}-B{row}")), (7, 7, Formula("=A{row}-B{row}", "0%")), (1, 1, "=A1")]
    page = load_workbook(BytesIO(workbook([Sheet("Bảng", columns, rows, ("Đầu đề",))]))).active
    assert [(cell.value, cell.data_type, cell.number_format) for cell in page["C"][3:6]] == [
        ("=A4-B4", "f", "#,##0"), ("=A5-B5", "f", "0%"), ("=A1", "s", "@")]  # fmt: skip
