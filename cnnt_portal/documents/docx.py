"""The page of static/css/document.css in Word: the same data, the same sizes, editable."""

from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from cnnt_portal import rehearsing

from .content import Bold, Heading, List, Paragraph, Picture, Table, shares
from .values import clean, shown

FONT = "Times New Roman"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
AGENCY, STATE = Mm(74), Mm(91)
# Millimetres between the margins, upright and lying.
UPRIGHT, LYING = 165, 257


def render(document):
    """The bytes of an OfficialDocument."""
    word = Document()
    _defaults(word, document)
    _page(word.sections[0], landscape=False, mark=document.mark)
    _head(word, document)
    _opening(word, document)
    for block in document.body:
        _block(word, block, UPRIGHT)
    _end(word, document)
    for appendix in document.appendices:
        _appendix(word, appendix, document.mark)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _defaults(word, document):
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    for attribute in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(attribute), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    properties = word.core_properties
    # Word's own limit for these is 255 characters.
    properties.title, properties.author = clean(document.title)[:255], clean(document.agency)[:255]
    properties.language, properties.comments = "vi-VN", ""


def _page(section, *, landscape, mark=""):
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    edges = (20, 20, 15, 20) if landscape else (20, 15, 20, 30)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, edges)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    if rehearsing.is_on():
        for header in (section.first_page_header, section.header):
            header.is_linked_to_previous = False
            run = header.add_paragraph().add_run(rehearsing.MARK)
            run.bold, run.font.color.rgb = True, RGBColor(0xB0, 0x00, 0x5E)
    if mark:
        for header in (section.first_page_header, section.header):
            header.is_linked_to_previous = False
            header.add_paragraph().add_run(clean(mark)).bold = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = number.add_run()
        run.font.size = Pt(13)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _head(word, document):
    table = _layout(word, (AGENCY, STATE), rows=2)
    left, right = table.rows[0].cells
    if document.agency_parent:
        _line(left, document.agency_parent_lines, size=12)
    _line(left, document.agency_lines, size=12, bold=True)
    _rule(left, AGENCY, Mm(22))
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    _rule(right, STATE, Mm(55))
    left, right = table.rows[1].cells
    if document.number_line:
        _line(left, document.number_line, size=13)
    if document.is_letter:
        _line(left, document.abstract, size=12, before=4)
    _line(right, document.date_line, italic=True)
    _finish(table)


def _opening(word, document):
    if not document.is_letter:
        _line(word, document.kind, bold=True, before=12)
        if document.abstract:
            _line(word, document.abstract, bold=True)
        _rule(word, Mm(UPRIGHT), Mm(22), after=12)
    _addressees(word, document.addressees)
    if document.authority:
        _line(word, document.authority.upper(), bold=True, before=8, after=8, keep=True)
    for basis in _closed(document.bases):
        _text(word, basis, italic=True)
    if document.resolution:
        _line(word, document.resolution, bold=True, before=8, after=8, keep=True)


def _addressees(word, addressees):
    if not addressees:
        return
    table = _layout(word, (Mm(46), Mm(UPRIGHT - 46)), before=8)
    left, right = table.rows[0].cells
    _line(left, "Kính gửi:", align="right").paragraph_format.right_indent = Mm(2)
    lines = addressees if len(addressees) == 1 else [f"- {line}" for line in _closed(addressees)]
    for line in lines:
        _line(right, line, align="left")
    _finish(table, after=6)


def _block(word, block, room):
    match block:
        case Heading(text, 1):
            _line(word, text, bold=True, before=8, after=8, keep=True)
        case Heading(text, level):
            _text(word, text, bold=True, italic=level == 3).paragraph_format.keep_with_next = True
        case Paragraph(text, align, indent):
            _text(word, text, align=align, indent=indent and align in ("justify", "left"))
        case List():
            for mark, item in block.marked():
                _text(word, (mark, *((item,) if isinstance(item, str) else item)))
        case Table():
            _table(word, block, room)
        case Picture():
            _picture(word, block)


def _picture(word, block):
    paragraph = _line(word, "", before=10, keep=True)
    shape = paragraph.add_run().add_picture(BytesIO(block.jpeg), Cm(block.width_cm), Cm(block.height_cm))
    shape._inline.docPr.set("descr", clean(block.caption))
    _line(word, block.caption, size=12, italic=True, before=3)


