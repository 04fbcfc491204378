"""What the records say, as lines and sentences. Plain values in, plain values out."""

import re
from collections import Counter
from decimal import Decimal

from cnnt_portal.text import grouped, lower_first
from support_plans.models import Indicator

RESULTS, MONEY, DIFFICULTIES, PROPOSALS = "ket-qua", "kinh-phi", "kho-khan", "kien-nghi"


def lines_of(activities):
    """One dict of ReportLine fields for each activity (`support_plans.queries.ActivityFacts`), in the order given."""
    return [
        {
            "activity_id": activity.pk,
            "order": order,
            "content": activity.content,
            "title": activity.title,
            "starts_on": activity.starts_on,
            "ends_on": activity.ends_on,
            "place": activity.place,
            "products": activity.products,
            "establishments": activity.establishments,
            "amount": activity.amount,
            "results": activity.results,
        }
        for order, activity in enumerate(activities, start=1)
    ]


CORRECTABLE = ("products", "establishments", "amount")


def corrected(line, corrections):
    """A line's fields with the unit's corrections on top of what is recorded now; both stay to be seen."""
    kept = {
        field: {**correction, "recorded": str(line[field])}
        for field, correction in corrections.items()
        if Decimal(correction["value"]) != line[field]
    }
    values = {field: Decimal(correction["value"]) for field, correction in kept.items()}
    return {**line, **values, "corrections": kept}


ADJUSTMENT = "Điều chỉnh kỳ trước: "


def _now(activity, line):
    """What was called off counts as nothing."""
    return dict.fromkeys(CORRECTABLE, 0) if activity.is_cancelled else {field: line[field] for field in CORRECTABLE}


def remaining(activities, elsewhere):
    """A line for each activity that a report tells of as done, less what other reports told of it as a difference.

    `elsewhere`: {activity key: {column: number}}. Of what was called off only such a rest is left.
    """
    found = []
    for activity, line in zip(activities, lines_of(activities), strict=True):
        now, told = _now(activity, line), elsewhere.get(activity.pk, {})
        rest = {field: now[field] - told.get(field, 0) for field in CORRECTABLE}
        if not activity.is_cancelled or any(rest.values()):
            found.append({**line, **rest, "order": len(found) + 1})
    return found


def adjustments(activities, told, *, after):
    """Lines for what earlier reports told of these activities otherwise than it is recorded now: the differences.

    `told`: {activity key: queries.telling.Told}; `after`: how many lines stand before.
    """
    found = []
    for activity, line in zip(activities, lines_of(activities), strict=True):
        now, before = _now(activity, line), told[activity.pk]
        changed = {field: now[field] - before.figures[field] for field in CORRECTABLE}
        if now != before.basis and any(changed.values()):
            title = f"{ADJUSTMENT}{line['title']}"[:300]
            order = after + len(found) + 1
            found.append({**line, **changed, "title": title, "order": order, "results": {}, "adjusts": True})
    return found


# Products and establishments served in several activities are counted once, which no correction of a line can tell.
_AS_RECORDED = " Số sản phẩm, số cơ sở trong câu này là số đã ghi trên cổng; đơn vị sửa ở biểu số liệu, kèm lý do."


def noted(sentence, corrections):
    """The sentence of results, which says so where lines have other products or establishments than were recorded."""
    sentence = sentence.removesuffix(_AS_RECORDED)
    is_corrected = any({"products", "establishments"} & of_line.keys() for of_line in corrections)
    return f"{sentence}{_AS_RECORDED}" if is_corrected and sentence else sentence


_SAID = re.compile(
    r"Tổng kinh phí thực hiện trong kỳ: -?[\d.]+ đồng|đã thực hiện \d+ hoạt động, hỗ trợ \d+ sản phẩm của \d+ cơ sở"
)


def contradiction(text, proposed):
    """What the portal once proposed and its table says no more but the text still does; "" where there is nothing."""
    said = set(_SAID.findall(proposed))
    return next((words for words in _SAID.findall(text) if words not in said), "")


