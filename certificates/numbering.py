"""Certificate numbers: one series per office, level and year, no gap, no double, by the office’s pattern.

The office is the organisation that keeps the book, however its decisions write the issuer’s name.
"""

import re

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.errors import Refused
from cnnt_portal.text import fold, random_signs

from .models import Certificate, NumberPattern, NumberSeries
from .models.decisions import USUAL_PATTERN

CODE_LENGTH = 10
# As an office types it: “{số}/GCN-{năm}”.
NUMBER, YEAR = "{số}", "{năm}"
DIGITS = (1, 6)
_WRITTEN = re.compile(r"\{number:0(\d)d\}")
_BESIDE_FIGURES = re.compile(r"\d\{|\}\d")


def take_number(*, issuer, organisation, level, year):
    """The next number as it is printed. Holds the series' row until the caller's transaction ends, so a number
    exists exactly when the certificate that bears it does.

    A new series takes the pattern that the organisation has set by then, and keeps it.
    """
    names = {"organisation": organisation, "level": level, "year": year}
    if not NumberSeries.objects.filter(**names).exists():
        _begin(names, issuer, pattern_of(organisation, level))
    series = NumberSeries.objects.select_for_update(of=("self",)).get(**names)
    series.last += 1
    series.save(update_fields=["last"])
    number = series.printed(series.last)
    if Certificate.objects.filter(issuer_organisation=organisation, level=level, number=number).exists():
        raise Refused(
            f"Sổ của {organisation} đã có một giấy khác mang số {number}. "
            "Hãy xem lại mẫu số ở trang Mẫu giấy chứng nhận."
        )
    return number


def _begin(names, issuer, pattern):
    """Two levels of one office may not print the same number in a year, whoever signs their decisions."""
    # Two levels that begin at one moment would not see each other.
    office = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=names["organisation"].pk)
    twins = NumberSeries.objects.filter(organisation=office, year=names["year"])
    for twin in twins.exclude(level=names["level"]):
        if print_alike(twin.pattern, pattern):
            raise Refused(
                f"Năm {names['year']} {office} đã dùng mẫu số này cho {twin.get_level_display().lower()}. Hãy đặt mẫu "
                "số riêng cho cấp này ở trang Mẫu giấy chứng nhận rồi cấp lại."
            )
    NumberSeries.objects.get_or_create(**names, defaults={"issuer": issuer, "pattern": pattern})


def print_alike(one, other):
    """Do two patterns print the same number sooner or later? How many figures they write at least makes no
    difference: past 999 three of them are four."""
    return fold(_WRITTEN.sub("{}", one)) == fold(_WRITTEN.sub("{}", other))


def pattern_of(organisation, level):
    """What a series that begins now is written by."""
    own = NumberPattern.objects.filter(organisation=organisation, level=level).first()
    return own.pattern if own else USUAL_PATTERN


def pattern_from(text, digits):
    """“{số}/GCN-{năm}” with three digits as a series keeps it. Refused with a sentence where it would not count."""
    if text.count(NUMBER) != 1 or text.count(YEAR) != 1:
        raise Refused(
            "Mẫu số phải có đúng một {số} và đúng một {năm}, để năm nào số ấy cũng không trùng.", field="text"
        )
    rest = text.replace(NUMBER, "").replace(YEAR, "")
    if "{" in rest or "}" in rest:
        raise Refused("Mẫu số chỉ dùng được hai mục {số} và {năm}; hãy bỏ các dấu ngoặc nhọn khác.", field="text")
    if _BESIDE_FIGURES.search(text):
        raise Refused(
            "Ngay trước và ngay sau {số}, {năm} không được có chữ số: số in ra sẽ đọc lẫn. Hãy chen dấu / hoặc dấu -.",
            field="text",
        )
    pattern = text.replace(NUMBER, f"{{number:0{digits}d}}").replace(YEAR, "{year}")
    if len(pattern) > NumberPattern._meta.get_field("pattern").max_length:
        raise Refused("Mẫu số dài quá. Hãy viết ngắn lại.", field="text")
    return pattern


def as_typed(pattern):
    """(text, digits) of a pattern."""
    digits = int(_WRITTEN.search(pattern)[1])
    return _WRITTEN.sub(NUMBER, pattern).replace("{year}", YEAR), digits


def new_code():
    """A code that nobody can guess (31^10 ≈ 8·10^14) and that says nothing about its certificate."""
    return random_signs(CODE_LENGTH)
