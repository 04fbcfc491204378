"""Units, rules, organisations, the plan of 2020, the report regime and its periods."""

import datetime
import json
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from cnnt_portal.accounts.operations import load_organisations
from cnnt_portal.geography.operations import load_units
from cnnt_portal.rulebook.operations import load_rule_sets
from registrations.operations import load_reasons
from reporting import operations as reporting
from support_plans import operations as support

PLAN = "plan_2020.json"
REGIME = "half_year_regime.json"


def data_of(app, name):
    """A JSON file of an app's data folder."""
    return json.loads((Path(apps.get_app_config(app).path) / "data" / name).read_text(encoding="utf-8"))


def load_foundations(*, at):
    """Returns {code: Organisation}."""
    load_units(by=None, at=at)
    load_rule_sets(by=None, at=at)
    load_reasons(by=None, at=at)
    return load_organisations(by=None, at=at)


def load_plan(organisations, *, at):
    by_name = {organisation.name: organisation for organisation in organisations.values()}
    support.load_plan(facts=data_of("support_plans", PLAN), organisation_named=by_name.__getitem__, by=None, at=at)
    regime = reporting.load_regime(
        facts=data_of("reporting", REGIME), receiver=organisations["cuc-dck"], by=None, at=at
    )
    for period in half_years(timezone.localdate(at)):
        reporting.open_period(regime=regime, **period, by=None, at=at)


def half_years(today):
    """The half-year that runs and the one before: January–June is due in July, July–December in January after."""
    spring = today.month <= 6
    first, second = _spring(today.year), _autumn(today.year if not spring else today.year - 1)
    return [second, first] if spring else [first, second]


def _spring(year):
    return {
        "name": f"Báo cáo 6 tháng đầu năm {year}",
        "starts_on": datetime.date(year, 1, 1),
        "ends_on": datetime.date(year, 6, 30),
        "cut_off_on": datetime.date(year, 6, 30),
        "due_on": datetime.date(year, 7, 15),
    }


def _autumn(year):
    return {
        "name": f"Báo cáo 6 tháng cuối năm {year}",
        "starts_on": datetime.date(year, 7, 1),
        "ends_on": datetime.date(year, 12, 31),
        "cut_off_on": datetime.date(year, 12, 31),
        "due_on": datetime.date(year + 1, 1, 15),
    }
