"""A table of products recognised before the portal: cells in, checked lines out. Knows no database."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from cnnt_portal.errors import Refused
from cnnt_portal.text import fold
from cnnt_portal.ui.forms import DayField
from registrations.models import ProductGroup, VoteLevel

COLUMNS = {
    "year": ("Năm", ("year", "nam cong nhan")),
    "level": ("Cấp", ("level", "cap cong nhan")),
    "province": (
        "Tỉnh, thành phố lúc công nhận",
        ("province", "tinh", "tinh, thanh pho", "dia phuong"),
    ),
    "establishment": ("Cơ sở", ("establishment", "ten co so", "co so cnnt", "don vi san xuat", "doanh nghiep")),
    "product": ("Sản phẩm", ("product", "ten san pham", "san pham cnnt")),
    "group": ("Nhóm", ("group", "nhom san pham")),
    "number": ("Số quyết định", ("decision", "quyet dinh", "so qd")),
    "decided_on": ("Ngày quyết định", ("decision_date", "ngay ky", "ngay qd")),
}
NEEDED = ("year", "level", "province", "establishment", "product", "group")
LONGEST = {"establishment": 300, "product": 300, "number": 60, "province": 120}
_NAMES = {fold(header): key for key, (header, _) in COLUMNS.items()}
_NAMES |= {alias: key for key, (_, aliases) in COLUMNS.items() for alias in aliases}
_LEVELS = {
    "huyen": VoteLevel.LOWEST,
    "xa": VoteLevel.LOWEST,
    "co so": VoteLevel.LOWEST,
    "tinh": VoteLevel.PROVINCE,
    "khu vuc": VoteLevel.REGION,
    "quoc gia": VoteLevel.NATION,
}


@dataclass
class Line:
    """One row: `facts` as far as they could be read, `problems` as sentences."""

    number: int
    facts: dict
    problems: list = field(default_factory=list)


def lines_of(cells):
    """The Lines under the head. Raises Refused where no head or no row is found."""
    top, columns = _head(cells)
    found = []
    for number, row in enumerate(cells[top:], start=top + 1):
        written = {key: " ".join(row[place].split()) for place, key in columns.items() if place < len(row)}
        if any(written.values()):
            found.append(_line(number, written))
    if not found:
        raise Refused("Dưới dòng tiêu đề chưa có dòng nào.", field="file")
    return found


def _head(cells):
    for index, row in enumerate(cells[:30]):
        columns = {place: _NAMES[fold(cell)] for place, cell in enumerate(row) if fold(cell) in _NAMES}
        if {"year", "product"} <= set(columns.values()):
            missing = [COLUMNS[key][0] for key in NEEDED if key not in columns.values()]
            if missing:
                raise Refused(f"Bảng còn thiếu cột: {', '.join(missing)}.", field="file")
            return index + 1, columns
    names = ", ".join(f"“{COLUMNS[key][0]}”" for key in NEEDED)
    raise Refused(f"Không thấy dòng tiêu đề. Bảng cần các cột {names}.", field="file")


def _line(number, written):
    line = Line(number, {"number": "", "decided_on": None})
    for key in NEEDED:
        if not written.get(key):
            line.problems.append(f"Thiếu “{COLUMNS[key][0]}”.")
    for key, longest in LONGEST.items():
        line.facts[key] = written.get(key, "")
        if len(line.facts[key]) > longest:
            line.problems.append(f"“{COLUMNS[key][0]}” dài quá {longest} chữ.")
    _read(line, "year", written, _year)
    _read(line, "level", written, lambda text: _LEVELS.get(fold(text).removeprefix("cap ")))
    _read(line, "group", written, _group)
    if written.get("decided_on"):
        try:
            line.facts["decided_on"] = DayField().clean(written["decided_on"])
        except ValidationError as error:
            line.problems.append(f"Ngày quyết định “{written['decided_on'][:40]}”: {error.messages[0]}")
    decided_on, year = line.facts["decided_on"], line.facts.get("year")
    if decided_on and year and decided_on.year != year:
        line.problems.append(f"Ngày quyết định {decided_on:%d/%m/%Y} không thuộc năm {year}.")
    return line


def _read(line, key, written, reader):
    text = written.get(key, "")
    if not text:
        return
    value = reader(text)
    if value is None:
        line.problems.append(f"“{COLUMNS[key][0]}”: không đọc được “{text[:40]}”.")
    else:
        line.facts[key] = value


def _year(text):
    """As in fields for days: 1900 to 2100."""
    year = int(text) if len(text) == 4 and text.isdecimal() else 0
    return year if 1900 <= year <= 2100 else None


def _group(text):
    named = (group for group in ProductGroup if fold(text) in (fold(group), fold(f"nhom {group}"), fold(group.label)))
    return next(named, None)
