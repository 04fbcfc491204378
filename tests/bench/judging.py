"""A ledger of 200,000 events checked offline against reading and hashing the same file plainly."""

import hashlib
import json
from itertools import count
from types import SimpleNamespace

from judging.ledger import GENESIS, canonical, chain, export_lines
from judging.tools.verify_ledger import verify

from . import figure

EVENTS, JUDGES, ENTRIES = 200_000, 15, 1_000
SCORES = {"market": "32.50", "economy": "30.25", "culture": "8.00", "other": "7.00"}


def events():
    """A round of a thousand entries, each declared and scored by fifteen judges; then sheets reopened and handed in
    again until there are as many events as were promised."""
    codes = [f"B-{number:04}" for number in range(1, ENTRIES + 1)]
    pairs = [[judge, code] for judge in range(1, JUDGES + 1) for code in codes]
    yield {"event": "council_set_up"}
    yield from ({"event": "judge_added", "judge": judge} for judge in range(1, JUDGES + 1))
    yield {"event": "assigned", "pairs": pairs}
    yield from ({"event": "declared", "judge": judge, "entry": code, "kind": "none"} for judge, code in pairs)
    yield {
        "event": "pass_opened",
        "number": 1,
        "criteria": [["market", "40"], ["economy", "40"], ["culture", "10"], ["other", "10"]],
        "threshold": "70",
        "digits": 2,
        "quorum": "2/3",
        "majority": "1/2",
        "places": None,
        "entries": codes,
    }
    sheets = [{"number": 1, "judge": judge, "entry": code} for judge, code in pairs]
    handed_in = {"event": "sheet_submitted", "scores": SCORES, "total": "77.75"}
    yield from (sheet | handed_in for sheet in sheets)
    for number in count():
        sheet = sheets[number % len(sheets)]
        yield sheet | {"event": "sheet_reopened", "reason": "Nhầm cột"}
        yield sheet | handed_in


def ledger():
    previous, records = GENESIS, []
    for number, event in zip(range(1, EVENTS + 1), events(), strict=False):
        content = canonical({"n": number, "round": 1, "at": "2026-11-22T00:00:00.000000+00:00", "by": 1} | event)
        digest = chain(previous, content)
        records.append(SimpleNamespace(sequence=number, content=content, previous_hash=previous, hash=digest))
        previous = digest
    return list(export_lines(records, length=EVENTS, head=previous))


def plainly(lines):
    for line in lines[:-1]:
        record = json.loads(line)
        json.loads(record["content"])
        hashlib.sha256((record["previous_hash"] + record["content"]).encode()).hexdigest()


@figure("ledger_verified", limit=3, rounds=3)
def ledger_verified():
    """Every line is also written anew in canonical form and replayed: the round is recounted, not only hashed."""
    lines = ledger()
    return lambda: verify(lines), lambda: plainly(lines)
