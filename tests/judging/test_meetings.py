"""The council's meeting: quorum, majority, the cut, the outcomes, publication and nomination."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.operations import add_member
from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.models import Outcome, Vote
from judging.steps import stages_of
from tests import people

from ..factories import judging as make
from ..factories.registrations import owner_of_entry

AGREE, DISAGREE, ABSTAIN = Vote.Choice.AGREE, Vote.Choice.DISAGREE, Vote.Choice.ABSTAIN


def end(meeting, chosen=(), cut_note=""):
    return operations.close_meeting(
        meeting=meeting, chosen=chosen, cut_note=cut_note, by=people.chair(), at=timezone.now()
    )


def outcomes(meeting):
    rows = Outcome.objects.filter(meeting=meeting).order_by("entry__code")
    return [(row.entry.code, row.ground, row.is_recognised) for row in rows]


def entries(meeting):
    return [result.entry for result in queries.agenda(meeting.council)]


def test_every_accepted_entry_gets_an_outcome_with_its_ground(db):
    meeting = make.open_meeting(means=("90", "80", "60", None))
    make.vote_all(meeting, AGREE, B_002=DISAGREE)
    end(meeting)
    assert outcomes(meeting) == [
        ("B-001", "recognised", True),
        ("B-002", "not_agreed", False),
        ("B-003", "below_threshold", False),
        ("B-004", "not_scored", False),
    ]
    row = Outcome.objects.get(entry__code="B-001")
    assert (row.mean, row.agreed, row.present, row.published_at) == (Decimal("90.00"), 3, 3, None)


def test_a_closed_meeting_says_of_each_product_what_was_decided(client_of, db):
    meeting = make.open_meeting(means=("90", "80"))
    make.vote_all(meeting, AGREE, B_002=DISAGREE)
    url = reverse("judging:meeting_detail", args=[meeting.pk])
    member = client_of(make.member())
    grounds = [Outcome.Ground.RECOGNISED.label, Outcome.Ground.NOT_AGREED.label]
    assert [ground for ground in grounds if ground in member.get(url).content.decode()] == []
    end(meeting)
    page = member.get(url).content.decode()
    assert [ground for ground in grounds if ground in page] == grounds


def test_the_majority_is_more_than_half_of_those_present(db):
    meeting = make.open_meeting(means=("90", "80"))
    voters = queries.present_voters(meeting)
    first, second = entries(meeting)
    by = people.secretary()
    for entry, choices in ((first, (AGREE, AGREE, ABSTAIN)), (second, (AGREE, ABSTAIN, DISAGREE))):
        hands = dict(zip(voters, choices, strict=True))
        operations.record_hands(meeting=meeting, entry=entry, choices=hands, by=by, at=timezone.now())
    end(meeting)
    assert outcomes(meeting) == [("B-001", "recognised", True), ("B-002", "not_agreed", False)]


def test_without_quorum_the_meeting_cannot_end(db):
    meeting = make.open_meeting(means=("90",))
    there = list(meeting.council.members.filter(seat__in=("chair", "secretary")))
    operations.record_attendance(meeting=meeting, present=there, by=people.secretary(), at=timezone.now())
    make.vote_all(meeting)
    with pytest.raises(Refused, match="Chưa đủ số thành viên dự họp: có 1, cần ít nhất 2 trong 3 người."):
        end(meeting)


def test_a_missing_vote_is_named(db):
    meeting = make.open_meeting(means=("90",))
    entry = entries(meeting)[0]
    operations.cast_vote(meeting=meeting, entry=entry, choice=AGREE, by=people.chair(), at=timezone.now())
    with pytest.raises(Refused, match="B-001: chưa có ý kiến của Ngô Thị Ánh, Trương Thị Mỹ Ái."):
        end(meeting)


def test_members_vote_for_themselves_and_may_change_their_mind(db):
    meeting = make.open_meeting(means=("90",))
    entry = entries(meeting)[0]
    for choice in (DISAGREE, AGREE):
        operations.cast_vote(meeting=meeting, entry=entry, choice=choice, by=people.chair(), at=timezone.now())
    assert [vote.choice for vote in meeting.votes.all()] == [AGREE]


def test_who_is_absent_or_has_no_vote_does_not_vote(db):
    meeting = make.open_meeting(means=("90",))
    entry = entries(meeting)[0]
    there = list(meeting.council.members.exclude(seat="deputy"))
    operations.record_attendance(meeting=meeting, present=there, by=people.secretary(), at=timezone.now())
    cases = [
        (people.so_head(), "Bạn chưa được điểm danh có mặt"),
        (people.secretary(), "Thư ký ghi biên bản, không biểu quyết."),
        (people.judge(1), "Chỉ thành viên hội đồng được biểu quyết."),
    ]
    for person, sentence in cases:
        with pytest.raises(NotPermitted, match=sentence):
            operations.cast_vote(meeting=meeting, entry=entry, choice=AGREE, by=person, at=timezone.now())
    deputy = meeting.council.members.get(seat="deputy")
    with pytest.raises(Refused, match="không có mặt hoặc không được biểu quyết sản phẩm này"):
        operations.record_hands(
            meeting=meeting, entry=entry, choices={deputy: AGREE}, by=people.secretary(), at=timezone.now()
        )


def test_an_entry_below_the_threshold_is_not_voted_on(db):
    meeting = make.open_meeting(means=("90", "60"))
    entry = queries.final_results(meeting.council)[1].entry
    with pytest.raises(Refused, match="không đạt điểm yêu cầu"):
        operations.cast_vote(meeting=meeting, entry=entry, choice=AGREE, by=people.chair(), at=timezone.now())


def test_more_agreed_than_places_takes_the_best(db):
    meeting = make.open_meeting(means=("80", "90", "75"), places=2)
    make.vote_all(meeting)
    end(meeting)
    assert outcomes(meeting) == [
        ("B-001", "recognised", True),
        ("B-002", "recognised", True),
        ("B-003", "beyond_places", False),
    ]


def test_a_tie_at_the_cut_needs_the_councils_decision(db):
    meeting = make.open_meeting(means=("80", "90", "80"), places=2)
    make.vote_all(meeting)
    tied = queries.tied_entries(meeting)
    assert [entry.code for entry in tied] == ["B-001", "B-003"]
    cases = [{}, {"chosen": tied[:1]}, {"cut_note": "Chọn"}, {"chosen": tied, "cut_note": "Cả hai"}]
    for decision in cases:
        with pytest.raises(Refused, match="Có 2 sản phẩm bằng điểm nhau ở vạch cắt nhưng chỉ còn 1 trong 2 chỗ."):
            end(meeting, **decision)
    end(meeting, chosen=tied[1:], cut_note="Ưu tiên sản phẩm dùng nguyên liệu địa phương.")
    assert outcomes(meeting) == [
        ("B-001", "beyond_places", False),
        ("B-002", "recognised", True),
        ("B-003", "recognised", True),
    ]
    meeting.refresh_from_db()
    assert meeting.cut_note == "Ưu tiên sản phẩm dùng nguyên liệu địa phương."


def test_only_the_chair_ends_the_meeting_and_only_once(db):
    meeting = make.open_meeting(means=("90",))
    make.vote_all(meeting)
    with pytest.raises(NotPermitted, match="Chỉ chủ tịch hội đồng được kết thúc phiên họp."):
        operations.close_meeting(meeting=meeting, by=people.secretary(), at=timezone.now())
    end(meeting)
    with pytest.raises(Refused, match="Phiên họp không mở"):
        end(meeting)
    assert Outcome.objects.count() == 1


def test_publication_tells_each_establishment_its_own_and_nothing_before(db, mailoutbox):
    round = make.decided_round(means=("81.25", "58.75"))
    first, second = round.entries.order_by("code")
    owners = [owner_of_entry(first), owner_of_entry(second)]
    assert [owner.notices.filter(kind="judging.result_published").count() for owner in owners] == [0, 0]
    assert [queries.outcome_for(entry, owner) for entry, owner in zip((first, second), owners, strict=True)] == [
        None,
        None,
    ]
    operations.publish(council=round.council, by=people.secretary(), at=timezone.now())
    bodies = [owner.notices.get(kind="judging.result_published").body for owner in owners]
    assert "Được hội đồng đề nghị công nhận" in bodies[0]
    assert "Chưa đạt điểm yêu cầu" in bodies[1]
    assert not any(points in body for body in bodies for points in ("81,25", "81.25", "58,75", "58.75"))
    assert queries.outcome_for(first, owners[0]).is_recognised is True
    assert queries.outcome_for(first, owners[1]) is None
    council = type(round.council).objects.get(round=round)
    with pytest.raises(NotPermitted, match="Kết quả đã được công bố."):
        operations.publish(council=council, by=people.secretary(), at=timezone.now())


def test_publication_waits_for_the_end_of_the_meeting(db):
    council = make.open_meeting(means=("90",)).council
    with pytest.raises(NotPermitted, match="Công bố sau khi chủ tịch hội đồng đã kết thúc phiên họp."):
        operations.publish(council=council, by=people.secretary(), at=timezone.now())
    assert list(queries.rounds_awaiting_decision()) == []


def test_recognition_does_not_nominate(db):
    outcome = make.recognised_outcome(means=("90", "60"))
    round = outcome.entry.round
    assert list(queries.nominations(round)) == []
    failed = Outcome.objects.get(entry__round=round, is_recognised=False)
    for wrong in ([failed], [outcome, failed], []):
        with pytest.raises(Refused):
            nominate(round, wrong)
    assert list(queries.nominations(round)) == []
    nominate(round, [outcome])
    with pytest.raises(Refused, match="B-001 không đề cử được: chưa được công nhận hoặc đã đề cử rồi."):
        nominate(round, [outcome])
    assert [row.outcome for row in queries.nominations(round)] == [outcome]


def nominate(round, outcomes, **changes):
    decision = {"decided_on": timezone.localdate(), "ground": "Biên bản số 05/BB-HĐBC"} | changes
    operations.nominate(council=round.council, outcomes=outcomes, by=people.secretary(), at=timezone.now(), **decision)


def test_a_nomination_names_its_day_and_its_paper(db):
    outcome = make.recognised_outcome()
    round = outcome.entry.round
    with pytest.raises(Refused, match="Hãy ghi căn cứ đề cử."):
        nominate(round, [outcome], ground=" ")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="Ngày hội đồng quyết định không thể ở sau hôm nay."):
        nominate(round, [outcome], decided_on=tomorrow)
    nominate(round, [outcome])
    row = queries.nominations(round).get()
    assert (row.decided_on, row.ground) == (timezone.localdate(), "Biên bản số 05/BB-HĐBC")
    body = owner_of_entry(outcome.entry).notices.get(kind="judging.nominated").body
    assert "Biên bản số 05/BB-HĐBC" in body


def test_the_list_for_the_next_level_is_in_order_and_one_query(db, django_assert_num_queries):
    round = make.published_round(means=("80", "90", "85"))
    make.nominate(*queries.nominable(round.council))
    with django_assert_num_queries(1):
        rows = [
            (
                row.outcome.entry.code,
                row.outcome.entry.version.number,
                str(row.outcome.entry.product.establishment.province),
            )
            for row in queries.nominations(round)
        ]
    assert [code for code, _, _ in rows] == ["B-002", "B-003", "B-001"]
    assert [row.pk for row in queries.nominations_of_offices([round.organiser])] == [
        row.pk for row in queries.nominations(round)
    ]
    assert list(queries.nominations_of_offices([round.organiser], year=round.year - 1)) == []
    assert list(queries.nominations_of_offices([people.cuc()])) == []


def test_downstream_sees_only_what_is_published_and_recognised(db):
    round = make.decided_round(means=("90", "60"))
    assert list(queries.published_recognised_outcomes(round)) == []
    operations.publish(council=round.council, by=people.secretary(), at=timezone.now())
    assert [row.entry.code for row in queries.published_recognised_outcomes(round)] == ["B-001"]
    assert list(queries.rounds_awaiting_decision()) == [round]


def test_everybody_finds_what_waits_for_them(db):
    def titles(person):
        return [item.title for item in queries.todo_for(person, timezone.localdate())]

    round = make.fixed_round(entries=1)
    assert titles(people.so_officer()) == [f"Lập hội đồng – {round}"]
    council = make.assigned_council(round)
    assert titles(people.so_officer()) == []
    assert titles(people.judge(1)) == [f"Khai báo xung đột lợi ích cho 1 sản phẩm – {round}"]
    assert titles(people.secretary()) == [f"Phân công và mở lượt chấm – {round}"]
    make.declare_all(council)
    assert titles(people.judge(1)) == []
    operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
    assert titles(people.judge(1)) == [f"Chấm và nộp 1 phiếu – {round}"]
    assert titles(people.outsider()) == []


def test_who_has_to_do_with_the_session_is_led_into_it(db):
    meeting = make.open_meeting(means=("80",))
    url = reverse("judging:meeting_detail", args=[meeting.pk])
    for person in (people.chair(), people.secretary(), make.member()):
        assert [item.url for item in queries.todo_for(person, timezone.localdate())] == [url]


def test_the_first_step_is_done_once_the_council_and_enough_judges_are_entered(db):
    assert [step.state for step in stages_of(make.council(entries=1))][:4] == ["done", "done", "done", "current"]
    assert [step.state for step in stages_of(make.council(entries=1, judges=2))][:3] == ["done", "done", "current"]


def recuse(meeting, member, entry, by=None, **changes):
    conflict = {"kind": "family", "reason": "Em trai là chủ cơ sở"} | changes
    by = by or member.user
    return operations.recuse_member(
        council=meeting.council, member=member, entry=entry, by=by, at=timezone.now(), **conflict
    )


def seat(meeting, user):
    return meeting.council.members.get(user=user)


def test_a_member_with_a_conflict_does_not_vote_and_a_vote_already_cast_is_taken_back(db):
    meeting = make.open_meeting(means=("90", "80"))
    first, second = entries(meeting)
    make.vote_all(meeting)
    member = seat(meeting, make.member())
    recuse(meeting, member, first)
    assert meeting.votes.filter(member=member).values_list("entry__code", flat=True).get() == second.code
    with pytest.raises(Refused, match="Bạn có xung đột lợi ích với sản phẩm này nên không biểu quyết."):
        operations.cast_vote(meeting=meeting, entry=first, choice=AGREE, by=make.member(), at=timezone.now())
    hands = {"meeting": meeting, "entry": first, "choices": {member: AGREE}}
    with pytest.raises(Refused, match="Trương Thị Mỹ Ái không có mặt hoặc không được biểu quyết sản phẩm này."):
        operations.record_hands(by=people.secretary(), at=timezone.now(), **hands)
    end(meeting)
    row = Outcome.objects.get(entry=first)
    assert (row.agreed, row.present, row.is_recognised) == (2, 2, True)
    assert Outcome.objects.get(entry=second).present == 3


def test_the_quorum_of_an_entry_counts_after_recusals(db):
    """Of three members one is absent: quorum for the meeting, but not for an entry in which one more is out."""
    meeting = make.open_meeting(means=("90",))
    entry = entries(meeting)[0]
    there = [m for m in meeting.council.members.all() if m.user != people.so_head()]
    operations.record_attendance(meeting=meeting, present=there, by=people.secretary(), at=timezone.now())
    recuse(meeting, seat(meeting, make.member()), entry, by=people.secretary())
    make.vote_all(meeting)
    with pytest.raises(Refused) as refusal:
        end(meeting)
    assert refusal.value.sentence == (
        "B-001: 1 người không biểu quyết vì xung đột lợi ích, còn 1 người có mặt trong 2 người được biểu quyết, "
        "cần ít nhất 2."
    )
    everybody = list(meeting.council.members.all())
    operations.record_attendance(meeting=meeting, present=everybody, by=people.secretary(), at=timezone.now())
    make.vote_all(meeting)
    end(meeting)
    assert outcomes(meeting) == [("B-001", "recognised", True)]


def test_the_roll_call_brings_the_conflicts_that_the_portal_knows(db):
    council = make.council(entries=2)
    officer, now = people.so_officer(), timezone.now()
    operations.add_judge(council=council, user=make.member(), by=officer, at=now)
    operations.assign(council=council, by=people.secretary(), at=now)
    mine = council.panel.judges.get(user=make.member()).assignments.get(entry__code="B-001")
    conflict = {"kind": "advice", "reason": "Đã tư vấn bao bì"}
    operations.declare(assignment=mine, by=make.member(), at=now, **conflict)
    make.declare_all(council)
    scoring_pass = operations.open_pass(council=council, by=people.secretary(), at=now)
    for sheet in scoring_pass.sheets.select_related("judge__user"):
        make.submit_total(sheet, "80")
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=now)
    chairs_own = council.round.entries.get(code="B-002").product.establishment.organisation
    add_member(user=people.chair(), organisation=chairs_own, role=Role.OWNER, by=None, at=now)
    meeting = operations.plan_meeting(
        council=council, held_on=timezone.localdate(), place="Sở", by=people.secretary(), at=now
    )
    operations.open_meeting(meeting=meeting, by=people.secretary(), at=now)
    for _ in range(2):
        everybody = list(council.members.all())
        operations.record_attendance(meeting=meeting, present=everybody, by=people.secretary(), at=now)
    found = [(row.entry.code, row.member.user, row.kind) for rows in queries.recused(council).values() for row in rows]
    assert sorted(found, key=lambda row: row[0]) == [
        ("B-001", make.member(), "advice"),
        ("B-002", people.chair(), "employment"),
    ]


def test_only_a_member_or_the_secretary_declares_and_only_until_the_meeting_ends(db):
    meeting = make.open_meeting(means=("90",))
    entry = entries(meeting)[0]
    member = seat(meeting, make.member())
    with pytest.raises(NotPermitted, match="Mỗi thành viên tự khai cho mình; thư ký ghi thay được."):
        recuse(meeting, member, entry, by=people.chair())
    with pytest.raises(NotPermitted, match="Thư ký không biểu quyết nên không phải khai."):
        recuse(meeting, seat(meeting, people.secretary()), entry)
    with pytest.raises(Refused, match="Hãy nói rõ xung đột lợi ích là gì."):
        recuse(meeting, member, entry, reason=" ")
    make.vote_all(meeting)
    end(meeting)
    with pytest.raises(NotPermitted, match="Phiên họp đã kết thúc, không khai thêm được."):
        recuse(meeting, member, entry)


def test_the_ledger_with_a_recusal_is_recounted_and_a_hidden_vote_in_it_found(db):
    meeting = make.open_meeting(means=("90", "80"))
    recuse(meeting, seat(meeting, make.member()), entries(meeting)[0])
    make.vote_all(meeting)
    end(meeting)
    council = type(meeting.council).objects.get(pk=meeting.council_id)
    assert queries.checked(council).holds
    lines = list(queries.ledger_lines(council))
    without = [line for line in lines if '"event\\":\\"member_recused' not in line]
    assert len(without) == len(lines) - 1


def test_who_sits_twice_is_refused_or_named_as_the_rule_set_says(client_of, db):
    council = make.council(entries=1)
    officer, now = people.so_officer(), timezone.now()
    with pytest.raises(Refused, match="Đặng Thị Thư không thể vừa là thư ký hội đồng vừa là giám khảo"):
        operations.add_judge(council=council, user=people.secretary(), by=officer, at=now)
    with pytest.raises(Refused, match="Võ Thành Đạt không thể vừa là thư ký hội đồng vừa là giám khảo"):
        operations.seat_member(council=council, user=people.judge(1), seat="secretary", by=officer, at=now)
    operations.add_judge(council=council, user=make.member(), by=officer, at=now)
    page = client_of(officer).get(reverse("judging:council_members", args=[council.pk])).content.decode()
    assert "Trương Thị Mỹ Ái vừa là ủy viên vừa là giám khảo" in page
    make.change_rules(council.round.rule_set, double_seats={"member": "refuse", "secretary": "refuse"})
    council = type(council).objects.get(pk=council.pk)
    with pytest.raises(Refused, match="Huỳnh Văn Ổn không thể vừa là thành viên biểu quyết của hội đồng vừa là"):
        operations.add_judge(council=council, user=people.chair(), by=officer, at=now)


def test_bo_asks_before_it_removes_and_a_mistake_shows_at_the_form(client_of, db):
    council = make.council(entries=1)
    officer = client_of(people.so_officer())
    member = council.members.get(user=make.member())
    url = reverse("judging:member_remove", args=[council.pk, member.pk])
    assert "Bỏ Trương Thị Mỹ Ái khỏi hội đồng" in officer.get(url).content.decode()
    assert council.members.filter(pk=member.pk).exists()
    officer.post(url)
    assert not council.members.filter(pk=member.pk).exists()
    page = officer.get(reverse("judging:council_members", args=[council.pk])).content.decode()
    assert f'action="{reverse("judging:member_add", args=[council.pk])}#them-thanh-vien"' in page
