"""Every certificate is read back: text, QR code, fonts, PDF/A."""

import io
import re
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date

import pdfua
import pikepdf
import pytest

from certificates.design import standard_designs
from certificates.models import Certificate, PaperTemplate
from certificates.paper import public_address, render
from certificates.typesetting import face, lost, set_words

from .reading import text_of

LONG_NAME = "Bộ sản phẩm " + ", ".join(["kẹo dừa sáp lá dứa Cầu Kè thượng hạng"] * 7)
LETTERS = "ĂÂĐÊÔƠƯăâđêôơư ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰ ỳýỷỹỵ"


def certificate(product_name="Kẹo dừa sáp lá dứa", **facts):
    return Certificate(
        code="K7MNP2QRST",
        number="001/GCN-2026",
        level="province",
        level_words="Cấp tỉnh",
        year=2026,
        product_name=product_name,
        establishment_name="Công ty TNHH Chế biến Dừa sáp Cầu Kè",
        address="Ấp Chợ, Xã Cầu Kè, Tỉnh Vĩnh Long",
        issuer="Ủy ban nhân dân tỉnh Vĩnh Long",
        decision_number="1234/QĐ-UBND",
        decision_date=date(2026, 11, 10),
        issued_on=date(2026, 11, 10),
        valid_until=date(2029, 12, 31),
        unit_name="Tỉnh Vĩnh Long",
        signer_name="Huỳnh Văn Ổn",
        signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        **facts,
    )


def test_the_facts_stand_on_the_paper_as_they_were_copied():
    text = text_of(render(certificate()))
    for fact in ("Kẹo dừa sáp lá dứa", "001/GCN-2026", "1234/QĐ-UBND", "Huỳnh Văn Ổn", "31/12/2029"):
        assert fact in text


def test_the_qr_code_on_the_rendered_page_leads_to_the_public_page(tmp_path):
    (tmp_path / "c.pdf").write_bytes(render(certificate()))
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", "c.pdf", "c"], cwd=tmp_path, check=True)
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "c.png"], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    assert read.stdout.strip() == public_address(certificate())


@pytest.mark.parametrize("name", [LONG_NAME, "X" * 300, "Trà 🍵 sen", "<b>{{ code }}</b> & bánh", "‏שלום‏ bánh"])
def test_a_strange_or_long_name_stays_on_one_page_whole(name):
    pdf = render(certificate(product_name=name))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
    if name.isascii() or name == LONG_NAME:
        assert name.replace(" ", "") in text_of(pdf).replace(" ", "")


def test_every_vietnamese_letter_comes_from_the_embedded_serif(tmp_path):
    (tmp_path / "c.pdf").write_bytes(render(certificate(product_name=LETTERS)))
    fonts = subprocess.run(["pdffonts", "c.pdf"], cwd=tmp_path, capture_output=True, check=True, text=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows
    assert all("Certificate-Serif" in row for row in rows), fonts
    assert all(" yes yes yes " in " ".join(row.split()) for row in rows), fonts


def test_the_paper_is_an_archival_pdf():
    with pikepdf.open(io.BytesIO(render(certificate()))) as document:
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert "/OutputIntents" in document.Root
        assert "/ID" in document.trailer


def test_the_paper_says_that_it_is_accessible_and_a_reader_of_pdf_ua_finds_nothing_wrong(tmp_path):
    (tmp_path / "c.pdf").write_bytes(render(certificate()))
    with pikepdf.open(tmp_path / "c.pdf") as document, document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Giấy chứng nhận 001/GCN-2026: Kẹo dừa sáp lá dứa"
    report = pdfua.validate(str(tmp_path / "c.pdf"))
    assert [finding for finding in report.findings if finding.severity is pdfua.Severity.ERROR] == []


def test_a_sign_beyond_the_alphabet_changes_nothing_of_what_stands_around_it():
    """The blank sheet and the page engine put the same words in the same places."""
    quick, slow = (_placed_words(render(certificate(product_name=name))) for name in ("Trà sen", "Trà sen Ω"))
    assert {word: place for word, place in slow.items() if word not in ("Trà", "sen", "Ω")} == {
        word: place for word, place in quick.items() if word not in ("Trà", "sen")
    }
    assert "K7MNP2QRST" in quick


def test_a_sign_that_no_face_has_is_left_out_and_no_empty_glyph_is_drawn(caplog):
    text = text_of(render(certificate(product_name="Trà 🍵 sen Ω")))
    assert "Trà sen Ω" in text
    assert "notdef" not in caplog.text


def _placed_words(pdf):
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]+)<', boxes)
    return {word: (round(float(x)), round(float(y)), round(float(right))) for x, y, right, word in found}


