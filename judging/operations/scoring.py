from collections import defaultdict
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.text import Truncator

from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from .. import queries
from ..messages import PassClosed, PassOpened, SheetReopened
from ..models import PassResult, Score, ScoreSheet, ScoringPass
from ..permissions import can_close_pass, can_open_pass, can_reopen_sheet, can_score
from ..scoring import mark_of, mean, passes, total, vietnamese
from ..workflow import SheetState
from .ledger import append, lock
from .sheets import deal

UNCHANGED = object()
# The texts of a sheet: {name of the field on the page: column}.
TEXTS = {"nhan_xet": "remarks", "ly_do_khong_cham": "not_scored_reason"}


@operation
def open_pass(*, council, by, at):
    """Open the first pass on the whole list, or the next on what passed the one before. It starts empty."""
    lock(council)
    require(can_open_pass(by, council))
    if council.waiting_pass:
        return _resume(council, council.waiting_pass, by, at)
    missing = queries.missing_before_pass(council)
    if missing:
        raise Refused(" ".join(missing))
    round = council.round
    last = council.last_pass
    scoring_pass = ScoringPass.objects.create(round=round, number=last.number + 1 if last else 1)
    move(scoring_pass, "open", by=by, at=at, opened_at=at)
    rules = queries.rules_of(round)
    append(
        council,
        "pass_opened",
        by=by,
        at=at,
        number=scoring_pass.number,
        criteria=[[criterion.code, criterion.maximum] for criterion in rules.criteria],
        threshold=rules.threshold,
        digits=rules.digits,
        quorum=str(rules.quorum),
        majority=str(rules.majority),
        places=round.places,
        entries=sorted(entry.code for entry in queries.entries_of_pass(scoring_pass)),
    )
    deal(council)
    _tell_panel(council, scoring_pass, by, at)
    return scoring_pass


def _resume(council, scoring_pass, by, at):
    """A pass that waited goes on, even with nothing left to score; closing it asks who is missing.

    Every sheet in it stays as it was, but those of entries that have fallen since. Entries that have come into the pass
    get blank ones, those that fell and came back the old ones.
    """
    move(scoring_pass, "resume", by=by, at=at)
    entries = queries.entries_of_pass(scoring_pass)
    codes = sorted(entry.code for entry in entries)
    append(council, "pass_resumed", by=by, at=at, number=scoring_pass.number, entries=codes)
    fell = PassResult.objects.filter(
        scoring_pass__round=council.round, scoring_pass__number__lt=scoring_pass.number, is_passed=False
    )
    scoring_pass.sheets.valid().filter(entry__in=fell.values("entry")).update(voided_at=at)
    asked = queries.cleared_assignments(scoring_pass).filter(judge=OuterRef("judge"), entry=OuterRef("entry"))
    scoring_pass.sheets.filter(Exists(asked), voided_at__isnull=False).update(voided_at=None)
    deal(council)
    _tell_panel(council, scoring_pass, by, at, again=True)
    return scoring_pass


def _tell_panel(council, scoring_pass, by, at, again=False):
    notify(
        message=PassOpened(scoring_pass, again),
        recipients=queries.people_of_panel(council),
        key=f"pass:{scoring_pass.pk}:{scoring_pass.history.count()}",
        by=by,
        at=at,
    )


