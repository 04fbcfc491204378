"""The blank sheet of a design, drawn once, and the facts of one certificate set into it.

The page engine draws the sheet with every sign of the alphabet where facts will stand, so that fonts, tags, colours
and the archive form are its own work; filling it in only replaces what stands between the marks of a box.
"""

import io
import re
import zlib
from base64 import b64encode
from functools import lru_cache
from xml.sax.saxutils import escape

import pikepdf
import segno
from django.template.loader import render_to_string

from cnnt_portal.documents.pdf import from_html
from cnnt_portal.files.models import StoredFile

from .typesetting import ALPHABET, LEADING, POINT, Line, Setting, face, set_words

CODE_COLOR = "#5c1a1b"
# CSS pixels in a millimetre and in a point: what the page engine counts in.
PIXEL, POINT_PIXEL = 96 / 25.4, 96 / 72
MARKED = re.compile(rb"(/\w+\s*<</MCID \d+>>\s*BDC)(.*?)(EMC)", re.DOTALL)
FONT = re.compile(rb"/(\w+) [\d.]+ Tf")
TITLE = "TIEU-DE-CUA-GIAY"
# What PDF/A wants to be told of a name that it does not know (ISO 14289-1 in the metadata of ISO 19005-3).
ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""  # noqa: E501 - one line for each part of the standard's own block


def page(design, settings, *, code, title, author):
    """The HTML of a sheet. `settings`: [(box, its Setting)]; `code`: what the QR code says."""
    qr = segno.make(code, error="m").svg_data_uri(scale=1, border=0, dark=CODE_COLOR)
    return render_to_string(
        "documents/certificate.html",
        {
            "title": title,
            "author": author,
            "border": design.border,
            "texts": [_text(box, setting) for box, setting in settings],
            "pictures": [_picture(picture, qr) for picture in _shown(design)],
            "rules": [f"{_place(rule)}; border-color: {rule.color}" for rule in design.rules],
        },
    )


