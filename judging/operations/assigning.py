from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..messages import Assigned
from ..models import Assignment, ConflictDeclaration, Judge, ScoreSheet
from ..permissions import can_assign, can_declare, can_release, can_substitute, is_within_reopening
from .ledger import append, lock
from .sheets import deal


@operation
def assign(*, council, per_entry=None, by, at):
    """Give every entry of the list to so many judges, or to all; pairs that exist stay. What the preview showed."""
    lock(council)
    require(can_assign(by, council))
    plan = queries.assignment_plan(council, per_entry)
    if plan.problems:
        raise Refused(" ".join(plan.problems))
    if not plan.new_pairs:
        raise Refused("Mọi sản phẩm đã được phân công đủ giám khảo.")
    _give(council, plan.new_pairs, by, at)


@operation
def assign_one(*, council, judge, entry, by, at):
    """One more pair by hand; a judge who gave it up, or has a conflict in it, does not get it again."""
    lock(council)
    require(can_assign(by, council))
    if Assignment.objects.filter(judge=judge, entry=entry).exists():
        raise Refused(f"{judge} đã được phân công {entry.code}, hoặc đã thôi chấm sản phẩm này.", field="judge")
    _give(council, [(judge, entry)], by, at)


def _give(council, pairs, by, at):
    Assignment.objects.bulk_create(Assignment(judge=judge, entry=entry, assigned_at=at) for judge, entry in pairs)
    judges = {judge.user: None for judge, _ in pairs}
    notify(message=Assigned(council), recipients=judges, key=f"council:{council.pk}:{at.isoformat()}", by=by, at=at)
    append(council, "assigned", by=by, at=at, pairs=sorted([judge.pk, entry.code] for judge, entry in pairs))


@operation
def substitute(*, judge, substitute, reason, by, at):
    """A substitute takes over what a judge still owes, in the middle of a pass too: sheets already handed in stay the
    judge's and count, all others go to the substitute, who declares before opening anything."""
    council = judge.panel.council
    lock(council)
    reason = worded(reason, "Hãy ghi lý do thay giám khảo.")
    require(can_substitute(by, judge))
    if substitute.panel_id != judge.panel_id or not substitute.is_substitute:
        raise Refused("Người thay phải là giám khảo dự khuyết của ban giám khảo này.", field="substitute")
    owed = list(queries.owed_by(judge))
    if not owed:
        raise Refused(f"{judge} không còn sản phẩm nào phải chấm.")
    foreign = sorted({row.entry.product.group for row in owed if not substitute.judges_group(row.entry.product.group)})
    if foreign:
        raise Refused(
            f"{substitute} không chấm nhóm {', '.join(foreign)}, mà {judge} còn phải chấm.", field="substitute"
        )
    Judge.objects.filter(pk=substitute.pk).update(is_substitute=False)
    for assignment in owed:
        Assignment.objects.filter(pk=assignment.pk).update(released_at=at, release_reason=reason)
        facts = {"judge": judge.pk, "entry": assignment.entry.code}
        append(council, "assignment_released", by=by, at=at, reason=reason, **facts)
        void_sheets(council, assignment, by, at)
    _give(council, [(substitute, assignment.entry) for assignment in owed], by, at)
    return substitute


@operation
def release(*, assignment, reason, by, at):
    """Take an assignment back (illness, a conflict found by others); a sheet already begun no longer counts."""
    council = assignment.judge.panel.council
    lock(council)
    assignment.refresh_from_db(fields=["released_at"])
    require(can_release(by, assignment))
    reason = worded(reason, "Hãy ghi lý do thôi phân công.")
    refuse_after_results(council, assignment.entry)
    Assignment.objects.filter(pk=assignment.pk).update(released_at=at, release_reason=reason)
    append(
        council,
        "assignment_released",
        by=by,
        at=at,
        judge=assignment.judge_id,
        entry=assignment.entry.code,
        reason=reason,
    )
    void_sheets(council, assignment, by, at)


@operation
def declare(*, assignment, kind, reason="", by, at):
    """The judge declares before opening the entry; none opens the dossier, a conflict closes the entry for good."""
    council = assignment.judge.panel.council
    lock(council)
    assignment.refresh_from_db(fields=["released_at"])
    require(can_declare(by, assignment))
    if kind != ConflictDeclaration.Kind.NONE:
        reason = worded(reason, "Hãy nói rõ xung đột lợi ích là gì.")
    owner = assignment.entry.product.establishment.organisation
    if kind == ConflictDeclaration.Kind.NONE and owner is not None and by.belongs_to(owner):
        raise Refused("Bạn là người của cơ sở có sản phẩm này. Hãy khai xung đột lợi ích.", field="kind")
    if ConflictDeclaration.objects.filter(judge=assignment.judge, entry=assignment.entry).exists():
        raise Refused("Bạn đã khai cho sản phẩm này rồi.")
    declaration = ConflictDeclaration.objects.create(
        judge=assignment.judge, entry=assignment.entry, kind=kind, reason=reason, declared_at=at, declared_by=by
    )
    append(council, "declared", by=by, at=at, judge=assignment.judge_id, entry=assignment.entry.code, kind=str(kind))
    if not declaration.is_conflict:
        deal(council, judge=assignment.judge, entry=assignment.entry)
    return declaration


@operation
def recuse(*, assignment, kind, reason, by, at):
    """A conflict that the judge notices after having declared none: the entry closes and no score of theirs counts."""
    council = assignment.judge.panel.council
    lock(council)
    assignment.refresh_from_db(fields=["released_at"])
    require(can_declare(by, assignment))
    if kind == ConflictDeclaration.Kind.NONE:
        raise Refused("Hãy chọn xung đột lợi ích nào.", field="kind")
    reason = worded(reason, "Hãy nói rõ xung đột lợi ích là gì.")
    refuse_after_results(council, assignment.entry)
    changed = ConflictDeclaration.objects.filter(
        judge=assignment.judge, entry=assignment.entry, kind=ConflictDeclaration.Kind.NONE
    ).update(kind=kind, reason=reason, declared_at=at, declared_by=by)
    if not changed:
        raise Refused("Bạn chưa khai, hoặc đã khai có xung đột cho sản phẩm này.")
    append(council, "declared", by=by, at=at, judge=assignment.judge_id, entry=assignment.entry.code, kind=str(kind))
    void_sheets(council, assignment, by, at)


def refuse_after_results(council, entry):
    last = council.last_pass
    if last and last.is_closed and last.results.filter(entry=entry).exists():
        raise Refused("Lượt chấm đã khóa và đã có kết quả, không thay đổi được nữa.")
    if last:
        require(is_within_reopening(last, entry))


def void_sheets(council, assignment, by, at):
    """Sheets of the pass that is open and of those that wait; those of closed passes stand, their results are law."""
    sheets = ScoreSheet.objects.valid().filter(judge=assignment.judge, entry=assignment.entry)
    for sheet in sheets.filter(scoring_pass__closed_at__isnull=True).select_related("scoring_pass", "entry"):
        void(council, sheet, by, at)


def void(council, sheet, by, at):
    ScoreSheet.objects.filter(pk=sheet.pk).update(voided_at=at)
    facts = {"number": sheet.scoring_pass.number, "judge": sheet.judge_id, "entry": sheet.entry.code}
    append(council, "sheet_voided", by=by, at=at, **facts)
