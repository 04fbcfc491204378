"""Opening and closing a pass: what is missing is named, what is counted is exact."""

import datetime
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, papers, queries
from judging.models import PassResult
from registrations.models import Round
from tests import people

from ..factories import judging as make


def close(scoring_pass, note=""):
    return operations.close_pass(scoring_pass=scoring_pass, note=note, by=people.secretary(), at=timezone.now())


def results(scoring_pass):
    rows = scoring_pass.results.order_by("entry__code")
    return [(row.entry.code, row.mean, row.counted, row.is_passed) for row in rows]


def test_a_pass_opens_only_with_enough_judges_for_every_entry(db):
    council = make.council(entries=1)
    assert queries.missing_before_pass(council) == ["Chưa đủ 3 giám khảo được phân công cho: B-001."]
    with pytest.raises(Refused, match="Chưa đủ 3 giám khảo được phân công cho: B-001."):
        operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
    operations.assign(council=council, by=people.secretary(), at=timezone.now())
    assert queries.missing_before_pass(council) == []


def test_too_small_a_panel_cannot_be_assigned(db):
    council = make.council(entries=1, judges=2)
    with pytest.raises(Refused, match="Mỗi sản phẩm cần ít nhất 3 giám khảo, ban giám khảo mới có 2 người."):
        operations.assign(council=council, by=people.secretary(), at=timezone.now())


def test_a_council_without_chair_cannot_begin(db):
    council = make.assigned_council(entries=1)
    chair = council.members.get(seat="chair")
    operations.remove_member(member=chair, by=people.so_officer(), at=timezone.now())
    assert queries.missing_before_pass(council) == ["Hội đồng chưa có chủ tịch."]


def test_members_and_judges_stay_once_scoring_has_begun(db):
    council = make.open_pass(entries=1).round.council
    with pytest.raises(NotPermitted, match="Đã mở lượt chấm"):
        operations.add_judge(council=council, user=people.outsider(), by=people.so_officer(), at=timezone.now())


def test_closing_names_every_missing_sheet_and_declaration(db):
    council = make.assigned_council(entries=1)
    by = people.secretary()
    first = council.panel.judges.get(user=people.judge(1)).assignments.get()
    operations.declare(assignment=first, kind="none", by=people.judge(1), at=timezone.now())
    scoring_pass = operations.open_pass(council=council, by=by, at=timezone.now())
    second = council.panel.judges.get(user=people.judge(2)).assignments.get()
    operations.declare(assignment=second, kind="none", by=people.judge(2), at=timezone.now())
    make.submit_total(scoring_pass.sheets.get(judge=second.judge), "80")
    with pytest.raises(Refused) as refused:
        close(scoring_pass)
    assert refused.value.sentence == (
        "Chưa khóa được, còn thiếu: Võ Thành Đạt – B-001 (chưa nộp phiếu); "
        "Hồ Thị Yến – B-001 (chưa khai xung đột lợi ích)."
    )
    assert PassResult.objects.count() == 0


def test_results_are_exact_means_of_scored_sheets(db):
    scoring_pass = make.open_pass(entries=4)
    totals = [
        ("69.99", "70", "70"),  # 69.99666… is 70.00
        ("69.98", "70", "70"),  # 69.99333… is 69.99
        ("90", None, "71"),  # not scored is not zero
        (None, None, None),
    ]
    for entry, judged in zip(queries.entries_of_pass(scoring_pass), totals, strict=True):
        make.submit_totals(scoring_pass, entry, judged)
    close(scoring_pass)
    assert results(scoring_pass) == [
        ("B-001", Decimal("70.00"), 3, True),
        ("B-002", Decimal("69.99"), 3, False),
        ("B-003", Decimal("80.50"), 2, True),
        ("B-004", None, 0, False),
    ]


def test_threshold_and_digits_come_from_the_pinned_rule_set(db):
    scoring_pass = make.open_pass(entries=1)
    rule_set = scoring_pass.round.rule_set
    make.change_rules(rule_set, threshold="70.05", mean_digits=1)
    scoring_pass = type(scoring_pass).objects.get(pk=scoring_pass.pk)
    make.submit_totals(scoring_pass, queries.entries_of_pass(scoring_pass).get(), ("70", "70", "70.1"))
    close(scoring_pass)
    assert results(scoring_pass) == [("B-001", Decimal("70.0"), 3, False)]


