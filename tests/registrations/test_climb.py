"""The climb to an upper round, and what happened before the portal."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted
from cnnt_portal.notifications.models import Notice
from registrations import operations, queries
from registrations.fields import SECTION_OF
from registrations.models import Establishment, Ground, Product, Round, VoteLevel
from registrations.workflow import EntryState
from tests.factories import geography
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def ground(**changed):
    facts = {
        "decision_number": "2100/QĐ-UBND",
        "decision_date": timezone.localdate(make.OPENS),
        "certificate_number": "15/2026/GCN",
        "valid_until": timezone.localdate(make.CLOSES),
    }
    return Ground(**facts | changed)


def climb(entry, round, by=None, at=make.AT, **changed):
    by = by or make.officer_of(entry.round)
    return operations.enter_from_below(entry=entry, round=round, ground=ground(**changed), by=by, at=at)


def test_a_product_climbs_with_the_version_that_was_judged_below_and_its_ground():
    lower, region = make.accepted_entry(), make.open_round(VoteLevel.REGION)
    upper = climb(lower, region)
    assert (upper.state, upper.version, upper.climbed_from) == (EntryState.SUBMITTED, lower.version, lower)
    assert (upper.ground_decision, upper.ground_decision_date, upper.ground_certificate, upper.ground_valid_until) == (
        "2100/QĐ-UBND",
        timezone.localdate(make.OPENS),
        "15/2026/GCN",
        timezone.localdate(make.CLOSES),
    )
    assert [row.label for row in upper.history.all()] == ["Được đề cử từ cấp dưới"]
    assert upper.tracking_code != lower.tracking_code
    assert region.answer_days == 30
    [told] = Notice.objects.filter(kind="registrations.entry_climbed")
    assert (told.recipient, upper.tracking_code in told.body) == (make.owner_of_entry(lower), True)
    accepted = operations.accept(entry=upper, by=make.officer_of(region), at=make.AT)
    assert [entry.code for entry in region.entries.accepted()] == [accepted.code] == ["B-001"]


def test_climbing_twice_is_once():
    lower, region = make.accepted_entry(), make.open_round(VoteLevel.REGION)
    assert climb(lower, region) == climb(lower, region)
    assert (region.entries.count(), Notice.objects.filter(kind="registrations.entry_climbed").count()) == (1, 1)


def test_an_expired_certificate_does_not_climb():
    region = make.open_round(VoteLevel.REGION)
    today = timezone.localdate(make.AT)
    with pytest.raises(NotPermitted, match="hết giá trị"):
        climb(make.accepted_entry(), region, valid_until=today - datetime.timedelta(days=1))
    assert region.entries.count() == 0
    assert climb(make.accepted_entry(), region, valid_until=today).state == EntryState.SUBMITTED


def test_nothing_climbs_into_a_round_that_is_not_open():
    lower = make.accepted_entry()
    with pytest.raises(NotPermitted, match="chưa được công bố"):
        climb(lower, make.draft_round(VoteLevel.REGION))
    region = make.open_round(VoteLevel.REGION)
    with pytest.raises(NotPermitted, match="hết hạn nhận hồ sơ"):
        climb(lower, region, at=make.CLOSES, valid_until=timezone.localdate(make.AFTER))
    assert region.entries.count() == 0


def test_a_product_climbs_one_level_and_into_its_own_region():
    lower, elsewhere = make.accepted_entry(), make.open_round(VoteLevel.REGION, province="Lào Cai")
    with pytest.raises(NotPermitted, match="không nhận sản phẩm do cấp tỉnh công nhận"):
        climb(lower, make.open_round(VoteLevel.NATION))
    with pytest.raises(NotPermitted, match="không nhận sản phẩm ở Tỉnh Vĩnh Long"):
        climb(lower, elsewhere)


def test_what_the_upper_office_refused_comes_again_only_by_its_own_hand():
    lower, region = make.accepted_entry(), make.open_round(VoteLevel.REGION)
    upper_officer = make.officer_of(region)
    refused = operations.refuse(
        entry=climb(lower, region), reason="Thiếu bản sao", article="Điều 14", by=upper_officer, at=make.AT
    )
    with pytest.raises(NotPermitted, match="đã từ chối sản phẩm này"):
        climb(lower, region)
    again = climb(lower, region, by=upper_officer)
    assert (again.state, again == refused) == (EntryState.SUBMITTED, False)


def again_accepted(product):
    """The product in another round of its province, with the dossier that began as a copy of the first."""
    entry = make.draft_entry(product_=product)
    owner = make.owner_of_entry(entry)
    section = SECTION_OF["eligibility"]
    operations.save_section(
        dossier=entry.dossier,
        section=section,
        answers={key: make.ANSWERS[key] for key in section.keys},
        revision=0,
        by=owner,
        at=make.AT,
    )
    entry = operations.submit(entry=entry, is_true_stated=True, by=owner, at=make.AT)
    return operations.accept(entry=entry, by=make.officer_of(entry.round), at=make.AT)


def test_a_product_does_not_climb_beside_itself():
    product = make.product()
    first, second = make.accepted_entry(product_=product), again_accepted(product)
    region = make.open_round(VoteLevel.REGION)
    standing = climb(first, region)
    with pytest.raises(NotPermitted, match=rf"đã có trong .* \(mã tra cứu {standing.tracking_code}\)"):
        climb(second, region)


def test_a_list_is_shown_before_it_climbs_and_nothing_is_written(django_assert_num_queries, cast):
    lower_round, region = make.open_round(), make.open_round(VoteLevel.REGION)
    there, ready, expired = (make.accepted_entry(lower_round) for _ in range(3))
    climb(there, region)
    yesterday = timezone.localdate(make.AT) - datetime.timedelta(days=1)
    candidates = [(there, ground()), (ready, ground()), (expired, ground(valid_until=yesterday))]
    cast.so_officer.belongs_to(lower_round.organiser)
    for some in (candidates[:1], candidates):
        with django_assert_num_queries(2):
            lines = queries.climb_preview(round=region, candidates=some, by=cast.so_officer, at=make.AT)
    assert [(line.standing is not None, bool(line.verdict)) for line in lines] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert "hết giá trị" in lines[2].verdict.reason
    assert region.entries.count() == 1


def test_only_the_two_offices_let_a_product_climb(cast):
    lower, region = make.accepted_entry(), make.open_round(VoteLevel.REGION)
    for person in (cast.outsider, cast.owner, cast.administrator, make.owner_of_entry(lower)):
        with pytest.raises(NotPermitted):
            climb(lower, region, by=person)
    assert climb(lower, region, by=cast.cuc_officer).state == EntryState.SUBMITTED


def test_the_office_above_reads_where_an_entry_came_from(client_of, cast):
    lower = make.accepted_entry()
    upper = climb(lower, make.open_round(VoteLevel.REGION))
    page = client_of(cast.cuc_officer).get(reverse("registrations:entry_detail", args=[upper.pk])).content.decode()
    for fact in ("2100/QĐ-UBND", "15/2026/GCN", lower.round.title, lower.code, lower.round.organiser.name):
        assert fact in page


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
    assert Establishment.objects.get().organisation is None
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
    assert queries.todo_for(cast.judge1, today) == []


def test_an_establishment_is_led_to_its_first_product_then_to_the_rounds_around_it(cast):
    today = timezone.localdate(make.AT)
    own, commune = make.open_round(), make.open_round(VoteLevel.LOWEST)
    for other in (
        {"province": "Lào Cai"},
        {"requires_lower_level": True},
        {"opens_at": make.AT + datetime.timedelta(days=2)},
    ):
        make.open_round(**other)
    make.open_round(VoteLevel.REGION)
    establishment = make.establishment(cast.owner, commune=commune.unit)
    assert [todo.title for todo in queries.todo_for(cast.owner, today)] == ["Khai sản phẩm đầu tiên của cơ sở"]

    product = make.product(establishment)
    told = queries.todo_for(cast.owner, today)
    assert {todo.note for todo in told} == {own.title, commune.title}
    assert set(queries.rounds_for(establishment, make.AT)) == {own, commune}
    assert all(round.covers(establishment) for round in (own, commune))
    make.draft_entry(own, product)
    assert [todo.note for todo in queries.todo_for(cast.owner, today) if "nếu cơ sở muốn" in todo.title] == [
        commune.title
    ]


def test_the_office_is_told_to_fix_the_list_the_day_after_the_last(cast):
    round_ = make.open_round()
    assert queries.todo_for(cast.so_officer, round_.last_day) == []
    [told] = queries.todo_for(cast.so_officer, round_.last_day + datetime.timedelta(days=1))
    assert (told.title, told.note) == ("Chốt danh sách dự bình chọn", round_.title)
    assert queries.todo_for(cast.outsider, round_.last_day + datetime.timedelta(days=1)) == []
