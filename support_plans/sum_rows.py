"""Rows by which people add a table up: they are recognised, compared with the others, and never entered."""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from cnnt_portal.text import nfc
from cnnt_portal.ui.formats import number

# Alone in a cell, also of who types without marks.
_ALONE = {"tổng", "cộng", "tong", "cong", "tong cong", "tong so"}
# With marks: “Tổng công ty…” is a name. Also what names the groups that it adds up: “Tổng (I+II)”, “Cộng mục A”.
_ANYWHERE = re.compile(r"(tổng cộng|tổng số)\b|(tổng|cộng) ?((mục|phần|nhóm) )?\(?([ivxlc]+|[a-zđ]|\d+) ?([+,;)]|$)")
# Where names stand, “Cộng đồng…” and “Tổng kết…” are names, and these are it everywhere.
_BESIDE_NAMES = re.compile(r"(cộng|tổng) (?!đồng\b|hòa\b|hoà\b|tác\b|công ty\b|cục\b|kết\b)")
# “I”, “b)”, “IV.2”: they count groups of rows.
_NUMERAL = re.compile(r"([ivxlc]+|[a-zđ])([.-]?\d+)*")
# “12 sản phẩm”, where names stand, counts them.
_COUNT = re.compile(r"[\d.,]+\s*(sản phẩm|sp|cơ sở|doanh nghiệp|đơn vị|htx|giấy)\b")
_NAMES = {"product", "certificate", "establishment"}


@dataclass
class SumRow:
    """`figures`: {key of a column: what the row says}; `above`: how many of the table's lines stand above it."""

    number: int
    figures: dict
    above: int
    differences: list = field(default_factory=list)


def is_sum(row, columns, counting):
    """Does the row begin with the word for a sum, and name nothing? `columns`: {place: key} of those that are read;
    `counting`: places of those that count the rows."""
    words = {place: _bare(cell) for place, cell in enumerate(row) if any(map(str.isalpha, cell))}
    place = next((place for place, cell in words.items() if not _numbers(cell, place in counting)), None)
    if place is None:
        return False
    # “B-52” and “A1” are names where names stand, though they look like what numbers a row.
    beside = {columns.get(other) for other, cell in words.items() if cell != words[place] and not _COUNT.match(cell)}
    if words[place] in _ALONE or _ANYWHERE.match(words[place]):
        return not _NAMES & beside
    return place not in columns and bool(_BESIDE_NAMES.match(words[place])) and not (_NAMES | {"title"}) & beside


def _numbers(cell, is_counting):
    """Does the cell only say which row or group it is?"""
    is_said = is_counting and not cell.startswith(("tổng", "cộng", "tong", "cong"))
    return is_said or bool(_NUMERAL.fullmatch(cell))


def _bare(cell):
    return " ".join(nfc(cell).lower().split()).strip(" .:*)")


def compare(sums, figures, names):
    """Write into each SumRow by which columns it differs. It may add up the lines between it and any other sum (or a
    line without figures, which heads a group), or all. `figures`: of the lines, in their order; `names`: {key:
    heading}."""
    bounds = [0, *(row.above for row in sums), len(figures)]
    groups = {*bounds, *(place for place, line in enumerate(figures) if not line)}
    running = {
        key: [0, *accumulate(line.get(key) or 0 for line in figures)]
        for key in {key for row in sums for key in row.figures}
    }
    for index, row in enumerate(sums):
        for key, told in row.figures.items():
            upto = running[key]
            every, here = upto[-1], upto[row.above]
            if told == every or any(told == abs(here - upto[bound]) for bound in groups - {row.above}):
                continue
            own = here - upto[bounds[index]] if bounds[index] < row.above else every
            row.differences.append(f"{names[key]} ghi {number(told)}, các dòng cộng lại {number(own)}")
