"""A table of activities as people paste it or keep it in Excel: cells in, checked lines out. Knows no database."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from cnnt_portal.errors import Refused
from cnnt_portal.text import fold
from cnnt_portal.ui.forms import CountField, DayField, MoneyField

from .models import ActivityKind, Indicator, MoneySource, indicators_of

LARGEST = 15

TEXTS = {
    "title": ("Tên hoạt động", ("hoat dong", "noi dung", "ten hoi cho", "hoi cho")),
    "kind": ("Loại hoạt động", ("loai", "loai hinh")),
    "starts_on": ("Từ ngày", ("ngay bat dau", "bat dau", "ngay")),
    "ends_on": ("Đến ngày", ("ngay ket thuc", "ket thuc")),
    "place": ("Địa điểm", ("noi to chuc", "dia diem to chuc")),
    "certificate": ("Số hoặc mã giấy chứng nhận", ("giay chung nhan", "so giay chung nhan", "ma giay chung nhan")),
    "product": ("Sản phẩm", ("ten san pham", "san pham cnnt")),
    "establishment": ("Cơ sở", ("ten co so", "don vi san xuat", "doanh nghiep", "co so cnnt")),
}
MONEY = {f"money_{source}": f"{source.label} (đồng)" for source in MoneySource}
RESULTS = {f"result_{indicator}": indicator.label for indicator in Indicator}
HEADERS = {key: header for key, (header, _) in TEXTS.items()} | MONEY | RESULTS
# What a sheet says once, in a merged cell or above several stalls, holds for the rows below it.
CARRIED_DOWN = ("title", "kind", "starts_on", "ends_on", "place")


def _bare(header):
    return fold(header.split("(")[0]).strip(" .:*")


_NAMES = {_bare(header): key for key, header in HEADERS.items()}
_NAMES |= {alias: key for key, (_, aliases) in TEXTS.items() for alias in aliases}
_NAMES |= {"doanh thu": f"result_{Indicator.TURNOVER}", "doanh so": f"result_{Indicator.TURNOVER}"}


@dataclass
class Line:
    """One row of the table: `facts` as far as they could be read, `problems` as sentences."""

    number: int
    facts: dict
    problems: list = field(default_factory=list)


def lines_of(cells, *, given):
    """The Lines under the table's head. `given`: facts for the whole table where a column or a cell is missing.

    The head may stand below a title and take two rows, as merged headings do. Raises Refused without a head.
    """
    top, columns = _head(cells)
    lines, carried = [], {}
    for number, row in enumerate(cells[top:], start=top + 1):
        written = {key: row[place] for place, key in columns.items() if place < len(row) and row[place]}
        if not written:
            continue
        if "title" in written and written["title"] != carried.get("title"):
            carried = {}
        carried |= {key: written[key] for key in CARRIED_DOWN if key in written}
        lines.append(_line(number, carried | written, given))
    if not lines:
        raise Refused("Dưới dòng tiêu đề chưa có dòng nào.")
    return lines


def _head(cells):
    """(index of the first row below the head, {column: key})."""
    for index, row in enumerate(cells[:30]):
        columns = _named(row)
        if len(columns) < 2 and not {"product", "certificate"} & set(columns.values()):
            continue
        below = _named(cells[index + 1]) if index + 1 < len(cells) else {}
        extra = {place: key for place, key in below.items() if key not in columns.values()}
        return (index + 2, columns | extra) if extra else (index + 1, columns)
    raise Refused(
        "Không thấy dòng tiêu đề. Bảng cần có một dòng ghi tên các cột, ví dụ “Sản phẩm”, “Cơ sở”, “Doanh thu”."
    )


def _named(row):
    found = {}
    for place, cell in enumerate(row):
        key = _NAMES.get(_bare(cell))
        if key and key not in found.values():
            found[place] = key
    return found


def _line(number, written, given):
    line = Line(number, {**given, "money": {}, "results": {}})
    for key in ("title", "place", "certificate", "product", "establishment"):
        line.facts[key] = " ".join(written.get(key, "").split()) or given.get(key, "")
    _read_kind(line, written)
    for key in ("starts_on", "ends_on"):
        _read(line, key, DayField(required=False), written.get(key), into=line.facts, named=key)
    if written.get("starts_on") and not written.get("ends_on"):
        # The day of this row alone: the last day of the whole table's activity is not its own.
        line.facts.pop("ends_on", None)
    for key in MONEY:
        source = key.removeprefix("money_")
        _read(line, key, MoneyField(required=False, max_digits=LARGEST), written.get(key), line.facts["money"], source)
    for key in RESULTS:
        indicator = key.removeprefix("result_")
        number_field = MoneyField if indicator == Indicator.TURNOVER else CountField
        number_field = number_field(required=False, max_digits=LARGEST)
        _read(line, key, number_field, written.get(key), line.facts["results"], indicator)
    _check(line)
    return line


def _read(line, key, reader, text, into, named):
    if not text:
        return
    try:
        into[named] = reader.clean(text)
    except ValidationError as error:
        line.problems.append(f"{HEADERS[key]} “{text[:40]}”: {error.messages[0]}")


def _read_kind(line, written):
    text = written.get("kind")
    if not text:
        return
    found = [kind for kind in ActivityKind if fold(kind.label) == fold(text)]
    found = found or [kind for kind in ActivityKind if fold(text) in fold(kind.label)]
    if len(found) == 1:
        line.facts["kind"] = found[0].value
    else:
        line.problems.append(f"Loại hoạt động “{text[:40]}” không rõ là loại nào.")


def _check(line):
    facts = line.facts
    line.problems += [
        f"Thiếu {HEADERS[key][0].lower()}{HEADERS[key][1:]}."
        for key in ("title", "kind", "starts_on")
        if not facts.get(key) and not any(problem.startswith(HEADERS[key]) for problem in line.problems)
    ]
    if len(facts.get("title", "")) > 300 or len(facts.get("place", "")) > 200:
        line.problems.append("Tên hoạt động dài quá 300 chữ hoặc địa điểm dài quá 200 chữ.")
    if facts.get("starts_on"):
        facts.setdefault("ends_on", facts["starts_on"])
        if facts["ends_on"] < facts["starts_on"]:
            line.problems.append("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if facts.get("kind"):
        allowed = indicators_of(facts["kind"])
        line.problems += [
            f"“{Indicator(key).label}” không phải kết quả của loại “{ActivityKind(facts['kind']).label}”."
            for key, value in facts["results"].items()
            if value and key not in allowed
        ]
