"""In which order people act must not matter to what comes of it, and the ledger shows in which order they did."""

import json

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judging import operations, queries
from judging.models import Assignment, ConflictDeclaration, Council, Outcome, Vote
from judging.tools.verify_ledger import Wrong, verify
from registrations.models import Product
from tests import people

from ..factories import judging as make
from .test_ledger import rewrite

TOTALS = ("83.37", "60.25", "77.71", "91.13", "70.00", "69.99")
in_a_world = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])


def undone(act):
    """What `act` returns, in a world that is as before afterwards."""
    with transaction.atomic():
        found = act()
        transaction.set_rollback(True)
    return found


def told(round, *events):
    """[(event, who, about which entry)] as the ledger has them."""
    lines = [json.loads(record.content) for record in round.ledger.all()]
    return [(c["event"], c.get("judge", c.get("member")), c["entry"]) for c in lines if c["event"] in events]


def checked(round):
    found = queries.checked(Council.objects.get(round=round))
    return [found.chain, found.program, *found.results]


@pytest.fixture
def scoring_pass(db):
    return make.open_pass(entries=2)


@in_a_world
@given(order=st.permutations(range(6)), again=st.sampled_from(range(6)))
def test_sheets_handed_in_and_given_back_in_any_order_make_one_result(scoring_pass, order, again):
    sheets = list(scoring_pass.sheets.order_by("pk").select_related("judge__user", "entry"))

    def play(turns):
        for turn in turns:
            make.submit_total(sheets[turn], TOTALS[turn])
        sheet = scoring_pass.sheets.get(pk=sheets[again].pk)
        operations.reopen_sheet(sheet=sheet, reason="Nhầm cột", by=people.secretary(), at=timezone.now())
        make.submit_total(scoring_pass.sheets.get(pk=sheet.pk), TOTALS[again])
        fresh = type(scoring_pass).objects.get(pk=scoring_pass.pk)
        operations.close_pass(scoring_pass=fresh, by=people.secretary(), at=timezone.now())
        results = scoring_pass.results.order_by("entry").values_list("entry", "mean", "counted", "is_passed")
        return list(results), told(scoring_pass.round, "sheet_submitted"), checked(scoring_pass.round)

    straight, shuffled = undone(lambda: play(range(6))), undone(lambda: play(order))
    assert shuffled[0] == straight[0]
    named = [("sheet_submitted", sheets[turn].judge_id, sheets[turn].entry.code) for turn in [*order, again]]
    assert shuffled[1] == named
    assert (straight[2], shuffled[2]) == (["", ""], ["", ""])


@pytest.fixture
def meeting(db):
    return make.open_meeting(means=("80", "75"), places=1)


@in_a_world
@given(data=st.data())
def test_votes_cast_in_any_order_make_one_decision(meeting, data):
    round = meeting.council.round
    voters, entries = queries.present_voters(meeting), list(round.entries.order_by("code"))
    votes = [(voter, entry, data.draw(st.sampled_from(Vote.Choice.values))) for voter in voters for entry in entries]

    def play(turns):
        for voter, entry, choice in turns:
            operations.cast_vote(meeting=meeting, entry=entry, choice=choice, by=voter.user, at=timezone.now())
        operations.close_meeting(meeting=type(meeting).objects.get(pk=meeting.pk), by=people.chair(), at=timezone.now())
        rows = Outcome.objects.filter(entry__round=round).order_by("entry__code")
        return list(rows.values_list("entry", "agreed", "present", "ground")), told(round, "vote"), checked(round)

    order = data.draw(st.permutations(votes))
    straight, shuffled = undone(lambda: play(votes)), undone(lambda: play(order))
    assert shuffled[0] == straight[0]
    assert shuffled[1] == [("vote", voter.pk, entry.code) for voter, entry, _ in order]
    assert (straight[2], shuffled[2]) == (["", ""], ["", ""])


@pytest.fixture
def assigned(db):
    return make.assigned_council(judges=4, entries=2)


@in_a_world
@given(data=st.data())
def test_declarations_in_any_order_deal_the_same_sheets(assigned, data):
    def play(council, rows, turns, conflicted):
        for turn in turns:
            assignment = Assignment.objects.select_related("judge__user", "entry").get(pk=rows[turn][1])
            kind = ConflictDeclaration.Kind.FAMILY if turn == conflicted else ConflictDeclaration.Kind.NONE
            by = assignment.judge.user
            operations.declare(assignment=assignment, kind=kind, reason="Em ruột", by=by, at=timezone.now())
        council = Council.objects.get(pk=council.pk)
        opened = operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
        return sorted(opened.sheets.values_list("judge", "entry__code")), checked(council.round)

    rows = list(assigned.panel.judges.order_by("pk").values_list("pk", "assignments"))
    order, conflicted = data.draw(st.permutations(range(len(rows)))), data.draw(st.sampled_from(range(len(rows))))
    turns = (range(len(rows)), order)
    straight, shuffled = (undone(lambda one=one: play(assigned, rows, one, conflicted)) for one in turns)
    assert len(straight[0]) == 7
    assert shuffled == straight
    assert straight[1] == ["", ""]


@pytest.mark.parametrize("order", [("B-001 B-002", "B-003 B-004"), ("B-003 B-004", "B-001 B-002")])
def test_sets_made_in_any_order_make_one_decision(db, order):
    round = make.fixed_round(entries=1)
    make.accepted_entries(round, 3)
    houses = [round.entries.get(code=code).product.establishment for code in ("B-001", "B-003")]
    for code, house in (("B-002", houses[0]), ("B-004", houses[1])):
        Product.objects.filter(entries__code=code, entries__round=round).update(establishment=house)
    meeting = make.open_meeting(round, means=("80", "75", "90", "85"))
    for codes in order:
        make.merge(meeting, *codes.split(), name=f"Bộ {codes}")
    make.vote_all(meeting)
    operations.close_meeting(meeting=meeting, by=people.chair(), at=timezone.now())
    rows = Outcome.objects.filter(entry__round=round).order_by("entry__code")
    assert list(rows.values_list("entry__code", "ground", "set_name")) == [
        ("B-001", "recognised", "Bộ B-001 B-002"),
        ("B-002", "merged", "Bộ B-001 B-002"),
        ("B-003", "recognised", "Bộ B-003 B-004"),
        ("B-004", "merged", "Bộ B-003 B-004"),
    ]
    assert checked(round) == ["", ""]


@pytest.mark.parametrize(
    ("first", "then", "sentence"),
    [
        ("pass_closed", "sheet_submitted", "B-001: số phiếu được tính là 2, sổ ghi 3"),
        ("sheet_submitted", "declared", "phiếu của người chưa khai hoặc có xung đột lợi ích"),
        ("meeting_closed", "vote", "B-001: thiếu ý kiến biểu quyết"),
    ],
)
def test_where_order_matters_a_ledger_told_the_other_way_round_is_refused(db, first, then, sentence):
    round = make.decided_round(means=("80",))
    lines = list(queries.ledger_lines(Council.objects.get(round=round)))

    def turn_round(contents):
        """The last `then` comes only after the first `first`."""
        late = next(c for c in contents if c["event"] == then)
        contents.remove(late)
        place = next(n for n, c in enumerate(contents) if c["event"] == first)
        contents.insert(place + 1, late)

    verify(rewrite(lines, lambda contents: None))
    with pytest.raises(Wrong) as wrong:
        verify(rewrite(lines, turn_round))
    assert str(wrong.value).endswith(sentence)
