"""Two people at one text: a page carries a mark of what it showed, so that nobody writes over what they have not read.

Plain values in, plain values out.
"""

import hashlib
import json
from datetime import date
from decimal import Decimal

from cnnt_portal.errors import Refused
from cnnt_portal.text import clean_text

WORDS = (
    "Nội dung này vừa được lưu trong lúc bạn đang soạn. Những gì bạn gõ vẫn còn trên trang, cạnh nội dung đã lưu: "
    "hãy so lại rồi lưu lần nữa."
)


class StaleSave(Refused):
    """Somebody saved this since the page was opened, or fresh figures came; `stored` is what stands now."""

    def __init__(self, stored, words=WORDS):
        super().__init__(words)
        self.stored = stored


def mark(value):
    """Names what was shown. A text is the same however its lines end and whatever blanks stand around it."""
    plain = clean_text(value).strip() if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def sorted_out(stored, typed, shown):
    """({key: text to save}, {key: text that stands and was not read}) of texts by key.

    `shown`: {key: mark of what the page showed}, None where there was no page. What was not touched on the page stays
    as it stands now.
    """
    saved, unread = {}, {}
    for key in stored.keys() & typed.keys():
        text, now = typed[key], mark(stored[key])
        if mark(text) == now:
            continue
        if shown is None or shown.get(key) == now:
            saved[key] = text
        elif shown.get(key) != mark(text):
            unread[key] = stored[key]
    return saved, unread


def require_read(value, shown):
    """Refuse to save over `value` unless it is what the page showed."""
    if shown is not None and shown != mark(value):
        raise StaleSave(value)


def as_text(value):
    """A field's value as the text that is compared: rows by their key, lists by lines."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case list() | tuple():
            return "\n".join(map(str, value))
    return str(getattr(value, "pk", value))


def marks(texts):
    """The marks of many texts, as one text that a form carries along."""
    return " ".join(f"{key}:{mark(text)}" for key, text in texts.items())


def read_marks(written):
    """{key: mark} of what `marks` wrote; nonsense has shown nothing."""
    return dict(part.split(":", 1) for part in written.split() if ":" in part)
