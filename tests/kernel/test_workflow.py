"""The door through which states change: every table, every state, every step, and sixteen people at once."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.workflow import move, state_labels, stateful_models
from registrations.models import Round
from tests import people
from tests.factories.registrations import draft_round

NOW = timezone.now
MODELS = stateful_models()
PAIRS = [(model, state, step) for model in MODELS for state in state_labels(model) for step in model.STEPS]


def _id(value):
    return value if isinstance(value, str) else value.__name__


def test_there_are_tables_to_prove():
    assert {model.__name__ for model in MODELS} == {
        "Activity",
        "CertificateAct",
        "Complaint",
        "Consolidation",
        "Entry",
        "ErasureRequest",
        "HalfYearReport",
        "Meeting",
        "PromotionProject",
        "Round",
        "ScoreSheet",
        "ScoringPass",
        "SupportRequest",
        "UnitYearPlan",
        "Visit",
    }


@pytest.mark.parametrize("model", MODELS, ids=_id)
def test_a_table_speaks_only_of_its_models_states_and_reaches_all_of_them(model):
    states = set(state_labels(model))
    reached = {model._meta.get_field("state").default}
    named = set()
    for name in model.STEPS:
        step = model.step(name)
        named |= step.sources | {step.target}
        reached.add(step.target)
    assert named <= states
    assert reached == states


@pytest.mark.parametrize(("model", "state", "step"), PAIRS, ids=_id)
@pytest.mark.django_db
def test_every_step_from_every_state_is_taken_or_refused_as_the_table_says(model, state, step):
    """A row that is gone cannot be swapped: past the table's door a step meets the compare-and-swap."""
    row = model(pk=0, state=state)
    sentence = "Người khác vừa xử lý" if state in model.step(step).sources else "Không thể “"
    with pytest.raises(Refused, match=sentence):
        move(row, step, by=None, at=NOW())
    assert row.state == state


@pytest.mark.django_db
def test_a_step_changes_the_row_and_writes_what_happened():
    round_, officer, at = draft_round(), people.so_officer(), NOW()
    move(round_, "announce", by=officer, at=at, note="đúng kế hoạch")
    round_.refresh_from_db()
    event = round_.history.get()
    assert round_.state == "open"
    assert (event.step, event.from_state, event.to_state, event.by, event.at, event.note) == (
        "announce",
        "draft",
        "open",
        officer,
        at,
        "đúng kế hoạch",
    )


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_at_once_one_wins_and_fifteen_are_told():
    round_, officer = draft_round(), people.so_officer()
    barrier, outcomes = threading.Barrier(16), []

    def announce():
        try:
            mine = Round.objects.get(pk=round_.pk)
            barrier.wait(30)
            move(mine, "announce", by=officer, at=NOW())
            outcomes.append("won")
        except Refused as refusal:
            outcomes.append(refusal.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=announce) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = "Người khác vừa xử lý việc này trước bạn. Hãy tải lại trang để xem trạng thái mới."
    assert sorted(outcomes) == sorted(["won", *[told] * 15])
    assert round_.history.count() == 1
