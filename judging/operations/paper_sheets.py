"""Score sheets that came on paper: the secretary keys them in, their judges say whether that is what they wrote."""

from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..messages import KeyedSheetContested, SheetKeyed
from ..models import KeyedPaper, ScoreSheet
from ..permissions import can_answer_for_keyed, can_key_sheet, can_let_key_again
from .ledger import append, lock
from .scoring import give_back, hand_in, put_score


@operation
def key_sheet(*, sheet, values, notes=None, remarks="", not_scored_reason="", scan, scan_name, by, at):
    """The secretary keys in a sheet that its judge filled in and signed on paper, with its scan; it is handed in as it
    stands and marked as keyed. The judge is told, sees sheet and scan, and confirms or contests it. A second time only
    when the judge asks for it."""
    council = sheet.scoring_pass.round.council
    lock(council)
    sheet = _held(sheet)
    require(can_key_sheet(by, sheet))
    if scan is None:
        raise Refused("Hãy đính kèm bản quét phiếu giấy có chữ ký của giám khảo.", field="scan")
    rules = queries.rules_of(sheet.scoring_pass.round)
    ScoreSheet.objects.filter(pk=sheet.pk).update(remarks=remarks, not_scored_reason=not_scored_reason)
    sheet.remarks, sheet.not_scored_reason = remarks, not_scored_reason
    for code, value in values.items():
        put_score(sheet, rules, code, {"value": value, "note": (notes or {}).get(code, "")})
    stored = files.store(upload=scan, name=scan_name, accept=ANYTHING, field="scan", by=by, at=at)
    KeyedPaper.objects.create(sheet=sheet, scan=stored, keyed_at=at, keyed_by=by)
    hand_in(council, sheet, by, at, scan=stored, keyed_by=by)
    notify(message=SheetKeyed(sheet), recipients=[sheet.judge.user], key=f"sheet:{sheet.pk}:{at}", by=by, at=at)
    return sheet


@operation
def confirm_keyed(*, sheet, by, at):
    """The judge says that the sheet keyed in for them is what they wrote on paper."""
    council = sheet.scoring_pass.round.council
    lock(council)
    sheet = _held(sheet)
    require(can_answer_for_keyed(by, sheet))
    last = queries.last_keying(sheet)
    if last.confirmed_at:
        raise Refused("Bạn đã xác nhận phiếu này rồi.")
    KeyedPaper.objects.filter(pk=last.pk).update(confirmed_at=at)
    append(council, "sheet_confirmed", by=by, at=at, **_facts(sheet))


@operation
def contest_keyed(*, sheet, objection, may_key_again=False, by, at):
    """The judge says that it is not what they wrote: the sheet is theirs again, or the secretary's to key in anew where
    the judge asks for that. The scan stays with what was said of it."""
    council = sheet.scoring_pass.round.council
    lock(council)
    sheet = _held(sheet)
    require(can_answer_for_keyed(by, sheet))
    objection = worded(objection, "Hãy ghi phiếu nhập sai ở chỗ nào.", field="objection")
    KeyedPaper.objects.filter(pk=queries.last_keying(sheet).pk).update(
        objection=objection, objected_at=at, confirmed_at=None, may_key_again=may_key_again
    )
    give_back(council, sheet, objection, by, at)
    keepers = queries.secretaries_of(council)
    message = KeyedSheetContested(sheet, objection)
    notify(message=message, recipients=keepers, key=f"contested:{sheet.pk}:{at}", by=by, at=at)


@operation
def let_key_again(*, sheet, by, at):
    """The judge of a keyed sheet that was reopened asks the secretary to key it in anew from the paper."""
    lock(sheet.scoring_pass.round.council)
    sheet = _held(sheet)
    require(can_let_key_again(by, sheet))
    KeyedPaper.objects.filter(pk=queries.last_keying(sheet).pk).update(may_key_again=True)


def _held(sheet):
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related("scoring_pass__round", "judge", "entry")
    return rows.get(pk=sheet.pk)


def _facts(sheet):
    return {"number": sheet.scoring_pass.number, "judge": sheet.judge_id, "entry": sheet.entry.code}
