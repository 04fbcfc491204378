"""The first pass opened again when the second has begun: the second waits, and what is in it stays a secret."""

import pytest
from django.utils import timezone

from cnnt_portal.documents.responses import as_docx
from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, permissions, queries, submitting
from judging.models import ConflictDeclaration, PassResult, Reopening, ScoreSheet
from judging.tools.verify_ledger import Wrong, verify
from tests import people

from ..factories import judging as make
from ..factories.registrations import owner_of_entry
from .test_ledger import export, of, rewrite
from .test_papers import text_of
from .test_reopening import (
    WHOLE,
    entry_of,
    faults,
    fresh,
    meet_again,
    minutes_of,
    publish,
    reopen,
    score_again,
    states,
    told,
)


def next_pass(round):
    return operations.open_pass(council=fresh(round), by=people.secretary(), at=timezone.now())


def score(round, **means):
    """Every draft of the open pass gets the total of its entry, and the pass is closed."""
    scoring_pass = fresh(round).last_pass
    drafts = scoring_pass.sheets.valid().filter(state="draft").select_related("judge__user", "entry")
    for sheet in drafts.order_by("entry__code", "judge"):
        make.submit_total(sheet, means[sheet.entry.code.replace("-", "_")])
    return operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())


def numbers(round):
    return {one.number: one.state for one in round.passes.all()}


def means(round, number):
    rows = PassResult.objects.filter(scoring_pass__round=round, scoring_pass__number=number)
    return {row.entry.code: str(row.mean) for row in rows.select_related("entry")}


def begin_second_pass():
    """B-001 passed with 80 and waits for its sheets of the second pass; B-002 fell with 60."""
    round = make.closed_pass(means=("80", "60")).round
    next_pass(round)
    return round


def end_second_pass(round):
    """B-001 was recognised with the 85 of its second pass."""
    score(round, B_001="85")
    meet_again(round)
    publish(round)
    return type(round).objects.get(pk=round.pk)  # whoever looks at its council now sees it published


@pytest.fixture
def scoring(db):
    return begin_second_pass()


@pytest.fixture
def published(scoring):
    return end_second_pass(scoring)


def test_what_fell_by_mistake_joins_the_second_pass_and_nothing_else_changes(published):
    entry, stays = entry_of(published, "B-002"), PassResult.objects.get(scoring_pass__number=2)
    complaint = make.complaint(entry, by=owner_of_entry(entry))
    make.answer(complaint, is_upheld=True, reopens="pass_1", judges=list(fresh(published).panel.judges.all()))
    assert numbers(published) == {1: "open", 2: "suspended"}
    assert (states(published)["pass_1"], states(published)["pass_2"]) == ("current", "todo")
    score(published, B_002="75")
    assert numbers(published) == {1: "closed", 2: "suspended"}
    assert states(published)["pass_2"] == "current"
    second = next_pass(published)
    assert numbers(published) == {1: "closed", 2: "open"}
    assert {sheet.entry.code for sheet in second.sheets.filter(state="draft")} == {"B-002"}
    assert second.sheets.filter(state="draft").count() == 3
    score(published, B_002="90")
    assert (means(published, 1), means(published, 2)) == (
        {"B-001": "80.00", "B-002": "75.00"},
        {"B-001": "85.00", "B-002": "90.00"},
    )
    assert PassResult.objects.filter(pk=stays.pk).exists()
    meeting = meet_again(published)
    assert [row.entry.code for row in queries.agenda(fresh(published), meeting)] == ["B-002"]
    publish(published)
    assert told(published) == {"B-001": ("recognised", "85.00"), "B-002": ("recognised", "90.00")}
    assert faults(published) == WHOLE
    kept = Reopening.objects.get(complaint=complaint)
    assert kept.before["results"] == [["B-002", "60.00", 3, False]]


def test_what_passed_by_mistake_leaves_the_second_pass_and_comes_back_with_its_sheets(published):
    reopen(published, "B-001", judges=(1, 2, 3))
    score_again(published, "50")
    second = next_pass(published)
    assert not second.sheets.valid().exists()
    operations.close_pass(scoring_pass=second, by=people.secretary(), at=timezone.now())
    assert means(published, 2) == {}
    meet_again(published)
    assert told(published)["B-001"] == ("below_threshold", "50.00")
    publish(published)
    assert faults(published) == WHOLE
    reopen(published, "B-001", judges=(1, 2, 3))
    score_again(published, "72")
    second = next_pass(published)
    assert second.sheets.valid().submitted().count() == 3
    operations.close_pass(scoring_pass=second, by=people.secretary(), at=timezone.now())
    meet_again(published)
    publish(published)
    assert told(published)["B-001"] == ("recognised", "85.00")
    assert faults(published) == WHOLE


