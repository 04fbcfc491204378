"""Vietnamese text: one form for storing, one for searching, one order for sorting, one way of writing."""

import secrets
import unicodedata
from functools import lru_cache

from django.db import models
from django.db.models import F
from django.db.models.functions import Collate

_TYPOGRAPHY = str.maketrans("‘’ʼ“”‐‑–—", "'''\"\"----")
_ALPHABET = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# No 0/O, no 1/I/L: what nobody mistakes when it is copied from paper or read aloud over the telephone.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# Letters without a shape that Unicode counts among the visible ones.
_BLANKS = dict.fromkeys(map(ord, "\u034f\u115f\u1160\u2800\u3164\uffa0"))
_JOINER = "\u200d"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def nfc(text):
    """The composed form, so that “ế” typed on a Mac equals “ế” typed on Windows."""
    return unicodedata.normalize("NFC", text)


def clean_text(text):
    """NFC, no control characters but tab and line feed, nothing that turns or hides text; "" where nobody sees any."""
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS))
    kept = "".join(
        letter
        for place, letter in enumerate(text)
        if letter in "\n\t"
        or unicodedata.category(letter) not in ("Cc", "Cf")
        or (letter == _JOINER and unicodedata.category(text[place + 1 : place + 2] or " ") == "So")
    )
    shown = (letter for letter in kept if not letter.isspace() and unicodedata.category(letter) not in ("Mn", "Cf"))
    return kept if next(shown, "") else ""


def says_something(text):
    """Is there a letter or a digit in it?"""
    return any(letter.isalnum() for letter in text)


def lower_first(text):
    """A name inside a sentence: “Tỉnh Lào Cai” → “tỉnh Lào Cai”."""
    return text[:1].lower() + text[1:]


def upper_first(text):
    return text[:1].upper() + text[1:]


def grouped(number):
    """A whole number as Vietnamese write it: 1234567 → “1.234.567”."""
    return f"{int(number):,}".replace(",", ".")


def random_signs(count):
    """A code that nobody can guess (each sign is worth five bits) and that people can copy by hand."""
    return "".join(secrets.choice(SIGNS) for _ in range(count))


def shortened(text, model, field):
    """As much of a composed title as its column holds: one long name must not stop what is told to many."""
    room = model._meta.get_field(field).max_length
    return text if len(text) <= room else f"{text[: room - 1]}…"


def fold(text):
    """What a search compares: lower case, no marks, đ = d, plain dashes and quotes, single spaces, nothing invisible.

    “Miến dong  Bình Liêu” → “mien dong binh lieu”.
    """
    letters = []
    for letter in unicodedata.normalize("NFD", nfc(text).lower().translate(_TYPOGRAPHY)):
        category = unicodedata.category(letter)
        if category == "Cc":
            letters.append(" ")
        elif category not in ("Mn", "Cf"):
            letters.append("d" if letter == "đ" else letter)
    return " ".join("".join(letters).split())


class SearchableQuerySet(models.QuerySet):
    """For models with a `search_key` that their operations fill with `fold()`."""

    def search(self, words):
        """Rows that contain every one of the words, marks or not, in any order."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_key__contains=word)
        return rows


def vietnamese(field):
    """An expression for `order_by`: a ă â b … d đ …, tones in the order huyền hỏi ngã sắc nặng, on either database."""
    return Collate(F(field), "vi-x-icu")


@lru_cache(maxsize=4096)
def vietnamese_key(text):
    """The same order for `sorted(…, key=vietnamese_key)`: letters first, then tones, then capitals."""
    letters, tones, capitals = [], [], []
    for letter in nfc(text):
        lower = letter.lower()
        tone = 0
        if lower not in _RANK:
            parts = unicodedata.normalize("NFD", lower)
            tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
            lower = nfc("".join(mark for mark in parts if mark not in _TONES))
        letters.append(_RANK.get(lower, 0 if lower.isspace() else 1000 + ord(lower[:1] or " ")))
        tones.append(tone)
        capitals.append(letter != letter.lower())
    return tuple(letters), tuple(tones), tuple(capitals)
