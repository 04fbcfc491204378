"""The rule sets enter the database as one operation; running it again changes nothing."""

import json
from datetime import date
from pathlib import Path

from django.db.models import F

from cnnt_portal.operations import operation

from .models import Parameter, RuleSet

RULE_SETS = Path(__file__).parent / "data" / "rule_sets.json"
SAID = ("label", "value", "article", "mark", "order")


@operation
def load_rule_sets(*, by, at):
    """Bring the rule sets up to `data/rule_sets.json`. A set that rounds may have pinned is never deleted; one whose
    parameters changed gets its next version."""
    for data in json.loads(RULE_SETS.read_text(encoding="utf-8")):
        rule_set, _ = RuleSet.objects.update_or_create(
            code=data["code"],
            defaults={
                "title": data["title"],
                "basis": data["basis"],
                "valid_from": date.fromisoformat(data["valid_from"]),
                "valid_to": data["valid_to"] and date.fromisoformat(data["valid_to"]),
            },
        )
        rows = [Parameter(rule_set=rule_set, order=order, **row) for order, row in enumerate(data["parameters"])]
        stored = {row[0]: row[1:] for row in rule_set.parameters.values_list("key", *SAID)}
        if stored == {row.key: tuple(getattr(row, name) for name in SAID) for row in rows}:
            continue
        RuleSet.objects.filter(pk=rule_set.pk).update(version=F("version") + 1)
        rule_set.parameters.exclude(key__in=[row.key for row in rows]).delete()
        Parameter.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["rule_set", "key"],
            update_fields=SAID,
        )
