"""What stands on paper and in the workbook of a report, sent or not."""

import datetime
import io
import subprocess

import openpyxl
import pytest
from docx import Document

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.documents import docx, pdf
from cnnt_portal.documents.content import Column, shares
from cnnt_portal.documents.sheets import workbook
from reporting import operations, paper, queries
from reporting.heads import usual_title
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
AT = make.AT


def words_of(document):
    return [block.text for block in document.body if hasattr(block, "text")]


def test_what_nobody_filled_in_is_not_said_to_be_nothing():
    report = make.yearly_report()
    operations.fill_table(report=report, key="can-bo", rows=[], nothing=True, by=people.so_officer(), at=AT)
    words = words_of(paper.document(report))
    assert words[:2] == ["I. Kết quả bình chọn", "(chưa viết)"]
    assert "Biểu 2. Kinh phí khuyến công theo nguồn: (chưa điền)" in words
    assert "Biểu 6. Cán bộ của trung tâm khuyến công: không phát sinh." in words


def test_a_report_bears_the_symbol_of_its_body():
    Organisation.objects.filter(pk=people.ministry_unit().pk).update(symbol="XTTM")
    report = make.complete_report()
    assert paper.document(report).symbol == "BC-XTTM"
    Organisation.objects.filter(pk=report.organisation_id).update(symbol="")
    report.organisation.refresh_from_db()
    assert paper.document(report).symbol.replace("\u00a0", "") == "BC-"


def test_a_draft_says_so_on_every_page_and_a_sent_report_does_not():
    report = make.complete_report()
    make.write(report, {"kho-khan": "\n".join(["Một đoạn văn dài kể việc đã làm trong kỳ này."] * 60)})
    marks = {}
    for state in ("draft", "sent"):
        made = paper.document(report)
        printed = subprocess.run(["pdftotext", "-", "-"], input=pdf.render(made), capture_output=True, check=True)
        pages = printed.stdout.decode().removesuffix("\f").split("\f")
        section = Document(io.BytesIO(docx.render(made))).sections[0]
        headers = (section.first_page_header, section.header)
        marks[state] = (
            {"DỰ THẢO" in page for page in pages},
            {"DỰ THẢO" in "".join(part.text for part in header.paragraphs) for header in headers},
        )
        if state == "draft":
            assert len(pages) > 1
            operations.submit(report=report, by=people.unit_head(), at=AT)
    assert marks == {"draft": ({True}, {True}), "sent": ({False}, {False})}


def test_a_day_and_a_running_number_have_room_on_one_line():
    """“31/12/2026” in 12 points takes 20 mm, “TT” 6 mm, the padding 2 mm, of 165 mm."""
    widths = dict(zip([column.header for column in paper.COLUMNS], shares(paper.COLUMNS), strict=True))
    assert [widths[name] * 165 > 23 for name in ("Từ ngày", "Đến ngày")] == [True, True]
    assert widths["TT"] * 165 > 8
    assert round(sum(widths.values()), 9) == 1
    assert shares([Column("Ngày", kind="date")] * 10) == [0.1] * 10


def rows_of(book, tab):
    return [[cell.value for cell in row] for row in book[tab].iter_rows()]


def test_the_workbook_says_whose_it_is_of_which_period_and_what_was_corrected():
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    report = make.drafted_report()
    line, by = report.lines.get(), people.unit_officer()
    values = {"products": line.products, "establishments": line.establishments, "amount": 12_000_000}
    operations.correct_line(report=report, line=line, values=values, reason="Hóa đơn về sau.", by=by, at=AT)
    book = openpyxl.load_workbook(io.BytesIO(workbook(paper.sheets(report))))
    assert [row[0] for row in rows_of(book, "Hoạt động trong kỳ")[:3]] == [
        "Báo cáo 6 tháng kết quả thực hiện Kế hoạch hỗ trợ của Bộ Công Thương – DỰ THẢO",
        "Đơn vị: Cục Xúc tiến thương mại",
        "Kỳ: Báo cáo 6 tháng đầu năm 2026, từ 01/01/2026 đến 30/06/2026",
    ]
    assert rows_of(book, "Số liệu đã sửa")[-1] == [
        "Hội chợ",
        "kinh phí (đồng)",
        10_000_000,
        12_000_000,
        "Hóa đơn về sau.",
    ]


def test_the_consolidations_workbook_names_who_is_missing_and_who_was_left_out_and_why():
    made = make.consolidation()
    source = made.sources.get(version__isnull=False)
    operations.leave_out(source=source, reason="Số còn đối chiếu.", by=people.cuc_officer(), at=AT)
    sources = queries.sources_of(made)
    sheets = paper.consolidation_sheets(made, sources, queries.rows_of(sources))
    rows = rows_of(openpyxl.load_workbook(io.BytesIO(workbook(sheets))), "Đơn vị")[4:]
    missing = "Chưa có báo cáo được chấp nhận, không tính là bằng không"
    assert len(rows) == 3
    assert [source.organisation.name, "Không đưa vào", "Số còn đối chiếu."] in rows
    assert [row[1:] for row in rows].count([missing, None]) == 2


def test_an_approved_consolidation_says_who_approved_it_and_when_and_is_printed_anew():
    made = make.submitted_consolidation()
    run_jobs()
    waiting = queries.printed_form(made, "docx")
    leader = people.leader()
    later = AT + datetime.timedelta(hours=1)
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=leader, at=later)
    made.refresh_from_db()
    assert (waiting is None, queries.printed_form(made, "docx")) == (False, None)
    run_jobs()
    assert queries.printed_form(made, "docx") is not None
    words = words_of(paper.consolidation_document(made, queries.sources_of(made), ()))
    assert words[-1] == f"Lãnh đạo Bộ đã phê duyệt trên cổng: {leader.full_name}, 10:00 ngày 06/07/2026."


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Cục Điện lực", "Cục trưởng"),
        ("Vụ Kế hoạch - Tài chính", "Vụ trưởng"),
        ("Sở Công Thương tỉnh Vĩnh Long", "Giám đốc"),
        ("Văn phòng Bộ", "Chánh Văn phòng"),
        ("Báo Công Thương", "Tổng Biên tập"),
        ("Sởi", "Người đứng đầu đơn vị"),
    ],
)
def test_a_head_without_a_written_title_signs_under_that_of_the_office(name, title):
    assert usual_title(Organisation(name=name)) == title
