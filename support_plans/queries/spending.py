"""Money of activities: read once for a year, then summed by unit, content and source."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.geography.queries import successors_of
from cnnt_portal.text import vietnamese_key

from ..models import ActivityMoney, MoneySource
from ..workflow import ActivityState
from .units import bodies_on

_PLANNED = Sum("amount", filter=Q(activity__state=ActivityState.PLANNED))
_SPENT = Sum("amount", filter=Q(activity__state=ActivityState.DONE))
_PATHS = {
    "unit_key": "activity__unit",
    "content": "activity__task__content__name",
    "order": "activity__task__content__order",
    "content_key": "activity__task__content",
    "source": "source",
    "province": "activity__province",
}
UNRECORDED = "khong"


def spending_of(year, on):
    """[{unit, unit_key, content, order, content_key, source, province, planned, spent}] over the activities that end in
    the year: the one reading from which all tables of money are summed. A unit is the body that carries its work on the
    day: a merger inside the year leaves one row. A province is the key that was recorded."""
    rows = ActivityMoney.objects.filter(activity__ends_on__year=year).order_by()
    rows = rows.values_list(*_PATHS.values()).annotate(planned=_PLANNED, spent=_SPENT)
    found = [
        {**dict(zip(_PATHS, facts, strict=True)), "planned": planned or 0, "spent": spent or 0}
        for *facts, planned, spent in rows
    ]
    bodies = bodies_on(Organisation.objects.filter(pk__in={row["unit_key"] for row in found}), on)
    for row in found:
        body = bodies[row["unit_key"]]
        row |= {"unit": body.name, "unit_key": body.pk}
    return found


def money_by_unit(rows):
    """[{unit (its name), key, planned, spent}] over rows of `spending_of`, the largest spender first."""
    return _summed(rows, unit="unit", key="unit_key")


def money_by_content(rows):
    """[{content (its name), order, key, planned, spent}], the largest first."""
    return _summed(rows, content="content", order="order", key="content_key")


def money_by_source(rows):
    """[{source, label, planned, spent}] for every source, in the order of the forms."""
    found = {row["source"]: row for row in _summed(rows, source="source")}
    empty = {"planned": 0, "spent": 0}
    return [{**empty, **found.get(source, {}), "source": source, "label": source.label} for source in MoneySource]


class MoneyTable(NamedTuple):
    """`parameter` is the filter of the list of activities that opens the rows behind a figure: its value is `key`."""

    title: str
    what: str
    parameter: str
    rows: list

    @property
    def spent(self):
        return sum(row.spent for row in self.rows)

    @property
    def planned(self):
        return sum(row.planned for row in self.rows)


class MoneyRow(NamedTuple):
    label: str
    key: object
    spent: Decimal
    planned: Decimal


def money_tables(rows, on):
    """[MoneyTable] by source, content, unit and province over `rows` of `spending_of`."""
    units = [MoneyRow(row["unit"], row["key"], row["spent"], row["planned"]) for row in money_by_unit(rows)]
    contents = [
        MoneyRow(f"{row['order']}. {row['content']}", row["key"], row["spent"], row["planned"])
        for row in money_by_content(rows)
    ]
    sources = [MoneyRow(row["label"], row["source"], row["spent"], row["planned"]) for row in money_by_source(rows)]
    return [
        MoneyTable("Theo nguồn", "Nguồn", "nguon", sources),
        MoneyTable("Theo nội dung", "Nội dung", "noi_dung", contents),
        MoneyTable("Theo đơn vị", "Đơn vị", "don_vi", units),
        MoneyTable("Theo tỉnh, thành phố nơi làm", "Tỉnh, thành phố hiện nay", "tinh", money_by_province(rows, on)),
    ]


def money_by_province(rows, on):
    """[MoneyRow] by the province of today whose land it was done in, by name; last what was recorded without one. What
    was done in a province that was divided counts in its first successor by name."""
    units = AdministrativeUnit.objects.in_bulk({row["province"] for row in rows} - {None})
    heirs = successors_of(units.values(), on=on)
    today = {pk: heirs[pk][0] if heirs[pk] else unit for pk, unit in units.items()}
    found = _summed([row | {"now": today.get(row["province"])} for row in rows], now="now")
    ordered = sorted(found, key=lambda row: (row["now"] is None, row["now"] and vietnamese_key(row["now"].name)))
    return [
        MoneyRow(
            row["now"].full_name if row["now"] else "Không ghi tỉnh",
            row["now"].pk if row["now"] else UNRECORDED,
            row["spent"],
            row["planned"],
        )
        for row in ordered
    ]


def recorded_in(province, on):
    """Keys of the provinces, of then and of today, whose deeds count in the province of today with this key."""
    heirs = successors_of(AdministrativeUnit.objects.provinces(), on=on)
    return [pk for pk, found in heirs.items() if found and str(found[0].pk) == str(province)]


def _summed(rows, **by):
    """Sums over the columns `by` ({name: column of `spending_of`})."""
    sums = {}
    for row in rows:
        facts = tuple(row[column] for column in by.values())
        planned, spent = sums.get(facts, (0, 0))
        sums[facts] = planned + row["planned"], spent + row["spent"]
    found = [
        {**dict(zip(by, facts, strict=True)), "planned": planned, "spent": spent}
        for facts, (planned, spent) in sums.items()
        if planned or spent
    ]
    return sorted(found, key=lambda row: (-row["spent"], str(tuple(row.values()))))


def money_ratio(rows):
    """đồng of public money spent for each đồng of establishments' own capital; None without any."""
    spent = {row["source"]: row["spent"] for row in money_by_source(rows)}
    return _ratio(sum(spent.values()), spent[MoneySource.ESTABLISHMENT])


def _ratio(whole, own):
    return round((whole - own) / own, 2) if own else None


class YearOfMoney(NamedTuple):
    year: int
    public: Decimal
    own: Decimal

    @property
    def ratio(self):
        return _ratio(self.public + self.own, self.own)


def money_by_year():
    """[YearOfMoney] of what was spent, the latest first."""
    own = Q(source=MoneySource.ESTABLISHMENT)
    rows = ActivityMoney.objects.filter(activity__state=ActivityState.DONE).order_by("-activity__ends_on__year")
    rows = rows.values_list("activity__ends_on__year").annotate(
        public=Sum("amount", filter=~own), own=Sum("amount", filter=own)
    )
    return [YearOfMoney(year, public or Decimal(0), paid or Decimal(0)) for year, public, paid in rows]
