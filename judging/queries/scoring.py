import hashlib
from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from registrations.models import Entry

from .. import visibility
from ..models import Assignment, Judge, KeyedPaper, Reopening, ScoreSheet, Seat
from ..scoring import ranks, vietnamese
from ..statistics import statistics
from ..workflow import PassState, SheetState
from .assigning import asked_assignments, cleared_assignments, conflicted, declared
from .bands import bands_of
from .council import rules_of


def next_entries(council):
    """What the next pass would be about: the accepted list, or what passed the last pass and is still accepted."""
    last = council.last_pass
    accepted = council.round.entries.accepted().order_by("code")
    return accepted.filter(pass_results__scoring_pass=last, pass_results__is_passed=True) if last else accepted


def entries_of_pass(scoring_pass):
    """The entries of an open or closed pass in the order of their codes; withdrawn ones drop out."""
    entries = Entry.objects.accepted().filter(round=scoring_pass.round_id).order_by("code")
    if scoring_pass.number == 1:
        return entries
    return entries.filter(
        pass_results__scoring_pass__round=scoring_pass.round_id,
        pass_results__scoring_pass__number=scoring_pass.number - 1,
        pass_results__is_passed=True,
    )


def entries_in_play(scoring_pass):
    """What is being scored: of a pass that was opened again only the entries that were named."""
    return entries_of_pass(scoring_pass).filter(_is_named(scoring_pass, "pk"))


def _is_named(scoring_pass, entry):
    """A condition: the last reopening of this pass names it, or there was none."""
    again = Reopening.objects.filter(scoring_pass=scoring_pass)
    last = again.order_by("-pk").values("pk")[:1]
    return ~Exists(again) | Exists(Reopening.objects.filter(pk__in=last, entries=OuterRef(entry)))


def _empty_seats(council):
    seats = Counter(council.members.values_list("seat", flat=True))
    return [f"Hội đồng chưa có {seat.label.lower()}." for seat in (Seat.CHAIR, Seat.SECRETARY) if not seats[seat]]


def missing_seats(council):
    """Sentences: who is still to be appointed before anything can be assigned."""
    minimum, judges = rules_of(council.round).minimum_judges, council.panel.judges.filter(is_substitute=False).count()
    few = f"Ban giám khảo mới có {judges} người, cần ít nhất {minimum}."
    return [*_empty_seats(council), *([few] if judges < minimum else [])]


def missing_declarations(council):
    """Sentences: which judges have entries for which they have not declared, or that nothing is assigned at all."""
    rows = Assignment.objects.in_force().filter(judge__panel__council=council)
    owing = Counter(str(row.judge) for row in rows.exclude(declared()).select_related("judge__user"))
    if not owing:
        return [] if rows.exists() else ["Chưa phân công giám khảo."]
    return [f"{judge}: còn {number} sản phẩm chưa khai xung đột lợi ích." for judge, number in owing.items()]


def missing_before_pass(council):
    """Sentences: what must be there before scoring may begin."""
    rules = rules_of(council.round)
    missing = _empty_seats(council)
    entries = list(next_entries(council).values_list("pk", "code"))
    if not entries:
        missing.append("Không có sản phẩm nào để chấm.")
    able = Assignment.objects.in_force().filter(entry__in=[pk for pk, _ in entries]).exclude(conflicted())
    judges = Counter(able.values_list("entry", flat=True))
    thin = [code for pk, code in entries if judges[pk] < rules.minimum_judges]
    if thin:
        missing.append(f"Chưa đủ {rules.minimum_judges} giám khảo được phân công cho: {', '.join(thin)}.")
    return missing


def missing_before_submit(sheet):
    """Sentences: what a sheet lacks before it may be handed in. A reason for not scoring stands in place of points."""
    scored = {score.criterion for score in sheet.scores.all() if score.value is not None}
    if sheet.not_scored_reason:
        both = "Phiếu vừa có điểm vừa có lý do không chấm. Hãy xóa một trong hai."
        return [both] if scored else []
    rules = rules_of(sheet.scoring_pass.round)
    lacking = [c.name for c in rules.criteria if c.code not in scored]
    missing = [f"Chưa cho điểm: {'; '.join(lacking)}."] if lacking else []
    return [*missing, *unexplained(sheet.scores.all(), rules, bands_of(sheet)).values()]


