"""Vietnamese dates and numbers: 01/07/2025 is the first of July, and thousands have dots."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234567, "1.234.567"),
        (Decimal("1234567.89"), "1.234.567,89"),
        (datetime.date(2025, 7, 1), "01/07/2025"),
        (Decimal("39.5"), "39,5"),
    ],
)
def test_templates_write_as_vietnamese_offices_do(value, shown):
    assert Template("{{ value }}").render(Context({"value": value})) == shown


def test_the_first_of_july_is_read_as_such():
    assert forms.DateField().clean("01/07/2025") == datetime.date(2025, 7, 1)


def test_a_day_that_does_not_exist_is_not_read():
    with pytest.raises(forms.ValidationError):
        forms.DateField().clean("31/02/2026")


def test_numbers_typed_with_dots_are_read():
    assert forms.DecimalField(localize=True).clean("1.234.567,5") == Decimal("1234567.5")
    assert formats.number_format(1000, use_l10n=True) == "1.000"
