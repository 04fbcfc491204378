"""The check page's machine-readable twin. Public facts only; field names stay as they are once published."""

from .paper import public_address


def as_json(certificate, today):
    """What the check page of this day says, as plain values."""
    validity = certificate.validity_on(today)
    return {
        "code": certificate.code,
        "url": public_address(certificate),
        "checked_on": today.isoformat(),
        "standing": validity.standing.name.lower(),
        "is_valid": validity.is_valid,
        "reason": validity.reason,
        "number": certificate.number or None,
        "product": certificate.product_name,
        "is_set": certificate.is_set,
        "group": certificate.group,
        "establishment": certificate.establishment_name,
        "level": certificate.level,
        "level_name": certificate.level_words,
        "year": certificate.year,
        "round": certificate.round_title,
        "issuer": certificate.issuer,
        "decision": {"number": certificate.decision_number or None, "date": _iso(certificate.decision_date)},
        "issued_on": _iso(certificate.issued_on),
        "valid_until": _iso(certificate.valid_until),
        "unit_at_issue": certificate.unit_name,
        "replaces": certificate.replaces.code if certificate.replaces_id else None,
        "acts": [
            {
                "kind": act.kind,
                "number": act.number,
                "decided_on": _iso(act.decided_on),
                "effective_on": _iso(act.effective_on),
                "ends_on": _iso(act.ends_on),
                "ground": act.ground,
            }
            for act in certificate.acts.all()
            if act.is_confirmed
        ],
    }


def _iso(day):
    return day and day.isoformat()
