"""Which establishment a line of a sent list means, found the same way for the preview and for the import.

A tax code says it first; without one a name in its province does, as far as it fits one establishment alone. What is
wrong goes to the line's `unclear`, what somebody must have looked at to its `doubts`.
"""

from collections import defaultdict

from django.db.models import Q

from cnnt_portal.geography.models import AdministrativeUnit, Level
from cnnt_portal.geography.queries import successors_of
from cnnt_portal.text import fold

from .identity import name_key, telling_words
from .likeness import near_to
from .models import Establishment, TaxCodeChange


def find_houses(lines, today):
    """Sets `line.house` (an Establishment, None where it is new) and `line.identity`, equal for lines of one
    establishment. Asked of lines with a province; the number of queries does not depend on how many they are."""
    lines = [line for line in lines if line.facts.get("province_unit") and line.facts.get("establishment")]
    known = _Known(lines, today)
    _borrow_codes(lines)
    first_of = {}
    for line in lines:
        code = line.facts.get("tax_code")
        line.house = known.by_code.get(code) if code else None
        if line.house is not None:
            _compare(line, known)
        else:
            _choose(line, known.named(line))
        new = ("code", code) if code else ("name", *_name_of(line))
        line.identity = line.house.pk if line.house is not None else new
        first = first_of.setdefault(line.identity, line)
        if first is not line and not _has_people(line.house):
            _compare_lines(line, first)
    _look_at_near_names(lines)


class _Known:
    """What the portal knows of the codes, names and provinces of the lines."""

    def __init__(self, lines, today):
        codes = {line.facts["tax_code"] for line in lines if line.facts.get("tax_code")}
        left = TaxCodeChange.objects.exclude(cause=TaxCodeChange.Cause.MISTAKE).filter(old__in=codes)
        houses = Establishment.objects.select_related("province", "commune__parent__parent")
        houses = houses.prefetch_related("tax_code_changes")
        by_name = self._by_name(lines, today)
        wanted = {pk for line in lines for pk in by_name.get(_name_of(line), ())}
        found = list(
            houses.filter(Q(tax_code__in=codes) | Q(pk__in=left.values("establishment")) | Q(pk__in=wanted)).order_by(
                "pk"
            )
        )
        self.by_code = {code: house for house in found for code in house.tax_codes if code in codes}
        by_key = {house.pk: house for house in found}
        self._named = {name: [by_key[pk] for pk in pks if pk in by_key] for name, pks in by_name.items()}

    def _by_name(self, lines, today):
        """{(name, today's province): [keys of establishments]}, of the provinces that the lines name."""
        named = {line.facts["province_unit"].pk for line in lines}
        # Not only where establishments are known to be: another may be declared before the next question is asked.
        units = list(AdministrativeUnit.objects.filter(level=Level.PROVINCE))
        self.today = {pk: {unit.pk for unit in now} for pk, now in successors_of(units, on=today).items()}
        inside = [pk for pk, now in self.today.items() if now & named]
        found = defaultdict(list)
        rows = Establishment.objects.filter(province__in=inside).order_by("pk")
        for pk, name, province in rows.values_list("pk", "search_key", "province"):
            for now in self.today[province]:
                found[name_key(name), now].append(pk)
        return found

    def named(self, line):
        return self._named.get(_name_of(line), [])

    def lies_in(self, house, province):
        return province.pk in self.today[house.province_id]


def _name_of(line):
    return name_key(fold(line.facts["establishment"])), line.facts["province_unit"].pk


def _borrow_codes(lines):
    """A line without a code goes by the code that the list gives its establishment elsewhere."""
    codes = defaultdict(set)
    for line in lines:
        if code := line.facts.get("tax_code"):
            codes[_name_of(line)].add(code)
    for line in lines:
        given = codes[_name_of(line)]
        if line.facts.get("tax_code") or not given:
            continue
        if len(given) == 1:
            line.facts["tax_code"] = next(iter(given))
        else:
            line.unclear.append(
                f"Danh sách có {len(given)} mã số cho tên này ({', '.join(sorted(given))}). Hãy ghi mã của dòng này."
            )


