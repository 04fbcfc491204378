from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from cnnt_portal.ui.formats import day, moment, money, number


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("1234567"), "1.234.567 đồng"),
        (0, "0 đồng"),
        (Decimal("200000000.00"), "200.000.000 đồng"),
        (Decimal("-1500"), "-1.500 đồng"),
        (Decimal("999999999999999999"), "999.999.999.999.999.999 đồng"),
        (None, ""),
    ],
)
def test_money_is_written_with_dots_and_its_unit(amount, written):
    assert money(amount) == written


@pytest.mark.parametrize(
    ("score", "written"),
    [
        (Decimal("39.5"), "39,5"),
        (Decimal("40.00"), "40"),
        (Decimal("76.3333"), "76,33"),
        (Decimal("69.995"), "70"),
        (Decimal("0"), "0"),
        (100, "100"),
        (None, ""),
    ],
)
def test_points_are_written_with_a_comma_and_no_idle_zeros(score, written):
    assert number(score) == written


def test_a_day_is_day_month_year_and_a_moment_is_told_in_vietnam():
    assert day(date(2025, 7, 1)) == "01/07/2025"
    late_in_london = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)
    assert day(late_in_london) == "01/12/2026"
    assert moment(late_in_london) == "00:30 01/12/2026"
    assert (day(None), moment(None)) == ("", "")


def test_filters_are_there_in_every_template_without_load():
    template = Template("{{ a|money }} {{ p|points }} {{ d|day }}")
    assert template.render(Context({"a": 1500, "p": Decimal("39.5"), "d": date(2026, 9, 5)})) == (
        "1.500 đồng 39,5 05/09/2026"
    )
