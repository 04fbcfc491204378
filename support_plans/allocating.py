"""The sheet of the year's money as it comes back from Excel: cells in, figures by line out. Knows no database."""

from typing import NamedTuple

from cnnt_portal.errors import Refused
from cnnt_portal.text import fold

from .budget import AMOUNTS, KEYS, PAPER

HEADERS = {
    "unit": KEYS["unit"][0],
    "content": KEYS["content"][0],
    "source": KEYS["source"][0],
    "approved": AMOUNTS[1],
    "allocated": AMOUNTS[2],
    "paper": PAPER,
}
_COMPUTED = "Ô này là công thức; cổng không tính theo tệp. Hãy thay bằng số (sao chép rồi dán giá trị)."


class Brought(NamedTuple):
    """One row of the sheet, its names folded; `problem` is a sentence or empty."""

    number: int
    unit: str
    content: str
    source: str
    approved: str
    allocated: str
    paper: str
    problem: str = ""


def rows_brought(cells):
    """[Brought]; raises Refused when the head of the sheet that the portal gave out is not there."""
    for index, row in enumerate(cells[:30]):
        named = {fold(cell): place for place, cell in enumerate(row) if cell}
        places = {name: named.get(fold(header)) for name, header in HEADERS.items()}
        if None not in [places[name] for name in ("unit", "source", "approved", "allocated")]:
            return [_read(number, row, places) for number, row in enumerate(cells[index + 1 :], index + 2) if any(row)]
    raise Refused("Không thấy dòng tiêu đề của bảng kinh phí. Hãy tải bảng Excel ở trang này, điền vào rồi gửi lại.")


def _read(number, row, places):
    def cell(name):
        place = places[name]
        return row[place] if place is not None and place < len(row) else ""

    computed = any(cell(name).startswith("=") for name in ("approved", "allocated"))
    return Brought(
        number,
        fold(cell("unit")),
        fold(cell("content")),
        fold(cell("source")),
        cell("approved"),
        cell("allocated"),
        cell("paper"),
        _COMPUTED if computed else "",
    )
