"""Reads that other rooms and several pages share."""

from .models import Entry
from .workflow import EntryState


def accepted_entries(round):
    """The round's list in the order of the codes, with what every later page shows."""
    return (
        Entry.objects.filter(round=round)
        .accepted()
        .select_related("product__establishment__province", "product__establishment__commune", "version", "round")
        .order_by("code")
    )


def counts_by_state(entries):
    """{state: number} over all states, zeros included."""
    from django.db.models import Count

    found = dict(entries.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in EntryState.values}
