from cnnt_portal.rulebook.models import RuleSet
from tests.factories.registrations import rule_sets

from . import PUBLIC, Row


def a_rule_set(cast):
    rule_sets()
    return {"code": RuleSet.objects.first().code}


TABLE = {
    "rulebook:rule_sets": Row(get=PUBLIC),
    "rulebook:rule_set": Row(a_rule_set, get=PUBLIC),
}
