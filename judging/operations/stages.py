from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..models import ConflictDeclaration, ConflictReview, Council, Stage, StageMark, StagePlan
from ..permissions import can_mark_stage, can_review_conflict
from .assigning import refuse_after_results, void_sheets
from .ledger import append, lock


@operation
def plan_stages(*, council, days, by, at):
    """The council's calendar: {stage: day or None}."""
    require(can_mark_stage(by, council))
    for stage, day in days.items():
        if day is None:
            StagePlan.objects.filter(council=council, stage=stage).delete()
        else:
            StagePlan.objects.update_or_create(council=council, stage=stage, defaults={"planned_on": day})


@operation
def mark_stage(*, council, stage, kind, reason="", by, at):
    """Say that a stage is done, skipped, or open again. Skipping and reopening need a reason; all stay in the history
    and in the ledger."""
    lock(council)
    require(can_mark_stage(by, council, stage, kind))
    if (stage, kind) == (Stage.VISITS, StageMark.Kind.DONE) and (left := queries.planned_visits(council)):
        raise Refused(" ".join(left))
    if kind != StageMark.Kind.DONE:
        reason = worded(reason, "Hãy ghi lý do bỏ qua hoặc mở lại bước này.")
    if stage == Stage.CLOSED:
        Council.objects.filter(pk=council.pk).update(ended_at=at if kind == StageMark.Kind.DONE else None)
    return write_mark(council, stage, kind, reason, by, at)


def write_mark(council, stage, kind, reason, by, at):
    mark = StageMark.objects.create(council=council, stage=stage, kind=kind, reason=reason, at=at, by=by)
    append(council, "stage_marked", by=by, at=at, stage=str(stage), kind=str(kind), reason=reason)
    return mark


@operation
def review_conflict(*, suggestion, is_conflict, reason, by, at):
    """The secretary decides about a suggested conflict. A conflict closes the entry to the judge, and no score of
    theirs counts; otherwise the judge goes on, and the reason stays."""
    assignment = suggestion.assignment
    council = assignment.judge.panel.council
    lock(council)
    require(can_review_conflict(by, council))
    judge, entry = assignment.judge, assignment.entry
    reason = worded(reason, "Hãy ghi lý do quyết định.")
    if ConflictReview.objects.filter(judge=judge, entry=entry).exists():
        raise Refused("Gợi ý này đã được quyết định.")
    review = ConflictReview.objects.create(
        judge=judge,
        entry=entry,
        kind=suggestion.kind,
        ground=suggestion.words,
        is_conflict=is_conflict,
        reason=reason,
        decided_at=at,
        decided_by=by,
    )
    facts = {"judge": judge.pk, "entry": entry.code}
    append(council, "conflict_reviewed", by=by, at=at, is_conflict=is_conflict, reason=reason, **facts)
    if is_conflict:
        refuse_after_results(council, entry)
        ConflictDeclaration.objects.update_or_create(
            judge=judge,
            entry=entry,
            defaults={"kind": suggestion.kind, "reason": reason, "declared_at": at, "declared_by": by},
        )
        append(council, "declared", by=by, at=at, kind=str(suggestion.kind), **facts)
        void_sheets(council, assignment, by, at)
    return review
