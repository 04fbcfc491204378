"""The yearly survey of establishments, called by the Cục about 2025 on the day on which everything is recorded."""

import datetime

from support_plans import operations
from support_plans.models import SurveyCall
from tests import people

from . import registrations as registered
from .support_plans import AT, certificate

DUE = datetime.date(2026, 7, 31)


def asked(establishment=None):
    """An establishment with a product in force, so that a call asks it."""
    establishment = establishment or registered.establishment()
    certificate(product=registered.product(establishment))
    return establishment


def call(year=2025, at=AT, due_on=DUE):
    known = SurveyCall.objects.filter(year=year).first()
    facts = {"year": year, "due_on": due_on, "remind_before": 14, "by": people.cuc_officer(), "at": at}
    return known or operations.call_survey(**facts)


def facts(**changes):
    return {
        "revenue": 850_000_000, "labour": 12, "local_share": 70, "home_share": 30, "export_share": 0,
        "channels": ["own_shop", "supermarket"], "note": "", **changes,
    }  # fmt: skip


def answer(establishment, in_call=None, at=AT, **changes):
    by = registered.owner_of(establishment)
    return operations.answer_survey(
        call=in_call or call(), establishment=establishment, **facts(**changes), by=by, at=at
    )
