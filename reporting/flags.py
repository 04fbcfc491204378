"""What a reader of a report should look at first: few and ranked, never a hindrance. Plain values in, sentences out."""

from decimal import Decimal
from typing import NamedTuple

from cnnt_portal.text import fold, grouped, lower_first

MOST = 4
# A paragraph shorter than this is a phrase that everybody writes.
LONG = 40
# The share by which money may differ from the last period before it is said [default].
SHARE = Decimal("0.5")


class Before(NamedTuple):
    """The unit's report of the period before."""

    period: str
    texts: dict
    amount: Decimal


def ranked(*, texts, amount, idle, before):
    """Sentences, the gravest first: copied text, money that jumps, contents with nothing reported."""
    found = []
    if before:
        for title, text in texts.items():
            same = copied(text, before.texts.get(title, ""))
            if same:
                found.append(
                    f"Mục “{title}” có {same} đoạn chép nguyên từ {lower_first(before.period)}. "
                    "Hãy viết lại hoặc nói rõ vì sao vẫn như cũ."
                )
        if before.amount and abs(amount - before.amount) > SHARE * before.amount:
            way = "tăng" if amount > before.amount else "giảm"
            found.append(
                f"Kinh phí {way} từ {grouped(before.amount)} đồng ({lower_first(before.period)}) "
                f"{'lên' if amount > before.amount else 'xuống'} {grouped(amount)} đồng. Hãy nói rõ vì sao."
            )
    found += [f"Chưa có hoạt động nào ở nội dung “{content}” mà kế hoạch giao cho đơn vị." for content in idle]
    return found[:MOST]


def copied(text, old):
    """How many long paragraphs stood word for word in the old text."""
    known = {fold(part) for part in old.splitlines() if len(part.strip()) >= LONG}
    return sum(fold(part) in known for part in text.splitlines() if len(part.strip()) >= LONG)
