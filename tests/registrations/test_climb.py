"""The climb to an upper round, and what happened before the portal."""

import datetime

import pytest
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from registrations import operations, queries
from registrations.models import Establishment, Product, Round, VoteLevel
from registrations.workflow import EntryState
from tests.factories import geography
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def climb(entry, round, by=None, **changed):
    ground = {
        "ground_decision": "2100/QĐ-UBND",
        "ground_certificate": "15/2026/GCN",
        "ground_valid_until": timezone.localdate(make.CLOSES),
    }
    return operations.enter_from_below(
        entry=entry, round=round, **ground | changed, by=by or make.officer_of(entry.round), at=make.AT
    )


def test_a_product_climbs_with_the_version_that_was_judged_below_and_its_ground():
    lower, region = make.accepted_entry(), make.open_round(VoteLevel.REGION)
    upper = climb(lower, region)
    assert (upper.state, upper.version, upper.climbed_from) == (EntryState.SUBMITTED, lower.version, lower)
    assert (upper.ground_decision, upper.ground_certificate) == ("2100/QĐ-UBND", "15/2026/GCN")
    assert upper.tracking_code != lower.tracking_code
    assert region.answer_days == 30
    accepted = operations.accept(entry=upper, by=make.officer_of(region), at=make.AT)
    assert [entry.code for entry in queries.accepted_entries(region)] == [accepted.code] == ["B-001"]


def test_climbing_twice_is_once():
    lower, region = make.accepted_entry(), make.open_round(VoteLevel.REGION)
    assert climb(lower, region) == climb(lower, region)
    assert region.entries.count() == 1


def test_an_expired_certificate_does_not_climb():
    region = make.open_round(VoteLevel.REGION)
    yesterday = timezone.localdate(make.AT) - timezone.timedelta(days=1)
    with pytest.raises(Refused, match="hết giá trị"):
        climb(make.accepted_entry(), region, ground_valid_until=yesterday)
    assert region.entries.count() == 0


def test_only_the_two_offices_let_a_product_climb(cast):
    lower, region = make.accepted_entry(), make.open_round(VoteLevel.REGION)
    for person in (cast.outsider, cast.owner, cast.administrator, make.owner_of_entry(lower)):
        with pytest.raises(NotPermitted):
            climb(lower, region, by=person)
    assert climb(lower, region, by=cast.cuc_officer).state == EntryState.SUBMITTED


def test_an_establishment_does_not_enter_the_region_by_itself():
    with pytest.raises(NotPermitted, match="cấp dưới công nhận và đề cử"):
        make.draft_entry(make.open_round(VoteLevel.REGION), make.product())


def test_a_product_that_is_not_accepted_below_does_not_climb():
    with pytest.raises(NotPermitted):
        climb(make.submitted_entry(), make.open_round(VoteLevel.REGION))


def test_history_recorded_twice_is_one_row():
    make.rule_sets()
    province = geography.province_of_then("Bà Rịa - Vũng Tàu")
    for _ in range(2):
        product = operations.record_history(
            establishment_name="HTX Nông nghiệp Thương mại Du lịch Bầu Mây",
            product_name="Hạt tiêu Bầu Mây",
            group="B",
            province=province,
            by=None,
            at=make.AT,
        )
        round = operations.import_history_round(
            level=VoteLevel.NATION, year=2023, title="Quốc gia 2023", recognised=None, by=None, at=make.AT
        )
    assert (Product.objects.get(), Round.objects.get()) == (product, round)
    assert Establishment.objects.get().is_known_from_history_only
    assert (round.recognised_count, queries.round_stats(round)["entered"]) == (None, None)
    assert round.rule_set.valid_from.year <= 2023


def test_history_is_the_system_s_alone(cast):
    make.rule_sets()
    with pytest.raises(NotPermitted):
        operations.import_history_round(
            level=VoteLevel.NATION, year=2023, title="Quốc gia 2023", by=cast.so_officer, at=make.AT
        )


def test_each_person_s_list_names_what_waits_with_its_day(cast):
    round = make.open_round()
    establishment = make.establishment(cast.owner)
    make.draft_entry(round, make.product(establishment, name="Kẹo dừa"))
    filed = make.submitted_entry(round, make.product(establishment, name="Bánh tráng"))
    today = timezone.localdate(make.AT)
    [own] = queries.todo_for(cast.owner, today)
    [office] = queries.todo_for(cast.so_officer, today)
    assert (own.title, own.due) == ("Hoàn thành và nộp hồ sơ “Kẹo dừa”", round.last_day)
    assert (office.title, office.due) == ("Kiểm tra 1 hồ sơ mới nộp", filed.answer_due_on)
    assert (queries.entries_awaiting(cast.so_officer), queries.entries_awaiting(cast.owner)) == (1, 0)
    assert queries.todo_for(cast.judge1, today) == []


def test_the_office_is_told_to_fix_the_list_the_day_after_the_last(cast):
    round_ = make.open_round()
    assert queries.todo_for(cast.so_officer, round_.last_day) == []
    [told] = queries.todo_for(cast.so_officer, round_.last_day + datetime.timedelta(days=1))
    assert (told.title, told.note) == ("Chốt danh sách dự bình chọn", round_.title)
    assert queries.todo_for(cast.outsider, round_.last_day + datetime.timedelta(days=1)) == []
