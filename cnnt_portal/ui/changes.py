"""Two texts side by side, with the words that differ marked."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import mark_safe

# A word with the blanks after it: put together again the pieces are the text.
PIECES = re.compile(r"\s*\S+\s*|\s+")


def words_gone(before, after):
    """The earlier text as HTML; what the later one no longer says stands in <del>."""
    return _marked(before, after, "del")


def words_come(before, after):
    """The later text as HTML; what the earlier one did not say stands in <ins>."""
    return _marked(after, before, "ins")


def _marked(text, other, tag):
    own, others = PIECES.findall(text), PIECES.findall(other)
    # Blanks are no difference: a line broken elsewhere says the same.
    matcher = SequenceMatcher(None, [piece.strip() for piece in own], [piece.strip() for piece in others])
    drawn = []
    for step, start, end, _, _ in matcher.get_opcodes():
        words = escape("".join(own[start:end]))
        drawn.append(f"<{tag}>{words}</{tag}>" if words.strip() and step != "equal" else words)
    return mark_safe("".join(drawn).replace("\n", "<br>"))  # noqa: S308 - escaped above, piece by piece
