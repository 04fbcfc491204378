"""The check page's machine-readable twin. Public facts only; field names stay as they are once published."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from cnnt_portal.files.pictures import WIDTHS

from .paper import public_address


def as_json(certificate, today):
    """What the check page of this day says, as plain values."""
    acts = [_act(act) for act in certificate.acts.all() if act.is_confirmed]
    issued_by = certificate.issuing_act
    return in_list(certificate, today) | {"issuing_act": issued_by and _act(issued_by), "acts": acts}


def _act(act):
    return {
        "kind": act.kind,
        "number": act.number,
        "decided_on": _iso(act.decided_on),
        "effective_on": _iso(act.effective_on),
        "ends_on": _iso(act.ends_on),
        "ground": act.ground,
    }


def in_list(certificate, today):
    """The same without the decisions about it: one row of a list."""
    validity = certificate.validity_on(today)
    return {
        "code": certificate.code,
        "url": public_address(certificate),
        "product_id": certificate.product_id,
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
    }


def product_as_json(shown, today):
    """A recognised product's public page: `shown` is a `queries.PublicProduct`."""
    latest = shown.certificates[0]
    return {
        "id": latest.product_id,
        "url": urljoin(settings.PORTAL_URL, reverse("certificates:product", args=[latest.product_id])),
        "name": latest.product_name,
        "is_set": latest.is_set,
        "group": latest.group,
        "establishment": latest.establishment_name,
        "website": shown.website or None,
        "unit_at_issue": latest.unit_name,
        "story": [{"title": label, "text": text} for label, text in shown.story],
        "photos": [picture_address(latest.product_id, photo) for photo in shown.photos],
        "certificates": [in_list(one, today) for one in shown.certificates],
    }


def picture_address(product_pk, photo):
    """The absolute address of a public photo, large enough for any page."""
    return urljoin(settings.PORTAL_URL, reverse("certificates:product_photo", args=[product_pk, photo.pk, WIDTHS[3]]))


def decision_as_json(decision):
    """`decision` comes from `queries.public_decisions`."""
    return {
        "id": decision.pk,
        "round": decision.round.title,
        "level": decision.round.level,
        "year": decision.round.year,
        "issuer": decision.issuer,
        "number": decision.number or None,
        "date": _iso(decision.decided_on),
        "products": decision.products,
        "url": urljoin(settings.PORTAL_URL, reverse("certificates:public_decision", args=[decision.pk])),
    }


def _iso(day):
    return day and day.isoformat()