@operation
def save_sheet(*, sheet, values=None, notes=None, remarks=UNCHANGED, not_scored_reason=UNCHANGED, seen=None, by, at):
    """Write some fields of a draft: `values` and `notes` are {criterion code: Decimal or None} and {code: text}.

    `seen` is {name of the field: mark of what stood there when its typing began}: such a field is refused where
    something newer stands, and left alone where nothing was typed. Without it the last save wins. Once the sheet is
    submitted or the pass closed none does.
    """
    require(can_score(by, sheet))
    rules = queries.rules_of(sheet.scoring_pass.round)
    typed = {f"diem_{code}": value for code, value in (values or {}).items()}
    typed |= {f"ghi_chu_{code}": note for code, note in (notes or {}).items()}
    typed |= {"nhan_xet": remarks} if remarks is not UNCHANGED else {}
    typed |= {"ly_do_khong_cham": not_scored_reason} if not_scored_reason is not UNCHANGED else {}
    # The UPDATE holds the row until the commit, so that a submit waits for the scores below and sees them all. Its
    # conditions are columns of the row alone: PostgreSQL checks only those again after waiting. A pass closes only
    # when none of its drafts is left, so whose sheet is a draft now did not close since it was asked above. It may have
    # begun to wait since: then this is the last field it takes, and it is there when the pass goes on.
    drafts = ScoreSheet.objects.valid().filter(pk=sheet.pk, state=SheetState.DRAFT)
    if not drafts.update(saved_at=at):
        sheet.refresh_from_db()
        require(can_score(by, sheet))
        raise Refused("Phiếu không còn sửa được. Hãy tải lại trang.")
    if seen:
        typed = _nothing_newer(sheet, typed, seen)
    texts = {column: typed[name] for name, column in TEXTS.items() if name in typed}
    if texts:
        drafts.update(**texts)
    for code, value in (values or {}).items():
        if f"diem_{code}" in typed:
            put_score(sheet, rules, code, {"value": value})
    for code, note in (notes or {}).items():
        if f"ghi_chu_{code}" in typed:
            put_score(sheet, rules, code, {"note": note})


def _nothing_newer(sheet, typed, seen):
    """What of `typed` is to be written. A browser that was away for days must not put its old words over newer ones."""
    now = ScoreSheet.objects.prefetch_related("scores").get(pk=sheet.pk).standing()
    left = {}
    for name, value in typed.items():
        stands, new = mark_of(now.get(name)), mark_of(value)
        if name in seen and seen[name] != stands:
            if new not in (seen[name], stands):
                raise Newer(name, now.get(name), value)
        elif new != stands or name not in seen:
            left[name] = value
    return left


class Newer(Refused):
    """Something newer stands in a field than what the browser had before the typing."""

    def __init__(self, field, stands, typed):
        self.mark = mark_of(stands)
        sentence = (
            f"Ô này đã được lưu ở máy khác hoặc thẻ khác: {_quoted(stands)}. Ở đây bạn gõ: {_quoted(typed)}. "
            "Cổng chưa ghi đè."
        )
        super().__init__(sentence, field=field)


def _quoted(value):
    text = vietnamese(value) if isinstance(value, Decimal) else Truncator(value or "").chars(200)
    return f"“{text}”" if text else "để trống"


def put_score(sheet, rules, code, fields):
    criterion = rules.criterion(code)
    value = fields.get("value")
    if value is not None and not 0 <= value <= criterion.maximum:
        raise Refused(f"Điểm tối đa của tiêu chí này là {vietnamese(criterion.maximum)}.")
    # Whoever writes a score holds its sheet's row (`save_sheet`, `key_sheet`), so nobody comes in between.
    if not Score.objects.filter(sheet=sheet, criterion=code).update(**fields):
        Score.objects.create(sheet=sheet, criterion=code, maximum=criterion.maximum, **fields)


@operation
def submit_sheet(*, sheet, by, at):
    """Lock the sheet. Either every criterion has points, or the judge says why the entry is not scored."""
    council = sheet.scoring_pass.round.council
    lock(council)
    sheet = ScoreSheet.objects.select_for_update(of=("self",)).select_related("scoring_pass__round").get(pk=sheet.pk)
    require(can_score(by, sheet))
    return hand_in(council, sheet, by, at)


def hand_in(council, sheet, by, at, **paper):
    """`paper` is the scan of a sheet that was keyed in, and who did it."""
    missing = queries.missing_before_submit(sheet)
    if missing:
        raise Refused(" ".join(missing))
    scores = {score.criterion: score.value for score in sheet.scores.all() if score.value is not None}
    facts = {"number": sheet.scoring_pass.number, "judge": sheet.judge_id, "entry": sheet.entry.code}
    if paper:
        facts["scan"] = paper["scan"].sha256
    if sheet.not_scored_reason:
        move(sheet, "submit", by=by, at=at, submitted_at=at, total=None, **paper)
        append(council, "sheet_submitted", by=by, at=at, scores=None, total=None, **facts)
        return sheet
    sheet_total = total(scores.values())
    move(sheet, "submit", by=by, at=at, submitted_at=at, total=sheet_total, **paper)
    append(council, "sheet_submitted", by=by, at=at, scores=scores, total=sheet_total, **facts)
    return sheet


