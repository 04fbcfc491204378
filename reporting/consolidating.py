"""Sums of frozen versions, each number with the rows that it comes from. Plain values in, plain values out."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

# Where the columns of a line stand in a version's content; the last is there only where a line adjusts what an earlier
# report told.
ACTIVITY, CONTENT, TITLE, STARTS, ENDS, PLACE, PRODUCTS, ESTABLISHMENTS, AMOUNT, RESULTS, CORRECTIONS, ADJUSTS = range(
    12
)


class Row(NamedTuple):
    """One activity as a unit reported it."""

    unit: str
    report: int
    number: int
    activity: int
    content: str
    title: str
    products: int
    establishments: int
    amount: Decimal
    adjusts: bool = False


@dataclass
class Sum:
    """A row of a table: what was added up and how often a product or an establishment was served."""

    label: str
    activities: int = 0
    products: int = 0
    establishments: int = 0
    amount: Decimal = field(default_factory=Decimal)

    def add(self, row):
        self.activities += not row.adjusts
        self.products += row.products
        self.establishments += row.establishments
        self.amount += row.amount


def rows_of(unit, version):
    """The rows of one version's content."""
    return [
        Row(
            unit,
            version.report_id,
            version.number,
            line[ACTIVITY],
            line[CONTENT],
            line[TITLE],
            int(line[PRODUCTS]),
            int(line[ESTABLISHMENTS]),
            Decimal(line[AMOUNT]),
            len(line) > ADJUSTS,
        )
        for line in version.facts["lines"]
    ]


def summed(rows, by):
    """[Sum] by “content” or “unit”, in the order of first appearance."""
    sums = {}
    for row in rows:
        label = getattr(row, by)
        sums.setdefault(label, Sum(label)).add(row)
    return list(sums.values())


def total(rows):
    whole = Sum("Tổng cộng")
    for row in rows:
        whole.add(row)
    return whole


class Change(NamedTuple):
    """One line of two periods side by side; `before` is None where there is nothing to compare with."""

    label: str
    before: Decimal | None
    now: Decimal
    is_money: bool = False

    @property
    def difference(self):
        return None if self.before is None else self.now - self.before

    @property
    def percent(self):
        """By how much it grew, in whole percent; None where it grew from nothing."""
        return round(self.difference * 100 / self.before) if self.before else None


MEASURES = (
    ("Hoạt động", "activities", False),
    ("Lượt sản phẩm được hỗ trợ", "products", False),
    ("Lượt cơ sở được hỗ trợ", "establishments", False),
    ("Kinh phí", "amount", True),
)


def changes(now, before=None):
    """[Change] of the four measures between two Sums."""
    return [
        Change(label, before and Decimal(getattr(before, name)), Decimal(getattr(now, name)), is_money)
        for label, name, is_money in MEASURES
    ]


def changes_by(rows, earlier, by):
    """[Change] of the money by “content” or “unit”: what stands in either period, the largest change first."""
    now = {one.label: one.amount for one in summed(rows, by)}
    before = {one.label: one.amount for one in summed(earlier, by)}
    found = [Change(label, before.get(label, Decimal(0)), now.get(label, Decimal(0)), True) for label in now | before]
    return sorted(found, key=lambda change: (-abs(change.difference), change.label))


def waiting(earlier, absent):
    """{content: units that told of it earlier and are not summed now}: it is not known whether that became nothing.

    `absent`: names of units that owe a report now and have none here.
    """
    found = defaultdict(dict)
    for row in earlier:
        if row.unit in absent:
            found[row.content][row.unit] = None
    return {content: list(units) for content, units in found.items()}


def gathered(contents, idle=()):
    """{section key: the units' words, each under the unit's name} of [(unit, version content)]; empty words,
    “Không có.” and the sentences `idle`, which the portal proposes where nothing was done, are left out."""
    texts = defaultdict(list)
    for unit, facts in contents:
        for key, _, text in facts["sections"]:
            words = text.strip()
            if words and words not in idle and words.rstrip(".").casefold() != "không có":
                texts[key].append(f"{unit}: {words}")
    return {key: "\n\n".join(parts) for key, parts in texts.items()}
