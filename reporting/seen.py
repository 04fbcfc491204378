"""Two people at one text: a page carries a mark of what it showed, so that nobody writes over what they have not read.

Plain values in, plain values out.
"""

import hashlib
import json

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
