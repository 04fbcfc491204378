from collections import Counter
from typing import NamedTuple

from django.db.models import Case, Exists, OuterRef, Prefetch, Subquery, When

from registrations.workflow import EntryState

from .. import visibility
from ..balancing import balanced
from ..models import Assignment, ConflictDeclaration, ConflictReview, Judge, KeyedPaper, Reopening, ScoreSheet
from ..workflow import PassState
from .council import rules_of

_TO_SAVE = ("judge", "entry", "scoring_pass__round__rule_set", "scoring_pass__round__council")
_READ = (
    *("state", "remarks", "not_scored_reason", "voided_at", "judge__user", "entry__group"),
    *("scoring_pass__state", "scoring_pass__round__rule_set__version", "scoring_pass__round__council__bands_version"),
)


class Plan(NamedTuple):
    """What assigning would do, without the pairs that exist; `loads` are [(judge, entries now, entries then)]."""

    entries: list
    judges: list
    new_pairs: list
    problems: list
    loads: list


def assignment_plan(council, per_entry=None):
    """Every entry to so many judges, loads as even as can be; to every judge if no number is given.

    A pair that was taken back, or whose judge has a conflict, does not come again, nor does it count. A judge gets
    entries of their own product groups alone.
    """
    entries = list(council.round.entries.accepted().select_related("product").order_by("code"))
    judges = list(Judge.objects.filter(panel__council=council, is_substitute=False).select_related("user"))
    standing = Assignment.objects.filter(judge__in=judges, entry__in=entries)
    counted = set(standing.in_force().exclude(conflicted()).values_list("judge", "entry"))
    gone = set(standing.values_list("judge", "entry")) - counted
    minimum = rules_of(council.round).minimum_judges
    problems = []
    if not entries:
        problems.append("Danh sách dự bình chọn chưa có sản phẩm nào được tiếp nhận.")
    if len(judges) < minimum:
        problems.append(f"Mỗi sản phẩm cần ít nhất {minimum} giám khảo, ban giám khảo mới có {len(judges)} người.")
    elif per_entry is not None and not minimum <= per_entry <= len(judges):
        problems.append(f"Số giám khảo cho mỗi sản phẩm phải từ {minimum} đến {len(judges)}.")
    wanted = per_entry or len(judges)
    strange = {(j.pk, e.pk) for j in judges for e in entries if not j.judges_group(e.product.group)}
    if not problems:
        problems += _thin_groups(entries, judges, per_entry or minimum)
    by_pk = {judge.pk: judge for judge in judges}
    named = {entry.pk: entry for entry in entries}
    pairs = []
    if judges and not problems:
        found = balanced([e.pk for e in entries], list(by_pk), wanted, barred=gone | strange, present=counted)
        pairs = [(by_pk[judge], named[entry]) for judge, entry in found]
    now = Counter(judge for judge, _ in counted)
    then = now + Counter(judge.pk for judge, _ in pairs)
    loads = [(judge, now[judge.pk], then[judge.pk]) for judge in judges]
    return Plan(entries, judges, pairs, problems, loads)


def _thin_groups(entries, judges, wanted):
    """Sentences: which product groups too few judges score."""
    able = {e.product.group: sum(1 for j in judges if j.judges_group(e.product.group)) for e in entries}
    return [
        f"Nhóm {group} mới có {number} giám khảo, mỗi sản phẩm cần {wanted}."
        for group, number in sorted(able.items())
        if number < wanted
    ]


def _declared(kind=None):
    rows = ConflictDeclaration.objects.filter(judge=OuterRef("judge"), entry=OuterRef("entry"))
    return Exists(rows.filter(kind=kind) if kind else rows.exclude(kind=ConflictDeclaration.Kind.NONE))


def declared():
    """A condition on Assignment: the judge declared, whatever it was."""
    return Exists(ConflictDeclaration.objects.filter(judge=OuterRef("judge"), entry=OuterRef("entry")))


def conflicted():
    """A condition on Assignment: the judge declared a conflict."""
    return _declared()


def asked_assignments(scoring_pass):
    """Assignments in force for which a pass asks a sheet, conflicts left aside. Opened again, it asks for what was
    named and of its own judges: whoever was assigned only after it had its result stays out of that result."""
    from .scoring import entries_in_play

    rows = Assignment.objects.in_force().filter(entry__in=entries_in_play(scoring_pass))
    since = Reopening.objects.filter(scoring_pass=scoring_pass, at__gte=OuterRef("assigned_at"))
    had = ScoreSheet.objects.filter(scoring_pass=scoring_pass, judge=OuterRef("judge"), entry=OuterRef("entry"))
    return rows.exclude(~Exists(had), Exists(since), entry__in=scoring_pass.results.values("entry"))


