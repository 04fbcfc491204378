"""Every state × every step, by the operations and the people who may take them."""

import pytest

from cnnt_portal.errors import NotPermitted, Refused
from registrations import operations, permissions, workflow
from registrations.models import Entry, Ground, Round, VoteLevel
from registrations.workflow import EntryState, RoundState
from tests import people
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db

ENTRY_IN = {
    EntryState.DRAFT: make.complete_entry,
    EntryState.SUBMITTED: make.submitted_entry,
    EntryState.RETURNED: make.returned_entry,
    EntryState.ACCEPTED: make.accepted_entry,
    EntryState.REFUSED: make.refused_entry,
    EntryState.WITHDRAWN: make.withdrawn_entry,
    EntryState.MOVED: make.moved_entry,
}

ENTRY_STEPS = {
    "submit": lambda entry, by: operations.submit(entry=entry, is_true_stated=True, by=by, at=make.AT),
    "complete": lambda entry, by: operations.complete(
        entry=entry, is_true_stated=True, unchanged_because="Đã gửi bản giấy.", by=by, at=make.AT
    ),
    "return_for_completion": lambda entry, by: operations.return_for_completion(
        entry=entry, points=[make.POINT], by=by, at=make.AT
    ),
    "accept": lambda entry, by: operations.accept(entry=entry, by=by, at=make.AT),
    "refuse": lambda entry, by: operations.refuse(
        entry=entry, reason="Không do cơ sở làm ra.", article="Điều 4 TT 26/2014/TT-BCT", by=by, at=make.AT
    ),
    "transfer": lambda entry, by: operations.transfer(
        entry=entry, round=make.open_round(), reason="Nhầm nơi nộp", by=by, at=make.AT
    ),
    "withdraw": lambda entry, by: operations.withdraw(entry=entry, by=by, at=make.AT),
}
# They make an entry instead of moving a standing one: see test_climb.py and test_desk.py.
MAKING = {"enter_from_below", "receive"}
OFFICE_STEPS = {"return_for_completion", "accept", "refuse", "transfer"}


def _right_person(entry, step):
    return make.officer_of(entry.round) if step in OFFICE_STEPS else make.owner_of_entry(entry)


def test_the_table_of_entries_is_complete():
    assert workflow.ENTRY_STEPS.keys() == ENTRY_STEPS.keys() | MAKING
    assert set(EntryState) == ENTRY_IN.keys()
    reached = {target for _, _, _, target in workflow.ENTRY_STEPS.values()}
    assert reached == set(EntryState) - {EntryState.DRAFT}


@pytest.mark.parametrize("step", ENTRY_STEPS)
@pytest.mark.parametrize("state", ENTRY_IN)
def test_an_entry_takes_the_steps_of_its_table_and_no_other(state, step):
    entry = ENTRY_IN[state]()
    assert entry.state == state
    before = entry.history.count()
    by = _right_person(entry, step)
    _, _, sources, target = workflow.ENTRY_STEPS[step]
    if state in sources:
        ENTRY_STEPS[step](entry, by)
        entry = Entry.objects.get(pk=entry.pk)
        last = entry.history.last()
        assert (entry.state, last.step, last.from_state, last.to_state, last.by) == (target, step, state, target, by)
    else:
        with pytest.raises(Refused) as refusal:
            ENTRY_STEPS[step](entry, by)
        assert EntryState(state).label in refusal.value.sentence
        entry = Entry.objects.get(pk=entry.pk)
        assert (entry.state, entry.history.count()) == (state, before)


STATE_FOR = {"complete": EntryState.RETURNED, "submit": EntryState.DRAFT}


@pytest.mark.parametrize("step", ENTRY_STEPS)
@pytest.mark.parametrize("part", ["drafter", "outsider", "so_officer", "owner", "cuc_officer", "administrator"])
def test_a_step_is_refused_to_whoever_is_not_named_in_the_table(cast, step, part):
    establishment = make.establishment(cast.owner)
    entry = ENTRY_IN[STATE_FOR.get(step, EntryState.SUBMITTED)](product_=make.product(establishment))
    allowed = "so_officer" if step in OFFICE_STEPS else "owner"
    person = getattr(cast, part)
    if part == allowed:
        ENTRY_STEPS[step](entry, person)
    else:
        with pytest.raises(NotPermitted):
            ENTRY_STEPS[step](entry, person)
        assert Entry.objects.get(pk=entry.pk).state == entry.state


def test_the_office_of_another_province_accepts_nothing():
    entry = make.submitted_entry()
    with pytest.raises(NotPermitted):
        operations.accept(entry=entry, by=people.so_officer("Lào Cai"), at=make.AT)


ROUND_IN = {
    RoundState.DRAFT: make.draft_round,
    RoundState.OPEN: make.open_round,
    RoundState.CLOSED: lambda: make.fixed_round(make.open_round()),
}
ROUND_STEPS = {
    "announce": lambda round, by: operations.announce(round=round, by=by, at=make.AT),
    "fix_list": lambda round, by: operations.fix_list(round=round, by=by, at=make.AFTER),
    "reopen": lambda round, by: operations.reopen(round=round, reason="Sót hồ sơ gửi bưu điện", by=by, at=make.AFTER),
}


