"""The bodies of the state from the data of this room: the ministry's units by file, the provinces' by province."""

import csv
import datetime
from pathlib import Path
from typing import NamedTuple

from cnnt_portal.geography.models import AdministrativeUnit, Level, Succession
from cnnt_portal.text import fold, lower_first

from .models import Organisation, OrganisationKind, OrganisationSuccession

DATA = Path(__file__).parent / "data"

# What every province has, whatever its name and time.
PROVINCIAL = [
    (OrganisationKind.DEPARTMENT, "so", "Sở Công Thương", "Sở CT", "SCT"),
    (OrganisationKind.PROVINCE, "ubnd", "Ủy ban nhân dân", "UBND", "UBND"),
]


def load_all():
    """{code: Organisation}; rows that exist are left as they are, so it can run again at any time."""
    found = {row.code: row for row in Organisation.objects.exclude(code=None)}
    _load_ministry(found)
    _load_provinces(found)
    return found


def _read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _date(text):
    return datetime.date.fromisoformat(text) if text else None


def _ensure(found, code, **fields):
    if code not in found:
        key = fold(f"{fields['name']} {fields['short_name']}")
        found[code] = Organisation.objects.create(code=code, search_key=key, **fields)
    # A body that was loaded before documents took their heads from here.
    row, missing = found[code], []
    if not row.place and fields["place"]:
        missing = ["superior", "place"]
    if not row.symbol and fields["symbol"]:
        missing.append("symbol")
    for name in missing:
        setattr(row, name, fields[name])
    if missing:
        row.save(update_fields=missing)
    return row


def _load_ministry(found):
    for row in _read("organisations.csv"):
        unit = None
        if row["commune"]:
            unit = AdministrativeUnit.objects.get(
                level=Level.COMMUNE, name=row["commune"], parent__name=row["province"], valid_to__isnull=True
            )
        _ensure(
            found,
            row["code"],
            kind=row["kind"],
            name=row["name"],
            short_name=row["short_name"],
            unit=unit,
            superior=row["superior"],
            place=row["place"],
            symbol=row["symbol"],
            valid_from=_date(row["valid_from"]),
            valid_to=_date(row["valid_to"]),
            source=row["source"],
        )
    for row in _read("successions.csv"):
        _succeed(found[row["old"]], found[row["new"]], _date(row["date"]), row["ground"], row["is_default"] == "1")


class Period(NamedTuple):
    """A province under one name."""

    full_name: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    decree: str


def periods_of(unit):
    """The names that a province bore one after another, while it was one unit."""
    periods, start = [], unit.valid_from
    for former in sorted(unit.former_names.all(), key=lambda row: row.valid_to):
        periods.append(Period(former.full_name, start, former.valid_to, former.decree))
        start = former.valid_to + datetime.timedelta(days=1)
    return [*periods, Period(unit.full_name, start, unit.valid_to, "")]


def _office(period):
    return f"Ủy ban nhân dân {lower_first(period.full_name)}"


def _place(period):
    """“Vĩnh Long”; a place that bears a person's name is written whole (NĐ 30/2020, Phụ lục I)."""
    if period.full_name == "Thành phố Hồ Chí Minh":
        return period.full_name
    return period.full_name.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def provincial_code(prefix, period):
    """`so-vinh-long` for the body of today; one of an earlier time says until when: `so-ben-tre-den-2025-06`."""
    name = fold(period.full_name.replace("–", " ").replace("-", " ")).removeprefix("tinh ").removeprefix("thanh pho ")
    slug = "-".join([prefix, *name.split()])
    return slug if period.valid_to is None else f"{slug}-den-{period.valid_to:%Y-%m}"


def _load_provinces(found):
    provinces = list(AdministrativeUnit.objects.filter(level=Level.PROVINCE).prefetch_related("former_names"))
    mergers = list(Succession.objects.filter(old__level=Level.PROVINCE, new__level=Level.PROVINCE))
    for kind, prefix, name, short_name, symbol in PROVINCIAL:
        first, last = {}, {}
        for unit in provinces:
            earlier = None
            for period in periods_of(unit):
                body = _ensure(
                    found,
                    provincial_code(prefix, period),
                    kind=kind,
                    name=f"{name} {lower_first(period.full_name)}",
                    short_name=f"{short_name} {unit.name}",
                    unit=unit,
                    superior=_office(period) if kind == OrganisationKind.DEPARTMENT else "",
                    place=_place(period),
                    symbol=symbol,
                    valid_from=period.valid_from,
                    valid_to=period.valid_to,
                )
                if earlier:
                    _succeed(earlier[0], body, period.valid_from, earlier[1], is_default=False)
                first.setdefault(unit.pk, body)
                earlier = body, period.decree
            last[unit.pk] = body
        for merger in mergers:
            _succeed(last[merger.old_id], first[merger.new_id], merger.date, merger.decree, is_default=False)


def _succeed(old, new, date, ground, is_default):
    OrganisationSuccession.objects.get_or_create(
        old=old, new=new, defaults={"date": date, "ground": ground, "is_default": is_default}
    )
