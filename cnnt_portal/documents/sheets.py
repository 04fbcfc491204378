"""Spreadsheets that officials compute with: typed cells, frozen header, sums. No typed text becomes a formula."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from .content import Column
from .values import clean, shown

# The first day that a sheet can hold as a day.
FIRST_DAY = datetime.date(1900, 3, 1)
LONGEST_CELL = 32_000
# A sheet computes with fifteen digits; longer numbers stay text, whole.
MOST_DIGITS = 10**15
WORDS = Column("")
A4 = 9
# Points that a line of text takes.
LINE = 16.5
FONT = "Times New Roman"
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER = PatternFill("solid", fgColor="FFE8EDF3")


@dataclass(frozen=True)
class Sheet:
    """`title` is the tab's name; `heading` lines stand above the table; `rows` hold one value for each column
    (str, int, Decimal, date, aware datetime or None) and may be a generator."""

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
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(page, sheet):
    top = len(sheet.heading) + bool(sheet.heading) + 1
    page.freeze_panes = f"A{top + 1}"
    page.print_title_rows = f"{top}:{top}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for position, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(position)].width = column.width + 2
    for line in sheet.heading:
        page.append([_cell(page, line, WORDS, bold=True, ruled=False)])
    if sheet.heading:
        page.append([])
    page.append([_cell(page, column.header, WORDS, bold=True, align="center", fill=True) for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        count += 1
        pairs = list(zip(row, sheet.columns, strict=True))
        page.row_dimensions[top + count].height = LINE * _lines(pairs)
        page.append([_cell(page, value, column, align=column.aligned) for value, column in pairs])
    if count and any(column.total for column in sheet.columns):
        page.append(_sums(page, sheet.columns, top + 1, top + count))


def _sums(page, columns, first, last):
    cells = []
    label = "Tổng cộng"
    for position, column in enumerate(columns, 1):
        if column.total:
            letter = get_column_letter(position)
            cell = _cell(page, None, column, bold=True, align=column.aligned)
            cell.value, cell.number_format = f"=SUM({letter}{first}:{letter}{last})", _number_format(column)
        else:
            cell, label = _cell(page, label, WORDS, bold=True), None
        cells.append(cell)
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


def _number_format(column):
    places = f".{'0' * column.places}" if column.kind == "decimal" and column.places else ""
    return f"#,##0{places}"


def _cell(page, value, column, *, bold=False, align="left", ruled=True, fill=False):
    cell = WriteOnlyCell(page)
    _set_value(cell, value, column)
    cell.font = Font(name=FONT, size=12, bold=bold)
    if ruled:
        cell.border = _BORDER
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    if fill:
        cell.fill = _HEADER
    return cell


def _set_value(cell, value, column):
    if value is None:
        return
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        value = value.date() if column.kind == "date" else value
    if _is_day(value):
        cell.value = value
        cell.number_format = "hh:mm dd/mm/yyyy" if isinstance(value, datetime.datetime) else "dd/mm/yyyy"
    elif column.kind in ("int", "decimal", "money") and isinstance(value, int | Decimal) and abs(value) < MOST_DIGITS:
        cell.value, cell.number_format = value, _number_format(column)
    else:
        # A text that begins like a formula stays a text, also after somebody edits the cell.
        text = shown(value)[:LONGEST_CELL]
        cell.value, cell.data_type, cell.number_format = text, "s", "@"
        cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "\t")


def _is_day(value):
    day = value.date() if isinstance(value, datetime.datetime) else value
    return isinstance(day, datetime.date) and day >= FIRST_DAY


def _tab_name(title, taken):
    """At most 31 characters, none that a tab may not have, and never the same twice."""
    name = INVALID_TITLE_REGEX.sub(" ", clean(title)).strip(" '")[:31] or "Bảng"
    number, unique = 2, name
    while unique.lower() in taken:
        unique = f"{name[:27]} ({number})"
        number += 1
    taken.add(unique.lower())
    return unique
