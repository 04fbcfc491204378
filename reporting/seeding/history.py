"""Rounds and products of the years before the portal, from the files of the rooms that own them."""

import csv
import datetime
from pathlib import Path

from django.apps import apps

from certificates import operations as certificates
from certificates import queries as certificates_queries
from cnnt_portal.geography.models import Region
from cnnt_portal.geography.queries import province_named, region_of
from cnnt_portal.text import fold
from registrations import operations as registrations
from registrations.models import VoteLevel

LEVELS = {
    "huyện": VoteLevel.LOWEST,
    "tỉnh": VoteLevel.PROVINCE,
    "khu vực": VoteLevel.REGION,
    "quốc gia": VoteLevel.NATION,
}
NATION = "cả nước"


def load_history(*, at):
    rounds = _Rounds(at)
    rounds.load_regions_and_nation()
    rounds.load_provinces()
    for row in _rows("certificates", "products.csv"):
        _load_product(row, rounds, at)


def _rows(app, name):
    with (Path(apps.get_app_config(app).path) / "data" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _number(text):
    return int(text) if text else None


def _day(text):
    """A day, where the source gives a whole one; a bare year is not one."""
    return datetime.date.fromisoformat(text) if len(text) == 10 else None


class _Rounds:
    """Historical rounds and their decisions, one for each level, place and year."""

    def __init__(self, at):
        self.at = at
        self.regions = {region.name: region for region in Region.objects.filter(kind=Region.Kind.VOTE)}
        self.decisions = {}

    def load_regions_and_nation(self):
        rows = list(_rows("registrations", "rounds.csv"))
        detailed = {row["year"] for row in rows if row["level"] == "khu vực" and row["area"] != NATION}
        for row in rows:
            # A total beside its parts would be counted twice.
            if row["level"] == "khu vực" and row["area"] == NATION and row["year"] in detailed:
                continue
            self._load(
                level=LEVELS[row["level"]],
                year=int(row["year"]),
                region=self._region(row["area"]),
                number=row["decision"],
                decided_on=_day(row["decision_date"]),
                entered=_number(row["entered"]),
                recognised=_number(row["recognised"]),
                source=row["note"],
            )

    def load_provinces(self):
        for row in _rows("registrations", "province_rounds.csv"):
            year = int(row["year"])
            self._load(
                level=VoteLevel.PROVINCE,
                year=year,
                unit=_province(row["province"], year),
                entered=_number(row["entered"]),
                recognised=_number(row["recognised"]),
                source=row["note"],
            )

    def decision_of(self, level, year, unit):
        """The decision under which a product of that place was recognised; unknown facts stay unknown."""
        region = region_of(unit, Region.Kind.VOTE, on=_last_day(year)) if level == VoteLevel.REGION else None
        place = unit if level in (VoteLevel.PROVINCE, VoteLevel.LOWEST) else None
        total = self.decisions.get((level, year, None, None)) if level == VoteLevel.REGION else None
        return (
            self.decisions.get((level, year, place and place.pk, region and region.pk))
            or total
            or self._load(level=level, year=year, unit=place, region=region)
        )

    def _region(self, area):
        if area == NATION:
            return None
        wanted = fold(area.replace("-", "–"))
        return next(region for name, region in self.regions.items() if fold(name).endswith(wanted))

    def _load(self, *, level, year, unit=None, region=None, number="", decided_on=None, **counts):
        title = certificates_queries.history_title(level, year, unit=unit, region=region)
        round_ = registrations.import_history_round(
            level=level, year=year, title=title, unit=unit, region=region, **counts, by=None, at=self.at
        )
        decision = certificates.record_history_decision(
            round=round_,
            number=number,
            decided_on=decided_on,
            issuer=certificates_queries.history_issuer(level, unit, year, round_.rule_set),
            by=None,
            at=self.at,
        )
        self.decisions[level, year, unit and unit.pk, region and region.pk] = decision
        return decision


def _last_day(year):
    return datetime.date(year, 12, 31)


def _province(name, year):
    """The province by its name at the end of that year: in 2025 that is after the mergers."""
    found = province_named(name, on=_last_day(year))
    if found is None:
        raise LookupError(f"no province {name} in {year}")
    return found


def _load_product(row, rounds, at):
    level, year = LEVELS[row["level"]], int(row["year"])
    unit = _province(row["province"], year)
    product = registrations.record_history(
        establishment_name=row["establishment"],
        product_name=row["product"],
        group=row["group"],
        province=unit,
        is_set=row["product"].startswith("Bộ sản phẩm"),
        by=None,
        at=at,
    )
    decision = rounds.decision_of(level, year, unit)
    certificates.record_history(
        product=product,
        level=level,
        year=year,
        unit=unit,
        round_title=decision.round.title,
        issuer=decision.issuer,
        decision=decision,
        by=None,
        at=at,
    )
