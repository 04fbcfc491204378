"""How the portal writes amounts, points, days and moments; templates use them as filters."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

_CENT = Decimal("0.01")


def number(value):
    """1234567.5 → “1.234.567,5”; at most two decimals, no trailing zeros; None → “”."""
    if value is None or value == "":
        return ""
    rounded = Decimal(value).quantize(_CENT, ROUND_HALF_UP)
    whole, _, rest = f"{rounded:,.2f}".partition(".")
    rest = rest.rstrip("0")
    written = whole.replace(",", ".")
    return f"{written},{rest}" if rest else written


def money(value):
    """In đồng: “1.234.567 đồng”; None → “”."""
    written = number(value)
    return f"{written} đồng" if written else ""


def day(value):
    """dd/mm/yyyy; a moment gives its day in Vietnam; None → “”."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = _local(value)
    return f"{value:%d/%m/%Y}"


def moment(value):
    """HH:MM dd/mm/yyyy in Vietnam's time; None → “”."""
    return f"{_local(value):%H:%M %d/%m/%Y}" if value else ""


def _local(value):
    return timezone.localtime(value) if timezone.is_aware(value) else value
