"""*Biểu số liệu*: tables with typed columns as a regime describes them. Plain values in, plain values out.

A form is a dict of the regime's data:

    {"key", "title", "guidance",
     "columns": [{"key", "title", "kind", …}],
     "rows": [{"key", "title", "unit"}],      fixed rows; without them everybody adds rows of their own
     "gather": "rows" | "places" | "list",    how the forms of many units become one table
     "of": key of another form}               not filled by anybody: another form seen by places

Kinds that are filled: int, money, text, date. Kinds that are computed and never added up: `sum` (“of”: columns),
`ratio` (“part”, “whole”, “times”: 100 for a percentage), `share` (“part”: of that column's total, in percent).
Cells are text as JSON keeps it; an empty cell is absent and is not zero.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

NUMBERS = ("int", "money")
FILLED = (*NUMBERS, "text", "date")
COMPUTED = ("sum", "ratio", "share")
# The longest list of one unit: a page with four fields a row stays within what a request may carry.
MOST_ROWS = 240
WHOLE = "Tổng cộng"
ELSEWHERE = "Tổ chức ngoài các tỉnh"


class Source(NamedTuple):
    """One unit's rows of one form. `place`: (sort key, region), (sort key, province) or None outside the provinces."""

    unit: str
    report: int
    rows: list
    place: tuple | None = None
    number: int = 1


class Taken(NamedTuple):
    """One row of one unit's form, as a gathered line took it."""

    source: Source
    title: str
    cells: dict


@dataclass
class Line:
    """One row of a gathered table: `level` 0 is a region or a total, 1 what belongs to it."""

    label: str
    cells: dict = field(default_factory=dict)
    key: str = ""
    level: int = 1
    is_total: bool = False
    sources: list = field(default_factory=list)


@dataclass
class Gathered:
    form: dict
    lines: list

    @property
    def has_numbers(self):
        return any(column["kind"] in NUMBERS for column in self.form["columns"])


def day_of(text):
    return datetime.date.fromisoformat(text)


def value_of(column, text):
    """A cell as it was kept, as a value of its kind; None where nothing stands."""
    if text == "":
        return None
    if column["kind"] in NUMBERS:
        return Decimal(text)
    return day_of(text) if column["kind"] == "date" else text


def filled_columns(form):
    return [column for column in form["columns"] if column["kind"] in FILLED]


def number_columns(form):
    return [column["key"] for column in form["columns"] if column["kind"] in NUMBERS]


def titles_of(form):
    """{row key: its title}; of another form seen by places, that form's."""
    return {row["key"]: row["title"] for row in form.get("rows", [])}


def is_filled(rows):
    """Has anybody written anything?"""
    return any(row["cells"] for row in rows)


def departing(rows, recorded):
    """[(row key, column, what the portal knew, what stands there or "")] where the two differ."""
    written = {row["key"]: row["cells"] for row in rows}
    return [
        (key, column, known, written.get(key, {}).get(column, ""))
        for key, cells in recorded.items()
        for column, known in cells.items()
        if written.get(key, {}).get(column, "") != known
    ]


def beyond_whole(form, rows):
    """[(row title, part's title, part, whole's title, whole)] where a part is more than its whole."""
    titles = {column["key"]: column["title"] for column in form["columns"]}
    shares = [one for one in form["columns"] if one["kind"] == "ratio" and one.get("times") == 100]
    return [
        (line.label, titles[one["part"]], line.cells[one["part"]], titles[one["whole"]], line.cells[one["whole"]])
        for line in lines_of(form, rows)
        if not line.is_total
        for one in shares
        if one["part"] in line.cells and one["whole"] in line.cells
        if line.cells[one["part"]] > line.cells[one["whole"]]
    ]


def lines_of(form, rows):
    """[Line] of one unit's own form, computed columns and totals included."""
    titles = titles_of(form)
    lines = [
        Line(titles.get(row["key"], str(number)), _numbers(form, row["cells"]), row["key"])
        for number, row in enumerate(rows, 1)
    ]
    return _computed(form, lines, _added(form, lines) if adds_up(form) and len(lines) > 1 else None)


