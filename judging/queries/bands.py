from typing import NamedTuple

from ..models import Band
from .council import rules_of


class GroupBands(NamedTuple):
    """The bands of one product group: `rows` are [(criterion, Band or None)] in the order of the rule set."""

    group: object
    rows: list


def bands_by_group(council):
    """All product groups of the rule set, whether something was agreed for them or not."""
    stored = {(band.group, band.criterion): band for band in council.bands.all()}
    criteria = rules_of(council.round).criteria
    return [
        GroupBands(group, [(criterion, stored.get((group.code, criterion.code))) for criterion in criteria])
        for group in council.round.rule_set.groups
    ]


def bands_of(sheet):
    """{criterion code: Band} for the group of the sheet's product."""
    found = Band.objects.filter(council__round=sheet.scoring_pass.round_id, group=sheet.entry.product.group)
    return {band.criterion: band for band in found}


def band_to_save(sheet, criterion):
    """The same of one criterion, of a sheet as `own_sheets_to_save` gives it."""
    found = Band.objects.filter(council=sheet.council, group=sheet.group, criterion=criterion)
    return {band.criterion: band for band in found}