def unexplained(scores, rules, bands):
    """{criterion code: sentence} where points lie outside the agreed band and the judge has not said why."""
    return {
        score.criterion: _outside(rules.criterion(score.criterion).name, score.value, bands[score.criterion])
        for score in scores
        if score.value is not None
        and score.criterion in bands
        and not bands[score.criterion].holds(score.value)
        and not score.note.strip()
    }


def _outside(name, value, band):
    return (
        f"{name}: {vietnamese(value)} điểm nằm ngoài khung {vietnamese(band.lowest)} – {vietnamese(band.highest)} mà "
        "ban giám khảo đã thống nhất. Hãy ghi lý do ở ô ghi chú."
    )


def next_sheet(user):
    """The draft that most needs this judge: the entry that the fewest have handed in for. Among equals the order is
    the judge's own, so that it tells nothing of colleagues; how many handed in is never shown."""
    drafts = visibility.sheets(user).filter(
        judge__user=user, state=SheetState.DRAFT, scoring_pass__state=PassState.OPEN
    )
    done = ScoreSheet.objects.valid().submitted().filter(scoring_pass=OuterRef("scoring_pass"), entry=OuterRef("entry"))
    counted = done.order_by().values("entry").annotate(number=Count("pk")).values("number")
    drafts = drafts.annotate(handed_in=Coalesce(Subquery(counted), 0)).select_related("entry")
    return min(drafts, key=lambda sheet: (sheet.handed_in, _own_order(sheet)), default=None)


def _own_order(sheet):
    return hashlib.sha256(f"{sheet.judge_id}:{sheet.entry.code}".encode()).digest()


class MissingSheet(NamedTuple):
    """What a judge still owes for an entry."""

    judge: str
    code: str
    what: str

    def __str__(self):
        return f"{self.judge} – {self.code} ({self.what})"


def missing_sheets(scoring_pass):
    """Judge × entry without a declaration or without a submitted sheet, in the order of judges and codes."""
    entries = {entry.pk: entry for entry in entries_in_play(scoring_pass)}
    assigned = asked_assignments(scoring_pass).exclude(conflicted())
    cleared = set(cleared_assignments(scoring_pass).values_list("pk", flat=True))
    submitted = set(
        ScoreSheet.objects.valid().submitted().filter(scoring_pass=scoring_pass).values_list("judge", "entry")
    )
    missing = []
    for row in assigned.select_related("judge__user").order_by("judge", "entry__code"):
        if row.pk not in cleared:
            missing.append(MissingSheet(str(row.judge), entries[row.entry_id].code, "chưa khai xung đột lợi ích"))
        elif (row.judge_id, row.entry_id) not in submitted:
            missing.append(MissingSheet(str(row.judge), entries[row.entry_id].code, "chưa nộp phiếu"))
    return missing


def thinly_judged(scoring_pass):
    """Entries for which fewer judges handed in a sheet than the rule set asks."""
    minimum = rules_of(scoring_pass.round).minimum_judges
    sheets = ScoreSheet.objects.valid().submitted().filter(scoring_pass=scoring_pass)
    counted = Counter(sheets.values_list("entry", flat=True))
    return [entry for entry in entries_in_play(scoring_pass) if counted[entry.pk] < minimum]


class Row(NamedTuple):
    """One entry of the score table. `totals` go by the order of the table's judges; None is an empty cell."""

    entry: object
    rank: int | None
    mean: object
    counted: int
    is_passed: bool
    totals: list


class Table(NamedTuple):
    judges: list
    rows: list


def score_table(scoring_pass, user):
    """Results in rank order, or None while they are a secret to this user.

    Single totals and judges' names are for the council; a judge reads the results alone, and those after publication.
    """
    readable = visibility.results(user).filter(scoring_pass=scoring_pass)
    results = list(readable.select_related("entry__product__establishment"))
    if not results:
        return None
    rank_of = ranks({result.pk: result.mean for result in results})
    judges = list(visibility.judges(user).filter(panel__council=scoring_pass.round.council))
    cells = defaultdict(dict)
    sheets = visibility.sheets(user).submitted().filter(scoring_pass=scoring_pass)
    for entry, judge, value in sheets.values_list("entry", "judge", "total"):
        cells[entry][judge] = value
    rows = [
        Row(
            result.entry,
            rank_of.get(result.pk),
            result.mean,
            result.counted,
            result.is_passed,
            [cells[result.entry_id].get(judge.pk) for judge in judges],
        )
        for result in results
    ]
    rows.sort(key=lambda row: (row.rank is None, row.rank, row.entry.code))
    return Table(judges, rows)


