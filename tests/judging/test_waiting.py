"""While a pass waits: who is told, what may be read, and what nobody may do."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted
from judging import operations, permissions, queries, visibility
from tests import people

from ..factories import judging as make
from .test_reopening import fresh, minutes_of, reopen, score_again
from .test_way_back import begin_second_pass, end_second_pass, next_pass, numbers, score


@pytest.fixture
def scoring(db):
    return begin_second_pass()


@pytest.fixture
def published(scoring):
    return end_second_pass(scoring)


def test_the_panel_is_told_when_its_pass_pauses_and_when_it_goes_on(scoring):
    def heard():
        rows = people.judge(2).notices.filter(title__contains="Lượt chấm 2") | people.judge(2).notices.filter(
            title__contains="lượt chấm 2"
        )
        return [(row.kind, row.title.partition(":")[0]) for row in rows.order_by("pk")]

    opened = [("judging.pass_opened", "Đã mở lượt chấm 2")]
    assert heard() == opened
    reopen(scoring, "B-002", judges=(1, 2, 3), reason="Cộng nhầm điểm thị trường")
    paused = [*opened, ("judging.pass_paused", "Lượt chấm 2 tạm dừng")]
    assert heard() == paused
    body = people.judge(2).notices.get(kind="judging.pass_paused").body
    assert "Phiếu bạn đã chấm ở lượt này còn nguyên" in body
    assert "Cộng nhầm" not in body
    score_again(scoring, "75")
    # Opened again while it waits: nothing new pauses.
    reopen(scoring, "B-001", judges=(1, 2, 3))
    score_again(scoring, "80")
    assert heard() == paused
    next_pass(scoring)
    assert heard() == [*paused, ("judging.pass_opened", "Đã mở tiếp lượt chấm 2")]


def test_nobody_is_sent_to_see_what_has_fallen_in_any_pass(published):
    """B-001 stands; B-002 fell in the first pass, and B-001 may fall in the second."""

    def to_see():
        return [entry.code for entry in queries.entries_to_visit(fresh(published))]

    assert to_see() == ["B-001"]
    reopen(published, "B-001", judges=(1, 2, 3))
    assert to_see() == ["B-001"]
    score_again(published, "78")
    assert to_see() == ["B-001"]
    next_pass(published)
    operations.close_pass(scoring_pass=fresh(published).last_pass, by=people.secretary(), at=timezone.now())
    reopen(published, "B-001", stage="pass_2", judges=(1, 2, 3))
    score(published, B_001="50")
    assert to_see() == []
    reopen(published, "B-002", judges=(1, 2, 3))
    assert to_see() == ["B-002"]
    score_again(published, "75")
    assert to_see() == ["B-002"]
    next_pass(published)
    score(published, B_002="40")
    assert to_see() == []


def test_points_of_the_second_pass_are_nobodys_while_the_first_is_open_again(published):
    second = fresh(published).last_pass
    chair, judge = people.chair(), people.judge(2)

    def read():
        return [
            visibility.results(chair).filter(scoring_pass=second).exists(),
            visibility.sheets(chair).filter(scoring_pass=second).exists(),
            visibility.sheets(judge).filter(scoring_pass=second).exclude(judge__user=judge).exists(),
            queries.score_table(second, chair) is not None,
            queries.statistics_of(second, chair) is not None,
            bool(permissions.can_export_ledger(chair, fresh(published))),
        ]

    assert read() == [True, True, False, True, True, True]
    reopen(published, "B-001")
    assert read() == [False] * 6
    score_again(published, "78")
    assert read() == [False] * 6
    assert not [row.before for row in queries.reopenings_for(fresh(published), chair) if row.before]
    operations.close_pass(scoring_pass=next_pass(published), by=people.secretary(), at=timezone.now())
    assert read() == [True, True, False, True, True, True]


def test_nothing_is_decided_while_a_pass_waits(scoring):
    reopen(scoring, "B-002", judges=(1, 2, 3))
    for asked in range(2):
        council = fresh(scoring)
        assert not permissions.can_plan_meeting(people.secretary(), council)
        assert not permissions.can_export_ledger(people.secretary(), council)
        assert not permissions.can_substitute(people.secretary(), council.panel.judges.first())
        assert not permissions.can_reopen(people.secretary(), council, "meeting")
        if not asked:
            assert not permissions.can_open_pass(people.secretary(), council)
            score_again(scoring, "75")
    assert permissions.can_open_pass(people.secretary(), council)


def test_a_pass_that_waits_is_not_closed_from_a_tab_left_open(client_of, scoring):
    second = fresh(scoring).last_pass
    reopen(scoring, "B-002", judges=(1,))
    client, url = client_of(people.secretary()), reverse("judging:pass_close", args=[second.pk])
    assert "Lượt chấm này đang tạm dừng vì lượt trước mở lại." in client.post(url, {"note": ""}).content.decode()
    with pytest.raises(NotPermitted, match="đang tạm dừng vì lượt trước mở lại"):
        operations.close_pass(scoring_pass=second, by=people.secretary(), at=timezone.now())
    judge = fresh(scoring).panel.judges.first()
    assert "Lượt chấm 2 đang tạm dừng" in permissions.can_substitute(people.secretary(), judge).reason


def test_the_pages_of_the_old_meeting_tell_no_points_while_a_pass_waits_and_its_minutes_stay(client_of, published):
    meeting = fresh(published).meeting
    page, screen, outcomes = (
        reverse("judging:meeting_detail", args=[meeting.pk]),
        reverse("judging:meeting_screen", args=[meeting.pk]),
        reverse("judging:outcome_list", args=[meeting.council_id]),
    )
    client = client_of(people.chair())
    before, exported = minutes_of(meeting), reverse("judging:minutes_export", args=[meeting.pk, "docx"])

    def told(url):
        text = client.get(url).content.decode()
        return ["B-001" in text, "Lượt chấm đang mở lại." in text]

    assert [told(page), told(screen)] == [[True, False]] * 2
    reopen(published, "B-002", judges=(1,))
    for _ in range(2):
        assert [told(page), told(screen)] == [[False, True]] * 2
        # What was decided of a product that nobody opened again was published, and is no secret.
        assert told(outcomes)[0]
        assert client.get(exported).status_code == 200
        assert minutes_of(fresh(published).meeting) == before
        if fresh(published).last_pass.is_open:
            score_again(published, "75")
    next_pass(published)
    assert told(page) == [False, True]
    score(published, B_002="90")
    assert [told(page), told(screen)] == [[True, False]] * 2


def test_the_pages_lead_back_to_the_first_pass_and_on_to_the_second(client_of, published):
    council = fresh(published)
    secretary, judge = client_of(people.secretary()), client_of(people.judge(1))
    room, calendar = (reverse(f"judging:{name}", args=[council.pk]) for name in ("council_room", "calendar"))
    url = reverse("judging:stage_mark", args=[council.pk, "pass_1", "reopened"])
    assert url in secretary.get(calendar).content.decode()
    assert "Lượt chấm 2 tạm dừng" in secretary.get(url).content.decode()
    chosen = council.panel.judges.get(user=people.judge(1)).pk
    secretary.post(url, {"entries": "B-002", "judges": [chosen], "reason": "Cộng nhầm"})
    second = published.passes.get(number=2)
    page = secretary.get(reverse("judging:pass_detail", args=[second.pk])).content.decode()
    assert ("Lượt này đang tạm dừng" in page, "85,00" in page, "Mở tiếp lượt" in page) == (True, False, False)
    sheet = second.sheets.get(judge__user=people.judge(1))
    assert "đang tạm dừng" in judge.get(reverse("judging:sheet_edit", args=[sheet.pk])).content.decode()
    score_again(published, "95")
    titles = [item.title for item in queries.todo_for(people.secretary(), timezone.localdate())]
    assert f"Mở tiếp lượt chấm 2 – {published}" in titles
    for address in (room, reverse("judging:pass_detail", args=[second.pk])):
        assert "Mở tiếp lượt chấm 2" in secretary.get(address).content.decode()
    secretary.post(reverse("judging:pass_open", args=[council.pk]))
    assert numbers(published) == {1: "closed", 2: "open"}


def _typed(**fields):
    return {"diem_market": "39,5", "diem_economy": "30", "diem_culture": "8", "diem_other": "7"} | fields


@pytest.mark.parametrize("button", ["luu", "nop"])
@pytest.mark.parametrize("slip", [{}, {"diem_economy": "41"}])
def test_a_judge_without_javascript_reads_what_they_typed_when_the_pass_pauses(client_of, scoring, button, slip):
    sheet = fresh(scoring).last_pass.sheets.get(judge__user=people.judge(1), entry__code="B-001")
    reopen(scoring, "B-002", judges=(1,))
    url, typed = reverse("judging:sheet_edit", args=[sheet.pk]), _typed(nhan_xet="Mẫu mã đẹp", **slip) | {button: "1"}
    answer = client_of(people.judge(1)).post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert [part for part in ("đang tạm dừng", 'value="39,5"', "Mẫu mã đẹp", "readonly") if part not in page] == []
    assert "Xem lại và nộp</button>" not in page
    sheet.refresh_from_db()
    assert (sheet.saved_at, sheet.remarks, sheet.scores.count()) == (None, "", 0)
    assert client_of(people.judge(2)).post(url, typed).status_code == 404


def test_a_judge_reads_what_they_typed_when_the_pass_is_closed(client_of, published):
    sheet = published.passes.get(number=2).sheets.filter(judge__user=people.judge(1)).first()
    answer = client_of(people.judge(1)).post(reverse("judging:sheet_edit", args=[sheet.pk]), _typed(diem_other="6,66"))
    page = answer.content.decode()
    assert (answer.status_code, 'value="6,66"' in page) == (403, True)
    assert "Lượt chấm đã khóa, không chấm tiếp được nữa." in page


@pytest.mark.parametrize(
    ("typed", "waits", "sentence"),
    [
        ("39,5", True, "đang tạm dừng"),
        ("abc", False, "Điểm phải là một số, ví dụ 39,5."),
        ("41", False, "Điểm tối đa của tiêu chí này là 40."),
    ],
)
def test_only_what_would_be_taken_later_waits_in_the_browser(client_of, scoring, typed, waits, sentence):
    sheet = fresh(scoring).last_pass.sheets.get(judge__user=people.judge(1), entry__code="B-001")
    reopen(scoring, "B-002", judges=(1,))
    url = reverse("judging:sheet_save_field", args=[sheet.pk, "diem_economy"])
    answer = client_of(people.judge(1)).post(url, {"diem_economy": typed}).content.decode()
    assert ("data-waits" in answer, sentence in answer) == (waits, True)


def test_of_a_pass_that_waits_nobody_is_told_that_it_is_closed_and_what_was_typed_stays(client_of, scoring):
    second = fresh(scoring).last_pass
    keyed, blank = second.sheets.filter(entry__code="B-001", judge__user__in=[people.judge(1), people.judge(2)])
    make.key_sheet(keyed)
    reopen(scoring, "B-002", judges=(1,))
    for name, sheet, user, field, words in (
        ("paper_sheet_key", blank, people.secretary(), "nhan_xet", "Chữ ký rõ"),
        ("sheet_contest", keyed, keyed.judge.user, "objection", "Điểm thị trường là 35"),
        ("sheet_reopen", keyed, people.secretary(), "reason", "Cộng nhầm cột"),
    ):
        page = client_of(user).post(reverse(f"judging:{name}", args=[sheet.pk]), {field: words}).content.decode()
        assert (name, "đang tạm dừng" in page, "đã khóa" in page, words in page) == (name, True, False, True)
    keyed.refresh_from_db()
    blank.refresh_from_db()
    assert (keyed.is_submitted, blank.is_submitted, blank.remarks) == (True, False, "")


def test_the_page_of_a_dossier_leads_to_the_sheet_of_the_open_pass_not_of_the_one_that_waits(client_of, scoring):
    reopen(scoring, "B-001", judges=(1, 2, 3))
    judge = fresh(scoring).panel.judges.get(user=people.judge(1))
    sheet = judge.sheets.get(entry__code="B-001", scoring_pass__number=1)
    assert {one.scoring_pass.state for one in judge.sheets.filter(entry=sheet.entry)} == {"open", "suspended"}
    url = reverse("judging:dossier_detail", args=[judge.assignments.get(entry=sheet.entry).pk])
    page = client_of(people.judge(1)).get(url).content.decode()
    assert reverse("judging:sheet_edit", args=[sheet.pk]) in page
    assert "Chấm điểm" in page
