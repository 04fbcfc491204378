"""The register of units as plain values, read from the CSV files of `data/`. Knows no database."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnnt_portal.text import fold

DATA = Path(__file__).parent / "data"
# Luật Tổ chức chính quyền địa phương 72/2025/QH15: two levels of local government from this day.
REFORM = date(2025, 7, 1)
EVE = REFORM - timedelta(days=1)


class UnitKey(NamedTuple):
    """`today` is False for a unit that ended with the reform."""

    level: str
    code: str
    today: bool


class UnitRow(NamedTuple):
    key: UnitKey
    parent: UnitKey | None
    name: str
    full_name: str

    @property
    def valid_from(self):
        return REFORM if self.key.today else None

    @property
    def valid_to(self):
        return None if self.key.today else EVE


class SuccessionRow(NamedTuple):
    old: UnitKey
    new: UnitKey
    is_partial: bool
    decree: str


class FormerNameRow(NamedTuple):
    unit: UnitKey
    full_name: str
    valid_to: date
    decree: str
    is_default: bool


class RegionRow(NamedTuple):
    code: str
    kind: str
    name: str
    order: int


class MemberRow(NamedTuple):
    region: str
    province: UnitKey
    valid_from: date | None
    valid_to: date | None
    source: str
    is_default: bool


def _read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text):
    return date.fromisoformat(text) if text else None


@cache
def units():
    """{key: row}, every parent before its children."""
    renamed = {(r["level"], r["code"], r["from"] > str(REFORM)): r["full_name"] for r in _read("renamed_units.csv")}
    rows = {}
    above = {"district": "province", "commune": "district"}
    for today, name in ((False, "units_until_2025.csv"), (True, "units_from_2025.csv")):
        for r in _read(name):
            key = UnitKey(r["level"], r["code"], today)
            level = "province" if today else above.get(r["level"])
            parent = UnitKey(level, r["parent"], today) if r["parent"] else None
            rows[key] = UnitRow(key, parent, r["name"], renamed.get(key, r["full_name"]))
    return rows


@cache
def successions():
    return [
        SuccessionRow(
            UnitKey(r["old_level"], r["old"], False),
            UnitKey(r["new_level"], r["new"], True),
            r["is_partial"] == "1",
            r["decree"],
        )
        for r in _read("successions.csv")
    ]


@cache
def former_names():
    rows = []
    for r in _read("renamed_units.csv"):
        since = date.fromisoformat(r["from"])
        key = UnitKey(r["level"], r["code"], since > REFORM)
        rows.append(
            FormerNameRow(key, r["former_name"], since - timedelta(days=1), r["decree"], r["is_default"] == "1")
        )
    return rows


@cache
def regions():
    return [RegionRow(r["code"], r["kind"], r["name"], int(r["order"])) for r in _read("regions.csv")]


@cache
def region_members():
    return [
        MemberRow(
            r["region"],
            UnitKey("province", r["province"], bool(r["valid_from"])),
            _day(r["valid_from"]),
            _day(r["valid_to"]),
            r["source"],
            r["is_default"] == "1",
        )
        for r in _read("region_members.csv")
    ]


def search_key(key):
    """A unit's own names, then those above it: “xa binh lieu, tinh quang ninh”."""
    row = units()[key]
    names = [row.full_name, *(f.full_name for f in former_names() if f.unit == key)]
    while row.parent:
        row = units()[row.parent]
        names.append(row.full_name)
    return fold(", ".join(names))
