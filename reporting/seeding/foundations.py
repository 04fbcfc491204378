"""Units, rules, organisations, the plan of 2020, the report regime and its periods."""

import json
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from cnnt_portal.accounts.operations import load_organisations
from cnnt_portal.geography.operations import load_units
from cnnt_portal.rulebook.operations import load_rule_sets
from registrations.operations import load_policies, load_reasons
from reporting import operations as reporting
from reporting.periods import periods_of
from support_plans import operations as support

PLAN = "plan_2020.json"
PLACES = "places.json"
REGIME = "half_year_regime.json"
DEPARTMENTS_REGIME = "department_year_regime.json"


def data_of(app, name):
    """A JSON file of an app's data folder."""
    return json.loads((Path(apps.get_app_config(app).path) / "data" / name).read_text(encoding="utf-8"))


def load_foundations(*, at):
    """Returns {code: Organisation}."""
    load_units(by=None, at=at)
    load_rule_sets(by=None, at=at)
    load_reasons(by=None, at=at)
    load_policies(by=None, at=at)
    return load_organisations(by=None, at=at)


def load_plan(organisations, *, with_last_period, at):
    """The plan and its reports, from the running period on; `with_last_period` from the one before, which the
    demonstration tells of. Of a real portal no office owes what was over before the portal was there.
    """
    by_name = {organisation.name: organisation for organisation in organisations.values()}
    support.load_plan(facts=data_of("support_plans", PLAN), organisation_named=by_name.__getitem__, by=None, at=at)
    support.load_places(lists=data_of("support_plans", PLACES), by=None, at=at)
    facts = data_of("reporting", REGIME)
    reporting.load_regime(
        facts=facts,
        receiver=organisations["cuc-dck"],
        kept_from=first_kept(facts["calendar"], timezone.localdate(at), with_last_period=with_last_period),
        by=None,
        at=at,
    )
    yearly = data_of("reporting", DEPARTMENTS_REGIME)
    reporting.load_regime(
        facts=yearly,
        receiver=organisations["cuc-dck"],
        kept_from=first_kept(yearly["calendar"], timezone.localdate(at), with_last_period=False),
        by=None,
        at=at,
    )
    reporting.open_periods(by=None, at=at)
    reporting.make_obligations(by=None, at=at)


def first_kept(calendar, today, *, with_last_period):
    """The first day of the period from which on the portal keeps the reports: the running one, or the last over."""
    periods = [period for year in (today.year - 1, today.year) for period in periods_of(calendar, year)]
    begun = [p for p in periods if (p["cut_off_on"] < today if with_last_period else p["starts_on"] <= today)]
    return max(period["starts_on"] for period in begun)