def money_sentence(amount, adjusted):
    """`adjusted` is how much of it corrects what earlier reports told."""
    part = f", trong đó điều chỉnh kỳ trước {grouped(adjusted)} đồng" if adjusted else ""
    return f"Tổng kinh phí thực hiện trong kỳ: {grouped(amount)} đồng{part}."


def sentences(period, activities, lines):
    """{section key: the sentence proposed}. Products and establishments are counted once however often served."""
    amount = sum((line["amount"] for line in lines), Decimal(0))
    adjusted = sum((line["amount"] for line in lines if line.get("adjusts")), Decimal(0))
    money = {MONEY: money_sentence(amount, adjusted)}
    lines = [line for line in lines if not line.get("adjusts")]
    if not lines:
        return money | {
            RESULTS: f"Trong kỳ từ {period.starts_on:%d/%m/%Y} đến {period.ends_on:%d/%m/%Y}, "
            "đơn vị không ghi nhận hoạt động hỗ trợ nào."
        }
    served = {pair for activity in activities for pair in activity.served}
    products, establishments = {product for product, _ in served}, {house for _, house in served}
    results = (
        f"Trong kỳ từ {period.starts_on:%d/%m/%Y} đến {period.ends_on:%d/%m/%Y}, đơn vị đã thực hiện "
        f"{len(lines)} hoạt động, hỗ trợ {len(products)} sản phẩm của {len(establishments)} cơ sở.{_results(lines)}"
    )
    return money | {RESULTS: noted(results, [line["corrections"] for line in lines])}


def _results(lines):
    totals = Counter()
    for line in lines:
        for indicator, value in line["results"].items():
            totals[indicator] += Decimal(value)
    if not totals:
        return ""
    labels = dict(Indicator.choices)
    parts = [counted(labels[key], totals[key]) for key in Indicator.values if totals[key]]
    return f" Kết quả: {'; '.join(parts)}."


def counted(label, number):
    """A figure inside a sentence: 4 of “Số hợp đồng” → “4 hợp đồng”, 9 of “Doanh thu (đồng)” → “doanh thu 9 đồng”."""
    name, _, unit = label.removesuffix(")").partition(" (")
    if name.startswith("Số "):
        return f"{grouped(number)} {name.removeprefix('Số ')}"
    return f"{lower_first(name)} {grouped(number)} {unit}".rstrip()


VOTING, PROMOTION = "binh-chon", "khuyen-cong"


def refilled(form, rows, *, before, now):
    """A form's rows with what the portal knows now; what the unit wrote otherwise than it knew `before` stays."""
    if not now and not before:
        return rows
    written = {row["key"]: row["cells"] for row in rows}
    found = []
    for fixed in form["rows"]:
        key, cells = fixed["key"], dict(written.get(fixed["key"], {}))
        known, fresh = before.get(key, {}), now.get(key, {})
        for column in known.keys() | fresh.keys():
            if cells.get(column, "") in ("", known.get(column, "")):
                cells.pop(column, None)
                if column in fresh:
                    cells[column] = fresh[column]
        found.append({"key": key, "cells": cells})
    return found


def yearly_sentences(period, tables):
    """{section key: the sentence proposed} of a Sở's year, from the forms that the portal filled."""
    sums = {table.key: _sums(table.rows) for table in tables}
    year, found = period.starts_on.year, {}
    voting = sums.get(VOTING, {})
    if voting.get("ky"):
        found[VOTING] = (
            f"Năm {year}, tỉnh tổ chức {grouped(voting['ky'])} kỳ bình chọn; {grouped(voting.get('du', 0))} sản phẩm "
            f"dự bình chọn, {grouped(voting.get('cong-nhan', 0))} sản phẩm được công nhận."
        )
    money = sums.get("kinh-phi-nguon", {})
    if money.get("duyet"):
        found[PROMOTION] = (
            f"Năm {year}, các đề án khuyến công được phê duyệt {grouped(money['duyet'])} đồng; cơ sở đối ứng "
            f"{grouped(money.get('doi-ung', 0))} đồng."
        )
    return found


def _sums(rows):
    totals = Counter()
    for row in rows:
        for column, value in row["cells"].items():
            if value.isdecimal():
                totals[column] += Decimal(value)
    return totals
