"""What happened before the portal: rounds and recognised products, as far as they are known. Nothing is guessed."""

from cnnt_portal.errors import NotPermitted
from cnnt_portal.operations import operation
from cnnt_portal.rulebook.models import RuleSet
from cnnt_portal.text import fold, nfc
from registrations.models import Establishment, Product, Round
from registrations.workflow import RoundState


def _system_only(by):
    if by is not None and not by.is_portal_administrator:
        raise NotPermitted("Chỉ quản trị cổng được nhập dữ liệu lịch sử.")


@operation
def import_history_round(
    *, level, year, title, rule_set=None, unit=None, region=None, entered=None, recognised=None, source="", by, at
):
    """A past round, closed; one row per level, year, place and title. Counts stay None where unknown.

    Without `rule_set`, the one in force at the end of that year, or the first of all.
    """
    _system_only(by)
    rule_set = rule_set or RuleSet.objects.filter(valid_from__year__lte=year).order_by("-valid_from").first()
    rule_set = rule_set or RuleSet.objects.order_by("valid_from").first()
    row, _ = Round.objects.update_or_create(
        is_history=True,
        level=level,
        year=year,
        unit=unit,
        region=region,
        title=nfc(title).strip(),
        defaults={
            "rule_set": rule_set,
            "state": RoundState.CLOSED,
            "entered_count": entered,
            "recognised_count": recognised,
            "source_note": source,
        },
    )
    return row


@operation
def record_history(*, establishment_name, product_name, group, province, is_set=False, by, at):
    """A recognised product of the past and its establishment, as the lists spell them; one row per spelling.

    The establishment has no people and no tax code until somebody declares it. Returns the product.
    """
    _system_only(by)
    establishment, _ = Establishment.objects.get_or_create(
        organisation=None,
        name=nfc(establishment_name).strip(),
        province=province,
        defaults={"search_key": fold(establishment_name)},
    )
    product, _ = Product.objects.get_or_create(
        establishment=establishment,
        name=nfc(product_name).strip(),
        defaults={"search_key": fold(product_name), "group": group, "is_set": is_set},
    )
    return product