def grand_total(form, rows, column=None):
    """Everything that was filled in as numbers, or one column of it."""
    keys = [column] if column else number_columns(form)
    numbers = [_numbers(form, row["cells"]) for row in rows]
    return sum((cells[key] for cells in numbers for key in keys if key in cells), Decimal(0))


def gathered(form, sources):
    """A Gathered of many units' rows, as the form says. Every number line keeps where it came from:
    `line.sources` is [Taken]."""
    how = form.get("gather", "rows")
    if how == "list":
        return Gathered(form, _listed(form, sources))
    if how == "places":
        return Gathered(form, _by_place(form, sources))
    return Gathered(form, _by_row(form, sources))


def _listed(form, sources):
    return [
        Line(source.unit, _numbers(form, row["cells"]), sources=[Taken(source, "", row["cells"])])
        for source in sources
        for row in source.rows
        if row["cells"]
    ]


def _by_row(form, sources):
    found = {row["key"]: Line(row["title"], key=row["key"]) for row in form.get("rows", [])}
    for source in sources:
        for row in source.rows:
            if row["cells"] and row["key"] in found:
                _take(found[row["key"]], form, source, row)
    lines = list(found.values())
    return _computed(form, lines, _added(form, lines) if adds_up(form) and len(lines) > 1 else None)


def _by_place(form, sources):
    """Regions with their provinces below them, then what is outside the provinces, then the whole."""
    provinces, outside = defaultdict(dict), Line(ELSEWHERE, key="ngoai", level=0)
    for source in sources:
        for row in source.rows:
            if not row["cells"]:
                continue
            if source.place is None:
                _take(outside, form, source, row)
                continue
            region, province = source.place
            line = provinces[region].setdefault(province, Line(province[1], key=province[1]))
            _take(line, form, source, row)
    lines = []
    for region in sorted(provinces):
        below = [provinces[region][province] for province in sorted(provinces[region])]
        lines += [_added(form, below, region[1], level=0), *below]
    if outside.sources:
        lines.append(outside)
    return _computed(form, lines, _added(form, [line for line in lines if line.level == 0]))


def _take(line, form, source, row):
    numbers = _numbers(form, row["cells"])
    line.sources.append(Taken(source, titles_of(form).get(row["key"], ""), row["cells"]))
    for key in number_columns(form):
        if key in numbers:
            line.cells[key] = line.cells.get(key, Decimal(0)) + numbers[key]


def _numbers(form, cells):
    """Cells with their numbers as Decimals; texts and days stay as they are."""
    kinds = {column["key"]: column["kind"] for column in form["columns"]}
    return {key: Decimal(value) if kinds.get(key) in NUMBERS else value for key, value in cells.items()}


def adds_up(form):
    """May its lines be added up?"""
    return form.get("total", True) and bool(number_columns(form))


def _added(form, lines, label=WHOLE, level=0):
    whole = Line(label, key=label, level=level, is_total=label == WHOLE)
    for line in lines:
        whole.sources += line.sources
        for key in number_columns(form):
            if key in line.cells:
                whole.cells[key] = whole.cells.get(key, Decimal(0)) + line.cells[key]
    return whole


def _computed(form, lines, whole):
    """The lines with sums, ratios and shares, the total last. Shares are of the total, ratios of their own line:
    neither is ever added up."""
    lines = [*lines, whole] if whole else lines
    for column in form["columns"]:
        if column["kind"] == "sum":
            for line in lines:
                parts = [line.cells[key] for key in column["of"] if key in line.cells]
                if parts:
                    line.cells[column["key"]] = sum(parts, Decimal(0))
    for column in form["columns"]:
        if column["kind"] == "ratio":
            for line in lines:
                _divide(line, column, line.cells.get(column["whole"]), Decimal(column.get("times", 1)))
        elif column["kind"] == "share" and whole:
            for line in lines:
                _divide(line, column, whole.cells.get(column["part"]), Decimal(100))
    return lines


def _divide(line, column, whole, times):
    part = line.cells.get(column["part"])
    if part is not None and whole:
        line.cells[column["key"]] = (part * times / whole).quantize(Decimal("0.01"))
