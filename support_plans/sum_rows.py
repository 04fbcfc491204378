"""Rows by which people add a table up: they are recognised, compared with the others, and never entered."""

from dataclasses import dataclass, field

from cnnt_portal.text import fold
from cnnt_portal.ui.formats import number

_ALONE = {"tổng", "cộng"}
_ANYWHERE = ("tong cong", "tong so")
# Where names stand, “Cộng đồng…” and “Tổng kết…” are names.
_BESIDE_NAMES = ("cộng ", "tổng ")


@dataclass
class SumRow:
    """`figures`: {key of a column: what the row says}; `above`: how many of the table's lines stand above it."""

    number: int
    figures: dict
    above: int
    differences: list = field(default_factory=list)


def is_sum(row, columns):
    """Does the row begin with the word for a sum? `columns`: {place: key} of those that are read."""
    place, cell = next(((place, cell) for place, cell in enumerate(row) if any(map(str.isalpha, cell))), (None, ""))
    words = cell.lower().strip(" .:*")
    if words in _ALONE or fold(words).startswith(_ANYWHERE):
        return True
    return place not in columns and words.startswith(_BESIDE_NAMES)


def compare(sums, figures, names):
    """Write into each SumRow by which columns it differs. It may add up the lines since the sum before it, those up to
    the sum after it, or all. `figures`: of the lines, in their order; `names`: {key: heading}."""
    bounds = [0, *(row.above for row in sums), len(figures)]
    for index, row in enumerate(sums):
        parts = [figures[bounds[index] : row.above], figures, figures[row.above : bounds[index + 2]]]
        for key, told in row.figures.items():
            found = [sum(line.get(key) or 0 for line in part) for part in parts]
            if told not in found:
                own = found[0] if parts[0] else found[1]
                row.differences.append(f"{names[key]} ghi {number(told)}, các dòng cộng lại {number(own)}")