def test_too_few_judges_need_a_note_that_goes_into_the_ledger(db):
    scoring_pass = make.open_pass(entries=1)
    sheet = scoring_pass.sheets.get(judge__user=people.judge(1))
    operations.recuse(
        assignment=queries.assignment_of(sheet),
        kind="advice",
        reason="Đã tư vấn",
        by=people.judge(1),
        at=timezone.now(),
    )
    entry = queries.entries_of_pass(scoring_pass).get()
    make.submit_totals(scoring_pass, entry, ("80", "82"))
    with pytest.raises(Refused, match="Chưa đủ số giám khảo tối thiểu cho: B-001."):
        close(scoring_pass)
    close(scoring_pass, note="Hội đồng chấp nhận hai phiếu.")
    assert "Hội đồng chấp nhận hai phiếu." in scoring_pass.round.ledger.last().content
    assert results(scoring_pass) == [("B-001", Decimal("81.00"), 2, True)]


def test_pass_two_takes_what_passed_and_starts_empty(db):
    first = make.closed_pass(means=("80", "60"))
    second = operations.open_pass(council=first.round.council, by=people.secretary(), at=timezone.now())
    sheets = second.sheets.select_related("entry")
    assert {(sheet.entry.code, sheet.total, sheet.scores.count()) for sheet in sheets} == {("B-001", None, 0)}
    make.submit_totals(second, queries.entries_of_pass(second).get(), ("65", "66", "67"))
    close(second)
    assert results(second) == [("B-001", Decimal("66.00"), 3, False)]
    final = [(row.entry.code, row.mean) for row in queries.final_results(first.round.council)]
    assert final == [("B-001", Decimal("66.00")), ("B-002", Decimal("60.00"))]


def test_there_are_as_many_passes_as_stages_for_them(client_of, db):
    council = make.closed_pass(means=("80",)).round.council
    second = operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
    make.submit_totals(second, queries.entries_of_pass(second).get(), ("85", "86", "87"))
    close(second)
    with pytest.raises(NotPermitted, match="Đã chấm đủ 2 lượt"):
        operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
    for name, pk in (("council_room", council.pk), ("pass_detail", second.pk)):
        page = client_of(people.secretary()).get(reverse(f"judging:{name}", args=[pk])).content.decode()
        assert "Mở lượt chấm tiếp theo" not in page


def test_a_second_pass_waits_for_the_first(db):
    council = make.open_pass(entries=1).round.council
    with pytest.raises(NotPermitted, match="Lượt 1 chưa khóa."):
        operations.open_pass(council=council, by=people.secretary(), at=timezone.now())


def test_only_the_secretary_opens_and_closes(db):
    council = make.assigned_council(entries=1)
    make.declare_all(council)
    for person in (people.chair(), people.so_officer(), people.judge(1)):
        with pytest.raises(NotPermitted, match="Chỉ thư ký hội đồng được làm việc này."):
            operations.open_pass(council=council, by=person, at=timezone.now())


def test_a_council_is_set_up_once_for_a_round_whose_list_is_fixed(db):
    round = make.open_round()
    facts = {"name": "Hội đồng", "decision_number": "1/QĐ-UBND", "decision_date": timezone.localdate()}
    with pytest.raises(NotPermitted, match="Hãy chốt danh sách dự bình chọn trước khi lập hội đồng."):
        operations.set_up_council(round=round, by=people.so_officer(), at=timezone.now(), **facts)
    council = make.council(entries=1)
    round = Round.objects.get(pk=council.round_id)
    with pytest.raises(NotPermitted, match="Kỳ này đã có hội đồng."):
        operations.set_up_council(round=round, by=people.so_officer(), at=timezone.now(), **facts)
    with pytest.raises(NotPermitted, match="Chỉ cán bộ của cơ quan thường trực"):
        operations.set_up_council(round=round, by=people.outsider(), at=timezone.now(), **facts)


def test_the_table_of_a_pass_that_was_closed_before_seven_in_the_morning_bears_that_day(db):
    scoring_pass = make.closed_pass(means=("80",))
    scoring_pass.closed_at = datetime.datetime(2026, 10, 15, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(UTC)
    table = queries.score_table(scoring_pass, people.secretary())
    assert papers.score_table(scoring_pass, table).date_line == "Vĩnh Long, ngày 15 tháng 10 năm 2026"


def test_every_judge_and_member_gets_the_head_of_the_ledger_and_no_score(db):
    scoring_pass = make.closed_pass(means=("80.25",))
    council = type(scoring_pass.round.council).objects.get(round=scoring_pass.round)
    told = [*queries.people_of_council(council), *queries.people_of_panel(council)]
    assert len(told) == 7
    for person in told:
        body = person.notices.get(kind="judging.pass_closed").body
        assert council.ledger_head in body
        assert "80,25" not in body
        assert "80.25" not in body
