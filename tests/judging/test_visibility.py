"""Every secret × every reader × every phase, written out: a change of one cell must be a decision."""

import pytest

from judging.visibility import (
    NOBODY,
    Phase,
    Reader,
    names_visible_to,
    outcome_visible_to,
    progress_visible_to,
    results_visible_to,
    sheet_visible_to,
    votes_visible_to,
)

READERS = {
    "chair": Reader(is_council=True, is_chair=True),
    "secretary": Reader(is_council=True, is_secretary=True),
    "member": Reader(is_council=True),
    "judge": Reader(is_judge=True),
    "organiser": Reader(is_organiser=True),
    "establishment": Reader(is_establishment=True),
    "stranger": NOBODY,
}


def seen_by(question):
    return {name for name, reader in READERS.items() if question(reader)}


COUNCIL = {"chair", "secretary", "member"}


@pytest.mark.parametrize(("closed", "readers"), [(False, set()), (True, COUNCIL)])
def test_a_sheet_is_its_judges_alone_until_the_pass_is_closed(closed, readers):
    assert seen_by(lambda reader: sheet_visible_to(reader, is_author=False, pass_is_closed=closed)) == readers
    assert sheet_visible_to(READERS["judge"], is_author=True, pass_is_closed=closed)


@pytest.mark.parametrize(
    ("phase", "readers"),
    [(Phase.BLIND, set()), (Phase.CLOSED, COUNCIL), (Phase.PUBLISHED, COUNCIL | {"judge"})],
)
def test_results_open_in_phases(phase, readers):
    assert seen_by(lambda reader: results_visible_to(reader, phase)) == readers


def test_who_handed_in_is_the_councils_to_know():
    assert seen_by(progress_visible_to) == COUNCIL


def test_judges_are_known_to_the_council_and_the_office():
    assert seen_by(names_visible_to) == COUNCIL | {"organiser"}


@pytest.mark.parametrize(("closed", "readers"), [(False, {"chair", "secretary"}), (True, COUNCIL)])
def test_a_vote_is_known_to_those_who_keep_the_meeting_until_it_is_over(closed, readers):
    assert seen_by(lambda reader: votes_visible_to(reader, is_own=False, meeting_is_closed=closed)) == readers


@pytest.mark.parametrize(
    ("phase", "readers"),
    [
        (Phase.BLIND, COUNCIL),
        (Phase.CLOSED, COUNCIL),
        (Phase.PUBLISHED, COUNCIL | {"judge", "organiser", "establishment"}),
    ],
)
def test_a_decided_outcome_reaches_others_only_when_published(phase, readers):
    assert seen_by(lambda reader: outcome_visible_to(reader, phase, is_decided=True)) == readers
    assert seen_by(lambda reader: outcome_visible_to(reader, phase, is_decided=False)) == set()