def test_the_second_pass_waits_in_the_middle_of_its_scoring_and_goes_on_where_it_stood(scoring):
    second = fresh(scoring).last_pass
    first, other = second.sheets.order_by("judge").select_related("judge__user")[:2]
    make.submit_total(first, "91")
    reopen(scoring, "B-002", judges=(1, 2, 3))
    sheet = ScoreSheet.objects.get(pk=other.pk)
    values = make.points(scoring, "88")
    with pytest.raises(NotPermitted, match="đang tạm dừng"):
        operations.save_sheet(sheet=sheet, values=values, by=sheet.judge.user, at=timezone.now())
    score_again(scoring, "75")
    assert next_pass(scoring).pk == second.pk
    assert not second.reopenings.exists()
    assert ScoreSheet.objects.get(pk=first.pk).total == 91
    score(scoring, B_001="88", B_002="90")
    assert means(scoring, 2) == {"B-001": "89.00", "B-002": "90.00"}
    meet_again(scoring)
    publish(scoring)
    assert faults(scoring) == WHOLE


def test_whoever_judges_the_second_pass_alone_owes_nothing_in_the_first(db):
    council = make.council(judges=4, entries=2)
    round, secretary = council.round, people.secretary()

    def assign(*numbers):
        for entry in round.entries.order_by("code"):
            for judge in council.panel.judges.filter(user__in=[people.judge(number) for number in numbers]):
                operations.assign_one(council=fresh(round), judge=judge, entry=entry, by=secretary, at=timezone.now())
        make.declare_all(fresh(round))

    assign(1, 2, 3)
    next_pass(round)
    score(round, B_001="80", B_002="60")
    assign(4)
    late = council.panel.judges.get(user=people.judge(4))
    next_pass(round)
    reopen(round, "B-002", judges=(1,))
    first = fresh(round).last_pass
    assert not first.sheets.filter(judge=late).exists()
    score_again(round, "90")
    assert means(round, 1)["B-002"] == "70.00"
    second = next_pass(round)
    assert {sheet.entry.code for sheet in second.sheets.filter(judge=late)} == {"B-001", "B-002"}
    score(round, B_001="85", B_002="90")
    meet_again(round)
    publish(round)
    assert faults(round) == WHOLE


def test_a_conflict_found_now_takes_the_sheets_of_both_passes(published):
    reopen(published, "B-001", judges=())
    row = entry_of(published, "B-001").assignments.get(judge__user=people.judge(1))
    operations.recuse(
        assignment=row,
        kind=ConflictDeclaration.Kind.FAMILY,
        reason="Anh vợ",
        by=people.judge(1),
        at=timezone.now(),
    )
    assert ScoreSheet.objects.filter(judge=row.judge, entry=row.entry, voided_at=None).count() == 0
    for _ in range(2):
        last = fresh(published).last_pass
        operations.close_pass(scoring_pass=last, note="Còn hai phiếu", by=people.secretary(), at=timezone.now())
        if last.number == 1:
            next_pass(published)
    assert {row.counted for row in PassResult.objects.filter(entry__code="B-001")} == {2}
    meet_again(published)
    publish(published)
    assert faults(published) == WHOLE


def test_a_conflict_found_in_the_second_pass_counts_when_the_first_is_opened_again(scoring):
    row = entry_of(scoring, "B-001").assignments.get(judge__user=people.judge(1))
    family = ConflictDeclaration.Kind.FAMILY
    operations.recuse(assignment=row, kind=family, reason="Anh vợ", by=people.judge(1), at=timezone.now())
    assert PassResult.objects.get(scoring_pass__number=1, entry=row.entry).counted == 3
    reopen(scoring, "B-001", judges=(1, 2))
    drafts = fresh(scoring).last_pass.sheets.valid().filter(state="draft")
    assert [sheet.judge.user for sheet in drafts] == [people.judge(2)]
    first = fresh(scoring).last_pass
    make.submit_total(drafts.get(), "82")
    operations.close_pass(scoring_pass=first, note="Còn hai phiếu", by=people.secretary(), at=timezone.now())
    assert (means(scoring, 1)["B-001"], first.results.get(entry=row.entry).counted) == ("81.00", 2)
    assert faults(scoring) == WHOLE


def test_whoever_gave_up_a_product_since_does_not_score_it_again_and_their_sheet_stays(scoring):
    row = entry_of(scoring, "B-001").assignments.get(judge__user=people.judge(1))
    operations.release(assignment=row, reason="Ốm", by=people.secretary(), at=timezone.now())
    with pytest.raises(Refused, match="Đã thôi chấm nên không chấm lại được: .* – B-001"):
        reopen(scoring, "B-001", judges=(1,))
    reopen(scoring, "B-001", judges=(2,))
    score_again(scoring, "83")
    assert means(scoring, 1)["B-001"] == "81.00"
    assert faults(scoring) == WHOLE


def test_where_nothing_passes_any_more_the_round_still_goes_on(scoring):
    reopen(scoring, "B-001", judges=(1, 2, 3))
    score_again(scoring, "50")
    operations.close_pass(scoring_pass=next_pass(scoring), by=people.secretary(), at=timezone.now())
    meet_again(scoring)
    publish(scoring)
    assert {ground for ground, _ in told(scoring).values()} == {"below_threshold"}
    assert faults(scoring) == WHOLE


