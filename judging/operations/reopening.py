"""Opening again what was over: a pass or the council's decision, for named entries, with what stood before kept."""

from django.db.models import Exists, OuterRef

from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from .. import queries
from ..messages import PassPaused
from ..models import (
    Assignment,
    ConflictDeclaration,
    Council,
    Outcome,
    Prize,
    ProductSet,
    Reopening,
    Stage,
    StageMark,
    pass_of,
    stage_of_pass,
)
from ..permissions import can_reopen
from .assigning import void
from .ledger import append, lock
from .scoring import give_back_and_tell
from .stages import write_mark


@operation
def reopen(*, council, stage, entries, judges=(), reason, by, at):
    """Open a pass or the meeting again for these entries. In a pass the sheets of `judges` are given back; every other
    sheet, result and decision stays as it is. Later passes wait until `open_pass` lets them go on."""
    lock(council)
    require(can_reopen(by, council, stage))
    reason = worded(reason, "Hãy ghi lý do mở lại.")
    return open_again(council, stage, entries, judges, reason, by, at)


def open_again(council, stage, entries, judges, reason, by, at, complaint=None):
    scoring_pass = pass_of(council, stage)
    entries = queries.with_their_sets(council, entries)
    if not entries:
        raise Refused("Hãy ghi ít nhất một mã số sản phẩm.", field="entries")
    _refuse_unknown(council, entries, scoring_pass)
    facts = {"council": council, "reason": reason, "at": at, "by": by}
    row = Reopening.objects.create(
        stage=stage,
        scoring_pass=scoring_pass,
        complaint=complaint,
        before=queries.standing_of(council, entries, scoring_pass),
        **facts,
    )
    row.entries.set(entries)
    if scoring_pass:
        _suspend_later(scoring_pass, entries, facts)
    _set_aside(council, entries)
    if Council.objects.filter(pk=council.pk, ended_at__isnull=False).update(ended_at=None):
        write_mark(council, Stage.CLOSED, StageMark.Kind.REOPENED, reason, by, at)
    Council.objects.filter(pk=council.pk).update(reopened_at=at)
    council.reopened_at = at
    write_mark(council, stage, StageMark.Kind.REOPENED, reason, by, at)
    number = scoring_pass and scoring_pass.number
    codes = sorted(entry.code for entry in entries)
    append(council, "reopened", by=by, at=at, stage=str(stage), number=number, entries=codes, reason=reason)
    if scoring_pass:
        _reopen_pass(council, scoring_pass, entries, judges, reason, by, at)
    return row


def _suspend_later(scoring_pass, entries, facts):
    """What a later pass is about depends on this one, so it waits. Where it was ever closed, be it without any result,
    it is open again too, for these entries and for those for which it was open already."""
    for later in scoring_pass.round.passes.filter(number__gt=scoring_pass.number).order_by("number"):
        if later.is_closed or later.reopenings.exists():
            kept = {
                "results": queries.standing_of(facts["council"], entries, later)["results"],
                "outcomes": [],
                "sets": [],
            }
            before = None if later.is_closed else later.last_reopening
            row = Reopening.objects.create(stage=stage_of_pass(later.number), scoring_pass=later, before=kept, **facts)
            row.entries.set([*entries, *(before.entries.all() if before else ())])
        if not later.waits:
            move(later, "suspend", by=facts["by"], at=facts["at"], note=facts["reason"], closed_at=None, closed_by=None)
            notify(
                message=PassPaused(later),
                recipients=queries.people_of_panel(facts["council"]),
                key=f"pass:{later.pk}:{later.history.count()}",
                by=facts["by"],
                at=facts["at"],
            )


def _refuse_unknown(council, entries, scoring_pass):
    """What a later decision stands on is mended there, not pulled away from under it."""
    judged = {row.entry_id for row in queries.results_of(council, entries, scoring_pass)}
    unjudged = sorted(entry.code for entry in entries if entry.pk not in judged)
    if unjudged:
        where = f"Lượt {scoring_pass.number} không có" if scoring_pass else "Không có"
        raise Refused(f"{where} kết quả nào để mở lại cho: {', '.join(unjudged)}.", field="entries")
    for outcome in Outcome.objects.filter(entry__in=entries).select_related("entry").order_by("entry__code"):
        if outcome.taken_at:
            raise Refused(
                f"{outcome.entry.code} đã có trong quyết định công nhận. Không mở lại ở đây nữa: hãy làm quyết định "
                "thu hồi hoặc thay thế giấy chứng nhận ở phần Giấy chứng nhận.",
                field="entries",
            )
        if hasattr(outcome, "nomination"):
            raise Refused(
                f"{outcome.entry.code} đã đề cử lên cấp trên. Hãy báo hội đồng cấp trên; kết quả ở đây không mở lại "
                "được nữa.",
                field="entries",
            )


def _set_aside(council, entries):
    """The entries wait for a decision again; the sets that hold them come apart and may be made anew."""
    Prize.objects.filter(outcome__entry__in=entries).delete()
    Outcome.objects.filter(entry__in=entries).delete()
    ProductSet.objects.filter(lead__in=entries).delete()


def _reopen_pass(council, scoring_pass, entries, judges, reason, by, at):
    move(scoring_pass, "reopen", by=by, at=at, note=reason, closed_at=None, closed_by=None)
    mine = {"judge": OuterRef("judge"), "entry": OuterRef("entry")}
    # A conflict that came to light since: no sheet of theirs counts in what is counted anew.
    conflict = ConflictDeclaration.objects.filter(**mine).exclude(kind=ConflictDeclaration.Kind.NONE)
    for sheet in (
        scoring_pass.sheets.valid().filter(Exists(conflict), entry__in=entries).select_related("scoring_pass", "entry")
    ):
        void(council, sheet, by, at)
    sheets = scoring_pass.sheets.valid().submitted().filter(entry__in=entries, judge__in=judges)
    gone = sheets.exclude(Exists(Assignment.objects.in_force().filter(**mine))).select_related("judge__user", "entry")
    if gone:
        listed = "; ".join(f"{sheet.judge} – {sheet.entry.code}" for sheet in gone)
        raise Refused(f"Đã thôi chấm nên không chấm lại được: {listed}. Phiếu đã nộp vẫn giữ nguyên.", field="judges")
    for sheet in sheets.select_related("scoring_pass", "judge__user", "entry").order_by("judge", "entry__code"):
        give_back_and_tell(council, sheet, reason, by, at)


@operation
def hold_outcomes(*, round, by, at):
    """A later room takes the published recognised list into a decision: what is on it is not opened again here."""
    if hasattr(round, "council"):
        lock(round.council)
    Outcome.objects.published().recognised().filter(entry__round=round, taken_at__isnull=True).update(taken_at=at)
