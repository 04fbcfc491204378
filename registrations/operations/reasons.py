import json
from pathlib import Path

from cnnt_portal.operations import operation
from registrations.models import Reason

REASONS = Path(__file__).parents[1] / "data" / "reasons.json"


@operation
def load_reasons(*, by, at):
    """Bring the shared reasons up to `data/reasons.json`; one that is gone from it stays for what it once named."""
    rows = [
        Reason(order=order, is_current=True, **row)
        for order, row in enumerate(json.loads(REASONS.read_text(encoding="utf-8")))
    ]
    Reason.objects.exclude(code__in=[row.code for row in rows]).update(is_current=False)
    Reason.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["step", "part", "label", "article", "bring", "order", "is_current"],
    )