def cleared_assignments(scoring_pass):
    """Those of them whose judge declared no conflict: these get a sheet."""
    return asked_assignments(scoring_pass).filter(_declared(ConflictDeclaration.Kind.NONE))


def declaration_of(assignment):
    return ConflictDeclaration.objects.filter(judge=assignment.judge_id, entry=assignment.entry_id).first()


def own_sheets(user):
    return visibility.own_sheets(user)


def own_sheets_to_save(user):
    """Own sheets with what saving one of their fields reads, and no more: two hundred judges save in one minute."""
    return own_sheets(user).select_related(*_TO_SAVE).only(*_READ)


def judge_list(user):
    """A judge's assignments with `own_declarations` and `own_sheets` of the same judge only; no count of others."""
    mine = Assignment.objects.visible_to(user).filter(entry__state=EntryState.ACCEPTED)
    declarations = ConflictDeclaration.objects.filter(judge__user=user)
    confirmed = KeyedPaper.objects.filter(sheet=OuterRef("pk"), scan=OuterRef("scan"), confirmed_at__isnull=False)
    sheets = own_sheets(user).select_related("scoring_pass").annotate(is_confirmed=Exists(confirmed))
    sheets = sheets.order_by("scoring_pass__number")
    return (
        mine.select_related(
            "entry__round__council", "entry__product__establishment__commune", "entry__product__establishment__province"
        )
        .prefetch_related(
            Prefetch("entry__declarations", declarations, to_attr="own_declarations"),
            Prefetch("entry__sheets", sheets, to_attr="own_sheets"),
        )
        .order_by("entry__round", "pk")
    )


def undeclared(user):
    """What this judge has still to declare for, in the order of their list."""
    rows = Assignment.objects.visible_to(user).filter(entry__state=EntryState.ACCEPTED)
    return rows.exclude(declared()).order_by("entry__round", "pk")


def conflicts_of(council):
    """The conflicts of the judges of this round, in the order of the codes: what they declared, and what the secretary
    decided about a suggestion."""
    rows = ConflictDeclaration.objects.filter(judge__panel__council=council)
    rows = rows.exclude(kind=ConflictDeclaration.Kind.NONE)
    rows = rows.select_related("judge__user", "entry__product__establishment", "declared_by")
    return list(rows.order_by("entry__code", "judge"))


def reviews_of(council):
    """What the secretary decided about suggested conflicts, in the order of the codes."""
    rows = ConflictReview.objects.filter(judge__panel__council=council)
    return list(rows.select_related("judge__user", "entry", "decided_by").order_by("entry__code", "judge"))


def entries_to_judge(council):
    """The fixed list of the round."""
    return council.round.entries.accepted().order_by("code")


def assignments_of(council, user):
    """Everything assigned in the round, with `declared` by the judge for the entry, in the order of the codes."""
    kinds = ConflictDeclaration.objects.filter(judge=OuterRef("judge"), entry=OuterRef("entry")).values("kind")
    rows = Assignment.objects.filter(judge__panel__council=council, judge__in=visibility.judges(user))
    rows = rows.annotate(declared=Subquery(kinds[:1]))
    rows = rows.select_related("judge__user", "judge__panel__council__round", "entry__product")
    return rows.order_by("entry__code", "judge")


def owed_by(judge):
    """What a judge has still to score, in the order of the codes: nothing handed in, no conflict declared. While a pass
    is open only what it is about: what fell before it is owed no more."""
    from .scoring import entries_in_play

    last = judge.panel.council.last_pass
    handed_in = ScoreSheet.objects.valid().submitted().filter(judge=judge, entry=OuterRef("entry"))
    handed_in = handed_in.filter(scoring_pass__state=PassState.OPEN)
    rows = Assignment.objects.in_force().filter(judge=judge).exclude(conflicted()).select_related("entry__product")
    if last and last.is_open:
        rows = rows.filter(entry__in=entries_in_play(last))
    return rows.exclude(Exists(handed_in)).order_by("entry__code")


def assignment_of(sheet):
    rows = Assignment.objects.in_force().select_related("entry__version")
    return rows.get(judge=sheet.judge_id, entry=sheet.entry_id)


def present_sheet(assignment):
    """The judge's own sheet of the pass that is open, else of the last that was closed, else of one that waits."""
    sheets = ScoreSheet.objects.valid().filter(judge=assignment.judge_id, entry=assignment.entry_id)
    turn = Case(
        When(scoring_pass__state=PassState.OPEN, then=0), When(scoring_pass__state=PassState.CLOSED, then=1), default=2
    )
    return sheets.select_related("scoring_pass").order_by(turn, "-scoring_pass__number").first()


def dossier_sections(entry):
    """The frozen dossier as people read it: [(heading, [(label, text)])], without the establishment's particulars."""
    return entry.version.readable_sections()