def _choose(line, alike):
    """The establishment of this name in this province that the line means, unless only a code could tell.

    One that came by name alone learns its code; the past may have left several of them, spelled in several ways.
    """
    by_name_alone = [house for house in alike if not house.tax_code and not _has_people(house)]
    others = [house for house in alike if house not in by_name_alone]
    if not others:
        line.house = by_name_alone[0] if by_name_alone else None
    elif line.facts.get("tax_code"):
        line.doubts += map(_same_name, others)
    elif len(others) == 1 and not _has_people(others[0]):
        line.house = others[0]
    else:
        # A name alone hands nothing to people.
        line.unclear.append(_needs_code(others))


def _has_people(house):
    return house is not None and house.organisation_id is not None


def described(house):
    """Who it is, as the portal knows it."""
    return f"“{house.name}”, mã số thuế {house.tax_code or 'chưa rõ'}, {house.full_address}"


def _compare(line, known):
    house, province = line.house, line.facts["province_unit"]
    if not known.lies_in(house, province) and not _has_people(house):
        line.is_elsewhere = True
        line.doubts.append(
            f"Danh sách trước ghi mã số thuế này cho {described(house)}; dòng này ghi {province}. Nhập thì cổng ghi "
            "theo dòng này."
        )
    elif not known.lies_in(house, province):
        line.unclear.append(
            f"Trên cổng mã số thuế này là của {described(house)}, còn danh sách ghi {province}. Mã sai thì sửa mã; mã "
            "đúng thì sửa tỉnh trong danh sách, hoặc nhờ cơ sở sửa địa chỉ trên cổng."
        )
    elif name_key(house.search_key) != _name_of(line)[0]:
        line.doubts.append(
            f"Tên khác nhau: trên cổng mã số thuế này là của {described(house)}. Sản phẩm sẽ là của cơ sở ấy."
        )


def _same_name(house):
    return (
        f"Trên cổng đã có {described(house)}: cùng tên, khác mã. Mã trong danh sách sai thì sửa; nếu là cơ sở khác, "
        "cổng sẽ ghi thêm một cơ sở."
    )


def _needs_code(alike):
    which = "; ".join(described(house) for house in alike[:3])
    return (
        f"Trên cổng đã có cơ sở tên này: {which}. Hãy ghi mã số thuế của cơ sở trong danh sách để biết có phải không."
    )


def _compare_lines(line, first):
    """Two lines of one establishment that has nobody yet to say where it lies and what it is called."""
    name, province = _name_of(line)
    if province != first.facts["province_unit"].pk:
        line.unclear.append(
            f"Dòng {first.number} ghi mã số thuế này ở {first.facts['province_unit']}. Hãy sửa cho khớp."
        )
    elif line.house is None and name != _name_of(first)[0]:
        line.doubts.append(
            f"Tên khác nhau: dòng {first.number} ghi mã số thuế này là của “{first.facts['establishment']}”. Hai dòng "
            "sẽ là của một cơ sở, mang tên ở dòng đó."
        )


def _look_at_near_names(lines):
    """Names that may be one name written twice, unless two codes tell them apart."""
    earlier = defaultdict(dict)
    for line in lines:
        name, province = _name_of(line)
        others = earlier[province]
        if line.identity not in others:
            is_near = near_to(telling_words(name))
            for other in others.values():
                apart = line.facts.get("tax_code") and other.facts.get("tax_code")
                if not apart and is_near(telling_words(_name_of(other)[0])):
                    line.doubts.append(
                        f"Tên gần giống “{other.facts['establishment']}” ở dòng {other.number}. Nếu là một cơ sở thì "
                        "hãy viết một tên, hoặc ghi cùng mã số thuế."
                    )
                    break
            others[line.identity] = line
