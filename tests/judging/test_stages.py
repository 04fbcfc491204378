"""The round's life as one stepper: what the portal sees by itself, what people say, and what is missing, with names."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.models import Council, Outcome, Stage, StageMark
from judging.steps import missing_now, stages_of, stepper_of
from judging.tools.verify_ledger import verify
from tests import people

from ..factories import certificates
from ..factories import judging as make

DONE, SKIPPED, REOPENED = StageMark.Kind


def fresh(council):
    """As a page would load it."""
    return Council.objects.get(pk=council.pk)


def lacking(council):
    return missing_now(fresh(council), stages_of(fresh(council)))


def states(council):
    return {row.stage.value: row.state for row in stages_of(fresh(council))}


def mark(council, stage, kind, reason="Kế hoạch của tỉnh không có bước này", by=None):
    return operations.mark_stage(
        council=council, stage=stage, kind=kind, reason=reason, by=by or people.secretary(), at=timezone.now()
    )


def test_the_portal_sees_by_itself_what_it_did(db):
    council = make.published_round(means=("80",)).council
    assert states(council) == {
        "intake": "done",
        "list": "done",
        "panel": "done",
        "conflicts": "done",
        "pass_1": "done",
        "meeting": "done",
        "submission": "unsaid",
        "publication": "done",
        "recognition": "current",
        "nomination": "todo",
        "closed": "todo",
    }


def test_a_step_that_only_people_can_tell_of_is_not_the_present_one_when_what_follows_is_done(client_of, db):
    council = make.published_round(means=("80",)).council
    page = client_of(people.secretary()).get(reverse("judging:calendar", args=[council.pk])).content.decode()
    assert "Chưa ghi đã xong" in page
    mark(council, Stage.SUBMISSION, DONE)
    assert states(council)["submission"] == "done"
    mark(council, Stage.SUBMISSION, REOPENED, "Tờ trình bị trả lại")
    assert states(council)["submission"] == "current"


def test_a_decision_entered_on_the_portal_ends_recognition_and_the_submission_before_it(client_of, db):
    round = make.published_round(means=("80", "85"))
    council = round.council
    url = reverse("judging:calendar", args=[council.pk])
    certificates.decision(round)
    assert {states(council)[name] for name in ("submission", "recognition")} == {"done"}
    assert states(council)["nomination"] == "current"
    # When it was entered is not the day of the decision.
    rows = {row.stage: row for row in stages_of(council)}
    assert [rows[stage].done_on for stage in (Stage.SUBMISSION, Stage.RECOGNITION)] == [None, None]
    page = client_of(people.secretary()).get(url).content.decode()
    for stage in (Stage.SUBMISSION, Stage.RECOGNITION):
        assert reverse("judging:stage_mark", args=[council.pk, stage, REOPENED]) not in page
        with pytest.raises(NotPermitted, match="Quyết định công nhận đã nhập trên cổng"):
            mark(council, stage, REOPENED)


def test_recognition_is_not_over_while_a_product_published_since_waits_for_its_decision(db):
    round = make.published_round(means=("80", "85"))
    council = round.council
    mark(council, Stage.SUBMISSION, SKIPPED)
    certificates.decision(round)
    assert (states(council)["submission"], states(council)["recognition"]) == ("skipped", "done")
    Outcome.objects.filter(entry__code="B-002").update(taken_at=None)
    assert states(council)["recognition"] == "current"


def test_a_round_with_field_visits_and_an_intended_list_shows_those_steps(db):
    council = make.council(entries=1, has_field_visits=True, intended_list_days=5)
    assert [stage for stage in ("visits", "pass_2", "intended") if stage in states(council)] == [
        "visits",
        "pass_2",
        "intended",
    ]


def test_skipping_and_reopening_want_a_reason_and_stay_in_history_and_ledger(db):
    council = make.council(entries=1, has_field_visits=True)
    for kind in (SKIPPED, REOPENED):
        with pytest.raises(Refused, match="Hãy ghi lý do bỏ qua hoặc mở lại bước này."):
            mark(council, Stage.VISITS, kind, " ")
    mark(council, Stage.VISITS, SKIPPED)
    assert states(council)["visits"] == "skipped"
    mark(council, Stage.VISITS, REOPENED, "Sở bố trí được xe")
    assert states(council)["visits"] == "todo"
    mark(council, Stage.VISITS, DONE, "")
    assert states(council)["visits"] == "done"
    assert [row.kind for row in council.marks.all()] == [SKIPPED, REOPENED, DONE]
    council.refresh_from_db()
    assert verify(list(queries.ledger_lines(council)))[0] == council.ledger_length


def test_what_the_portal_sees_is_neither_said_by_hand_nor_skipped_and_only_the_secretary_speaks(db):
    council = make.council(entries=1)
    with pytest.raises(NotPermitted, match="Cổng tự ghi bước này khi việc đã làm xong."):
        mark(council, Stage.PASS_1, DONE)
    with pytest.raises(NotPermitted, match="Bước này không bỏ qua được."):
        mark(council, Stage.MEETING, SKIPPED)
    with pytest.raises(NotPermitted, match="Chỉ thư ký hội đồng"):
        mark(council, Stage.VISITS, SKIPPED, by=people.chair())


def test_a_step_says_with_names_what_is_still_missing(db):
    council = make.council(entries=2, judges=2)
    assert lacking(council) == ["Ban giám khảo mới có 2 người, cần ít nhất 3."]
    operations.add_judge(council=council, user=people.judge(3), by=people.secretary(), at=timezone.now())
    assert lacking(council) == ["Chưa phân công giám khảo."]
    make.assigned_council(council.round)
    assert lacking(council) == [f"{judge}: còn 2 sản phẩm chưa khai xung đột lợi ích." for judge in people.judges()[:3]]
    scoring_pass = make.open_pass(council.round)
    for sheet in scoring_pass.sheets.exclude(judge__user=people.judge(1)):
        make.submit_total(sheet, "80")
    assert lacking(council) == [f"{people.judge(1)}: còn 2 phiếu chưa nộp."]


def test_the_calendar_keeps_days_and_the_stepper_shows_them(client_of, db):
    council = make.council(entries=1)
    url = reverse("judging:calendar", args=[council.pk])
    secretary = client_of(people.secretary())
    wrong = secretary.post(url, {"meeting": "31/02/2027"})
    assert "Ngày 31/02/2027 không có trong lịch" in wrong.content.decode()
    secretary.post(url, {"meeting": "20/12/2026"})
    assert council.plans.get().planned_on == date(2026, 12, 20)
    assert "dự kiến 20/12/2026" in [step.note for step in stepper_of(stages_of(fresh(council)))]
    secretary.post(url, {"meeting": ""})
    assert not council.plans.exists()


def test_who_has_handed_in_is_told_to_the_council_alone(client_of, db):
    council = make.open_pass(entries=1).round.council
    words = f"{people.judge(1)}: còn 1 phiếu chưa nộp."
    for name in ("calendar", "council_room"):
        url = reverse(f"judging:{name}", args=[council.pk])
        assert words in client_of(people.chair()).get(url).content.decode()
        assert words not in client_of(people.so_officer()).get(url).content.decode()
