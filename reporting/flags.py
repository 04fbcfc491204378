"""What a reader of a report should look at first: few and ranked, never a hindrance. Plain values in, sentences out."""

import re
from decimal import Decimal
from typing import NamedTuple

from django.utils.text import slugify

from cnnt_portal.text import fold, grouped, lower_first

MOST = 5
# A paragraph shorter than this is a phrase that everybody writes.
LONG = 40
# Two paragraphs that share this much of their pairs of words are one paragraph with a word changed.
ALIKE = 0.6


class Flag(NamedTuple):
    """`key` names what is asked about, so that the unit's sentence stays with it."""

    key: str
    words: str


class Before(NamedTuple):
    """The unit's report of the period before."""

    period: str
    texts: dict
    amount: Decimal


def ranked(*, texts, amount, idle, before, share, planned=None, corrected=0, unequal=(), beyond=()):
    """[Flag], the gravest first: copied text, money that jumps or strays from the plan, numbers without a source,
    contents with nothing reported. `texts`: {section title: what the unit wrote itself}; `idle`: [(key, content)];
    `planned`: what the year's plan means to spend in the period; `corrected`: numbers changed without any paper;
    `beyond`: [(form, row, part, its number, whole, its number)] of parts that are more than their whole;
    `share`: by how much money may differ before it is said."""
    found = []
    if before:
        for title, text in texts.items():
            same = copied(text, before.texts.get(title, ""))
            if same:
                found.append(
                    Flag(
                        f"chep-{slugify(fold(title))}"[:80],
                        f"Mục “{title}” có {same} đoạn chép từ {lower_first(before.period)}. "
                        "Hãy viết lại hoặc nói rõ vì sao vẫn như cũ.",
                    )
                )
        if before.amount and abs(amount - before.amount) > share * before.amount:
            way, to = ("tăng", "lên") if amount > before.amount else ("giảm", "xuống")
            found.append(
                Flag(
                    "kinh-phi-ky-truoc",
                    f"Kinh phí {way} từ {grouped(before.amount)} đồng ({lower_first(before.period)}) "
                    f"{to} {grouped(amount)} đồng. Hãy nói rõ vì sao.",
                )
            )
    if planned and abs(amount - planned) > share * planned:
        found.append(
            Flag(
                "ke-hoach-nam",
                f"Kế hoạch năm dự kiến chi {grouped(planned)} đồng trong kỳ, đã chi {grouped(amount)} đồng. "
                "Hãy nói rõ vì sao.",
            )
        )
    if corrected:
        found.append(
            Flag(
                "khong-nguon",
                f"{corrected} số liệu sửa khác số đã ghi mà chưa kèm tài liệu nào. Hãy kèm tài liệu hoặc nói rõ "
                "số lấy từ đâu.",
            )
        )
    found += [
        Flag(
            f"qua-{slugify(fold(f'{form} {row}'))}"[:80],
            f"{form}, dòng “{row}”: “{part}” là {grouped(count)}, nhiều hơn “{whole}” là {grouped(all_)}.",
        )
        for form, row, part, count, whole, all_ in beyond
    ]
    found += [
        Flag(
            f"khac-tong-{slugify(fold(title))}"[:80],
            f"Tổng “{title}” là {grouped(total)}, khác tổng “{other}” là {grouped(other_total)}.",
        )
        for title, total, other, other_total in unequal
    ]
    found += [
        Flag(f"chua-lam-{key}", f"Chưa có hoạt động nào ở nội dung “{content}” mà kế hoạch giao cho đơn vị.")
        for key, content in idle
    ]
    return found[:MOST]


def copied(text, old):
    """How many long paragraphs stood in the old text: word for word, with other numbers, or with a word changed."""
    known = [_pairs(part) for part in _paragraphs(old)]
    return sum(any(_alike(_pairs(part), pairs) for pairs in known) for part in _paragraphs(text))


def _paragraphs(text):
    return [part for part in text.splitlines() if len(part.strip()) >= LONG]


def _pairs(part):
    words = re.sub(r"\d+", "0", fold(part)).split()
    return set(zip(words, words[1:], strict=False)) or {tuple(words)}


def _alike(one, other):
    return len(one & other) >= ALIKE * len(one | other)
