import http.server
import subprocess
import threading
import unicodedata
from io import BytesIO

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from cnnt_portal.documents import pdf
from cnnt_portal.documents.content import Bold, Column, Heading, Italic, List, Paragraph, Table
from tests.documents.conftest import words_of
from tests.documents.samples import SAMPLES, decision, letter, minutes, report

FACES = ["Regular", "Bold", "Italic", "BoldItalic"]


def vietnamese_letters():
    marks = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
    small = {unicodedata.normalize("NFC", vowel + mark) for vowel in "aăâeêioôơuưy" for mark in marks} | {"đ"}
    return small | {letter.upper() for letter in small}


@pytest.mark.parametrize("face", FACES)
def test_the_fonts_in_the_repository_have_every_vietnamese_letter(face):
    letters = vietnamese_letters()
    assert len(letters) == 146
    font = TTFont(pdf.STATIC / f"fonts/liberation-serif-2.1.5/LiberationSerif-{face}.ttf")
    assert letters - {chr(code) for code in font.getBestCmap()} == set()
    font.close()


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_document_is_written_in_one_family_that_it_carries_itself(sample, tmp_path):
    letters = " ".join(sorted(vietnamese_letters()))
    path = tmp_path / "document.pdf"
    body = (Paragraph(letters), Paragraph((Bold(letters),)), Paragraph((Italic(letters),)))
    path.write_bytes(pdf.render(SAMPLES[sample](body=body)))
    lines = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    names = {line.split()[0].partition("+")[2] for line in lines}
    assert names <= {"Document-Serif", "Document-Serif-Bold", "Document-Serif-Italic", "Document-Serif-Bold-Italic"}
    assert len(names) >= 3
    assert [line.split()[-5] for line in lines] == ["yes"] * len(lines)
    assert words_of(path).replace(" ", "").count(letters.replace(" ", "")) == 3


def test_a_decision_reads_from_top_to_bottom(read_pdf):
    text = read_pdf.pages(pdf.render(decision()))[0]
    parts = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 1205/QĐ-UBND",
        "QUYẾT ĐỊNH\n",
        "Về việc công nhận sản phẩm công nghiệp nông thôn tiêu biểu",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
        "ngày 01 tháng 7 năm 2026.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Công nhận 45 sản phẩm",
        "- Được cấp giấy chứng nhận;",
        "Điều 3.",
        "KT. CHỦ TỊCH",
        "- Như Điều 3;",
        "- Lưu: VT, KT.",
        "Huỳnh Văn Ổn",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "Vĩnh Long, ngày 05 tháng 7 năm 2026" in text
    beside = next(line for line in text.splitlines() if "KT. CHỦ TỊCH" in line)
    assert "Nơi nhận:" in beside


def test_a_letter_has_its_abstract_under_the_number_and_its_addressees(read_pdf):
    text = read_pdf(pdf.render(letter()))
    assert text.index("Số: 96/SCT-KC") < text.index("V/v đề cử sản phẩm") < text.index("Kính gửi:")
    assert "- Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công; - Hội đồng bình chọn cấp khu vực." in text


def test_minutes_have_their_signatures_side_by_side_and_their_recipients_below(read_pdf):
    page = read_pdf.pages(pdf.render(minutes()))[0]
    signers = next(line for line in page.splitlines() if "THƯ KÝ" in line)
    assert signers.split("  ")[-1].strip() == "CHỦ TỊCH HỘI ĐỒNG"
    assert page.index("Huỳnh Văn Ổn") < page.index("Nơi nhận:")


def first_lines(pages):
    return [page.strip().splitlines()[0].strip() for page in pages]


def test_pages_are_numbered_from_the_second_and_an_appendix_counts_its_own(read_pdf):
    numbers = first_lines(read_pdf.pages(pdf.render(decision())))
    assert [line if line.isdigit() else "-" for line in numbers] == ["-", "-", "2", "3"]
    numbers = first_lines(read_pdf.pages(pdf.render(report())))
    assert [line if line.isdigit() else "-" for line in numbers] == ["-", "2", "3"]


@pytest.mark.parametrize("lines", [20, 25])
def test_a_signature_never_stands_on_a_page_without_words_above_it(read_pdf, lines):
    """So many lines leave no room for a signature on their page; it takes the last of them along."""
    document = letter(body=tuple(Paragraph(f"Dòng thứ {n} của văn bản.") for n in range(lines)))

    last = read_pdf.pages(pdf.render(document))[-1]

    assert "của văn bản." in last


def test_the_head_of_a_table_is_repeated_and_its_sums_close_it(read_pdf):
    pages = read_pdf.pages(pdf.render(report()))
    assert ["Kinh phí (đồng)" in page for page in pages] == [True, True, True]
    assert "12.500.000" in pages[0]
    total = next(line for line in pages[2].splitlines() if "Tổng cộng" in line)
    assert total.split()[-2:] == ["820", "10.250.000.000"]


