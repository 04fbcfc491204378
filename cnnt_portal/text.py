"""Vietnamese text: one normal form for storing, one folded form for searching."""

import unicodedata

from django.db import models


def nfc(text):
    """The composed form, so that “ế” typed on a Mac equals “ế” typed on Windows."""
    return unicodedata.normalize("NFC", text)


def fold(text):
    """What a search compares: lower case, no marks, đ = d, single spaces, no control characters.

    “Miến dong  Bình Liêu” → “mien dong binh lieu”.
    """
    letters = []
    for letter in unicodedata.normalize("NFD", nfc(text).lower()):
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
