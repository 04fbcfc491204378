"""Telephone numbers and mail addresses in what people write about their products; every step is linear in the text."""

import re

_WORD = re.compile(r"\S+")
_SPELLED_AT = re.compile(r"(?<!\S)[^\s@()\[\]]{1,64} ?(?:\[at\]|\(at\)) ?[^\s@()\[\]]{1,64}", re.IGNORECASE)
_BETWEEN = r"[\s.,/()\-‑–—]"
# After the leading zero or the country's number: 2 for houses, 3, 5, 7, 8 and 9 for what people carry.
_TELEPHONE = re.compile(
    rf"\(?(?<![\d.,])(?:\+84|0084|84(?=\d)|0){_BETWEEN}{{0,3}}[235789](?:{_BETWEEN}{{0,3}}\d){{8,9}}(?!\d)"
)
_DAY = re.compile(r"\d{1,2}/(?:\d{1,2}/)?\d{4}(?!\d)|\d{1,2}[.\-]\d{1,2}[.\-]\d{4}(?![ .\-]?\d)")
_ENDS = ".,;:!?)]}”’\"'"
_BEGINS = "([{“‘\"'<"


def without_contacts(text):
    """The text with “…” in the place of each; prices, days and years stay."""
    return _TELEPHONE.sub(_number, _SPELLED_AT.sub(_spelled, _WORD.sub(_word, text)))


def _word(found):
    word = found[0]
    bare = word.lstrip(_BEGINS).rstrip(_ENDS + ">")
    before, at, after = bare.partition("@")
    if not (before and at and "." in after):
        return word
    start = word.index(bare)
    return f"{word[:start]}…{word[start + len(bare) :]}"


def _spelled(found):
    end = found[0].rstrip(_ENDS)
    return f"…{found[0][len(end) :]}" if "." in end else found[0]


def _number(found):
    return found[0] if _DAY.match(found[0]) else "…"
