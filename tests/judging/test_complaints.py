"""After publication: what those who failed may read, and complaints with their clock, evidence and answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.rulebook.calendar import add_working_days
from judging import operations, queries
from judging.models import Complaint, Council
from judging.steps import stages_of
from judging.tools.verify_ledger import verify
from tests import people

from ..factories import judging as make
from ..factories.registrations import owner_of_entry
from .test_papers import text_of

REMARK = "Nhãn còn thiếu ngày sản xuất"
Feedback = Council.Feedback


def failed(feedback=Feedback.NONE, publish=True):
    """The entry of a round that reached 60 points, with a remark on one sheet."""
    scoring_pass = make.open_pass(entries=1)
    entry = scoring_pass.sheets.first().entry
    sheet = scoring_pass.sheets.get(judge__user=people.judge(1))
    operations.save_sheet(sheet=sheet, remarks=REMARK, by=people.judge(1), at=timezone.now())
    make.submit_totals(scoring_pass, entry, ["59", "60", "61"])
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())
    round = make.decided_round(scoring_pass.round)
    council = round.council
    operations.keep_settings(
        council=council, feedback=feedback, complaint_days=10, by=people.secretary(), at=timezone.now()
    )
    if publish:
        operations.publish(council=council, by=people.secretary(), at=timezone.now())
    return entry


def page(client, entry):
    return client.get(reverse("judging:entry_outcome_fragment", args=[entry.pk])).content.decode()


@pytest.mark.parametrize(
    ("feedback", "shown"),
    [(Feedback.NONE, set()), (Feedback.MEANS, {"means"}), (Feedback.REMARKS, {"means", "remark"})],
)
def test_those_who_failed_read_as_much_as_the_council_settled_and_no_judges_name(client_of, db, feedback, shown):
    entry = failed(feedback)
    text = page(client_of(owner_of_entry(entry)), entry)
    marks = {"means": "bình quân <strong>40</strong> trên 40", "remark": REMARK}
    assert {name for name, mark in marks.items() if mark in text} == shown
    assert [str(judge) for judge in people.judges() if str(judge) in text] == []


def test_nothing_of_it_is_read_before_publication_nor_by_strangers(client_of, db):
    entry = failed(Feedback.REMARKS, publish=False)
    owner = owner_of_entry(entry)
    assert REMARK not in page(client_of(owner), entry)
    operations.publish(council=entry.round.council, by=people.secretary(), at=timezone.now())
    assert REMARK in page(client_of(owner), entry)
    assert client_of(people.outsider()).get(reverse("judging:entry_outcome_fragment", args=[entry.pk])).status_code in (
        404,
        403,
    )


def test_who_was_recognised_reads_no_points(client_of, db):
    council = make.decided_round(means=("90",)).council
    operations.keep_settings(
        council=council, feedback=Feedback.REMARKS, complaint_days=10, by=people.secretary(), at=timezone.now()
    )
    operations.publish(council=council, by=people.secretary(), at=timezone.now())
    entry = council.round.entries.get()
    assert "bình quân" not in page(client_of(owner_of_entry(entry)), entry)


def test_the_preview_says_what_each_will_be_told_and_publication_freezes_it(client_of, db):
    council = failed(Feedback.MEANS, publish=False).round.council
    secretary = client_of(people.secretary())
    preview = secretary.get(reverse("judging:publish", args=[council.pk])).content.decode()
    assert "Kèm điểm bình quân từng tiêu chí" in preview
    operations.publish(council=council, by=people.secretary(), at=timezone.now())
    assert secretary.get(reverse("judging:council_settings", args=[council.pk])).status_code == 403


def test_an_establishment_complains_with_evidence_and_the_clock_runs_in_working_days(client_of, mailoutbox, db):
    entry = failed()
    owner = owner_of_entry(entry)
    client = client_of(owner)
    url = reverse("judging:complaint_create", args=[entry.pk])
    assert url in page(client, entry)
    response = client.post(url, {"subject": "Chưa tính ba siêu thị đang bán"})
    complaint = Complaint.objects.get()
    assert response["Location"] == reverse("judging:complaint_detail", args=[complaint.pk])
    assert complaint.due_on == add_working_days(timezone.localdate(complaint.filed_at), 10)
    todo = {(item.title, item.due) for item in queries.todo_for(people.secretary(), timezone.localdate())}
    assert (f"Trả lời khiếu nại về {entry.code}", complaint.due_on) in todo
    with pytest.raises(Refused, match="đang được giải quyết"):
        make.complaint(entry, by=owner)


def test_the_answer_reaches_the_establishment_and_stands_in_a_letter(client_of, db):
    entry = failed()
    owner = owner_of_entry(entry)
    complaint = make.complaint(entry, by=owner)
    url = reverse("judging:complaint_reply", args=[complaint.pk, "docx"])
    assert client_of(owner).get(url).status_code == 409
    make.answer(complaint)
    text = text_of(client_of(owner).get(url), "docx")
    for words in ("V/v trả lời khiếu nại", "không có căn cứ để chấp nhận", "Điểm đã được tính đủ."):
        assert words in text
    assert "Hội đồng đã trả lời khiếu nại" in " ".join(notice.title for notice in owner.notices.all())
    assert client_of(owner).get(reverse("judging:complaint_evidence", args=[complaint.pk])).status_code == 200


def test_a_complaint_that_is_right_may_open_a_step_again(db):
    entry = failed()
    council = entry.round.council
    with pytest.raises(Refused, match="Chỉ mở lại một bước khi khiếu nại đúng."):
        make.answer(make.complaint(entry, by=owner_of_entry(entry)), reopens="submission")
    make.answer(Complaint.objects.get(), is_upheld=True, reopens="submission")
    assert [(mark.stage, mark.kind) for mark in council.marks.all()] == [("submission", "reopened")]
    council = Council.objects.get(pk=council.pk)
    assert next(row.state for row in stages_of(council) if row.stage == "submission") == "current"
    assert verify(list(queries.ledger_lines(council)))[0] == council.ledger_length


def test_the_chair_who_answers_opens_the_step_too_and_no_step_that_would_stay_closed_is_offered(client_of, db):
    entry = failed()
    complaint = make.complaint(entry, by=owner_of_entry(entry))
    url = reverse("judging:complaint_detail", args=[complaint.pk])
    chair = client_of(people.chair())
    assert 'value="pass_2"' not in chair.get(url).content.decode()
    with pytest.raises(Refused, match="Chỉ mở lại được một lượt chấm đã có"):
        make.answer(complaint, is_upheld=True, reopens="pass_2")
    chair.post(url, {"is_upheld": "dung", "answer": "Đúng là còn thiếu.", "reopens": "submission"})
    assert [(mark.stage, mark.by) for mark in entry.round.council.marks.all()] == [("submission", people.chair())]


def test_the_second_of_two_answers_is_told_that_it_was_answered(db):
    entry = failed()
    complaint = make.complaint(entry, by=owner_of_entry(entry))
    stale = Complaint.objects.get(pk=complaint.pk)
    make.answer(complaint, is_upheld=True, reopens="pass_1")
    with pytest.raises(NotPermitted, match="đã được trả lời"):
        make.answer(stale, is_upheld=True, reopens="pass_1")
    assert entry.round.council.marks.count() == 1


def test_before_publication_and_by_strangers_there_is_no_complaint(client_of, db):
    entry = failed(publish=False)
    with pytest.raises(NotPermitted, match="sau khi hội đồng công bố"):
        make.complaint(entry, by=owner_of_entry(entry))
    operations.publish(council=entry.round.council, by=people.secretary(), at=timezone.now())
    url = reverse("judging:complaint_create", args=[entry.pk])
    assert client_of(people.outsider()).get(url).status_code == 404
    paper = make.complaint(entry, by=people.secretary())
    assert paper.is_paper