@pytest.mark.parametrize("step", ROUND_STEPS)
@pytest.mark.parametrize("state", ROUND_IN)
def test_a_round_takes_the_steps_of_its_table_and_no_other(cast, state, step):
    round = ROUND_IN[state]()
    assert workflow.ROUND_STEPS.keys() == ROUND_STEPS.keys()
    _, _, sources, target = workflow.ROUND_STEPS[step]
    with pytest.raises(NotPermitted):
        ROUND_STEPS[step](round, cast.outsider)
    if state in sources:
        ROUND_STEPS[step](round, make.officer_of(round))
        assert Round.objects.get(pk=round.pk).state == target
    else:
        with pytest.raises(Refused):
            ROUND_STEPS[step](round, make.officer_of(round))
        assert Round.objects.get(pk=round.pk).state == state


def test_a_list_is_fixed_after_the_deadline_and_when_every_entry_is_dealt_with():
    round = make.open_round()
    officer = make.officer_of(round)
    entry = make.submitted_entry(round)
    with pytest.raises(NotPermitted, match="Còn trong thời hạn nhận hồ sơ"):
        operations.fix_list(round=round, by=officer, at=make.AT)
    with pytest.raises(NotPermitted, match="Còn 1 hồ sơ chưa xử lý xong"):
        operations.fix_list(round=round, by=officer, at=make.AFTER)
    operations.accept(entry=entry, by=officer, at=make.AFTER)
    operations.fix_list(round=round, by=officer, at=make.AFTER)
    with pytest.raises(NotPermitted, match="đã chốt"):
        operations.withdraw(entry=Entry.objects.get(), by=make.owner_of_entry(entry), at=make.AFTER)


def test_reopening_needs_a_reason_and_may_set_a_new_deadline():
    round = make.fixed_round(make.open_round())
    officer = make.officer_of(round)
    with pytest.raises(Refused, match="lý do"):
        operations.reopen(round=round, reason="  ", by=officer, at=make.AFTER)
    later = make.AFTER + (make.AFTER - make.AT)
    round = operations.reopen(round=round, reason="Bão, mất điện", closes_at=later, by=officer, at=make.AFTER)
    assert (round.closes_at, round.history.last().note) == (later, "Bão, mất điện")
    assert make.draft_entry(round).state == EntryState.DRAFT


def test_a_list_that_was_handed_over_for_judging_is_never_reopened():
    round = make.open_round()
    officer = make.officer_of(round)
    with pytest.raises(NotPermitted, match="chốt danh sách"):
        operations.hand_over(round=round, by=officer, at=make.AFTER)
    make.fixed_round(round)
    first = operations.hand_over(round=round, by=officer, at=make.AFTER)
    again = operations.hand_over(round=round, by=officer, at=make.AFTER + (make.AFTER - make.AT))
    assert first.handed_over_at == again.handed_over_at == make.AFTER
    with pytest.raises(NotPermitted, match="đã giao hội đồng"):
        operations.reopen(round=round, reason="Sót hồ sơ", by=officer, at=make.AFTER)
    assert Round.objects.get(pk=round.pk).state == RoundState.CLOSED


def test_a_list_from_which_a_product_climbed_is_never_reopened():
    entry = make.accepted_entry()
    make.fixed_round(entry.round)
    officer = make.officer_of(entry.round)
    assert permissions.can_reopen(officer, Round.objects.get(pk=entry.round_id))
    region = make.open_round(VoteLevel.REGION)
    ground = Ground("2100/QĐ-UBND", None, "15/2026/GCN", make.AFTER.date())
    operations.enter_from_below(entry=entry, round=region, ground=ground, by=officer, at=make.AT)
    with pytest.raises(NotPermitted, match="đề cử lên kỳ trên"):
        operations.reopen(round=entry.round, reason="Sót hồ sơ", by=officer, at=make.AFTER)


def test_dossiers_are_taken_between_the_round_s_two_moments():
    round = make.open_round()
    early = make.complete_entry(round)
    owner = make.owner_of_entry(early)
    for at, sentence in ((make.OPENS - (make.CLOSES - make.AT), "nhận hồ sơ từ"), (make.CLOSES, "hết hạn nhận hồ sơ")):
        with pytest.raises(NotPermitted, match=sentence):
            operations.submit(entry=early, is_true_stated=True, by=owner, at=at)
    last = make.CLOSES - (make.CLOSES - make.AT) / 10**6
    assert operations.submit(entry=early, is_true_stated=True, by=owner, at=last).submitted_at == last


def test_an_answer_to_a_request_may_come_after_the_deadline_but_not_after_the_list_is_fixed():
    entry = make.returned_entry()
    owner = make.owner_of_entry(entry)
    entry = operations.complete(
        entry=entry, is_true_stated=True, unchanged_because="Đã gửi bản giấy.", by=owner, at=make.AFTER
    )
    assert (entry.state, entry.version.number) == (EntryState.SUBMITTED, 2)
    assert entry.completion_requests.get().answered_at == make.AFTER


def test_a_page_opened_before_the_announcement_does_not_take_it_back():
    round = make.draft_round()
    opened_before = Round.objects.get(pk=round.pk)
    officer = make.officer_of(round)
    operations.announce(round=round, by=officer, at=make.OPENS)
    facts = {name: getattr(round, name) for name in ("year", "opens_at", "closes_at")}
    with pytest.raises(NotPermitted):
        operations.update_round(round=opened_before, title="Tên khác", **facts, by=officer, at=make.OPENS)
    assert Round.objects.get(pk=round.pk).state == RoundState.OPEN
