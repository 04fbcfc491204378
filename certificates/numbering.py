"""Certificate numbers: one series per issuer, level and year, without gaps or doubles."""

from cnnt_portal.text import random_signs

from .models import NumberSeries

CODE_LENGTH = 10


def take_number(*, issuer, level, year):
    """The next number as it is printed. Holds the series' row until the caller's transaction ends, so a number
    exists exactly when the certificate that bears it does."""
    NumberSeries.objects.get_or_create(issuer=issuer, level=level, year=year)
    series = NumberSeries.objects.select_for_update().get(issuer=issuer, level=level, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.printed(series.last)


def new_code():
    """A code that nobody can guess (31^10 ≈ 8·10^14) and that says nothing about its certificate."""
    return random_signs(CODE_LENGTH)
