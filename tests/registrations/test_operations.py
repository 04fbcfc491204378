import pytest

from registrations import queries
from registrations.workflow import EntryState
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def test_an_accepted_entry_has_a_code_of_its_group():
    round = make.open_round()
    first, second = make.accepted_entry(round), make.accepted_entry(round)
    assert [entry.code for entry in queries.accepted_entries(round)] == ["B-001", "B-002"]
    assert (first.state, second.state) == (EntryState.ACCEPTED, EntryState.ACCEPTED)
    make.returned_entry()
    make.refused_entry()
    make.withdrawn_entry()
