"""What a level is called on a certificate: as the rule set of its time calls it."""

from registrations.models import VoteLevel, lowest_name

# An old list may name the province alone; in the year of the change it does not tell which level was the lowest.
LOWEST_UNKNOWN = "Cấp cơ sở"


def level_name(level, rules, *, unit, rules_before=None):
    """“Cấp tỉnh”. The lowest level is the unit's own; of a unit known only by its province, that of the rules.

    `rules_before`: what held when the year of an undated recognition began, if that was another rule set.
    """
    if own := lowest_name(level, unit):
        return own
    if level == VoteLevel.LOWEST and rules_before and rules_before.lowest_level != rules.lowest_level:
        return LOWEST_UNKNOWN
    code = rules.lowest_level if level == VoteLevel.LOWEST else level
    return next(rule.name for rule in rules.levels if rule.code == code)
