"""Is what stands in the ledger and in the results still what was written, and what the rules give?"""

import json
from collections import defaultdict
from typing import NamedTuple

from ..ledger import export_lines, first_wrong_record
from ..models import LedgerRecord, PassResult, ScoreSheet
from ..scoring import mean, passes, total, vietnamese
from ..tools.verify_ledger import Wrong, verify
from ..workflow import PassState
from .council import rules_of


def ledger_lines(council):
    """The export that `tools/verify_ledger.py` reads."""
    records = LedgerRecord.objects.filter(round=council.round_id)
    return export_lines(records, length=council.ledger_length, head=council.ledger_head)


def head_after(council, event, **facts):
    """(number, hash) of the last line that tells of this event: what the paper about it names for ever."""
    records = LedgerRecord.objects.filter(round=council.round_id, content__contains=f'"event":"{event}"')
    found = None
    for record in records:
        if all(json.loads(record.content).get(name) == value for name, value in facts.items()):
            found = record.sequence, record.hash
    return found


class Check(NamedTuple):
    """What a check of a round's ledger found; no faults anywhere means that everything holds."""

    length: int
    head: str
    chain: str
    program: str
    results: list

    @property
    def holds(self):
        return not (self.chain or self.program or self.results)


def checked(council):
    """Three questions, each on its own: the stored chain, the independent recount of the export, and the results."""
    records = list(LedgerRecord.objects.filter(round=council.round_id))
    wrong = first_wrong_record(records, length=council.ledger_length, head=council.ledger_head)
    chain = f"Sổ sai từ dòng {wrong}: có dòng bị sửa, bỏ, đổi chỗ hoặc cắt bớt." if wrong else ""
    program = ""
    try:
        verify(list(export_lines(records, length=council.ledger_length, head=council.ledger_head)))
    except Wrong as fault:
        program = f"Chương trình tính lại độc lập thấy sai ở {fault}."
    return Check(council.ledger_length, council.ledger_head, chain, program, recounted(council.round))


def recounted(round):
    """Sentences: where the stored sheets do not give the stored totals and results under the pinned rule set."""
    rules, faults = rules_of(round), []
    sheets = ScoreSheet.objects.valid().submitted().filter(scoring_pass__round=round)
    sheets = sheets.filter(scoring_pass__state=PassState.CLOSED).prefetch_related("scores")
    totals = defaultdict(list)
    for sheet in sheets.select_related("judge__user", "entry"):
        if sheet.not_scored_reason:
            continue
        own = total(score.value for score in sheet.scores.all() if score.value is not None)
        if own != sheet.total:
            faults.append(f"{sheet.entry.code}: phiếu của {sheet.judge} cộng lại được {vietnamese(own)} điểm.")
        totals[sheet.scoring_pass_id, sheet.entry_id].append(own)
    for row in PassResult.objects.filter(
        scoring_pass__round=round, scoring_pass__state=PassState.CLOSED
    ).select_related("entry", "scoring_pass"):
        scored = totals[row.scoring_pass_id, row.entry_id]
        own = mean(scored, rules.digits)
        if (own, len(scored), passes(own, rules.threshold)) != (row.mean, row.counted, row.is_passed):
            words = "không có điểm" if own is None else f"{vietnamese(own)} điểm từ {len(scored)} phiếu"
            faults.append(f"Lượt {row.scoring_pass.number}, {row.entry.code}: tính lại được {words}.")
    return faults
