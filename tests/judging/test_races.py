"""Many hands at once, on the database that lets them: one winner, nothing lost, nothing doubled."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from cnnt_portal.errors import Refused
from judging import operations
from judging.ledger import first_wrong_record
from judging.models import Assignment, Council, LedgerRecord, PassResult, ScoreSheet
from judging.scoring import total

from ..factories import judging as make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

HANDS = 16


def at_once(*deeds):
    """Start all deeds in the same instant, each on its own connection; their results, a refusal as its sentence."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait()
            return deed()
        except Refused as refusal:
            return refusal.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def ledger_of(round):
    council = Council.objects.get(round=round)
    records = list(LedgerRecord.objects.filter(round=round))
    assert [record.sequence for record in records] == list(range(1, council.ledger_length + 1))
    assert first_wrong_record(records, length=council.ledger_length, head=council.ledger_head) is None
    return [json.loads(record.content) for record in records]


def fresh(sheet):
    return ScoreSheet.objects.select_related("judge__user", "entry", "scoring_pass__round__council").get(pk=sheet.pk)


def test_sixteen_submits_of_one_sheet_have_one_winner():
    scoring_pass = make.open_pass(entries=1)
    sheet = scoring_pass.sheets.first()
    judge = sheet.judge.user
    values = make.points(scoring_pass.round, "80")
    operations.save_sheet(sheet=sheet, values=values, by=judge, at=timezone.now())

    def submit():
        operations.submit_sheet(sheet=fresh(sheet), by=judge, at=timezone.now())
        return "won"

    answers = at_once(*[submit] * HANDS)
    assert answers.count("won") == 1
    assert set(answers) == {"won", "Phiếu đã nộp. Muốn sửa, hãy đề nghị thư ký hội đồng mở lại."}
    events = [content["event"] for content in ledger_of(scoring_pass.round)]
    assert events.count("sheet_submitted") == 1
    assert sheet.history.count() == 1


def test_no_save_slips_in_behind_a_submit():
    scoring_pass = make.open_pass(entries=1)
    sheet = scoring_pass.sheets.first()
    judge = sheet.judge.user
    operations.save_sheet(sheet=sheet, values=make.points(scoring_pass.round, "80"), by=judge, at=timezone.now())

    def save(points):
        operations.save_sheet(sheet=fresh(sheet), values={"market": points}, by=judge, at=timezone.now())

    def submit():
        operations.submit_sheet(sheet=fresh(sheet), by=judge, at=timezone.now())

    at_once(*[lambda points=points: save(points) for points in range(HANDS - 1)], submit)
    sheet = fresh(sheet)
    assert sheet.is_submitted
    stored = {score.criterion: score.value for score in sheet.scores.all()}
    assert sheet.total == total(stored.values())
    written = [content for content in ledger_of(scoring_pass.round) if content["event"] == "sheet_submitted"]
    assert [content["scores"] for content in written] == [{key: f"{value:f}" for key, value in stored.items()}]


def test_sixteen_judges_submit_at_once_and_the_ledger_has_no_gap_and_no_double():
    scoring_pass = make.open_pass(entries=4, judges=4)
    sheets = list(scoring_pass.sheets.select_related("judge__user", "scoring_pass__round"))
    assert len(sheets) == HANDS
    for sheet in sheets:
        values = make.points(scoring_pass.round, "80")
        operations.save_sheet(sheet=sheet, values=values, by=sheet.judge.user, at=timezone.now())

    def submit(sheet):
        operations.submit_sheet(sheet=fresh(sheet), by=sheet.judge.user, at=timezone.now())

    assert at_once(*[lambda sheet=sheet: submit(sheet) for sheet in sheets]) == [None] * HANDS
    submitted = [c for c in ledger_of(scoring_pass.round) if c["event"] == "sheet_submitted"]
    assert sorted((c["judge"], c["entry"]) for c in submitted) == sorted((s.judge_id, s.entry.code) for s in sheets)


def test_a_pass_is_closed_once_and_counts_what_was_in():
    entry = make.scored_entry()
    scoring_pass = entry.round.passes.get()

    def close():
        operations.close_pass(scoring_pass=entry.round.passes.get(), by=make.people.secretary(), at=timezone.now())
        return "won"

    make.people.secretary()
    answers = at_once(*[close] * 8)
    assert answers.count("won") == 1
    assert PassResult.objects.filter(scoring_pass=scoring_pass).count() == 1
    assert [c["event"] for c in ledger_of(entry.round)].count("pass_closed") == 1


def test_one_click_of_eight_opens_the_pass():
    council = make.assigned_council(entries=1)
    make.declare_all(council)
    by = make.people.secretary()

    def open_pass():
        operations.open_pass(council=Council.objects.get(pk=council.pk), by=by, at=timezone.now())
        return "won"

    answers = at_once(*[open_pass] * 8)
    assert (answers.count("won"), set(answers)) == (1, {"won", "Lượt 1 chưa khóa."})
    assert council.round.passes.count() == 1
    assert council.round.passes.get().sheets.count() == 3


def test_one_declaration_of_eight_counts():
    council = make.assigned_council(entries=1)
    assignment = council.panel.judges.first().assignments.get()

    def declare():
        fresh_one = Assignment.objects.select_related("judge__panel__council__round").get(pk=assignment.pk)
        operations.declare(assignment=fresh_one, kind="none", by=assignment.judge.user, at=timezone.now())
        return "won"

    answers = at_once(*[declare] * 8)
    assert (answers.count("won"), set(answers)) == (1, {"won", "Bạn đã khai cho sản phẩm này rồi."})
    assert [c["event"] for c in ledger_of(council.round)].count("declared") == 1


def test_a_reopened_sheet_and_a_closing_pass_never_both_win():
    entry = make.scored_entry()
    sheet = entry.sheets.first()
    by = make.people.secretary()

    def reopen():
        operations.reopen_sheet(sheet=fresh(sheet), reason="Nhầm cột", by=by, at=timezone.now())
        return "reopened"

    def close():
        operations.close_pass(scoring_pass=entry.round.passes.get(), by=by, at=timezone.now())
        return "closed"

    answers = at_once(reopen, close)
    assert len({"reopened", "closed"} & set(answers)) == 1
    scoring_pass = entry.round.passes.get()
    assert scoring_pass.is_closed == (not scoring_pass.sheets.exclude(state="submitted").exists())
