"""Spreadsheets that officials compute with: typed cells, frozen header, sums. No typed text becomes a formula."""

import datetime
import re
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from tempfile import TemporaryFile

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from cnnt_portal import rehearsing

from .content import Column, label_position
from .values import clean, shown

# The first day that a sheet can hold as a day.
FIRST_DAY = datetime.date(1900, 3, 1)
LONGEST_CELL = 32_000
# A sheet computes with fifteen digits; longer numbers stay text, whole.
MOST_DIGITS = 10**15
FORMULA_BEGINS = ("=", "+", "-", "@", "\t")
A4 = 9
# Points that a line of text takes.
LINE = 16.5
FONT = "Times New Roman"
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER = PatternFill("solid", fgColor="FFE8EDF3")


@dataclass(frozen=True)
class Formula:
    """What a cell computes when the book is open: `{row}` is the number of its row, `{line:0}` that of the first line
    of the table, wherever it stands. Written by us, never typed."""

    text: str
    form: str = "#,##0"

    def at(self, row, first):
        lines = re.sub(r"\{line:(\d+)\}", lambda found: str(first + int(found[1])), self.text)
        return lines.replace("{row}", str(row))


@dataclass(frozen=True)
class Starred:
    """A whole number with “*” behind it, which a note explains; it stays a number to compute with."""

    value: int | Decimal


@dataclass(frozen=True)
class Sheet:
    """`title` is the tab's name; `heading` lines stand above the table; `rows` hold one value for each column
    (str, int, Decimal, date, aware datetime, Formula, Starred or None) and may be a generator."""

    title: str
    columns: tuple[Column, ...]
    rows: object
    heading: tuple[str, ...] = ()


def workbook(sheets):
    """The bytes of an xlsx file with these Sheets."""
    book = Workbook(write_only=True)
    book.properties.creator = "Cổng CNNT"
    taken = set()
    for sheet in sheets:
        _write(book.create_sheet(_tab_name(sheet.title, taken)), sheet)
    # A file that grows in memory is for a moment there twice.
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        return file.read()


def _write(page, sheet):
    if rehearsing.is_on():
        sheet = _marked(page, sheet)
    pen = _Pen(page)
    top = len(sheet.heading) + bool(sheet.heading) + 1
    page.freeze_panes = f"A{top + 1}"
    page.print_title_rows = f"{top}:{top}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for position, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(position)].width = column.width + 2
    for line in sheet.heading:
        page.append([pen.cell(line, "text", bold=True, align="")])
    if sheet.heading:
        page.append([])
    page.append([pen.cell(column.header, "text", bold=True, align="center", fill=True) for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        count += 1
        pairs = list(zip(row, sheet.columns, strict=True))
        page.row_dimensions[top + count].height = LINE * _lines(pairs)
        page.append([_drawn(pen, value, column, top + count, top + 1) for value, column in pairs])
        # It is written by now; kept, the heights of 100,000 rows would take more room than the file.
        del page.row_dimensions[top + count]
    if count and any(column.total for column in sheet.columns):
        page.append(_sums(pen, sheet.columns, top + 1, top + count))


def _drawn(pen, value, column, row, first):
    if isinstance(value, Formula):
        return pen.styled(value.at(row, first), value.form, align=column.aligned)
    if isinstance(value, Starred):
        return pen.styled(value.value, '#,##0"*"', align=column.aligned)
    return pen.cell(value, column.kind, align=column.aligned, places=column.places)


def _marked(page, sheet):
    """Where a heading stands; a blank that people fill in and send back keeps its rows, and is marked on paper."""
    page.sheet_properties.tabColor = "FFB0005E"
    page.oddHeader.center.text = rehearsing.MARK
    return replace(sheet, heading=(rehearsing.MARK, *sheet.heading)) if sheet.heading else sheet


def _sums(pen, columns, first, last):
    cells = []
    for position, column in enumerate(columns):
        if column.total:
            letter = get_column_letter(position + 1)
            form = _number_format(column.kind, column.places)
            cells.append(pen.styled(f"=SUM({letter}{first}:{letter}{last})", form, bold=True, align=column.aligned))
        else:
            label = "Tổng cộng" if position == label_position(columns) else None
            cells.append(pen.cell(label, "text", bold=True, align="center"))
    return cells


def _lines(pairs):
    """How many lines the tallest cell needs: programs do not all find the height of wrapped text by themselves."""
    return max(
        (
            sum(-(-max(len(line), 1) // column.width) for line in value.split("\n"))
            for value, column in pairs
            if isinstance(value, str)
        ),
        default=1,
    )


class _Pen:
    """Writes cells of one page; equal styles are made once, which is most of the time of a long sheet."""

    def __init__(self, page):
        self.page = page
        self.styles = {}

    def cell(self, value, kind, *, places=2, **look):
        value, form = _typed(value, kind, places)
        cell = self.styled(value, form, quoted=form == "@" and value[:1] in FORMULA_BEGINS, **look)
        if form == "@":
            # A text that begins like a formula stays a text, also after somebody edits the cell.
            cell.data_type = "s"
        return cell

    def styled(self, value, form, *, bold=False, align="left", fill=False, quoted=False):
        cell = WriteOnlyCell(self.page, value)
        look = (form, bold, align, fill, quoted)
        if look not in self.styles:
            cell.font, cell.number_format = Font(name=FONT, size=12, bold=bold), form
            if align:
                cell.border = _BORDER
                cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
            if fill:
                cell.fill = _HEADER
            cell.quotePrefix = quoted
            self.styles[look] = copy(cell._style)
        # Set last and not shared: writing a date into a cell changes the style that it has.
        cell._style = copy(self.styles[look])
        return cell


def _typed(value, kind, places):
    """(what the cell holds, its number format); “@” marks text."""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        value = value.date() if kind == "date" else value
    if value is None:
        return None, "General"
    if isinstance(value, datetime.datetime) and value.date() >= FIRST_DAY:
        return value, "hh:mm dd/mm/yyyy"
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) and value >= FIRST_DAY:
        return value, "dd/mm/yyyy"
    if kind in ("int", "decimal", "money") and isinstance(value, int | Decimal) and abs(value) < MOST_DIGITS:
        return value, _number_format(kind, places)
    return shown(value, kind, places)[:LONGEST_CELL], "@"


def _number_format(kind, places):
    return f"#,##0.{'0' * places}" if kind == "decimal" and places else "#,##0"


def _tab_name(title, taken):
    """At most 31 characters, none that a tab may not have, and never the same twice."""
    name = INVALID_TITLE_REGEX.sub(" ", clean(title)).strip(" '")[:31] or "Bảng"
    number, unique = 2, name
    while unique.lower() in taken:
        unique = f"{name[:27]} ({number})"
        number += 1
    taken.add(unique.lower())
    return unique
