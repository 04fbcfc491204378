"""A judge falls ill in the middle of a pass; the support team helps and has no vote."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.ledger import export_lines
from judging.models import LedgerRecord
from judging.tools.verify_ledger import verify
from tests import people

from ..factories import judging as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scoring():
    """An open pass on two entries with three judges and a substitute; judge 1 has handed in the first sheet."""
    council = make.council(entries=2)
    who = {"council": council, "user": people.judge(4), "is_substitute": True}
    operations.add_judge(**who, by=people.so_officer(), at=timezone.now())
    scoring_pass = make.open_pass(council.round)
    make.submit_total(scoring_pass.sheets.filter(judge__user=people.judge(1)).order_by("entry__code")[0], "80")
    return scoring_pass


def seat(scoring_pass, number):
    return scoring_pass.round.council.panel.judges.select_related("user", "panel__council").get(
        user=people.judge(number)
    )


def change(scoring_pass, one, other, reason="Giám khảo nhập viện"):
    return operations.substitute(
        judge=seat(scoring_pass, one), substitute=seat(scoring_pass, other), reason=reason, by=people.secretary(),
        at=timezone.now(),
    )  # fmt: skip


def test_a_substitute_has_nothing_to_score_before_taking_a_place(scoring):
    assert list(queries.owed_by(seat(scoring, 4))) == []
    assert scoring.sheets.filter(judge__user=people.judge(4)).count() == 0


def test_who_only_stands_by_is_not_counted_among_those_who_score(client_of, scoring):
    room = client_of(people.secretary()).get(reverse("judging:council_room", args=[scoring.round.council.pk]))
    assert (room.context["judge_count"], room.context["substitute_count"]) == (3, 1)
    assertContains(room, "Giám khảo dự khuyết")


def test_a_substitute_takes_what_is_still_owed_and_what_was_handed_in_counts(scoring):
    change(scoring, 1, 4)
    assert [row.entry.code for row in queries.owed_by(seat(scoring, 4))] == ["B-002"]
    council = scoring.round.council
    make.declare_all(council)
    for entry, totals in zip(queries.entries_of_pass(scoring), (["80"] * 3, ["70"] * 3), strict=True):
        make.submit_totals(scoring, entry, totals)
    operations.close_pass(scoring_pass=scoring, by=people.secretary(), at=timezone.now())
    assert [(row.entry.code, row.counted) for row in scoring.results.order_by("entry__code")] == [
        ("B-001", 3),
        ("B-002", 3),
    ]
    council.refresh_from_db()
    records = LedgerRecord.objects.filter(round=scoring.round)
    verify(list(export_lines(records, length=council.ledger_length, head=council.ledger_head)))


def test_in_the_second_pass_a_substitute_takes_what_it_is_about_and_the_judge_keeps_what_fell(scoring):
    council = scoring.round.council
    for entry, totals in zip(queries.entries_of_pass(scoring), (["80"] * 3, ["60"] * 3), strict=True):
        make.submit_totals(scoring, entry, totals)
    operations.close_pass(scoring_pass=scoring, by=people.secretary(), at=timezone.now())
    operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
    change(scoring, 1, 4)
    assert [row.entry.code for row in seat(scoring, 1).assignments.in_force()] == ["B-002"]
    assert [row.entry.code for row in seat(scoring, 4).assignments.in_force()] == ["B-001"]
    verify(list(queries.ledger_lines(type(council).objects.get(pk=council.pk))))


def test_only_a_substitute_takes_a_place_and_only_with_a_reason(scoring):
    with pytest.raises(Refused, match="phải là giám khảo dự khuyết"):
        change(scoring, 1, 2)
    with pytest.raises(Refused, match="Hãy ghi lý do thay giám khảo."):
        change(scoring, 1, 4, reason=" ")


def test_the_page_offers_the_substitutes_of_this_panel(scoring, client_of):
    client, council = client_of(people.secretary()), scoring.round.council
    url = reverse("judging:judge_substitute", args=[council.pk, seat(scoring, 1).pk])
    assert url in client.get(reverse("judging:council_members", args=[council.pk])).content.decode()
    client.post(url, {"substitute": seat(scoring, 4).pk, "reason": "Giám khảo nhập viện"})
    assert seat(scoring, 4).is_substitute is False
    assert people.judge(4).notices.filter(kind="judging.assigned").count() == 1


def test_where_nobody_scores_any_more_no_substitute_is_offered(scoring, client_of):
    for entry in queries.entries_of_pass(scoring):
        make.submit_totals(scoring, entry, ["80"] * 3)
    operations.close_pass(scoring_pass=scoring, by=people.secretary(), at=timezone.now())
    council = scoring.round.council
    page = client_of(people.secretary()).get(reverse("judging:council_members", args=[council.pk])).content.decode()
    assert reverse("judging:judge_substitute", args=[council.pk, seat(scoring, 1).pk]) not in page


def test_the_support_team_sits_in_the_council_and_does_not_vote():
    council = make.council(entries=1)
    helper = people.unit_officer()
    operations.seat_member(council=council, user=helper, seat="support", by=people.so_officer(), at=timezone.now())
    meeting = make.open_meeting(council.round, means=("80",))
    assert helper not in [member.user for member in queries.present_voters(meeting)]
    entry = queries.agenda(council)[0].entry
    with pytest.raises(NotPermitted, match="Tổ giúp việc ghi biên bản, không biểu quyết."):
        operations.cast_vote(meeting=meeting, entry=entry, choice="agree", by=helper, at=timezone.now())
