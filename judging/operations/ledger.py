"""Writing the score ledger. One writer per round at a time: every operation that appends takes the lock first."""

from ..ledger import canonical, chain, moment
from ..models import Council, LedgerRecord


def lock(council):
    """Wait for whoever else writes about this round; what is read afterwards holds until the commit, so permissions
    that depend on the round's stage are asked after it.

    The weaker lock lets others insert rows that refer to the council. SQLite has one writer anyway.
    """
    return Council.objects.select_for_update(no_key=True).get(pk=council.pk)


def append(council, event, *, by, at, **facts):
    """Add one line. Judges and members go by their seat's number, entries by their code."""
    row = lock(council)
    sequence = row.ledger_length + 1
    content = canonical({"n": sequence, "round": row.round_id, "event": event, "at": moment(at), "by": by.pk, **facts})
    digest = chain(row.ledger_head, content)
    LedgerRecord.objects.create(
        round_id=row.round_id, sequence=sequence, content=content, previous_hash=row.ledger_head, hash=digest
    )
    Council.objects.filter(pk=row.pk).update(ledger_length=sequence, ledger_head=digest)
