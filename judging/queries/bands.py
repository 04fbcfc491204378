from collections import defaultdict
from functools import lru_cache
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
    council = sheet.scoring_pass.round.council
    return bands_in(council.pk, council.bands_version).get(sheet.entry.group, {})


@lru_cache(maxsize=256)
def bands_in(council, version):
    """{group: {criterion code: Band}}; a process reads each version of a council's bands once."""
    found = defaultdict(dict)
    for band in Band.objects.filter(council=council):
        found[band.group][band.criterion] = band
    return found
