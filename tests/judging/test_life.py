"""A round's whole life in judging, by the pages alone: forms are read from the page and posted without JavaScript."""

import re

from django.urls import reverse
from django.utils import timezone

from judging import queries
from judging.models import Council, Meeting, Outcome, ScoreSheet, ScoringPass
from tests import people

from ..factories import judging as make
from ..factories.registrations import owner_of_entry


def go(client, page_name, *args):
    response = client.get(reverse(f"judging:{page_name}", args=args))
    page = response.content.decode()
    assert response.status_code == 200, page
    # A link's address that a template forgot leads nowhere and says nothing.
    assert 'href=""' not in page, page_name
    return page


def post(client, page_name, *args, **data):
    """Post and follow; the page that comes back must not hold a refusal."""
    response = client.post(reverse(f"judging:{page_name}", args=args), data, follow=True)
    page = response.content.decode()
    assert response.status_code == 200, page
    assert response.redirect_chain, re.findall(r'(?s)invalid-feedback.*?<|<div class="notice.*?</div>', page)
    return page


def test_a_round_is_judged_by_its_pages(client_of, mailoutbox):
    round = make.fixed_round(entries=2)
    officer, secretary, chair = (client_of(p) for p in (people.so_officer(), people.secretary(), people.chair()))
    judges = people.judges()
    make.member()

    # The office appoints.
    go(officer, "council_create", round.pk)
    post(
        officer,
        "council_create",
        round.pk,
        name="Hội đồng bình chọn tỉnh Vĩnh Long",
        decision_number="125/QĐ-UBND",
        decision_date="20/11/2026",
    )
    council = Council.objects.get(round=round)
    seats = [(people.chair(), "chair"), (people.so_head(), "deputy"), (make.member(), "member")]
    for user, seat in [*seats, (people.secretary(), "secretary")]:
        post(officer, "member_add", council.pk, **{"tv-email": user.email, "tv-seat": seat, "tv-title": ""})
    for judge in judges:
        post(officer, "judge_add", council.pk, **{"gk-email": judge.email.upper(), "gk-title": "Chuyên gia"})

    # The secretary assigns what the preview showed.
    assert "sẽ thêm <strong>6</strong> phân công" in go(secretary, "assignment_plan", council.pk)
    post(secretary, "assignment_plan", council.pk)
    assert "Chưa khai" in go(secretary, "assignment_plan", council.pk)

    # The judges declare and read the dossiers.
    for judge in judges:
        client = client_of(judge)
        assert "Khai báo" in go(client, "judge_list")
        for assignment in council.panel.judges.get(user=judge).assignments.all():
            assert assignment.entry.code not in go(client, "assignment_declare", assignment.pk)
            page = post(client, "assignment_declare", assignment.pk, kind="none", reason="")
            assert assignment.entry.code in page
            assert "Bánh tráng mỏng" in page

    # Pass 1
    go(secretary, "council_room", council.pk)
    post(secretary, "pass_open", council.pk)
    scoring_pass = ScoringPass.objects.get(round=round)
    assert f"{judges[0]} – {council.round.entries.first().code} (chưa nộp phiếu)" in go(
        secretary, "pass_detail", scoring_pass.pk
    )
    assert "Sản phẩm tôi chấm" in go(client_of(judges[0]), "council_list")
    first, second = queries.entries_of_pass(scoring_pass)
    for judge, typed in zip(judges, ("35,5", "36.5", "37"), strict=True):
        client = client_of(judge)
        for sheet in ScoreSheet.objects.filter(judge__user=judge):
            go(client, "sheet_edit", sheet.pk)
            market = typed if sheet.entry == first else "10"
            data = {"diem_market": market, "diem_economy": "36", "diem_culture": "9", "diem_other": "8", "nop": "1"}
            assert "Nộp phiếu chấm điểm?" in post(client, "sheet_edit", sheet.pk, **data)
            assert "Đã nộp phiếu" in post(client, "sheet_submit", sheet.pk)
            assert "Phiếu đã nộp" in go(client, "sheet_edit", sheet.pk)
    post(secretary, "pass_close", scoring_pass.pk, note="")
    table = go(secretary, "pass_detail", scoring_pass.pk)
    # 36,3333… + 53 = 89,333…
    assert "89,33" in table

    assert reverse("judging:meeting_plan", args=[council.pk]) in table

    # The meeting
    go(secretary, "meeting_plan", council.pk)
    post(secretary, "meeting_plan", council.pk, held_on=f"{timezone.localdate():%d/%m/%Y}", place="Sở Công Thương")
    meeting = Meeting.objects.get(council=council)
    go(chair, "meeting_detail", meeting.pk)
    post(secretary, "meeting_open", meeting.pk)
    everybody = [member.pk for member in council.members.all()]
    post(secretary, "attendance_record", meeting.pk, present=everybody)
    post(chair, "vote_cast", meeting.pk, first.pk, choice="agree")
    voters = queries.present_voters(meeting)
    go(secretary, "hands_record", meeting.pk, first.pk)
    hands = {f"thanh_vien_{voter.pk}": "agree" for voter in voters}
    post(secretary, "hands_record", meeting.pk, first.pk, **hands)
    post(chair, "meeting_close", meeting.pk)
    outcomes = [(outcome.entry, outcome.ground) for outcome in Outcome.objects.order_by("entry__code")]
    assert outcomes == [(first, "recognised"), (second, "below_threshold")]

    # Publication and nomination
    owner = client_of(owner_of_entry(first))
    assert "chưa công bố" in go(owner, "entry_outcome_fragment", first.pk)
    preview = go(secretary, "publish", council.pk)
    assert owner_of_entry(first).email in preview
    post(secretary, "publish", council.pk)
    assert "Được hội đồng đề nghị công nhận" in go(owner, "entry_outcome_fragment", first.pk)
    decision = {"outcomes": [Outcome.objects.get(entry=first).pk], "decided_on": "1/9/2026", "ground": "Biên bản số 05"}
    page = post(secretary, "nomination_list", council.pk, **decision)
    assert "Danh sách này đi đâu?" in page
    assert reverse("certificates:climb", args=[round.pk]) in page
    assert [n.outcome.entry for n in queries.nominations(round)] == [first]
    assert [o.entry for o in queries.published_recognised_outcomes(round)] == [first]
    assert list(queries.rounds_awaiting_decision()) == [round]