def statistics_of(scoring_pass, user):
    """What the sheets of a closed pass say about the judging: `statistics.Statistics` of judges and entries, of
    nothing that this person may not read."""
    table = score_table(scoring_pass, user)
    if table is None:
        return None
    totals = {
        (judge, row.entry): value
        for row in table.rows
        for judge, value in zip(table.judges, row.totals, strict=True)
        if value is not None
    }
    rules = rules_of(scoring_pass.round)
    return statistics(totals, digits=rules.digits, threshold=rules.threshold)


class Progress(NamedTuple):
    """How many sheets a judge owes and has handed in; never what is on them."""

    judge: Judge
    owed: int
    submitted: int


def progress(scoring_pass, user):
    """One line per judge while the pass is open, or None for somebody who may not know."""
    council = scoring_pass.round.council
    if not scoring_pass.is_open or not visibility.progress(user).filter(pk=scoring_pass.pk).exists():
        return None
    owed = Counter(asked_assignments(scoring_pass).exclude(conflicted()).values_list("judge", flat=True))
    sheets = ScoreSheet.objects.valid().submitted().filter(scoring_pass=scoring_pass)
    sheets = sheets.filter(entry__in=entries_in_play(scoring_pass))
    done = Counter(sheets.values_list("judge", flat=True))
    judges = visibility.judges(user).filter(panel__council=council)
    return [Progress(judge, owed[judge.pk], done[judge.pk]) for judge in judges]


def readable_sheets(user):
    """Whole sheets for somebody who may read them, as they are printed: by judge, in the order of the codes."""
    rows = visibility.sheets(user).select_related(
        "scoring_pass__round__council", "scoring_pass__round__organiser", "scoring_pass__round__unit",
        "scoring_pass__round__rule_set", "judge__user", "entry__product", "entry__version", "keyed_by",
    )  # fmt: skip
    return rows.prefetch_related("scores", "scoring_pass__round__rule_set__parameters").order_by("judge", "entry__code")


def sheets_kept_by(user):
    """Valid sheets of the rounds whose papers this secretary keeps; their pages show that they exist, no points."""
    return ScoreSheet.objects.kept_by(user).select_related("scoring_pass__round__council", "judge__user", "entry")


def sheets_to_key(scoring_pass, user):
    """Sheets of an open pass that nobody has begun, for the secretary who holds them on paper."""
    sheets = sheets_kept_by(user).filter(state=SheetState.DRAFT, saved_at__isnull=True)
    sheets = sheets.filter(scoring_pass=scoring_pass, scoring_pass__state=PassState.OPEN)
    # Keyed once and reopened: the judge's, until the judge asks for another keying.
    sheets = sheets.exclude(Exists(KeyedPaper.objects.filter(sheet=OuterRef("pk"), may_key_again=False)))
    return sheets.order_by("judge", "entry__code")


def last_keying(sheet):
    return sheet.keyings.order_by("-pk").first()


def keyings_of(sheet):
    """Every time that this sheet was keyed in from paper, the first one first."""
    return sheet.keyings.select_related("keyed_by", "scan")


def unconfirmed_papers(scoring_pass):
    """Sheets keyed in from paper of which their judge has not said that they are right, by judge and code."""
    said = KeyedPaper.objects.filter(sheet=OuterRef("pk")).order_by("-pk").values("confirmed_at")[:1]
    sheets = ScoreSheet.objects.valid().submitted().filter(scoring_pass=scoring_pass, scan__isnull=False)
    sheets = sheets.annotate(said=Subquery(said)).filter(said__isnull=True)
    return list(sheets.select_related("judge__user", "entry").order_by("judge", "entry__code"))


def sheets_to_reopen(scoring_pass, user):
    """Submitted sheets of an open pass, for the secretary."""
    sheets = sheets_kept_by(user).submitted()
    sheets = sheets.filter(scoring_pass=scoring_pass, scoring_pass__state=PassState.OPEN)
    sheets = sheets.filter(_is_named(scoring_pass, "entry"))
    return sheets.order_by("entry__code", "judge")
