"""Every fence × every role × every phase, on real rows: a change of one cell must be a decision."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from judging import operations, visibility
from judging.models import Outcome, Seat
from tests import people

from ..factories import judging as make
from ..factories.registrations import owner_of_entry

COUNCIL = {"chair", "secretary", "member"}


def roles(round):
    return {
        "chair": people.chair(),
        "secretary": people.secretary(),
        "member": make.member(),
        "judge": people.judge(1),
        "office": people.so_officer(),
        "establishment": owner_of_entry(round.entries.get()),
        "outsider": people.outsider(),
        "cuc": people.cuc_officer(),
        "administrator": people.administrator(),
        "anonymous": AnonymousUser(),
    }


def within(fence, row):
    """The roles to which the fence gives this row."""
    found = roles(row_round(row)).items()
    return {name for name, user in found if fence(user).filter(pk=row.pk).exists()}


def row_round(row):
    if hasattr(row, "scoring_pass"):
        return row.scoring_pass.round
    if hasattr(row, "panel"):
        return row.panel.council.round
    if hasattr(row, "council"):
        return row.council.round
    return row.entry.round if hasattr(row, "entry") else row.round


@pytest.fixture
def scored(db):
    return make.scored_entry().round.passes.get()


def close(scoring_pass):
    return operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())


def test_a_sheet_is_its_judges_alone_until_the_pass_is_closed(scored):
    sheet = scored.sheets.get(judge__user=people.judge(1))
    others = scored.sheets.get(judge__user=people.judge(2))
    assert within(visibility.sheets, sheet) == {"judge"}
    assert within(visibility.sheets, others) == set()
    close(scored)
    assert within(visibility.sheets, sheet) == COUNCIL | {"judge"}
    assert within(visibility.sheets, others) == COUNCIL


def test_results_open_in_phases(db):
    round = make.decided_round(means=("80",))
    result = round.passes.get().results.get()
    assert within(visibility.results, result) == COUNCIL
    operations.publish(council=round.council, by=people.secretary(), at=timezone.now())
    assert within(visibility.results, result) == COUNCIL | {"judge"}


def test_there_are_no_results_to_read_while_a_pass_is_open(scored):
    assert visibility.results(people.chair()).count() == 0
    close(scored)
    assert visibility.results(people.chair()).count() == 1


def test_who_handed_in_is_the_councils_to_know(scored):
    assert within(visibility.progress, scored) == COUNCIL


def test_judges_are_known_to_the_council_and_the_office(scored):
    assert within(visibility.judges, scored.round.council.panel.judges.first()) == COUNCIL | {"office"}


def test_how_others_vote_is_for_those_who_keep_the_meeting_until_it_is_over(db):
    meeting = make.open_meeting(means=("80",))
    assert within(visibility.vote_counts, meeting) == {"chair", "secretary"}
    make.vote_all(meeting)
    operations.close_meeting(meeting=meeting, by=people.chair(), at=timezone.now())
    assert within(visibility.vote_counts, meeting) == COUNCIL


def test_an_outcome_reaches_others_only_when_published(db):
    round = make.decided_round(means=("80",))
    outcome = Outcome.objects.get(entry__round=round)
    assert within(visibility.outcomes, outcome) == COUNCIL
    operations.publish(council=round.council, by=people.secretary(), at=timezone.now())
    assert within(visibility.outcomes, outcome) == COUNCIL | {"office", "establishment"}


def test_a_neighbouring_council_learns_nothing(db):
    """Seats open their own round, not the next one's."""
    here, next_door = make.published_round(means=("80",)), make.fixed_round(entries=1)
    stranger, officer = people.outsider(), people.so_officer()
    council = operations.set_up_council(
        round=next_door,
        name="Hội đồng kỳ bên",
        decision_number="1/QĐ",
        decision_date=timezone.localdate(),
        by=officer,
        at=timezone.now(),
    )
    fences = (visibility.sheets, visibility.results, visibility.outcomes, visibility.vote_counts, visibility.progress)
    assert [fence(people.chair()).count() for fence in fences] == [3, 1, 1, 1, 1]
    operations.seat_member(council=council, user=stranger, seat=Seat.CHAIR, by=officer, at=timezone.now())
    assert [fence(stranger).count() for fence in fences] == [0, 0, 0, 0, 0]
    assert here.council != council
