"""The papers of a dossier for printing: photos in their size, copies behind them, contents with the right pages."""

import re
import subprocess
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from docx import Document

from cnnt_portal.files.models import StoredFile
from registrations.models import BoundDossier, PaperKind
from tests.factories import registrations as make
from tests.factories.files import bitmap, jpeg, pdf
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db


def _text(content, page=None):
    """What a reader of the PDF reads, one page or all."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    out = subprocess.run(["pdftotext", "-layout", *pages, "-", "-"], input=content, capture_output=True, check=True)
    return out.stdout.decode()


def _pictures_in_cm(content):
    """[width, height] of every picture on paper, from its pixels and its dots per inch."""
    out = subprocess.run(["pdfimages", "-list", "-"], input=content, capture_output=True, check=True)
    rows = [line.split() for line in out.stdout.decode().splitlines()[2:]]
    return [[round(int(row[side]) / int(row[dots]) * 2.54) for side, dots in ((3, 12), (4, 13))] for row in rows]


def _bound(client_of, entry):
    """The whole dossier, after somebody asked for it and the worker made it."""
    browser = client_of(make.owner_of_entry(entry))
    address = reverse("registrations:dossier_print", args=[entry.pk])
    assert browser.get(reverse("registrations:dossier_pdf", args=[entry.pk])).url == address
    for _ in range(2):
        assert browser.post(address).status_code == 302
    run_jobs()
    assert BoundDossier.objects.filter(entry=entry).count() == 1
    return _get(client_of, entry, "dossier_pdf")


def _get(client_of, entry, name):
    answer = client_of(make.owner_of_entry(entry)).get(reverse(f"registrations:{name}", args=[entry.pk]))
    assert answer["Cache-Control"] == "private, no-store"
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_form_prints_every_photo_in_its_size_upright_or_lying(client_of):
    entry = make.complete_entry()
    make.add_paper(entry.dossier, PaperKind.PHOTO_OTHER, content=bitmap((1000, 1500)), caption="Cả lò tráng")
    make.add_paper(entry.dossier, PaperKind.PHOTO_OTHER, content=bitmap((1600, 1200)))
    entry = make.submit(entry)
    content = _get(client_of, entry, "form_pdf")
    sizes = _pictures_in_cm(content)
    assert sizes == [[15, 10]] * 3 + [[10, 15], [13, 10]]
    text = _text(content)
    assert "Ảnh khác: Cả lò tráng" in text
    assert text.index("PHIẾU ĐĂNG KÝ") < text.index("BẢN THUYẾT MINH, MÔ TẢ") < text.index("ẢNH SẢN PHẨM")


def test_the_form_in_word_holds_the_same_photos(client_of):
    entry = make.submitted_entry()
    word = Document(BytesIO(_get(client_of, entry, "form_docx")))
    sizes = [(round(shape.width.cm), round(shape.height.cm)) for shape in word.inline_shapes]
    assert sizes == [(15, 10)] * 3


def test_the_whole_dossier_is_one_pdf_whose_contents_name_the_right_pages(client_of):
    entry = make.complete_entry()
    make.add_paper(
        entry.dossier, PaperKind.FOOD_SAFETY, content=pdf(pages=3), issuer="Sở Công Thương", number="12/ATTP"
    )
    make.add_paper(entry.dossier, PaperKind.MERIT, content=jpeg(size=(900, 700)))
    entry = make.submit(entry)
    before = {stored.pk: stored.has_its_bytes() for stored in StoredFile.objects.all()}
    content = _bound(client_of, entry)
    with pikepdf.open(BytesIO(content)) as whole:
        count = len(whole.pages)
    cover = _text(content, 1)
    assert "02 bộ như nhau" in cover
    rows = re.findall(r"^ *(\d+) {2,}(.+?) {2,}(\d+) {2,}(\d+)$", cover, re.MULTILINE)
    titles = {title: (int(pages), int(first)) for _, title, pages, first in rows}
    assert list(titles)[0] == "Phiếu đăng ký"
    assert titles["Ảnh sản phẩm"][0] == 2
    assert "ẢNH SẢN PHẨM" in _text(content, titles["Ảnh sản phẩm"][1])
    assert "BẢN THUYẾT MINH" in _text(content, next(v for k, v in titles.items() if k.startswith("Bản thuyết"))[1])
    assert list(titles.values())[-1] == (1, count)
    assert sum(pages for pages, _ in titles.values()) == count - 1
    stamps = [re.search(r"Trang (\d+)/(\d+) - (\S+)", _text(content, page)).groups() for page in range(1, count + 1)]
    assert stamps == [(str(page), str(count), entry.tracking_code) for page in range(1, count + 1)]
    assert set(before.values()) == {True}
    assert all(stored.has_its_bytes() for stored in StoredFile.objects.all())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_was_scanned_turned_is_numbered_at_its_lower_edge(client_of, turn):
    with pikepdf.open(BytesIO(pdf())) as scan:
        scan.pages[0].rotate(turn, relative=False)
        out = BytesIO()
        scan.save(out)
    entry = make.complete_entry()
    make.add_paper(entry.dossier, PaperKind.OTHER, content=out.getvalue())
    content = _bound(client_of, make.submit(entry))
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True).stdout
    page = boxes.decode().split("<page ")[-1]
    # poppler writes the size of the page as stored, and the words as they are seen.
    height = float(re.search(r'height="([\d.]+)"' if turn == 180 else r'width="([\d.]+)"', page)[1])
    low = float(re.search(r'yMax="([\d.]+)">Trang<', page)[1])
    assert height - 25 < low < height


def test_a_paper_that_may_not_be_opened_keeps_the_dossier_from_being_bound(client_of):
    entry = make.submitted_entry()
    paper = entry.version.papers.get(kind=PaperKind.REGISTRATION)
    StoredFile.objects.filter(pk=paper.file_id).update(scan=StoredFile.Scan.INFECTED)
    answer = client_of(make.owner_of_entry(entry)).get(reverse("registrations:dossier_pdf", args=[entry.pk]))
    assert answer.status_code == 403
    assert "mã độc" in answer.content.decode()
