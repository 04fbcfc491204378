"""The form of the score ledger: one line per event, each tied to the one before by its hash.

`content` is canonical JSON (sorted keys, no spaces, numbers of points as text); `hash` is the SHA-256 of the
previous hash followed by the content. `tools/verify_ledger.py` checks exports of it and shares no code with this.
"""

import hashlib
import json
from datetime import UTC
from decimal import Decimal

GENESIS = "0" * 64


def _plain(value):
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in the ledger")


def canonical(content):
    """One text for one content, whoever writes it."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def chain(previous_hash, content):
    """The hash of a line: SHA-256 over the previous hash and the canonical content, as UTF-8."""
    return hashlib.sha256((previous_hash + content).encode()).hexdigest()


def moment(at):
    """Moments in the ledger are UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def export_lines(records, *, length, head):
    """The ledger as JSON lines: the records in order, then how many there are and the last hash.

    `records` are rows with sequence, content, previous_hash, hash; `length` and `head` come from where the council
    keeps them, not from the records, so that a cut tail shows.
    """
    for record in records:
        line = {
            "sequence": record.sequence,
            "content": record.content,
            "previous_hash": record.previous_hash,
            "hash": record.hash,
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"
    yield json.dumps({"length": length, "head": head}) + "\n"


def first_wrong_record(records, *, length, head):
    """The sequence at which the stored chain first breaks, or None. `records` in order."""
    previous = GENESIS
    count = 0
    for record in records:
        count += 1
        if record.sequence != count or record.previous_hash != previous:
            return count
        if record.hash != chain(previous, record.content):
            return count
        previous = record.hash
    if count != length or previous != head:
        return count + 1
    return None
