"""What the leaders read on one screen: figures, charts, and what changed. Plain values in, plain values out."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from . import consolidating, data_forms
from .consolidating import Change

CHARTS = 3


class Bars(NamedTuple):
    """A chart to draw: [(label, number)]."""

    title: str
    pairs: list
    is_money: bool = False


@dataclass
class Glance:
    changes: list
    bars: list
    # Money that changed since last time; where a unit that told of it then is absent now it waits: {label: units}.
    moved: list = field(default_factory=list)
    waiting: dict = field(default_factory=dict)
    # All who told of anything then and are absent now: figures with and without them are not compared.
    absent: set = field(default_factory=set)


def of_activities(rows, earlier, absent):
    """A Glance of activities. `earlier`: those of the period before, None where there is none; `absent`: names of units
    that are not in this one."""
    total, before = consolidating.total(rows), earlier and consolidating.total(earlier)
    by_content = consolidating.summed(rows, "content")
    waiting = consolidating.waiting(earlier or [], absent)
    moved = consolidating.changes_by(rows, earlier, "content") if earlier is not None else []
    return Glance(
        consolidating.changes(total, before),
        [
            Bars("Kinh phí theo nội dung hỗ trợ", [(one.label, one.amount) for one in by_content], True),
            Bars("Kinh phí theo đơn vị", [(one.label, one.amount) for one in consolidating.summed(rows, "unit")], True),
            Bars("Lượt sản phẩm được hỗ trợ theo nội dung", [(one.label, one.products) for one in by_content]),
        ],
        [change for change in moved if change.label not in waiting],
        waiting,
        {unit for units in waiting.values() for unit in units},
    )


def of_forms(tables, earlier, absent):
    """A Glance of data forms (`data_forms.Gathered`); arguments as for `of_activities`."""
    tables = [one for one in tables if one.has_numbers and data_forms.adds_up(one.form)]
    before = {one.form["key"]: one for one in earlier or ()}
    # A form of which another one says the same more finely needs no chart.
    coarse = {one.form.get("equals", {}).get("form") for one in tables}
    drawn = [one for one in tables if one.form["key"] not in coarse][:CHARTS]
    glance = Glance(
        [_total(one, before.get(one.form["key"]), earlier) for one in tables if "of" not in one.form],
        [Bars(_title(one.form), _shares(one).items(), _is_money(one.form)) for one in drawn],
    )
    glance.absent = {unit for one in before.values() for unit in _units(_parts(one))} & absent
    if earlier is not None:
        _compare(glance, [one for one in drawn if _is_money(one.form) and "of" not in one.form], before, absent)
    return glance


def _compare(glance, tables, before, absent):
    """Lines of several tables may be named alike: then each bears its table's name too."""
    for now in tables:
        then = before.get(now.form["key"])
        told, shares, lines = (_shares(then), _shares(now), _parts(then)) if then else ({}, _shares(now), [])
        table = f"{_title(now.form)}: " if len(tables) > 1 else ""
        missed = {line.label: [unit for unit in _units([line]) if unit in absent] for line in lines}
        waiting = {label: units for label, units in missed.items() if units}
        glance.waiting |= {table + label: units for label, units in waiting.items()}
        glance.moved += [
            Change(table + label, told.get(label, Decimal(0)), shares.get(label, Decimal(0)), True)
            for label in shares | told
            if label not in waiting
        ]
    glance.moved.sort(key=lambda change: (-abs(change.difference), change.label))


def _total(now, before, earlier):
    key = _main(now.form)["key"]
    told = None if earlier is None else _whole(before, key)
    return Change(_figure(now.form), told, _whole(now, key), _is_money(now.form))


def _whole(gathered, key):
    """The sum of a column; of one line only there is no line of the total."""
    return sum((line.cells.get(key, Decimal(0)) for line in _parts(gathered)), Decimal(0)) if gathered else Decimal(0)


def _parts(gathered):
    """The lines that together are the whole: regions where there are regions."""
    lines = [line for line in gathered.lines if not line.is_total]
    return [line for line in lines if line.level == 0] or lines


def _units(lines):
    """Names of those whose numbers are in these lines, each once."""
    return list(dict.fromkeys(taken.source.unit for line in lines for taken in line.sources))


def _shares(gathered):
    """{label: number} of the form's main column."""
    key = _main(gathered.form)["key"]
    return {line.label: line.cells[key] for line in _parts(gathered) if key in line.cells}


def _main(form):
    """The column that a form is about: the one of which it computes a share or a ratio."""
    columns = {column["key"]: column for column in form["columns"]}
    parts = [column["part"] for column in form["columns"] if "part" in column]
    return columns[parts[0] if parts else data_forms.number_columns(form)[-1]]


def _is_money(form):
    column = _main(form)
    kinds = {one["key"]: one["kind"] for one in form["columns"]}
    return "money" in (column["kind"], *(kinds[key] for key in column.get("of", ())))


def _title(form):
    """Without the number that it bears among the forms."""
    return re.sub(r"^Biểu \d+\. ", "", form["title"])


def _figure(form):
    column = _main(form)
    return _title(form) if column["kind"] == "sum" else column["title"]
