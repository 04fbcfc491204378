import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from cnnt_portal.documents import docx
from cnnt_portal.documents.content import Bold, Column, Heading, Italic, List, Paragraph, Table
from tests.documents.conftest import words_of
from tests.documents.samples import SAMPLES, decision, letter, minutes, report
from tests.documents.test_pdf import NASTY, SEEN


def opened(document):
    return Document(BytesIO(docx.render(document)))


def text_of(word):
    """All words in the order of the page, tables included."""
    return " ".join(
        "".join(node.text or "" if node.tag == qn("w:t") else " " for node in paragraph.iter(qn("w:t"), qn("w:br")))
        for paragraph in word.element.body.iter(qn("w:p"))
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_word_and_pdf_say_the_same(sample, read_pdf, tmp_path):
    from cnnt_portal.documents import pdf

    document = SAMPLES[sample]()
    in_word = sorted(text_of(opened(document)).split())
    numbers = [str(n) for n, _ in enumerate(read_pdf.pages(pdf.render(document)), 1)]
    in_pdf = sorted(read_pdf(pdf.render(document)).split())
    for repeated in ("decision", "report"):
        if sample == repeated:
            # Page numbers and the repeated heads of tables are drawn by the PDF only.
            assert set(in_pdf) - set(in_word) <= set(numbers)
            assert set(in_word) - set(in_pdf) == set()
            return
    assert in_pdf == in_word


def test_the_paper_and_the_margins_are_those_of_the_decree():
    section = opened(decision()).sections[0]
    edges = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    edges += (section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in edges] == [210, 297, 20, 20, 30, 15]


def test_the_number_of_the_page_is_centred_above_and_hidden_on_the_first():
    for section in opened(decision()).sections:
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text == ""
        header = section.header.paragraphs[0]
        assert [part.text for part in header._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert str(header.alignment) == "CENTER (1)"


def test_an_appendix_begins_a_section_that_counts_from_one():
    (appendix,) = decision().appendices
    lying = type(appendix)(**vars(appendix) | {"landscape": True})
    first, second = opened(decision(appendices=(lying,))).sections
    assert first._sectPr.find(qn("w:pgNumType")) is None
    assert second._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert [section.page_width > section.page_height for section in (first, second)] == [False, True]


def test_the_sizes_and_styles_are_those_of_the_decree():
    word = opened(decision())
    normal = word.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    by_text = {p.text: p for p in word.element.body.iter(qn("w:p")) for p in [_paragraph(p, word)] if p.text}
    kind, basis, signer = by_text["QUYẾT ĐỊNH"], by_text["Nơi nhận:"], by_text["PHÓ CHỦ TỊCH"]
    assert (kind.runs[0].bold, kind.runs[0].font.size.pt) == (True, 14)
    assert (basis.runs[0].bold, basis.runs[0].italic, basis.runs[0].font.size.pt) == (True, True, 12)
    assert signer.runs[0].bold
    assert by_text["- Bộ Công Thương;"].runs[0].font.size.pt == 11
    ground = by_text["Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;"]
    assert ground.runs[0].italic
    assert round(ground.paragraph_format.first_line_indent.mm) == 10
    assert ground.paragraph_format.space_before.pt == 6


def _paragraph(element, word):
    from docx.text.paragraph import Paragraph as WordParagraph

    return WordParagraph(element, word)


def test_a_table_repeats_its_head_and_ends_with_its_sums():
    table = next(t for t in opened(report()).tables if t.style.name == "Table Grid")
    assert [cell.text for cell in table.rows[0].cells] == [
        "TT",
        "Nội dung hỗ trợ",
        "Ngày",
        "Số cơ sở",
        "Kinh phí (đồng)",
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 42
    assert [cell.text for cell in table.rows[-1].cells] == ["", "Tổng cộng", "", "820", "10.250.000.000"]
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    # The sums take the row above them along to the next page.
    assert [place for place, is_kept in enumerate(kept) if is_kept] == [40]


def test_whatever_people_typed_is_text_in_every_place():
    document = decision(
        **dict.fromkeys(("agency", "agency_parent", "number", "place", "kind", "abstract", "authority"), NASTY),
        addressees=(NASTY,),
        bases=(NASTY,),
        body=(
            Heading(NASTY, 1),
            Paragraph((NASTY, Bold(NASTY), Italic(NASTY))),
            List((NASTY,), ordered=True),
            Table((Column(NASTY),), ((NASTY,),), caption=NASTY),
        ),
        recipients=(NASTY,),
    )
    content = docx.render(document)
    text = " ".join(text_of(Document(BytesIO(content))).split())
    assert text.count(SEEN) == 15
    assert "\u202e" not in text
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))


def test_the_elements_of_each_paragraph_stand_in_the_order_of_the_schema():
    order = ["keepNext", "widowControl", "pBdr", "spacing", "ind", "jc"]
    body = opened(minutes()).element.body
    for properties in body.iter(qn("w:pPr")):
        names = [etree.QName(child).localname for child in properties if etree.QName(child).localname in order]
        assert names == sorted(names, key=order.index)
    for properties in body.iter(qn("w:tblPr")):
        names = [etree.QName(child).localname for child in properties]
        assert names.index("tblCellMar") < names.index("tblLook")


def test_libreoffice_lays_it_out_on_as_many_pages_as_the_pdf(office, tmp_path, read_pdf):
    path = tmp_path / "quyet-dinh.docx"
    path.write_bytes(docx.render(decision()))
    pages = read_pdf.pages(office(path, "pdf").read_bytes())
    assert [page.strip().splitlines()[0].strip() for page in pages[2:]] == ["2", "3"]
    assert len(pages) == 4
    assert "QUYẾT ĐỊNH" in pages[0]
    assert pages[1].strip().startswith("DANH SÁCH SẢN PHẨM")


def test_libreoffice_keeps_the_heading_of_the_state_on_one_line(office, tmp_path):
    path = tmp_path / "cong-van.docx"
    path.write_bytes(docx.render(letter()))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words_of(office(path, "pdf"))
