"""What a certificate says, copied from what the council judged and from the signed decision."""

from django.utils import timezone

from cnnt_portal.geography.models import Level
from cnnt_portal.geography.queries import successors_on, unit_on
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import fold

from .levels import level_name
from .models import PaperTemplate


def facts_of(decision, outcome):
    """{field: value} of the certificate that this outcome gets by this decision; number and code are not among them."""
    entry = outcome.entry
    # The frozen version, not what the product and its establishment have been called since.
    product, establishment = entry.version.content["product"], entry.version.content["establishment"]
    name = outcome.recognised_name
    issued_on = decision.decided_on
    rules = rule_set_on(issued_on)
    unit = decision.round.unit or _province_on(issued_on, entry)
    return {
        "decision": decision,
        "entry": entry,
        "product": entry.product,
        "level": decision.round.level,
        "level_words": level_name(decision.round.level, rules, unit=unit),
        "year": decision.round.year,
        "round_title": decision.round.title,
        "product_name": name,
        "is_set": bool(outcome.set_name) or product["is_set"],
        "group": product["group"],
        "establishment_name": establishment["name"],
        "address": establishment["address"],
        "search_key": searched(name, establishment["name"], establishment["address"]),
        "unit": unit,
        "unit_name": unit.full_name_on(issued_on),
        "issuer": decision.issuer,
        "issuer_organisation": decision.round.organiser,
        "template": PaperTemplate.objects.current(decision.round.organiser, decision.round.level),
        "decision_number": decision.number,
        "decision_date": decision.decided_on,
        "signer_name": decision.signer_name,
        "signer_title": decision.signer_title,
        "issued_on": issued_on,
        # Validity follows the law of the day of issue, not that of the round (Điều 17 as amended from 16/8/2018).
        "valid_until": rules.valid_until(issued_on),
    }


def searched(product_name, establishment_name, address):
    """What the register is searched for. Of the address its commune and province: house and hamlet are of a person, and
    stand on no public page."""
    place = ", ".join(address.split(", ")[-2:])
    return fold(f"{product_name} {establishment_name} {place}")


def _province_on(day, entry):
    """The province of the filed dossier, as it stands on that day: it may have been merged since the filing."""
    filed_on = timezone.localdate(entry.version.frozen_at)
    code = entry.version.content["establishment"]["province_code"]
    province = unit_on(filed_on, level=Level.PROVINCE, code=code) or entry.product.establishment.province
    after = successors_on(province, day)
    return after[0] if len(after) == 1 else province