@pytest.mark.parametrize("has_sums", [True, False])
def test_the_last_row_of_a_table_never_stands_alone_on_a_page(read_pdf, has_sums):
    """It is the sums, which nobody reads without a row above them; some tables bring them as a row of their own."""
    columns = (Column("Tên", width=40), Column("Số", kind="int", width=10, total=has_sums))
    ends = set()
    for count in range(21, 27):
        rows = tuple((f"Dòng {number}", number) for number in range(1, count + 1))
        body = (Table(columns, rows if has_sums else (*rows, ("Tổng cộng", 9))),)
        first, *rest = read_pdf.pages(pdf.render(report(body=body)))
        ends.add("Tổng cộng" in first)
        if "Tổng cộng" not in first:
            assert f"Dòng {count}" in rest[0]
    assert ends == {True, False}


def test_a_lying_appendix_lies():
    (appendix,) = decision().appendices
    turned = decision(appendices=(type(appendix)(**vars(appendix) | {"landscape": True}),))
    with pikepdf.open(BytesIO(pdf.render(turned))) as file:
        shapes = [page.mediabox[2] > page.mediabox[3] for page in file.pages]
    assert shapes[0] is False
    assert set(map(bool, shapes[1:])) == {True}


def test_the_paper_is_a4_with_the_margins_of_the_decree(tmp_path):
    path = tmp_path / "margins.pdf"
    words = "Nội dung dài để chạm lề phải của trang giấy, " * 30
    path.write_bytes(pdf.render(decision(body=(Paragraph(words),) * 6, appendices=())))
    layout = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True).stdout
    edges = [
        [float(part.split('"')[1]) for part in line.split()[1:5]] for line in layout.splitlines() if "<word" in line
    ]
    millimetre = 72 / 25.4
    left, right = min(edge[0] for edge in edges), max(edge[2] for edge in edges)
    assert left / millimetre == pytest.approx(30, abs=0.5)
    assert (595.28 - right) / millimetre == pytest.approx(15, abs=0.8)


def test_the_file_is_tagged_for_screen_readers_and_knows_its_title_and_language():
    with pikepdf.open(BytesIO(pdf.render(letter()))) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "vi"
        assert str(file.docinfo["/Title"]) == "V/v đề cử sản phẩm tham gia bình chọn cấp khu vực năm 2026"
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


NASTY = "<b>Đậm</b> & “Ẩn” <script>alert(1)</script> {{ 7|add:1 }} \x00\x0b\x1f\ud800\ufffe\u202e 👩‍🌾 مرحبا"
SEEN = "<b>Đậm</b> & “Ẩn” <script>alert(1)</script> {{ 7|add:1 }}"


def test_whatever_people_typed_is_text_in_every_place(read_pdf):
    document = decision(
        agency=NASTY,
        agency_parent=NASTY,
        number=NASTY,
        place=NASTY,
        kind=NASTY,
        abstract=NASTY,
        addressees=(NASTY,),
        authority=NASTY,
        bases=(NASTY,),
        resolution=NASTY,
        body=(
            Heading(NASTY, 1),
            Heading(NASTY, 2),
            Paragraph((NASTY, Bold(NASTY), Italic(NASTY))),
            List((NASTY,)),
            Table((Column(NASTY),), ((NASTY,),), caption=NASTY),
        ),
        recipients=(NASTY,),
    )
    text = read_pdf(pdf.render(document))
    assert text.count(SEEN) >= 6
    assert "\u202e" not in text


def test_names_of_three_hundred_letters_stay_on_the_page(tmp_path):
    long, unbroken = "Hợp tác xã nông nghiệp " * 13, "Ắ" * 300
    document = decision(
        agency=long,
        abstract=unbroken,
        body=(Table((Column("TT", "int", 4), Column("Tên"), Column("Điểm", "decimal")), ((1, unbroken, None),)),),
        recipients=(unbroken,),
    )
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf.render(document))
    layout = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True).stdout
    right = [float(line.split('xMax="')[1].split('"')[0]) for line in layout.splitlines() if "<word" in line]
    assert max(right) <= 595.28 - 15 * 72 / 25.4 + 1


def test_nothing_is_fetched_from_the_network_or_from_outside_static(tmp_path, caplog):
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        html = f"<html lang=vi><title>x</title><p>x<img src='{address}/a.png'><img src='file:///etc/hostname'>"
        html += "<img src='../manage.py'><img src='img/../../README.md'>"
        assert pdf.from_html(html, stylesheet="document.css")
        server.shutdown()
        thread.join()
    assert asked == []
    assert sum("not one of our own files" in message for message in caplog.messages) == 4


def test_a_picture_of_our_own_is_found(caplog):
    html = "<html lang=vi><title>x</title><p><img alt='' src='img/mark.svg'>"
    assert pdf.from_html(html, stylesheet="document.css")
    assert [message for message in caplog.messages if "Failed" in message] == []


def test_two_threads_write_at_once():
    made = []
    threads = [threading.Thread(target=lambda: made.append(pdf.render(letter()))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [content[:5] for content in made] == [b"%PDF-"] * 2
