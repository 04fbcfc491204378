"""Two texts side by side, with the words that differ marked."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import mark_safe

# A word with the blanks after it: put together again the pieces are the text.
PIECES = re.compile(r"\s*\S+\s*|\s+")
LONG = 250_000


def words_gone(before, after):
    """The earlier text as HTML; what the later one no longer says stands in <del>."""
    return _marked(before, after, "del")


def words_come(before, after):
    """The later text as HTML; what the earlier one did not say stands in <ins>."""
    return _marked(after, before, "ins")


def _marked(text, other, tag):
    """Line by line, then word by word inside the lines that differ: one word more moves nothing of what follows."""
    own, others = text.splitlines(keepends=True), other.splitlines(keepends=True)
    drawn = []
    for step, start, end, other_start, other_end in _steps(own, others):
        lines, opposite = "".join(own[start:end]), "".join(others[other_start:other_end])
        drawn.append(escape(lines) if step == "equal" else _words_marked(lines, opposite, tag))
    return mark_safe("".join(drawn).replace("\n", "<br>"))  # noqa: S308 - escaped above, piece by piece


def _words_marked(text, other, tag):
    own, others = PIECES.findall(text), PIECES.findall(other)
    drawn = []
    for step, start, end, _, _ in _steps(own, others):
        words = escape("".join(own[start:end]))
        drawn.append(f"<{tag}>{words}</{tag}>" if words.strip() and step != "equal" else words)
    return "".join(drawn)


def _steps(own, others):
    # Blanks are no difference: a line broken elsewhere says the same.
    own, others = [piece.strip() for piece in own], [piece.strip() for piece in others]
    # Long texts are compared by their rarer words: every word with every other takes seconds.
    return SequenceMatcher(None, own, others, autojunk=len(own) * len(others) > LONG).get_opcodes()
