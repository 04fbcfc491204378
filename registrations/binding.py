"""The complete dossier bound as one PDF: cover with contents, both forms, the photos, and a copy of every paper."""

import mmap
from contextlib import ExitStack
from io import BytesIO
from tempfile import TemporaryFile

import pikepdf
from django.utils import timezone
from PIL import Image

from cnnt_portal.documents import pdf
from cnnt_portal.documents.content import Bold, Column, Heading, OfficialDocument, Paragraph, Table
from cnnt_portal.files.permissions import can_open
from cnnt_portal.files.pictures import published
from cnnt_portal.permissions import require
from cnnt_portal.ui.formats import moment

from . import documents
from .papers import Print, place_of

# Inches of A4.
A4 = (8.27, 11.69)
# Points from the lower edge, and the size of the letters, of the line that is stamped on every page.
FOOT, LETTERS = 16, 9


def bound(entry, user, *, progress=lambda done, total: None):
    """The filed version of an entry as bytes that lie in a nameless file on disk and are read piece by piece.

    `progress` is told after each paper. Raises NotPermitted while one of the papers may not be opened.
    """
    version, rules = entry.version, entry.round.rule_set
    content, filed_on = version.content, timezone.localdate(version.frozen_at)
    papers = sorted(version.papers.select_related("file"), key=lambda paper: place_of(paper.kind))
    form = documents.filed_form(content, pictures=documents.pictures_of(papers, Print.under(rules)), filed_on=filed_on)
    with ExitStack() as opened:
        pieces = _split(pdf.render(form), [part.title for part in form.appendices], opened)
        for number, paper in enumerate(papers, 1):
            progress(number, len(papers) + 1)
            if not paper.is_photo:
                require(can_open(user, paper.file))
                pieces.append((_title(paper), _copy(paper.file, opened)))
        cover = opened.enter_context(pikepdf.open(BytesIO(_cover(entry, pieces))))
        whole = opened.enter_context(pikepdf.new())
        whole.pages.extend(cover.pages)
        for _, pages in pieces:
            whole.pages.extend(pages)
        for number, page in enumerate(whole.pages, 1):
            _stamp(whole, page, f"Trang {number}/{len(whole.pages)} - {entry.tracking_code}")
        with TemporaryFile() as out:
            whole.save(out)
            out.flush()
            return mmap.mmap(out.fileno(), 0, access=mmap.ACCESS_READ)


def _split(form, appendices, opened):
    """The form and what is behind it as pieces: every appendix is a bookmark at the top of a page of its own."""
    source = opened.enter_context(pikepdf.open(BytesIO(form)))
    starts = {}
    with source.open_outline() as outline:
        for item in _all(outline.root):
            if item.title.upper() in [title.upper() for title in appendices]:
                starts.setdefault(item.title.upper(), pikepdf.Page(item.destination[0]).index)
    titles = ["Phiếu đăng ký", *appendices]
    edges = [0, *(starts[title.upper()] for title in appendices), len(source.pages)]
    return [(title, list(source.pages[edges[i] : edges[i + 1]])) for i, title in enumerate(titles)]


def _all(items):
    for item in items:
        yield item
        yield from _all(item.children)


def _title(paper):
    facts = [paper.get_kind_display(), paper.issuer, paper.number and f"số {paper.number}"]
    return ", ".join(fact for fact in facts if fact)


def _copy(stored, opened):
    """The pages of a paper; a picture becomes one page of the size of A4."""
    if not stored.is_image:
        return list(opened.enter_context(pikepdf.open(opened.enter_context(stored.open()))).pages)
    out = BytesIO()
    with Image.open(BytesIO(published(stored, 1920))) as picture:
        paper = A4 if picture.height >= picture.width else A4[::-1]
        picture.save(out, "PDF", resolution=max(picture.width / paper[0], picture.height / paper[1]))
    return list(opened.enter_context(pikepdf.open(out)).pages)


def _cover(entry, pieces):
    """Drawn once to learn how many pages it takes, then with the page on which each piece begins."""
    pages = 0
    for _ in range(2):
        content = pdf.render(_contents(entry, pieces, first=pages + 1))
        with pikepdf.open(BytesIO(content)) as drawn:
            pages = len(drawn.pages)
    return content


def _contents(entry, pieces, first):
    rows, version = [], entry.version
    for number, (title, pages) in enumerate(pieces, 1):
        rows.append((number, title, len(pages), first))
        first += len(pages)
    columns = (
        Column("Số TT", "int", width=8, align="center"),
        Column("Thành phần", width=60),
        Column("Số trang", "int", width=12, align="center"),
        Column("Từ trang", "int", width=12, align="center"),
    )
    return OfficialDocument(
        agency=version.establishment["name"],
        place=documents.province_of(version.establishment),
        date=timezone.localdate(version.frozen_at),
        kind="HỒ SƠ",
        abstract=f"Dự bình chọn sản phẩm công nghiệp nông thôn tiêu biểu\n{version.content['product']['name']}",
        body=(
            Paragraph((Bold("Kỳ bình chọn: "), entry.round.title), indent=False),
            Paragraph((Bold("Mã tra cứu: "), entry.tracking_code), indent=False),
            Paragraph((Bold(f"Nộp lần thứ {entry.times_filed} lúc: "), moment(version.frozen_at)), indent=False),
            Paragraph((Bold("Hồ sơ giấy: "), f"{entry.round.rule_set.paper_sets:02} bộ như nhau"), indent=False),
            Heading("Danh mục"),
            Table(columns, tuple(rows)),
        ),
    )


def _stamp(whole, page, text):
    """One line in the middle of the lower edge, as the page is seen: a scanned page may be stored turned."""
    left, low, right, top = map(float, page.cropbox)
    middle, centre = (left + right) / 2, (low + top) / 2
    turn = int(page.obj.get("/Rotate", 0)) % 360
    matrix = {
        90: f"0 1 -1 0 {right - FOOT} {centre}",
        180: f"-1 0 0 -1 {middle} {top - FOOT}",
        270: f"0 -1 1 0 {left + FOOT} {centre}",
    }.get(turn, f"1 0 0 1 {middle} {low + FOOT}")
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    name = page.add_resource(font, pikepdf.Name.Font)
    # Half of what the letters of Helvetica take on average.
    start = len(text) * LETTERS * 0.26
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ q {matrix} cm BT {name} {LETTERS} Tf {-start:.1f} 0 Td ({text}) Tj ET Q".encode())
