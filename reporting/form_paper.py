"""Forms on paper: as a table of an official document, as a sheet with formulas, and as the sheet that is filled."""

from collections import Counter
from itertools import zip_longest

from cnnt_portal.documents.content import Column, Paragraph, Table
from cnnt_portal.documents.sheets import Formula, Sheet
from cnnt_portal.errors import Refused
from cnnt_portal.text import fold, grouped

from . import data_forms

KINDS = {"int": "int", "money": "money", "sum": "money", "ratio": "decimal", "share": "decimal"}
WIDTHS = {"int": 12, "money": 20, "sum": 20, "ratio": 12, "share": 12, "date": 12}
# Beyond this a list belongs into the workbook and not on paper.
MOST_ON_PAPER = 200


NUMBER = "TT"


def _columns(form, head):
    found = [Column(head, width=44 if head != NUMBER else 6)]
    for column in form["columns"]:
        kind = column["kind"]
        found.append(Column(column["title"], KINDS.get(kind, kind), width=WIDTHS.get(kind, 28)))
    return tuple(found)


def head_of(form):
    """What the first column names."""
    return {"places": "Vùng, tỉnh", "list": "Đơn vị"}.get(form.get("gather"), "Nội dung")


def head_of_unit(form):
    """What the first column names in one unit's own form."""
    return "Nội dung" if form.get("rows") else NUMBER


def blocks(form, lines, head, empty):
    """The form as blocks of an official document; `empty` are the words for one without any number."""
    if not any(line.cells for line in lines):
        return [Paragraph(f"{form['title']}: {empty}")]
    if len(lines) > MOST_ON_PAPER:
        return [Paragraph(f"{form['title']}: {grouped(len(lines))} dòng, xem trong bản Excel.")]
    keys = [column["key"] for column in form["columns"]]
    rows = tuple((line.label, *(_day(form, key, line.cells.get(key)) for key in keys)) for line in lines)
    return [Table(_columns(form, head), rows, caption=form["title"])]


def _day(form, key, value):
    """Days are kept as JSON keeps them."""
    kind = next(column["kind"] for column in form["columns"] if column["key"] == key)
    return data_forms.day_of(value) if kind == "date" and value else value


def sheet(form, lines, head, heading=()):
    """The form to compute with: sums, totals, ratios and shares are formulas that give what the portal says."""
    letters = {column["key"]: chr(ord("B") + place) for place, column in enumerate(form["columns"])}
    rows = [
        (line.label, *(_cell(form, lines, place, column, letters) for column in form["columns"]))
        for place, line in enumerate(lines)
    ]
    heading = (form["title"], *(line for line in heading if line)) if heading else ()
    return Sheet(title=form["title"], columns=_columns(form, head), rows=rows, heading=heading)


def _cell(form, lines, place, column, letters):
    line, key, kind = lines[place], column["key"], column["kind"]
    value = line.cells.get(key)
    if value is None or kind in ("text", "date"):
        return _day(form, key, value)
    letter = letters[key]
    if kind == "sum":
        return Formula("=" + "+".join(f"{letters[part]}{{row}}" for part in column["of"]))
    if kind == "ratio":
        times = column.get("times", 1)
        part, whole = letters[column["part"]], letters[column["whole"]]
        return Formula(f"=ROUND({part}{{row}}*{times}/{whole}{{row}},2)", "#,##0.00")
    if kind == "share":
        part = letters[column["part"]]
        return Formula(f"=ROUND({part}{{row}}*100/{part}${{line:{len(lines) - 1}}},2)", "#,##0.00")
    below = _below(lines, place)
    if below is None:
        return value
    return Formula(f"={'+'.join(f'{letter}{{line:{index}}}' for index in below) or 0}")


def _below(lines, place):
    """Which lines a line adds up: a region its provinces, the total whatever stands highest; None for a line that was
    reported."""
    line = lines[place]
    if line.is_total:
        highest = min((one.level for one in lines if not one.is_total), default=1)
        return [index for index, one in enumerate(lines) if one.level == highest and not one.is_total]
    if line.level == 0:
        below = []
        for index in range(place + 1, len(lines)):
            if lines[index].level == 0:
                break
            below.append(index)
        return below or None
    return None


def blank(form, rows):
    """The sheet that is filled in Excel and read again: only what people write."""
    columns = [Column("Nội dung", width=44)] if form.get("rows") else []
    filled = data_forms.filled_columns(form)
    columns += [Column(one["title"], KINDS.get(one["kind"], one["kind"]), width=24) for one in filled]
    by_key = {row["key"]: row["cells"] for row in rows}
    if form.get("rows"):
        lines = [(row["title"], *_written(filled, by_key.get(row["key"], {}))) for row in form["rows"]]
    else:
        lines = [tuple(_written(filled, row["cells"])) for row in rows]
    return Sheet(title=form["title"], columns=tuple(columns), rows=lines)


def _written(columns, cells):
    return [data_forms.value_of(column, cells.get(column["key"], "")) for column in columns]


def read(form, cells, formulas=()):
    """[{"key", "cells": {column key: text as written}}] of a filled sheet, whatever stands above and beside the table.

    Raises Refused where no head is found, where a row is not of this form or stands there twice, and where a program
    wrote one of the `formulas` and no Excel has computed it since: its cell reads empty."""
    filled = data_forms.filled_columns(form)
    titles = {_bare(column["title"]): column["key"] for column in filled}
    top, places = _head(cells, titles)
    known = {_bare(row["title"]): row["key"] for row in form.get("rows", [])}
    rows, strange = [], []
    for row, typed in zip_longest(cells[top:], formulas[top:], fillvalue=()):
        written = {key: row[place] for place, key in places.items() if place < len(row) and row[place]}
        said = next((cell for place, cell in enumerate(row) if place not in places and cell), "")
        label = _bare(said)
        if label != _bare(data_forms.WHOLE) and any(
            key not in written and place < len(typed) and typed[place].startswith("=") for place, key in places.items()
        ):
            raise Refused(
                f"Dòng “{said or 'không tên'}” có công thức chưa có kết quả. "
                "Hãy mở tệp bằng Excel, bấm Lưu rồi gửi lại."
            )
        if not written or label == _bare(data_forms.WHOLE):
            continue
        if known and label not in known:
            strange.append(said or "không tên")
        else:
            rows.append({"key": known.get(label, ""), "cells": written})
    if len(rows) > data_forms.MOST_ROWS:
        raise Refused(
            f"Biểu có {len(rows)} dòng, nhiều nhất {data_forms.MOST_ROWS}. Hãy gộp bớt, hoặc kèm danh sách đầy đủ làm "
            "tài liệu của báo cáo."
        )
    labels = {row["key"]: row["title"] for row in form.get("rows", [])}
    twice = [labels[key] for key, times in Counter(row["key"] for row in rows if row["key"]).items() if times > 1]
    if twice:
        raise Refused(f"Dòng “{twice[0]}” có hai lần trong tệp. Hãy để lại một dòng.")
    if strange:
        raise Refused(f"Biểu này không có dòng: {'; '.join(strange[:5])}. Hãy điền vào tệp tải từ trang này.")
    return rows


def _head(cells, titles):
    """(index of the first row below the head, {place: column key})"""
    for index, row in enumerate(cells[:30]):
        places = {place: titles[_bare(cell)] for place, cell in enumerate(row) if _bare(cell) in titles}
        if len(places) >= min(2, len(titles)):
            return index + 1, places
    raise Refused("Không thấy dòng tiêu đề của biểu trong tệp. Hãy điền vào tệp tải từ trang này.")


def _bare(text):
    return " ".join(fold(text).split()).strip(" .:*")
