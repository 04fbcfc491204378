"""Facts to a table of rows and columns. Plain values in, plain values out."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple


class Fact(NamedTuple):
    """`labels`: {dimension: (rank, words)}; `is_history`: entered from sources, not lived through in the portal."""

    labels: dict
    value: Decimal
    is_history: bool = False


class Cell(NamedTuple):
    value: Decimal | None
    has_history: bool = False


class Row(NamedTuple):
    label: str
    cells: list
    total: Decimal
    from_history: Decimal = Decimal(0)


class Table(NamedTuple):
    heads: list
    rows: list
    totals: list
    total: Decimal
    from_history: Decimal


ALL = (0, "Tổng")


def pivot(facts, rows, columns=""):
    """A Table; without `columns` it has one column. A pair that no fact speaks of is None, not zero."""
    sums, histories, imported = defaultdict(Decimal), set(), defaultdict(Decimal)
    for fact in facts:
        place = fact.labels[rows], fact.labels[columns] if columns else ALL
        sums[place] += fact.value
        if fact.is_history:
            histories.add(place)
            imported[place[0]] += fact.value
    heads = sorted({column for _, column in sums})
    labels = sorted({row for row, _ in sums})
    lines = [
        Row(
            row[-1],
            [Cell(sums.get((row, column)), (row, column) in histories) for column in heads],
            sum((sums.get((row, column), Decimal(0)) for column in heads), Decimal(0)),
            imported.get(row, Decimal(0)),
        )
        for row in labels
    ]
    totals = [sum((sums.get((row, column), Decimal(0)) for row in labels), Decimal(0)) for column in heads]
    history = sum((fact.value for fact in facts if fact.is_history), Decimal(0))
    return Table([head[-1] for head in heads], lines, totals, sum(totals, Decimal(0)), history)
