"""A list that a Sở sent, checked line by line against the round it is meant for."""

from django.utils import timezone

from cnnt_portal.geography.queries import province_named
from cnnt_portal.text import fold
from cnnt_portal.ui.formats import day

from . import sent_list
from .identity import name_key
from .list_houses import find_houses
from .models import GONE, Entry
from .queries import provinces_of


def checked_lines(sent, at):
    """[Line] of the list: each with its problems and doubts, or the entry that stands for it already, or neither. The
    number of queries does not depend on its length, but on how many provinces it names."""
    with sent.file.open() as file:
        lines = sent_list.read(file)
    round, today = sent.round, timezone.localdate(at)
    inside, provinces = provinces_of(round, at), {}
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
    find_houses(lines, today)
    _find_standing(lines, round)
    _find_twice(lines)
    return lines


def _find_standing(lines, round):
    """What is in the round already stays as it is: of its establishment nothing is asked any more."""
    there = (
        Entry.objects.filter(round=round).exclude(state__in=GONE).order_by().select_related("product__establishment")
    )
    by_house, by_name = {}, {}
    for entry in there:
        house, product = entry.product.establishment, entry.product.search_key
        by_house[house.pk, product] = entry
        by_name[name_key(house.search_key), house.province_id, product] = entry
    for line in lines:
        product, province = fold(line.facts.get("product", "")), line.facts["province_unit"]
        if line.house is not None:
            line.standing = by_house.get((line.house.pk, product))
        elif province is not None and not line.facts.get("tax_code"):
            name = name_key(fold(line.facts.get("establishment", "")))
            line.standing = by_name.get((name, province.pk, product))
        if line.standing is not None:
            line.identity, line.doubts = line.standing.product.establishment_id, []
        else:
            line.problems += line.unclear


def _find_twice(lines):
    seen = {}
    for line in lines:
        key = (line.identity, fold(line.facts.get("product", "")))
        if all(key):
            first = seen.setdefault(key, line.number)
            if first != line.number:
                line.problems.append(f"Trùng với dòng {first}: cùng cơ sở và cùng sản phẩm.")


def _votes_here(round, province, inside):
    """`inside`: keys of the provinces of a regional round, None where the round's own unit says it."""
    if inside is not None:
        return province.pk in inside
    return round.unit is None or round.unit.province == province
