"""A list as bytes: a workbook to compute with, or CSV for other programs."""

import csv
import datetime
from decimal import Decimal
from tempfile import TemporaryFile

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import FORMULA_BEGINS, Sheet, Starred, workbook
from cnnt_portal.documents.values import clean, shown
from cnnt_portal.errors import Refused
from cnnt_portal.files.kinds import Kind
from cnnt_portal.text import grouped

from .models import Export

# What one sheet of a workbook can hold, with room for heading and sums.
MOST_ROWS = 1_000_000
NOTES = (Column("Mục", width=28), Column("Nội dung", width=90))
KINDS = {Export.Form.XLSX: Kind.XLSX, Export.Form.CSV: Kind.CSV}


def write(listing, form, values=None):
    """The bytes of the file; `values` are the listing's rows where somebody counts them on the way."""
    values = listing.values() if values is None else values
    if form == Export.Form.CSV:
        return _csv(listing.columns, values)
    if listing.count() > MOST_ROWS:
        raise Refused(f"Danh sách dài hơn {grouped(MOST_ROWS)} dòng, quá sức một trang Excel. Hãy xuất CSV.")
    sheets = [Sheet(listing.title, listing.columns, values)]
    if listing.notes:
        sheets.append(Sheet("Ghi chú", NOTES, listing.notes))
    return workbook(sheets)


def _csv(columns, values):
    """UTF-8 with a mark so that Excel reads the Vietnamese letters; days and numbers as programs read them."""
    with TemporaryFile("w+", encoding="utf-8-sig", newline="") as file:
        pen = csv.writer(file)
        pen.writerow([column.header for column in columns])
        pen.writerows([in_csv(value) for value in row] for row in values)
        file.flush()
        file.buffer.seek(0)
        return file.buffer.read()


def in_csv(value):
    """A cell as programs read it; no text that Excel would compute."""
    if isinstance(value, Starred):
        value = value.value
    if isinstance(value, datetime.datetime):
        return shown(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or isinstance(value, int | Decimal):
        return "" if value is None else value
    text = clean(value)
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text
