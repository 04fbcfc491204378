from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from registrations.workflow import EntryState

from .. import visibility
from ..models import Assignment, ConflictDeclaration, Judge, ScoreSheet
from ..workflow import PassState
from .council import rules_of


class Plan(NamedTuple):
    """What assigning would do: every entry to every judge, without the pairs that exist."""

    entries: list
    judges: list
    new_pairs: list
    problems: list


def assignment_plan(council):
    entries = list(council.round.entries.accepted().select_related("product").order_by("code"))
    judges = list(Judge.objects.filter(panel__council=council).select_related("user"))
    present = set(Assignment.objects.filter(judge__in=judges).values_list("judge", "entry"))
    minimum = rules_of(council.round).minimum_judges
    problems = []
    if not entries:
        problems.append("Danh sách dự bình chọn chưa có sản phẩm nào được tiếp nhận.")
    if len(judges) < minimum:
        problems.append(f"Mỗi sản phẩm cần ít nhất {minimum} giám khảo, ban giám khảo mới có {len(judges)} người.")
    pairs = [(judge, entry) for entry in entries for judge in judges if (judge.pk, entry.pk) not in present]
    return Plan(entries, judges, pairs, problems)


def _declared(kind=None):
    rows = ConflictDeclaration.objects.filter(judge=OuterRef("judge"), entry=OuterRef("entry"))
    return Exists(rows.filter(kind=kind) if kind else rows.exclude(kind=ConflictDeclaration.Kind.NONE))


def conflicted():
    """A condition on Assignment: the judge declared a conflict."""
    return _declared()


def cleared_assignments(scoring_pass):
    """Assignments in force of a pass whose judge declared no conflict: these get a sheet."""
    from .scoring import entries_of_pass

    rows = Assignment.objects.in_force().filter(entry__in=entries_of_pass(scoring_pass))
    return rows.filter(_declared(ConflictDeclaration.Kind.NONE))


def declaration_of(assignment):
    return ConflictDeclaration.objects.filter(judge=assignment.judge_id, entry=assignment.entry_id).first()


def own_sheets(user):
    """The sheets that this person fills in or has filled in as a judge."""
    return visibility.sheets(user).filter(judge__user=user)


def judge_list(user):
    """A judge's assignments with `own_declarations` and `own_sheets` of the same judge only; no count of others."""
    mine = Assignment.objects.visible_to(user).filter(entry__state=EntryState.ACCEPTED)
    declarations = ConflictDeclaration.objects.filter(judge__user=user)
    sheets = own_sheets(user).select_related("scoring_pass").order_by("scoring_pass__number")
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


def assignments_of(council, user):
    """Everything assigned in the round, with `declared` by the judge for the entry, in the order of the codes."""
    kinds = ConflictDeclaration.objects.filter(judge=OuterRef("judge"), entry=OuterRef("entry")).values("kind")
    rows = Assignment.objects.filter(judge__panel__council=council, judge__in=visibility.judges(user))
    rows = rows.annotate(declared=Subquery(kinds[:1]))
    rows = rows.select_related("judge__user", "judge__panel__council__round", "entry__product")
    return rows.order_by("entry__code", "judge")


def assignment_of(sheet):
    return Assignment.objects.get(judge=sheet.judge_id, entry=sheet.entry_id)


def open_sheet(assignment):
    """The judge's own sheet in the pass that is open, if there is one."""
    sheets = ScoreSheet.objects.valid().filter(judge=assignment.judge_id, entry=assignment.entry_id)
    return sheets.filter(scoring_pass__state=PassState.OPEN).first()


def dossier_sections(entry):
    """The frozen dossier as people read it: [(heading, [(label, text)])], without the establishment's particulars."""
    return entry.version.readable_sections()
