from io import BytesIO
from urllib.parse import unquote

import pikepdf
from docx import Document

from cnnt_portal.documents import responses
from tests.documents.samples import letter


def test_a_download_has_a_vietnamese_name_with_the_ending_of_its_type():
    response = responses.download(b"x", "Báo cáo 6 tháng: 2026/1\r\n", responses.XLSX)
    disposition = unquote(response["Content-Disposition"])
    assert disposition == "attachment; filename*=utf-8''Báo cáo 6 tháng- 2026-1.xlsx"
    assert response["Content-Type"] == responses.XLSX
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert responses.download(b"x", "a.xlsx", responses.XLSX)["Content-Disposition"] == 'attachment; filename="a.xlsx"'
    assert responses.download(b"x", "///", responses.PDF)["Content-Disposition"] == 'attachment; filename="---.pdf"'


def test_one_document_leaves_as_pdf_and_as_word():
    with pikepdf.open(BytesIO(responses.as_pdf(letter(), "Công văn").content)) as file:
        assert len(file.pages) == 1
    word = Document(BytesIO(responses.as_docx(letter(), "Công văn").content))
    assert word.core_properties.title == letter().title