def test_the_first_pass_opened_twice_leaves_both_products_open_in_the_second(published):
    reopen(published, "B-002", judges=(1, 2, 3))
    score_again(published, "75")
    reopen(published, "B-001", judges=(1, 2, 3))
    score_again(published, "79")
    second = next_pass(published)
    assert second.reopenings.last().codes == "B-001, B-002"
    score(published, B_002="90")
    meet_again(published)
    publish(published)
    assert told(published) == {"B-001": ("recognised", "85.00"), "B-002": ("recognised", "90.00")}
    assert faults(published) == WHOLE


def test_a_second_pass_left_without_any_result_is_open_again_for_what_passes_now(published):
    reopen(published, "B-001", judges=(1, 2, 3))
    score_again(published, "50")
    operations.close_pass(scoring_pass=next_pass(published), by=people.secretary(), at=timezone.now())
    assert means(published, 2) == {}
    reopen(published, "B-002", judges=(1, 2, 3))
    score_again(published, "75")
    second = next_pass(published)
    assert {sheet.entry.code for sheet in second.sheets.valid().filter(state="draft")} == {"B-002"}
    score(published, B_002="82")
    meet_again(published)
    publish(published)
    assert told(published) == {"B-001": ("below_threshold", "50.00"), "B-002": ("recognised", "82.00")}
    assert faults(published) == WHOLE


def test_the_minutes_tell_that_the_second_pass_waited_and_not_that_it_was_scored_again(published):
    reopen(published, "B-001", judges=(1, 2, 3), reason="Cộng nhầm lần một")
    score_again(published, "78")
    next_pass(published)
    operations.close_pass(scoring_pass=fresh(published).last_pass, by=people.secretary(), at=timezone.now())
    minutes = text_of(as_docx(submitting.panel_minutes(fresh(published)), "bien-ban"), "docx")
    assert "Lượt chấm đã tạm dừng, rồi mở tiếp và khóa lại, vì lượt trước mở lại cho:" in minutes
    assert "Lượt chấm đã mở lại, chấm lại" not in minutes
    meeting = minutes_of(meet_again(published))
    assert ("B-001 – chấm lượt 1 mở lại" in meeting, "chấm lượt 2 mở lại" in meeting) == (True, False)
    reopen(published, "B-001", stage="pass_2", judges=(1, 2, 3), reason="Cộng nhầm lần hai")
    score_again(published, "86")
    minutes = text_of(as_docx(submitting.panel_minutes(fresh(published)), "bien-ban"), "docx")
    first, second = minutes.index("vì lượt trước mở lại cho:"), minutes.index("Lượt chấm đã mở lại, chấm lại")
    assert second < minutes.index("Cộng nhầm lần hai") < first < minutes.index("Cộng nhầm lần một")
    assert minutes_of(meet_again(published)).count("chấm lượt 2 mở lại") == 1


def test_a_pass_that_was_opened_is_skipped_no_more(scoring):
    assert not permissions.can_mark_stage(people.secretary(), fresh(scoring), "pass_2", "skipped")
    reopen(scoring, "B-002", judges=(1,))
    assert not permissions.can_mark_stage(people.secretary(), fresh(scoring), "pass_2", "skipped")


def test_a_pass_is_opened_again_for_what_it_judged(published):
    with pytest.raises(Refused, match="Lượt 2 không có kết quả nào để mở lại cho: B-002"):
        reopen(published, "B-002", stage="pass_2")
    assert not Reopening.objects.exists()


def _resume_too_early(contents):
    opened = of(contents, "pass_resumed")
    contents.remove(opened)
    contents.insert(contents.index(of(contents, "reopened")) + 1, opened)


def _resume_what_does_not_wait(contents):
    contents.insert(contents.index(of(contents, "reopened")), of(contents, "pass_resumed"))


def _forget_to_resume(contents):
    contents.remove(of(contents, "pass_resumed"))


def _open_anew(contents):
    opened, resumed = contents.index(of(contents, "pass_resumed")), of(contents, "pass_opened", number=2)
    contents[opened] = resumed | {"number": 3}


def _keep_out(contents):
    of(contents, "pass_resumed")["entries"].append("B-009")


@pytest.mark.parametrize(
    ("forge", "sentence"),
    [
        (_resume_too_early, "mở tiếp khi lượt trước chưa khóa"),
        (_resume_what_does_not_wait, "mở tiếp một lượt không tạm dừng"),
        (_forget_to_resume, "lượt chấm này không mở"),
        (_open_anew, "mở lượt mới khi còn lượt tạm dừng"),
        (_keep_out, "lượt sau có sản phẩm chưa đạt ở lượt trước"),
    ],
)
def test_a_way_back_forged_into_the_ledger_is_found(published, forge, sentence):
    reopen(published, "B-002", judges=(1, 2, 3))
    score_again(published, "75")
    next_pass(published)
    score(published, B_002="90")
    lines = export(published)
    verify(rewrite(lines, lambda contents: None))
    with pytest.raises(Wrong) as wrong:
        verify(rewrite(lines, forge))
    assert str(wrong.value).endswith(f": {sentence}")
