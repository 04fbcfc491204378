"""A closed pass or a finished meeting, opened again for named entries: all others keep what they have."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.documents.responses import as_docx
from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, papers, permissions, queries, visibility
from judging.models import Council, Meeting, Outcome, PassResult, Reopening
from judging.steps import stages_of
from judging.tools.verify_ledger import Wrong, verify
from tests import people

from ..factories import certificates
from ..factories import judging as make
from ..factories.registrations import owner_of_entry
from .test_ledger import export, of, rewrite
from .test_papers import text_of


def entry_of(round, code):
    return round.entries.get(code=code)


def fresh(round):
    return Council.objects.get(round=round)


def reopen(round, *codes, stage="pass_1", judges=(1,), by=None, reason="Cộng nhầm điểm thị trường"):
    council = fresh(round)
    return operations.reopen(
        council=council,
        stage=stage,
        entries=list(round.entries.filter(code__in=codes)),
        judges=[council.panel.judges.get(user=people.judge(number)) for number in judges],
        reason=reason,
        by=by or people.secretary(),
        at=timezone.now(),
    )


def score_again(round, total):
    """Every draft of the reopened pass gets this total, and the pass is closed again."""
    scoring_pass = fresh(round).last_pass
    for sheet in scoring_pass.sheets.valid().filter(state="draft").select_related("judge__user"):
        make.submit_total(sheet, total)
    return operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())


def meet_again(round):
    now, secretary = timezone.now(), people.secretary()
    meeting = operations.plan_meeting(
        council=fresh(round), held_on=timezone.localdate(), place="Sở", by=secretary, at=now
    )
    operations.open_meeting(meeting=meeting, by=secretary, at=now)
    everybody = list(meeting.council.members.all())
    operations.record_attendance(meeting=meeting, present=everybody, by=secretary, at=now)
    make.vote_all(meeting)
    operations.close_meeting(meeting=meeting, by=people.chair(), at=timezone.now())
    return meeting


def publish(round):
    operations.publish(council=fresh(round), by=people.secretary(), at=timezone.now())


def told(round):
    """{code: (ground, mean)} of what stands."""
    rows = Outcome.objects.filter(entry__round=round).select_related("entry")
    return {row.entry.code: (row.ground, str(row.mean)) for row in rows}


def faults(round):
    """What disagrees when everything is counted anew, also by the program that shares no code."""
    check = queries.checked(fresh(round))
    return [check.chain, check.program, *check.results]


WHOLE = ["", ""]


def states(round):
    return {row.stage.value: row.state for row in stages_of(fresh(round))}


@pytest.fixture
def published(db):
    """80 points, recognised; 60 points, not."""
    return make.published_round(means=("80", "60"))


def test_a_complaint_that_is_right_lets_one_judge_score_one_product_again_and_the_council_decide_anew(published):
    entry, stays = entry_of(published, "B-002"), PassResult.objects.get(entry__code="B-001")
    owner, other = owner_of_entry(entry), owner_of_entry(stays.entry)
    complaint = make.complaint(entry, by=owner)
    judge = fresh(published).panel.judges.get(user=people.judge(1))
    make.answer(complaint, is_upheld=True, reopens="pass_1", judges=[judge])
    drafts = fresh(published).last_pass.sheets.filter(state="draft")
    assert [(sheet.judge, sheet.entry.code) for sheet in drafts] == [(judge, "B-002")]
    assert told(published) == {"B-001": ("recognised", "80.00")}
    assert (states(published)["pass_1"], states(published)["meeting"]) == ("current", "todo")
    score_again(published, "100")
    assert PassResult.objects.get(pk=stays.pk).mean == 80
    with pytest.raises(NotPermitted, match="sau khi hội đồng họp lại"):
        publish(published)
    meeting = meet_again(published)
    assert [row.entry.code for row in queries.agenda(fresh(published), meeting)] == ["B-002"]
    assert told(published) == {"B-001": ("recognised", "80.00"), "B-002": ("recognised", "73.33")}
    assert queries.outcome_for(entry, owner) is None
    publish(published)
    assert queries.outcome_for(entry, owner).is_recognised
    mails = [person.notices.filter(kind="judging.result_published").count() for person in (owner, other)]
    assert mails == ([2, 1] if owner != other else [3, 3])
    assert faults(published) == WHOLE
    kept = Reopening.objects.get()
    assert (kept.complaint, kept.before["results"]) == (complaint, [["B-002", "60.00", 3, False]])
    assert [row["ground"] for row in kept.before["outcomes"]] == ["below_threshold"]


def test_only_what_was_named_is_open(published):
    reopen(published, "B-002", judges=())
    scoring_pass = fresh(published).last_pass
    others = scoring_pass.sheets.filter(entry__code="B-001").first()
    sentence = "chỉ mở lại cho một số sản phẩm, không có B-001"
    with pytest.raises(NotPermitted, match=sentence):
        operations.reopen_sheet(sheet=others, reason="Như trên", by=people.secretary(), at=timezone.now())
    assignment = others.entry.assignments.get(judge=others.judge)
    with pytest.raises(NotPermitted, match=sentence):
        operations.release(assignment=assignment, reason="Ốm", by=people.secretary(), at=timezone.now())
    listed = {row.entry.code for row in queries.sheets_to_reopen(scoring_pass, people.secretary())}
    assert listed == {"B-002"}
    named = scoring_pass.sheets.filter(entry__code="B-002").first()
    operations.reopen_sheet(sheet=named, reason="Như trên", by=people.secretary(), at=timezone.now())


def test_a_judge_found_to_have_a_conflict_is_taken_out_and_the_rest_counts_again(published):
    reopen(published, "B-002", judges=(), reason="Giám khảo là người nhà")
    row = entry_of(published, "B-002").assignments.get(judge__user=people.judge(1))
    operations.release(assignment=row, reason="Người nhà của chủ cơ sở", by=people.secretary(), at=timezone.now())
    last = fresh(published).last_pass
    operations.close_pass(scoring_pass=last, note="Còn hai phiếu", by=people.secretary(), at=timezone.now())
    assert PassResult.objects.get(entry__code="B-002").counted == 2
    assert faults(published) == WHOLE


def test_before_publication_a_better_product_takes_the_place_of_a_lesser_one(db):
    round = make.decided_round(means=("80", "75"), places=1)
    assert told(round) == {"B-001": ("recognised", "80.00"), "B-002": ("beyond_places", "75.00")}
    reopen(round, "B-002", judges=(1, 2, 3))
    score_again(round, "90")
    meeting = meet_again(round)
    assert told(round) == {"B-001": ("beyond_places", "80.00"), "B-002": ("recognised", "90.00")}
    assert {row.meeting_id for row in Outcome.objects.filter(entry__round=round)} == {meeting.pk}
    publish(round)
    assert faults(round) == WHOLE


def test_after_publication_nobody_loses_what_they_were_told_by_anothers_complaint(db):
    round = make.published_round(means=("80", "75"), places=1)
    reopen(round, "B-002", judges=(1, 2, 3))
    score_again(round, "90")
    meet_again(round)
    publish(round)
    assert told(round) == {"B-001": ("recognised", "80.00"), "B-002": ("recognised", "90.00")}
    assert faults(round) == WHOLE


def test_a_place_that_falls_free_goes_to_the_next(db):
    round = make.published_round(means=("80", "75"), places=1)
    reopen(round, "B-001", judges=(1, 2, 3))
    score_again(round, "71")
    meet_again(round)
    publish(round)
    assert told(round) == {"B-001": ("beyond_places", "71.00"), "B-002": ("recognised", "75.00")}
    assert faults(round) == WHOLE


def minutes_of(meeting):
    response = as_docx(papers.minutes(Meeting.objects.get(pk=meeting.pk)), "bien-ban")
    return text_of(response, "docx")


def test_the_meeting_alone_is_opened_again_a_set_comes_apart_whole_and_its_old_minutes_stay(db):
    meeting = make.open_meeting(means=("80", "75", "72"))
    round = meeting.council.round
    house = entry_of(round, "B-001").product.establishment
    for entry in round.entries.select_related("product"):
        entry.product.establishment = house
        entry.product.save()
    make.merge(meeting, "B-001", "B-002")
    make.vote_all(meeting)
    operations.close_meeting(meeting=meeting, by=people.chair(), at=timezone.now())
    before = minutes_of(meeting)
    reopen(round, "B-002", stage="meeting", judges=())
    assert told(round) == {"B-003": ("recognised", "72.00")}
    again = meet_again(round)
    assert {ground for ground, _ in told(round).values()} == {"recognised"}
    assert minutes_of(meeting) == before
    text = minutes_of(again)
    assert ("Hội đồng họp lại" in text, "B-001, B-002" in text, "B-003" in text) == (True, True, False)
    publish(round)
    assert faults(round) == WHOLE


def test_while_it_is_open_again_and_until_it_is_published_again_the_panel_reads_no_result(published):
    result = PassResult.objects.get(entry__code="B-001")

    def readers():
        people_asked = (people.judge(1), people.chair())
        return [visibility.results(user).filter(pk=result.pk).exists() for user in people_asked]

    assert readers() == [True, True]
    reopen(published, "B-002")
    assert readers() == [False, False]
    assert not permissions.can_export_ledger(people.chair(), fresh(published))
    score_again(published, "65")
    assert readers() == [False, True]
    meet_again(published)
    publish(published)
    assert readers() == [True, True]


def test_what_the_next_level_has_is_mended_there(published):
    make.nominate(Outcome.objects.get(entry__code="B-001"))
    with pytest.raises(Refused, match="B-001 đã đề cử lên cấp trên"):
        reopen(published, "B-001")
    reopen(published, "B-002")


def test_what_a_decision_holds_is_mended_there_and_what_a_complaint_adds_needs_a_decision_of_its_own(published):
    certificates.decision(published)
    with pytest.raises(Refused, match="B-001 đã có trong quyết định công nhận"):
        reopen(published, "B-001")
    reopen(published, "B-002", judges=(1, 2, 3))
    score_again(published, "75")
    meet_again(published)
    publish(published)
    assert Outcome.objects.filter(entry__code="B-002", is_recognised=True, taken_at=None).exists()


@pytest.mark.parametrize(
    ("codes", "fields", "sentence"),
    [
        (("B-002",), {"reason": " "}, "Hãy ghi lý do mở lại."),
        ((), {}, "Hãy ghi ít nhất một mã số sản phẩm."),
        (("B-002",), {"stage": "pass_2"}, "Chỉ mở lại được một lượt chấm đã có"),
        (("B-002",), {"by": people.so_officer}, "Chỉ thư ký hoặc chủ tịch hội đồng"),
    ],
)
def test_what_is_refused_says_why(published, codes, fields, sentence):
    if "by" in fields:
        fields = fields | {"by": fields["by"]()}
    with pytest.raises(Refused, match=sentence):
        reopen(published, *codes, **fields)
    assert not Reopening.objects.exists()


def test_nothing_is_opened_again_during_a_meeting_or_before_a_pass_is_closed(db):
    scoring_pass = make.open_pass(entries=1)
    with pytest.raises(NotPermitted, match="Lượt chấm chưa khóa"):
        reopen(scoring_pass.round, "B-001")
    make.submit_totals(scoring_pass, entry_of(scoring_pass.round, "B-001"), ["80"] * 3)
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())
    make.open_meeting(scoring_pass.round)
    with pytest.raises(NotPermitted, match="Phiên họp đang mở"):
        reopen(scoring_pass.round, "B-001")


def test_the_secretary_opens_a_pass_again_from_the_calendar(client_of, published):
    council = fresh(published)
    calendar = reverse("judging:calendar", args=[council.pk])
    url = reverse("judging:stage_mark", args=[council.pk, "pass_1", "reopened"])
    secretary = client_of(people.secretary())
    assert url in secretary.get(calendar).content.decode()
    judge = council.panel.judges.get(user=people.judge(2))
    wrong = secretary.post(url, {"entries": "b-002, B-777", "judges": [judge.pk], "reason": "Cộng nhầm"})
    assert "không có mã số: B-777." in wrong.content.decode()
    secretary.post(url, {"entries": "b-002", "judges": [judge.pk], "reason": "Cộng nhầm"})
    assert [sheet.judge for sheet in fresh(published).last_pass.sheets.filter(state="draft")] == [judge]
    page = secretary.get(calendar).content.decode()
    assert ("Chấm lượt 1: B-002" in page, "60 điểm" in page) == (True, False)
    titles = [item.title for item in queries.todo_for(people.secretary(), timezone.localdate())]
    assert f"Theo dõi và khóa lượt chấm mở lại – {published}" in titles
    score_again(published, "65")
    assert "B-002: 60 điểm, chưa đạt điểm yêu cầu" in secretary.get(calendar).content.decode()


def test_the_page_of_a_complaint_offers_what_can_be_opened_again(client_of, published):
    entry = entry_of(published, "B-002")
    complaint = make.complaint(entry, by=owner_of_entry(entry))
    url = reverse("judging:complaint_detail", args=[complaint.pk])
    chair = client_of(people.chair())
    page = chair.get(url).content.decode()
    assert [f'value="{stage}"' in page for stage in ("pass_1", "pass_2", "meeting")] == [True, False, True]
    assert "Lượt chấm sau lượt mở lại thì tạm dừng cho đến khi thư ký mở tiếp" in page
    judge = fresh(published).panel.judges.first()
    chair.post(url, {"is_upheld": "dung", "answer": "Đúng là sót.", "reopens": "pass_1", "judges": [judge.pk]})
    row = Reopening.objects.get()
    assert (row.complaint, row.by, [one.code for one in row.entries.all()]) == (complaint, people.chair(), ["B-002"])


def test_a_step_that_cannot_be_opened_again_leaves_the_complaint_open_with_what_was_typed(client_of, published):
    entry = entry_of(published, "B-001")
    make.nominate(Outcome.objects.get(entry=entry))
    complaint = make.complaint(entry, by=owner_of_entry(entry))
    url = reverse("judging:complaint_detail", args=[complaint.pk])
    typed = {"is_upheld": "dung", "answer": "Đúng là sót hợp đồng.", "reopens": "pass_1"}
    page = client_of(people.chair()).post(url, typed).content.decode()
    told = ("B-001 đã đề cử lên cấp trên", "Đúng là sót hợp đồng.", "Đang giải quyết", 'name="answer"')
    assert [words in page for words in told] == [True] * 4
    complaint.refresh_from_db()
    assert complaint.is_open


def _score_another(contents):
    sheet = of(contents, "sheet_submitted", entry="B-001")
    named = {name: sheet[name] for name in ("number", "judge", "entry")}
    place = contents.index(of(contents, "reopened")) + 1
    contents.insert(place, sheet | named | {"event": "sheet_reopened", "reason": "…"})


def _last(contents, event):
    return [content for content in contents if content["event"] == event][-1]


def _change_another_result(contents):
    _last(contents, "pass_closed")["results"][0][1] = "99.00"


def _decide_another(contents):
    _last(contents, "meeting_closed")["outcomes"].append(["B-001", "not_agreed", 0, False])


def _open_without_reason(contents):
    of(contents, "reopened")["reason"] = ""


def _publish_another(contents):
    _last(contents, "published")["entries"].append("B-001")


def _open_what_is_open(contents):
    contents.insert(contents.index(of(contents, "reopened")), dict(of(contents, "reopened")))


@pytest.mark.parametrize(
    ("forge", "sentence"),
    [
        (_score_another, "lượt chấm không mở lại cho sản phẩm này"),
        (_change_another_result, "B-001: điểm bình quân không đúng"),
        (_decide_another, "B-001: số phiếu đồng ý không đúng"),
        (_open_without_reason, "mở lại mà không ghi sản phẩm hay lý do"),
        (_publish_another, "danh sách công bố không đúng"),
        (_open_what_is_open, "mở lại khi lượt chấm chưa khóa"),
    ],
)
def test_a_reopening_forged_into_the_ledger_is_found(published, forge, sentence):
    reopen(published, "B-002", judges=(1, 2, 3))
    score_again(published, "75")
    meet_again(published)
    publish(published)
    lines = export(published)
    verify(rewrite(lines, lambda contents: None))
    with pytest.raises(Wrong) as wrong:
        verify(rewrite(lines, forge))
    assert str(wrong.value).endswith(f": {sentence}")
