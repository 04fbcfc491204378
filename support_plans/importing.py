"""A table of activities as people paste it or keep it in Excel: cells in, checked lines out. Knows no database."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from cnnt_portal.errors import Refused
from cnnt_portal.text import fold
from cnnt_portal.ui.forms import CountField, DayField, MoneyField

from .models import ActivityKind, Indicator, MoneySource, indicators_of
from .sum_rows import SumRow, compare, is_sum

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


# Other headings that people write above money and results; what may mean two things is not among them: it is asked.
MONEY_ALIASES = {
    MoneySource.NATIONAL_PROMOTION: ("kcqg", "kinh phi khuyen cong quoc gia", "von khuyen cong quoc gia"),
    MoneySource.LOCAL_PROMOTION: ("kcdp", "kinh phi khuyen cong dia phuong", "von khuyen cong dia phuong"),
    MoneySource.TRADE_PROMOTION: ("xttm quoc gia", "kinh phi xuc tien thuong mai quoc gia"),
    MoneySource.UNIT: ("kinh phi don vi", "ngan sach don vi", "don vi chi"),
    MoneySource.ESTABLISHMENT: ("von doi ung", "co so doi ung", "doi ung cua co so", "von doanh nghiep"),
}
RESULT_ALIASES = {
    Indicator.STALLS: ("gian hang", "so gian"),
    Indicator.TURNOVER: ("doanh thu", "doanh so", "doanh thu ban hang", "doanh so ban hang", "tien ban hang"),
    Indicator.CONTRACTS: ("hop dong", "so hop dong", "so hop dong ky ket", "bien ban ghi nho"),
    Indicator.SYSTEMS: ("he thong phan phoi", "so he thong phan phoi"),
    Indicator.SHOPS: ("gian hang truc tuyen", "so gian hang truc tuyen"),
    Indicator.ARTICLES: ("bai viet", "so bai"),
    Indicator.BROADCASTS: ("chuong trinh phat song", "so chuong trinh"),
    Indicator.TRAINEES: ("so hoc vien", "hoc vien", "so nguoi duoc tap huan", "luot nguoi duoc tap huan"),
    Indicator.INSPECTIONS: ("vu kiem tra",),
    Indicator.VIOLATIONS: ("vu vi pham", "so vu vi pham"),
}
_NAMES = {_bare(header): key for key, header in HEADERS.items()}
_NAMES |= {alias: key for key, (_, aliases) in TEXTS.items() for alias in aliases}
_NAMES |= {alias: f"money_{source}" for source, aliases in MONEY_ALIASES.items() for alias in aliases}
_NAMES |= {alias: f"result_{indicator}" for indicator, aliases in RESULT_ALIASES.items() for alias in aliases}
# Columns that count the rows: nothing is lost when they are not read.
_COUNTING = {"stt", "tt", "so tt", "so thu tu"}
_BARE = "Dòng này chỉ có số, không ghi sản phẩm. Nếu là dòng cộng thì không cần nhập."
_IN_MONEY = {*MONEY, f"result_{Indicator.TURNOVER}"}
# What a heading like “Doanh thu (triệu đồng)” says of the bare numbers below it.
_SCALES = (("trieu", "triệu"), ("ty dong", "tỷ"), ("nghin", "nghìn"), ("ngan dong", "nghìn"))


@dataclass
class Line:
    """One row of the table: `facts` as far as they could be read, `problems` as sentences."""

    number: int
    facts: dict
    problems: list = field(default_factory=list)

    @property
    def figures(self):
        """{key of a column: number} of money and results."""
        return {f"money_{name}": value for name, value in self.facts["money"].items()} | {
            f"result_{name}": value for name, value in self.facts["results"].items()
        }


@dataclass
class Column:
    """A column of the table that holds something: `key` of HEADERS, or "" when the portal does not know it."""

    place: int
    header: str
    key: str = ""

    @property
    def name(self):
        return f"“{self.header}”" if self.header else f"cột thứ {self.place + 1} (không có tiêu đề)"


@dataclass
class Table:
    lines: list
    columns: list
    sums: list

    @property
    def unread(self):
        return [column for column in self.columns if not column.key]

    @property
    def read(self):
        return {column.key for column in self.columns if column.key}


def table_of(cells, *, given, chosen=None):
    """The table's Lines and Columns. `given`: facts for the whole table where a column or a cell is missing; `chosen`:
    {place: key} of columns whose headings the portal does not know.

    The head may stand below a title and take two rows, as merged headings do. Raises Refused without a head.
    """
    top, columns, heads = _head(cells, chosen or {})
    scales = {place: _scale(cells[: top - 1], heads.get(place, "")) for place in columns}
    names_products = {"product", "certificate"} & set(columns.values())
    counting = {place for place, header in heads.items() if _bare(header) in _COUNTING}
    lines, carried, sums = [], {}, []
    for number, row in enumerate(cells[top:], start=top + 1):
        written = {
            key: _scaled(row[place], scales[place]) if key in _IN_MONEY else row[place]
            for place, key in columns.items()
            if place < len(row) and row[place]
        }
        if is_sum(row, columns, counting):
            sums.append(SumRow(number, _line(number, written, {}).figures, len(lines)))
            continue
        if not written:
            continue
        if "title" in written and written["title"] != carried.get("title"):
            carried = {}
        carried |= {key: written[key] for key in CARRIED_DOWN if key in written}
        lines.append(_line(number, carried | written, given))
        if names_products and not TEXTS.keys() & written.keys():
            lines[-1].problems.insert(0, _BARE)
    if not lines:
        raise Refused("Dưới dòng tiêu đề chưa có dòng nào.")
    compare(sums, [line.figures for line in lines], HEADERS)
    return Table(lines, _filled(cells[top:], columns, heads), sums)


def _filled(rows, columns, heads):
    """[Column] of what has anything in it, but for those that only count the rows."""
    places = {place for row in rows for place, cell in enumerate(row) if cell}
    return [
        Column(place, heads.get(place, ""), columns.get(place, ""))
        for place in sorted(places)
        if place in columns or _bare(heads.get(place, "")) not in _COUNTING
    ]


def _scale(above, header):
    """The unit of a column's bare numbers, from its heading or from a line like “Đơn vị tính: triệu đồng” above."""
    told = [header.partition("(")[2], *(cell for row in above for cell in row if "don vi tinh" in fold(cell))]
    return next((unit for words in told for sign, unit in _SCALES if sign in fold(words)), "")


def _scaled(text, unit):
    return f"{text} {unit}" if unit and not any(letter.isalpha() or letter == "₫" for letter in text) else text


def _head(cells, chosen):
    """(index of the first row below the head, {place: key}, {place: heading})."""
    for index, row in enumerate(cells[:30]):
        columns = _named(row)
        if len(columns) < 2 and not {"product", "certificate"} & set(columns.values()):
            continue
        second = cells[index + 1] if index + 1 < len(cells) else []
        extra = {place: key for place, key in _named(second).items() if key not in columns.values()}
        heads = {place: cell for place, cell in enumerate(row) if cell}
        if extra:
            heads |= {place: cell for place, cell in enumerate(second) if cell}
        named = {place: key for place, key in (columns | extra).items() if key not in chosen.values()}
        return index + 1 + bool(extra), named | chosen, heads
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