@operation
def reopen_sheet(*, sheet, reason, by, at):
    """The secretary gives a submitted sheet back to its judge, with a reason that everybody can read later."""
    require(can_reopen_sheet(by, sheet))
    council = sheet.scoring_pass.round.council
    lock(council)
    reason = worded(reason, "Hãy ghi lý do mở lại phiếu.")
    sheet.scoring_pass.refresh_from_db()
    require(can_reopen_sheet(by, sheet))
    give_back_and_tell(council, sheet, reason, by, at)
    return sheet


def give_back(council, sheet, reason, by, at):
    """The sheet is its judge's draft again; what stands on it stays."""
    move(sheet, "reopen", by=by, at=at, note=reason, submitted_at=None, total=None, scan=None, keyed_by=None)
    facts = {"number": sheet.scoring_pass.number, "judge": sheet.judge_id, "entry": sheet.entry.code}
    append(council, "sheet_reopened", by=by, at=at, reason=reason, **facts)


def give_back_and_tell(council, sheet, reason, by, at):
    """As somebody else than its judge decided."""
    give_back(council, sheet, reason, by, at)
    notify(
        message=SheetReopened(sheet, reason),
        recipients=[sheet.judge.user],
        key=f"sheet:{sheet.pk}:{sheet.history.count()}",
        by=by,
        at=at,
    )


@operation
def close_pass(*, scoring_pass, note="", by, at):
    """Lock every score and compute the results. Refused while a sheet is missing.

    An entry that fewer judges handed in for than the rule set asks, or a paper sheet that its judge has not confirmed,
    needs a note, which goes into the minutes.
    """
    council = scoring_pass.round.council
    lock(council)
    scoring_pass.refresh_from_db(fields=["state"])
    require(can_close_pass(by, scoring_pass))
    missing = queries.missing_sheets(scoring_pass)
    if missing:
        raise Refused("Chưa khóa được, còn thiếu: " + "; ".join(str(row) for row in missing) + ".")
    thin = queries.thinly_judged(scoring_pass)
    if thin and not note.strip():
        codes = ", ".join(entry.code for entry in thin)
        raise Refused(f"Chưa đủ số giám khảo tối thiểu cho: {codes}. Hãy ghi ý kiến của hội đồng.", field="note")
    unconfirmed = queries.unconfirmed_papers(scoring_pass)
    if unconfirmed and not note.strip():
        listed = "; ".join(f"{sheet.entry.code} của {sheet.judge}" for sheet in unconfirmed)
        raise Refused(
            f"Giám khảo chưa xác nhận phiếu giấy do thư ký nhập: {listed}. Hãy nhắc giám khảo xác nhận trên cổng, hoặc "
            "ghi ý kiến của hội đồng.",
            field="note",
        )
    move(scoring_pass, "close", by=by, at=at, note=note, closed_at=at, closed_by=by)
    rules = queries.rules_of(scoring_pass.round)
    totals = defaultdict(list)
    counting = ScoreSheet.objects.valid().submitted().filter(scoring_pass=scoring_pass, total__isnull=False)
    for entry, value in counting.values_list("entry", "total"):
        totals[entry].append(value)
    results = []
    again = scoring_pass.last_reopening
    named = set(again.entries.values_list("pk", flat=True)) if again else None
    scoring_pass.results.filter(entry__in=named or ()).delete()
    for entry in queries.entries_of_pass(scoring_pass):
        result = mean(totals[entry.pk], rules.digits)
        results.append(
            PassResult(
                scoring_pass=scoring_pass,
                entry=entry,
                mean=result,
                counted=len(totals[entry.pk]),
                is_passed=passes(result, rules.threshold),
            )
        )
    # What was not opened again keeps its row.
    PassResult.objects.bulk_create(row for row in results if named is None or row.entry_id in named)
    append(
        council,
        "pass_closed",
        by=by,
        at=at,
        number=scoring_pass.number,
        note=note,
        results=sorted([r.entry.code, r.mean, r.counted, r.is_passed] for r in results),
    )
    council.refresh_from_db(fields=["ledger_length", "ledger_head"])
    notify(
        message=PassClosed(scoring_pass, council.ledger_length, council.ledger_head),
        recipients=[*queries.people_of_council(council), *queries.people_of_panel(council)],
        key=f"pass:{scoring_pass.pk}:{scoring_pass.history.count()}",
        by=by,
        at=at,
    )
    return scoring_pass
