"""Workbooks that people bring, and workbooks made to hold the portal up."""

import io
import re
import time
import zipfile

import openpyxl

from cnnt_portal.ui import tables


def declared(width_and_height, row=5_000):
    """A few kilobytes that declare a huge sheet, with one cell far down."""
    book = openpyxl.Workbook()
    book.active.cell(row, 1, "x")
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % width_and_height, content)
            new.writestr(name, content)
    made.seek(0)
    return made


def test_a_sheet_is_walked_no_wider_than_a_table_may_be():
    """5,000 lines of 16,384 declared columns are 80 million cells: seconds of work, and minutes for more lines."""
    begun = time.process_time()
    rows = tables.cells_of_workbook(declared(b"A1:XFD5000"))
    # What nobody wrote is not kept: the one cell far down makes the table one column wide.
    assert (len(rows), {len(row) for row in rows}, rows[-1]) == (5_000, {1}, ["x"])
    assert time.process_time() - begun < 3
