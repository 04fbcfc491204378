from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cnnt_portal.documents.content import MAX_TABLE_ROWS, Column, List, Table, in_words
from cnnt_portal.documents.values import clean, shown
from cnnt_portal.errors import Refused
from tests.documents.samples import decision, letter, product_table, report


def test_the_number_and_the_date_stand_as_the_decree_writes_them():
    document = decision(number="05", symbol="QĐ-UBND", date=date(2026, 2, 5))
    assert document.number_line == "Số: 05/QĐ-UBND"
    assert document.date_line == "Vĩnh Long, ngày 05 tháng 02 năm 2026"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (date(2025, 12, 31), "ngày 31 tháng 12 năm 2025"),
    ],
)
def test_only_days_below_ten_and_the_first_two_months_get_a_zero(day, written):
    assert in_words(day) == written


def test_an_unknown_number_and_date_leave_room_for_the_pen():
    document = report()
    assert " ".join(document.number_line.split()) == "Số: /BC-XTTM"
    assert " ".join(document.date_line.split()) == "Hà Nội, ngày tháng năm 20"


def test_a_letter_is_a_document_without_a_kind():
    assert letter().is_letter
    assert not decision().is_letter


@pytest.mark.parametrize(
    ("agency", "lines"),
    [
        ("Sở Công Thương", "SỞ CÔNG THƯƠNG"),
        ("Ủy ban nhân dân tỉnh Vĩnh Long", "ỦY BAN NHÂN DÂN\nTỈNH VĨNH LONG"),
        ("Hội đồng bình chọn\nsản phẩm công nghiệp", "HỘI ĐỒNG BÌNH CHỌN\nSẢN PHẨM CÔNG NGHIỆP"),
        (
            "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công",
            "CỤC ĐỔI MỚI SÁNG\nTẠO, CHUYỂN ĐỔI\nXANH VÀ KHUYẾN CÔNG",
        ),
        ("X" * 300, "\n".join(["X" * 25] * 12)),
    ],
)
def test_the_name_of_the_agency_is_broken_into_even_lines(agency, lines):
    assert decision(agency=agency).agency_lines == lines


def test_totals_stand_under_the_columns_that_are_added_up():
    columns = (Column("TT", "int", 4), Column("Tên", width=30), Column("Số", "int", total=True), Column("Ghi chú"))
    table = Table(columns, ((1, "a", 2, "x"), (2, "b", None, "y"), (3, "c", 5, None)))
    assert table.totals() == [None, None, 7, None]
    assert table.label_column == 1
    assert Table(columns, ()).totals() is None
    assert Table(columns[:2], ((1, "a"),)).totals() is None


def test_a_row_that_does_not_fit_its_columns_is_our_mistake():
    with pytest.raises(ValueError, match="one value for each column"):
        Table((Column("A"),), (("x", "y"),))


def test_a_table_too_long_for_paper_is_refused_with_the_way_out():
    assert decision(body=(product_table(MAX_TABLE_ROWS),), appendices=())
    with pytest.raises(Refused) as caught:
        decision(body=(product_table(MAX_TABLE_ROWS),))
    assert caught.value.sentence == (
        "Văn bản có bảng dài 1.045 dòng, quá mức 1.000 dòng của bản PDF và Word. Hãy tải bản Excel (.xlsx)."
    )


def test_items_get_a_dash_or_a_number():
    assert List(("a", "b")).marked() == [("- ", "a"), ("- ", "b")]
    assert List(("a", "b"), ordered=True).marked() == [("1. ", "a"), ("2. ", "b")]


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (None, "money", ""),
        (0, "int", "0"),
        (1234567, "int", "1.234.567"),
        (-1234567, "money", "-1.234.567"),
        (Decimal("1234567.00"), "money", "1.234.567"),
        (Decimal("1234.5"), "money", "1.234,50"),
        (Decimal("70"), "decimal", "70,00"),
        (Decimal("70.125"), "decimal", "70,12"),
        (date(2025, 7, 1), "date", "01/07/2025"),
        (datetime(2025, 6, 30, 17, 30, tzinfo=UTC), "date", "01/07/2025"),
        (datetime(2025, 6, 30, 17, 30, tzinfo=UTC), "text", "00:30 01/07/2025"),
        (12, "text", "12"),
        ("0012", "int", "0012"),
        (True, "int", "True"),
    ],
)
def test_values_are_written_as_offices_write_them(value, kind, written):
    assert shown(value, kind) == written


def test_what_a_document_cannot_hold_is_dropped_and_the_rest_kept():
    assert clean("a\x00b\x0bc\ud800d\ufffee\u202ef\x1b") == "abcdef"
    assert clean("dòng 1\r\ndòng 2\tcột") == "dòng 1\ndòng 2\tcột"
    assert clean("Mie\u0302\u0301n") == "Miến"
    assert clean("ảnh 👩‍🌾 é") == "ảnh 👩‍🌾 é"