def archived(html):
    """The PDF/A-3b of a page, tagged; it says so itself."""
    pdf = from_html(html, stylesheet="certificate.css", pdf_variant="pdf/a-3b", pdf_tags=True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.Root.Metadata = _metadata(document, document.Root.Metadata.read_bytes())
        return _saved(document)


class Blank:
    """A sheet without the facts of one certificate."""

    def __init__(self, design, sheets):
        self.boxes = design.on_sheet(*sheets)
        self.pictures = _shown(design)
        settings = [(box, _alphabet(box) if box.is_filled else set_words(box, box.text)) for box in self.boxes]
        html = page(design, settings, code=TITLE, title=TITLE, author=TITLE)
        self._pdf = archived(html)
        with pikepdf.open(io.BytesIO(self._pdf)) as document:
            self._metadata = document.Root.Metadata.read_bytes()
            content = document.pages[0].Contents.read_bytes()
        self._pieces = _pieces(content, [*settings, *((picture, None) for picture in self.pictures)])

    def filled(self, words, *, code, title, author):
        """The PDF of the sheet with `words`: {box: text}."""
        drawn = (piece if isinstance(piece, bytes) else piece.drawn(words, code) for piece in self._pieces)
        with pikepdf.open(io.BytesIO(self._pdf)) as document:
            content = pikepdf.Stream(document, zlib.compress(b"".join(drawn)))
            content.Filter = pikepdf.Name.FlateDecode
            document.pages[0].Contents = document.make_indirect(content)
            document.docinfo[pikepdf.Name.Title], document.docinfo[pikepdf.Name.Author] = title, author
            described = self._metadata.replace(f"<rdf:li>{TITLE}".encode(), f"<rdf:li>{escape(author)}".encode())
            document.Root.Metadata = _metadata(document, described.replace(TITLE.encode(), escape(title).encode()))
            return _saved(document)


@lru_cache(maxsize=8)
def blank(design, sheets):
    return Blank(design, sheets)


def _metadata(document, xmp):
    if b"pdfuaid" not in xmp:
        xmp = xmp.replace(b"</rdf:RDF>", ACCESSIBLE)
    # Not compressed: whoever looks for it finds it with any tool.
    stream = pikepdf.Stream(document, xmp)
    stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    return document.make_indirect(stream)


def _saved(document):
    out = io.BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


# What fills a box


class _Words:
    def __init__(self, box, before):
        self.box = box
        self.font = FONT.search(before)[1].decode()
        self.color = " ".join(f"{int(box.color[i : i + 2], 16) / 255:.4f}" for i in (1, 3, 5))

    def drawn(self, words, code):
        setting = set_words(self.box, words[self.box])
        found = face(self.box.bold, self.box.italic)
        lines = "\n".join(
            f"1 0 0 -1 {line.x * PIXEL:.3f} {line.y * PIXEL:.3f} Tm [{_glyphs(found, line.text)}] TJ"
            for line in setting.lines
        )
        size = setting.size * POINT_PIXEL
        return f"\n{self.color} rg\nBT\n/{self.font} {size:.3f} Tf\n{lines}\nET\n".encode()


def _glyphs(found, text):
    """“<00240039>120<…>”: glyphs, and between them what kerning takes away."""
    parts = []
    for glyph, advance in found.shape(text):
        spare = round((found.widths[glyph] - advance) * 1000 / found.upem)
        parts.append(f"<{glyph:04x}>{spare or ''}")
    return "".join(parts).replace("><", "")


class _Code:
    def __init__(self, picture):
        self.picture = picture

    def drawn(self, words, code):
        rows = _squares(code)
        cell = self.picture.width * PIXEL / len(rows)
        left, top = self.picture.x * PIXEL, self.picture.y * PIXEL
        color = " ".join(f"{int(CODE_COLOR[i : i + 2], 16) / 255:.4f}" for i in (1, 3, 5))
        squares = "\n".join(
            f"{left + first * cell:.3f} {top + number * cell:.3f} {count * cell:.3f} {cell:.3f} re"
            for number, row in enumerate(rows)
            for first, count in _runs(row)
        )
        return f"\nq\n{color} rg\n{squares}\nf\nQ\n".encode()


@lru_cache(maxsize=4)
def _squares(code):
    """Kept for the second sheet of the same certificate: choosing the best of eight masks takes a while."""
    return segno.make(code, error="m").matrix


def _runs(row):
    """(first, how many) of the dark squares that stand side by side."""
    dark = "".join("1" if square else "0" for square in row)
    return [(found.start(), len(found[0])) for found in re.finditer("1+", dark)]


def _pieces(content, parts):
    """The page's own drawing, with something to fill in where facts will stand."""
    marks = MARKED.finditer(content)
    pieces, end = [], 0
    for part, setting in parts:
        found = [next(marks) for _ in range(len(setting.lines) if setting else 1)][0]
        if setting and not part.is_filled or not setting and not part.is_code:
            continue
        filling = _Words(part, found[2]) if setting else _Code(part)
        pieces += [content[end : found.end(1)], filling]
        end = found.start(3)
    if next(marks, None):
        raise ValueError("the page has other marks than its boxes")
    return [*pieces, content[end:]]


# The page as the engine reads it


def _alphabet(box):
    # The engine would drop a blank at the beginning of a line.
    return Setting(1, (Line(f"x{ALPHABET}", box.x, box.y + 1),))


def _text(box, setting):
    first = setting.lines[0].y if setting.lines else box.y
    found = face(box.bold, box.italic)
    top = first - (LEADING / 2 + (found.ascent - found.descent) / 2) * setting.size * POINT
    style = (
        f"{_place(box, top=top)}; text-align: {box.align}; font-size: {setting.size}pt; line-height: {LEADING};"
        f" color: {box.color}; font-weight: {'bold' if box.bold else 'normal'};"
        f" font-style: {'italic' if box.italic else 'normal'}"
    )
    return {"style": style, "lines": [line.text for line in setting.lines]}


def _shown(design):
    return [picture for picture in design.pictures if picture.is_code or picture.file]


def _picture(picture, qr):
    style = f"{_place(picture)}; height: {picture.height}mm"
    if picture.is_code:
        return {"address": qr, "words": "Mã QR dẫn đến trang kiểm tra giấy chứng nhận", "style": style}
    stored = StoredFile.objects.get(pk=picture.file)
    with stored.open() as file:
        address = f"data:{stored.content_type};base64,{b64encode(file.read()).decode()}"
    return {"address": address, "words": picture.name, "style": style}


def _place(part, top=None):
    return f"left: {part.x}mm; top: {part.y if top is None else top:.3f}mm; width: {part.width}mm"
