"""A list that a Sở sent, checked line by line against the round it is meant for."""

from django.utils import timezone

from cnnt_portal.geography.queries import province_named
from cnnt_portal.text import fold
from cnnt_portal.ui.formats import day

from . import sent_list
from .models import GONE, Entry
from .queries import provinces_of


def checked_lines(sent, at):
    """[Line] of the list: each with its problems, or the entry that stands for it already, or neither. The number of
    queries does not depend on its length, but on how many provinces it names."""
    with sent.file.open() as file:
        lines = sent_list.read(file)
    round, today = sent.round, timezone.localdate(at)
    inside, provinces = provinces_of(round, at), {}
    there = Entry.objects.filter(round=round).exclude(state__in=GONE).select_related("product__establishment")
    there = there.prefetch_related("product__establishment__tax_code_changes")
    standing = {_key(entry.product.establishment, entry.product): entry for entry in there}
    by_code = {
        (code, entry.product.search_key): entry
        for entry in standing.values()
        for code in entry.product.establishment.tax_codes
    }
    for line in lines:
        facts = line.facts
        name = facts.get("province", "")
        if name not in provinces:
            provinces[name] = province_named(name, on=today) if name else None
        province = facts["province_unit"] = provinces[name]
        if name and province is None:
            line.problems.append(f"Không có tỉnh, thành phố nào tên “{name}” hiện nay.")
        elif province is not None and not _votes_here(round, province, inside):
            line.problems.append(f"{round.title} không nhận sản phẩm ở {province}.")
        until = facts.get("valid_until")
        if until and until < today:
            line.problems.append(f"Giấy chứng nhận đã hết giá trị từ sau ngày {day(until)}.")
        if province is not None:
            product = fold(facts.get("product", ""))
            line.standing = by_code.get((facts.get("tax_code"), product)) or standing.get(
                (fold(facts.get("establishment", "")), province.pk, product)
            )
    return lines


def _key(establishment, product):
    return establishment.search_key, establishment.province_id, product.search_key


def _votes_here(round, province, inside):
    """`inside`: keys of the provinces of a regional round, None where the round's own unit says it."""
    if inside is not None:
        return province.pk in inside
    return round.unit is None or round.unit.province == province
