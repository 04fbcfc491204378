"""Tables that people bring: pasted, CSV or xlsx, read as cells the way a person would have written them."""

import csv
import datetime
import io
from decimal import Decimal
from itertools import count

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from cnnt_portal.errors import Refused

from .forms import clean_text

MOST_ROWS = 10_000
# Empty lines included.
MOST_LINES = 100_000
MOST_COLUMNS = 60
MOST_SHEETS = 10


def cells_of_text(text, delimiter=None):
    """What is copied out of Excel has tabs between the cells and quotes around cells of several lines."""
    delimiter = delimiter or ("\t" if "\t" in text else ";")
    return _bounded(csv.reader(io.StringIO(clean_text(text)), delimiter=delimiter))


def cells_of_workbook(file, *, formulas=False):
    """The first sheet of an xlsx file that has anything in it. `formulas`: a cell that computes reads “=…”, for who
    does not trust what some program left in it as its result."""
    try:
        book = load_workbook(file, read_only=True, data_only=not formulas)
        walked = count()
        sheets = (_bounded(_rows_of(sheet, walked)) for sheet in book.worksheets[:MOST_SHEETS])
        rows = next((rows for rows in sheets if rows), [])
    except Refused:
        raise
    except Exception as error:
        # Strangers' files: whatever the reader throws, broken XML among it, means “unreadable”.
        raise Refused("Không đọc được tệp Excel này. Hãy lưu lại thành .xlsx rồi gửi lại.", field="file") from error
    book.close()
    return rows


def _rows_of(sheet, walked):
    """Rows as people wrote them. A sheet may declare any width and height in a few bytes, and the reader fills it up
    with empty cells: so its width is ours, and the lines of all sheets are counted together."""
    for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
        if next(walked) > MOST_LINES:
            raise Refused(f"Bảng dài quá {MOST_LINES} dòng, kể cả dòng trống. Hãy xóa các dòng trống rồi gửi lại.")
        yield _shown_row(row)


def _bounded(rows):
    """The rows without the empty ones and the empty columns at the end, which sheets have in thousands where somebody
    drew borders."""
    kept, filled = [], 0
    for row in rows:
        kept.append([cell.strip() for cell in row[:MOST_COLUMNS]])
        filled += any(kept[-1])
        if filled > MOST_ROWS or len(kept) > MOST_LINES:
            raise Refused(f"Bảng dài quá {MOST_ROWS} dòng. Hãy chia thành nhiều bảng.")
    while kept and not any(kept[-1]):
        kept.pop()
    # The reader fills every row up to the width that we allow: the table is as wide as what somebody wrote.
    width = max((place for row in kept for place, cell in enumerate(row, start=1) if cell), default=0)
    return [row[:width] for row in kept]


def _shown_row(row):
    return [_shown(cell) for cell in row]


def _shown(value):
    """A typed cell as a person would have written it."""
    if value is None:
        return ""
    if isinstance(value, ArrayFormula | DataTableFormula):
        return "=…"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(Decimal(str(value))).replace(".", ",")
    return clean_text(str(value))
