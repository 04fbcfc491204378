"""The list of nominated products that a Sở sends in Excel: cells in, lines with their problems out.

Knows no database.
"""

import datetime
from dataclasses import dataclass, field
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from cnnt_portal.errors import Refused
from cnnt_portal.text import fold, says_something
from cnnt_portal.ui.forms import DayField, clean_text

from .identity import HOUSEHOLD, read_tax_code

MOST_ROWS = 1_000
MOST_COLUMNS = 40

# {key: (header, longest, whether it must be there)}, in the order of the template.
COLUMNS = {
    "product": ("Tên sản phẩm", 300, True),
    "group": ("Nhóm (A, B, C, D)", 1, True),
    "establishment": ("Tên cơ sở", 300, True),
    "tax_code": ("Mã số thuế", 20, False),
    "address": ("Địa chỉ", 200, False),
    "province": ("Tỉnh, thành phố", 120, True),
    "phone": ("Điện thoại", 20, False),
    "decision": ("Số quyết định công nhận", 120, True),
    "decision_date": ("Ngày quyết định", 10, True),
    "certificate": ("Số giấy chứng nhận", 60, True),
    "valid_until": ("Giấy chứng nhận có giá trị đến", 10, True),
}
_DAYS = ("decision_date", "valid_until")
_KEY_OF = {fold(header): key for key, (header, _, _) in COLUMNS.items()}


@dataclass
class Line:
    """One row: `facts` as far as they could be read, `problems` as sentences, `standing` the entry it made before.

    As list_houses.py finds them: `house`, `identity`, what is `unclear` about them, and `doubts`, which somebody must
    have looked at; `is_elsewhere` where an earlier list gave the house another province.
    """

    number: int
    facts: dict
    problems: list = field(default_factory=list)
    unclear: list = field(default_factory=list)
    doubts: list = field(default_factory=list)
    standing: object = None
    house: object = None
    identity: object = None
    is_elsewhere: bool = False


def read(file):
    """The Lines of the first sheet. Raises Refused at the field `upload` where nothing can be read at all."""
    try:
        book = load_workbook(file, read_only=True)
        rows = [
            [_shown(cell) for cell in row[:MOST_COLUMNS]]
            for row in book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 30)
        ]
        book.close()
    except (BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, AttributeError) as error:
        raise Refused("Không đọc được tệp Excel này. Hãy lưu lại thành .xlsx rồi gửi lại.", field="upload") from error
    top, places = _head(rows)
    lines = []
    for number, row in enumerate(rows[top:], top + 1):
        written = {key: row[place] for key, place in places.items() if place < len(row) and row[place]}
        if written:
            lines.append(_line(number, written))
    if not lines:
        raise Refused("Dưới dòng tiêu đề chưa có dòng nào.", field="upload")
    if len(lines) > MOST_ROWS:
        raise Refused(f"Danh sách dài quá {MOST_ROWS} dòng. Hãy chia thành nhiều tệp.", field="upload")
    return lines


def _shown(value):
    """A cell as a person would have written it."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(clean_text(str(value)).split())


def _head(rows):
    """(index of the first row below the head, {key: place})."""
    for index, row in enumerate(rows[:30]):
        places = {_KEY_OF[fold(cell)]: place for place, cell in enumerate(row) if fold(cell) in _KEY_OF}
        if {"product", "establishment"} <= places.keys():
            lacking = [header for key, (header, _, needed) in COLUMNS.items() if needed and key not in places]
            if lacking:
                raise Refused(f"Bảng thiếu cột: {', '.join(lacking)}. Hãy dùng tệp mẫu.", field="upload")
            return index + 1, places
    raise Refused("Không thấy dòng tiêu đề có cột “Tên sản phẩm” và “Tên cơ sở”. Hãy dùng tệp mẫu.", field="upload")


def _line(number, written):
    line = Line(number, {})
    for key, (header, longest, needed) in COLUMNS.items():
        text = written.get(key, "")
        if text.startswith("="):
            line.problems.append(f"Ô “{header}” là công thức. Hãy chép lại thành chữ hoặc số (Dán giá trị).")
        elif needed and not says_something(text):
            line.problems.append(f"Chưa có “{header}”.")
        elif key in _DAYS:
            _day(line, key, header, text)
        elif key == "tax_code" and text:
            _tax_code(line, text)
        elif len(text) > longest:
            line.problems.append(f"“{header}” dài quá {longest} ký tự.")
        else:
            line.facts[key] = text
    group = line.facts.get("group", "").upper()
    if group and group not in "ABCD":
        line.problems.append("Nhóm phải là A, B, C hoặc D.")
    line.facts["group"] = group
    return line


def _tax_code(line, text):
    """Compact, so that the establishment is recognised however it was written; a household's twelve digits pass."""
    if len(text) == 9 and text.isdigit():
        # Excel took it for a number and dropped the zero in front.
        text = f"0{text}"
    try:
        line.facts["tax_code"] = read_tax_code(text, legal_form=HOUSEHOLD)
    except Refused as wrong:
        line.problems.append(f"“Mã số thuế”: {wrong.sentence}")


def _day(line, key, header, text):
    try:
        line.facts[key] = DayField(required=False).clean(text)
    except ValidationError as wrong:
        line.problems.append(f"“{header}”: {wrong.messages[0]}")
