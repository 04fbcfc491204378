from datetime import date

import pytest

from certificates.validity import Standing, validity_on

ISSUED, UNTIL = date(2023, 12, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2023, 11, 30), Standing.NOT_YET),
        (date(2023, 12, 1), Standing.IN_FORCE),
        (date(2026, 10, 1), Standing.IN_FORCE),
        (date(2026, 10, 2), Standing.EXPIRING),
        (date(2026, 12, 31), Standing.EXPIRING),
        (date(2027, 1, 1), Standing.EXPIRED),
    ],
)
def test_the_day_decides_the_standing(day, standing):
    assert validity_on(day, issued_on=ISSUED, valid_until=UNTIL).standing is standing


def test_history_without_dates_is_never_guessed_valid():
    validity = validity_on(date(2026, 11, 21), issued_on=None, valid_until=None)
    assert validity.standing is Standing.UNKNOWN
    assert not validity.is_valid


def test_the_reason_names_the_last_day_and_the_article():
    validity = validity_on(date(2026, 1, 5), issued_on=ISSUED, valid_until=UNTIL)
    assert (validity.reason, validity.rule) == (
        "Giấy cấp ngày 01/12/2023, có giá trị đến hết ngày 31/12/2026.",
        "Giấy có giá trị đến hết 31 tháng 12 của năm thứ 4, tính năm cấp là năm thứ nhất "
        "(Điều 17 khoản 3 Thông tư 26/2014/TT-BCT).",
    )


def test_of_what_has_run_out_no_later_end_is_told():
    after, later = date(2027, 1, 1), date(2027, 1, 9)
    validity = validity_on(after, issued_on=ISSUED, valid_until=UNTIL, ended_on=later, ended_by="replaced")
    assert (validity.standing, validity.ahead) == (Standing.EXPIRED, "")
    assert "được thay" not in validity.reason