def _table(word, block, room):
    if block.caption:
        _line(word, block.caption, size=12, bold=True, before=8, after=4, keep=True)
    else:
        _spacer(word, 6)
    rows = [_shown(row, block.columns) for row in block.rows]
    totals = block.totals()
    if totals:
        rows.append(_shown(totals, block.columns))
        if block.label_column is not None:
            rows[-1][block.label_column] = "Tổng cộng"
    table = word.add_table(rows=0, cols=len(block.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _sides(table, 3)
    widths = [Mm(room * share) for share in shares(block.columns)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _row(table, [column.header for column in block.columns], ["center"] * len(widths), widths, bold=True, repeat=True)
    aligned = [column.aligned for column in block.columns]
    for number, row in enumerate(rows, 1):
        is_total = bool(totals) and number == len(rows)
        places = ["center" if is_total and i == block.label_column else align for i, align in enumerate(aligned)]
        _row(table, row, places, widths, bold=is_total, keep=number == len(rows) - 1)


def _shown(row, columns):
    return [shown(value, column.kind, column.places) for value, column in zip(row, columns, strict=True)]


def _row(table, values, places, widths, *, bold=False, repeat=False, keep=False):
    """`keep`: on one page with the row below it."""
    row = table.add_row()
    marks = row._tr.get_or_add_trPr()
    marks.append(OxmlElement("w:cantSplit"))
    if repeat:
        marks.append(OxmlElement("w:tblHeader"))
    for cell, value, align, width in zip(row.cells, values, places, widths, strict=True):
        cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.keep_with_next = keep or None
        _runs(paragraph, value, size=12, bold=bold)


def _end(word, document):
    if not document.signatures and not document.recipients:
        return
    beside = len(document.signatures) < 2
    parts = [document.recipients] if beside else []
    parts += document.signatures
    widths = (Mm(80), Mm(85)) if beside else (Mm(UPRIGHT / len(parts)),) * len(parts)
    table = _layout(word, widths[: len(parts)], before=14)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, part in zip(table.rows[0].cells, parts, strict=True):
        if isinstance(part, tuple):
            _recipients(cell, part)
        else:
            _signature(cell, part)
    _finish(table)
    if document.recipients and not beside:
        _recipients(word, document.recipients, before=14)


def _recipients(place, recipients, before=0):
    if not recipients:
        return
    _line(place, "Nơi nhận:", size=12, bold=True, italic=True, align="left", before=before)
    for line in _closed(recipients):
        _line(place, f"- {line}", size=11, align="left")


def _signature(cell, signature):
    if signature.authority:
        _line(cell, signature.authority.upper(), bold=True, keep=True)
    _line(cell, signature.title.upper(), bold=True, keep=True)
    if signature.note:
        _line(cell, signature.note, italic=True, keep=True)
    _line(cell, signature.name, bold=True, before=74)


def _appendix(word, appendix, mark):
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=appendix.landscape, mark=mark)
    restart = OxmlElement("w:pgNumType")
    restart.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(restart, "w:cols", "w:titlePg", "w:docGrid")
    room = LYING if appendix.landscape else UPRIGHT
    if appendix.label:
        _line(word, appendix.label, bold=True)
    _line(word, appendix.title.upper(), bold=True)
    if appendix.reference:
        _line(word, appendix.reference, italic=True)
    _rule(word, Mm(room), Mm(22))
    for block in appendix.blocks:
        _block(word, block, room)


# The pieces that everything above is made of


def _layout(place, widths, rows=1, before=0):
    """A table without rules that only puts things side by side."""
    if before:
        _spacer(place, before)
    table = place.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    _sides(table, 0)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _sides(table, points):
    """The room at the left and the right inside every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(points * 20))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _finish(table, after=0):
    """Drop the empty paragraph that each cell is born with, where something follows it."""
    for row in table.rows:
        for cell in row.cells:
            first = cell.paragraphs[0]
            if len(cell.paragraphs) > 1:
                first._p.getparent().remove(first._p)
            else:
                first.paragraph_format.space_after = Pt(0)
            if after:
                cell.paragraphs[-1].paragraph_format.space_after = Pt(after)


def _spacer(place, points):
    paragraph = place.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(points)


def _line(place, text, *, size=14, bold=False, italic=False, align="center", before=0, after=0, keep=False):
    paragraph = place.add_paragraph()
    paragraph.alignment = ALIGN[align]
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    _runs(paragraph, text, size=size, bold=bold, italic=italic)
    return paragraph


def _text(place, text, *, align="justify", indent=True, bold=False, italic=False):
    paragraph = _line(place, text, align=align, before=6, bold=bold, italic=italic)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.widow_control = True
    return paragraph


def _runs(paragraph, text, *, size=14, bold=False, italic=False):
    for piece in (text,) if isinstance(text, str) else text:
        marked = not isinstance(piece, str)
        run = paragraph.add_run(clean(piece.text if marked else piece))
        run.font.size = Pt(size)
        run.bold = bold or isinstance(piece, Bold) or None
        run.italic = italic or (marked and not isinstance(piece, Bold)) or None


def _rule(place, room, length, after=4):
    """A centred rule: the lower border of an empty paragraph that is indented from both sides."""
    paragraph = place.add_paragraph()
    side = (room - length) // 2
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = side
    form.line_spacing, form.space_after = Pt(3), Pt(after)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    # The schema fixes the order of these elements: borders come before spacing and indents.
    after_it = (
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:rPr",
    )
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *after_it)


def _closed(items):
    return [f"{item};" for item in items[:-1]] + [f"{item}." for item in items[-1:]]
