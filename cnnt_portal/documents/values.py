"""How values are written in documents, whatever the locale of the process."""

import datetime
import re
import unicodedata
from decimal import Decimal

from django.utils import timezone

# What XML cannot hold, and the marks that turn the writing direction of everything after them.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def clean(text):
    """NFC text that a document can hold."""
    return unicodedata.normalize("NFC", _ILLEGAL.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n")))


def shown(value, kind="text", places=2):
    """A value as Vietnamese offices write it: 1.234.567,5 and 01/07/2025; None is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%d/%m/%Y}" if kind == "date" else f"{local:%H:%M %d/%m/%Y}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and kind != "text":
        return _number(Decimal(value), kind, places)
    return clean(value)


def _number(value, kind, places):
    whole = kind in ("int", "money") and value == value.to_integral_value()
    return f"{value:,.{0 if whole else places}f}".translate(str.maketrans(",.", ".,"))