@pytest.mark.parametrize("text", ["10/11/2026", "—", " ", "Ằ"])
def test_whatever_is_in_the_alphabet_stands_where_its_line_stands(text):
    assert face(bold=False, italic=False).shape(text) is not None


def test_kerning_is_that_of_the_font():
    assert sum(advance for _, advance in face(True, False).shape("VA")) < sum(
        face(True, False).widths[glyph] for glyph, _ in face(True, False).shape("VA")
    )


def box(name):
    return next(box for box in standard_designs()["vi"].boxes if box.name == name)


@pytest.mark.parametrize(
    ("product", "size"), [("Than", 28), ("Bộ sản phẩm " * 9, 25), ("Bộ sản phẩm " * 14, 20), ("X" * 300, 12)]
)
def test_names_are_set_as_large_as_they_fit(product, size):
    found = set_words(box("Tên sản phẩm"), product.strip())
    assert found.size == size
    assert "".join(line.text for line in found.lines).replace(" ", "") == product.replace(" ", "")


def test_the_longest_names_end_above_the_date_of_the_signature(tmp_path):
    longest = certificate("Bộ sản phẩm kẹo dừa " * 15)
    longest.establishment_name, longest.address = "Công ty Trách nhiệm hữu hạn " * 10, "ấp Thạnh Hưng " * 28
    (tmp_path / "c.pdf").write_bytes(render(longest))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "c.pdf", "-"], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    words = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', boxes.stdout)
    bottom = max(float(low) for _, low, word in words if unicodedata.normalize("NFC", word) == "Hưng")
    date = min(float(high) for high, _, word in words if unicodedata.normalize("NFC", word) == "tháng")
    assert bottom < date


FORMS = {"to sign by hand": {}, "electronic": {"is_electronic": True}, "sample": {"is_sample": True}}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("design", standard_designs())
@pytest.mark.parametrize("name", ["Kẹo dừa sáp", "Trà 🍵 sen ﬁ Ω"], ids=["filled blank", "page of its own"])
def test_every_form_of_every_paper_keeps_the_rules_of_the_archive(form, design, name, tmp_path):
    template = PaperTemplate(design=standard_designs()[design].as_json())
    (tmp_path / "c.pdf").write_bytes(render(certificate(product_name=name, template=template), **FORMS[form]))
    with pikepdf.open(tmp_path / "c.pdf") as document:
        with document.open_metadata() as metadata:
            said = [metadata[key] for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
        assert said == ["3", "B", "1"]
        assert ("/OutputIntents" in document.Root, "/ID" in document.trailer) == (True, True)
        smoothed = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Interpolate")]
        assert smoothed == []
    subprocess.run(["qpdf", "--check", "c.pdf"], cwd=tmp_path, check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", "c.pdf"], cwd=tmp_path, capture_output=True, check=True, text=True).stdout
    assert all(" yes yes yes " in " ".join(row.split()) for row in fonts.splitlines()[2:]), fonts
    errors = [one for one in pdfua.validate(str(tmp_path / "c.pdf")).findings if one.severity is pdfua.Severity.ERROR]
    assert errors == []


def test_an_empty_line_in_a_title_or_in_a_box_is_left_out_on_both_engines():
    vi = standard_designs()["vi"]
    boxes = tuple(
        replace(box, text="HẠT GẠO\n\n \nLÀNG TA") if box.name == "Lời chứng nhận" else box for box in vi.boxes
    )
    template = PaperTemplate(design=replace(vi, boxes=(*boxes, replace(boxes[-1], text=" \n "))).as_json())
    # “茶” is not in the alphabet: the page engine draws that one.
    for name in ("Kẹo dừa sáp", "Trà 茶"):
        issued = certificate(name, template=template)
        issued.signer_title = "KT. CHỦ TỊCH\r\n\r\nPHÓ CHỦ TỊCH\n"
        text = " ".join(text_of(render(issued), "-raw").split())
        assert ("HẠT GẠO LÀNG TA" in text, "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text) == (True, True), text


def test_the_paper_of_a_trial_says_so_and_a_real_one_does_not(settings):
    mark = "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
    told = []
    for settings.PAPERS_HAVE_LEGAL_FORCE in (True, False):
        told += [mark in text_of(render(certificate(), is_electronic=kind)) for kind in (False, True)]
    assert told == [False, False, True, True]


def test_signs_that_the_faces_lack_are_named_and_what_nobody_sees_is_not():
    texts = ("Trà 茶 sen 🍵🍵", "Kẹo dừa “Bến Tre” – loại ½ kg", "\u200fbánh")
    assert [lost(text) for text in texts] == [["茶", "🍵"], [], []]
