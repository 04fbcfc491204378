"""What stands on paper and in the workbook of a report, sent or not."""

import io
import subprocess

import pytest
from docx import Document

from cnnt_portal.documents import docx, pdf
from cnnt_portal.documents.content import Column, shares
from reporting import operations, paper
from tests import people
from tests.factories import reporting as make

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
