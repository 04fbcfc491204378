"""What was recognised before the portal: numbers and days stay unknown where no source gives them."""

import datetime

from cnnt_portal.operations import operation
from cnnt_portal.rulebook.models import RuleSet
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import fold

from ..levels import level_name
from ..models import Certificate, RecognitionDecision, RegisterStamp
from ..numbering import new_code


@operation
def record_history(*, product, level, year, unit, round_title, issuer, decision, by, at):
    """A recognition known from the press or an old list: number and dates stay unknown. Twice is once."""
    place = unit.full_name_on(decision.decided_on or datetime.date(year, 12, 31))
    certificate, is_new = Certificate.objects.get_or_create(
        decision=decision,
        product=product,
        level=level,
        year=year,
        defaults={
            "code": new_code(),
            "level_words": _level_name(level, year, unit, decision.round.rule_set),
            "round_title": round_title,
            "product_name": product.name,
            "is_set": product.is_set,
            "group": product.group,
            "establishment_name": product.establishment.name,
            "address": place,
            "search_key": fold(f"{product.name} {product.establishment.name} {place}"),
            "unit": unit,
            "unit_name": place,
            "issuer": issuer,
            "decision_number": decision.number,
            "decision_date": decision.decided_on,
            "is_history": True,
            **_history_dates(decision),
        },
    )
    if is_new:
        RegisterStamp.objects.renew()
    return certificate


@operation
def record_history_decision(*, round, number, decided_on, issuer, by, at):
    """The decision of a historical round, as far as a source gives it."""
    decision, _ = RecognitionDecision.objects.get_or_create(
        round=round,
        is_history=True,
        defaults={"number": number, "decided_on": decided_on, "issuer": issuer, "entered_at": at, "entered_by": by},
    )
    return decision


def _level_name(level, year, unit, rules):
    began_under = RuleSet.objects.on(datetime.date(year, 1, 1)).first()
    return level_name(level, rules, unit=unit, rules_before=began_under)


def _history_dates(decision):
    """Where the source gives the day of the decision, the validity follows from the law of that day."""
    if decision.decided_on is None:
        return {"issued_on": None, "valid_until": None}
    rules = rule_set_on(decision.decided_on)
    return {
        "issued_on": decision.decided_on,
        "valid_until": rules.valid_until(decision.decided_on) if rules else None,
    }
