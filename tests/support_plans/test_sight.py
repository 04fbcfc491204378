"""Shares and money that leaders see: each figure against a count by hand."""

import datetime

import pytest

from support_plans import queries
from support_plans.models import ActivityKind, MoneySource
from tests.factories import geography
from tests.factories import support_plans as make

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 7, 1)


def shares(**scope):
    return [(share.part, share.whole) for share in queries.coverage(TODAY, **scope)]


def test_the_shares_count_products_in_force_once_and_only_what_is_done():
    one, two, three = make.certificate("Một"), make.certificate("Hai"), make.certificate("Ba")
    expired = make.certificate("Hết hạn", issued_on=datetime.date(2021, 3, 1))
    again = make.certificate(product=one.product, level="province")
    plan = make.plan([one, two, three], coverage_goal=60, distribution_goal=70)
    make.activity(plan, certificates=[one])
    make.activity(plan, certificates=[one], kind=ActivityKind.DISTRIBUTION)
    make.activity(plan, certificates=[two])
    make.activity(plan, certificates=[three], done=False)
    assert again.valid_until > TODAY > expired.valid_until
    assert shares() == [(2, 3), (1, 3)]
    assert [(share.percent, share.goal, share.is_reached) for share in queries.coverage(TODAY)] == [
        (67, 60, True), (33, 70, False)]  # fmt: skip


def test_a_province_counts_what_was_certified_there():
    here, there = make.certificate("Đây"), make.certificate("Đó", province=geography.province("Lào Cai"))
    make.activity(make.plan([here, there]), certificates=[there])
    assert shares(territory={here.unit_id}) == [(0, 1), (0, 1)]
    assert shares(territory={there.unit_id}) == [(1, 1), (0, 1)]


def test_without_products_there_is_no_percentage():
    assert [share.percent for share in queries.coverage(TODAY)] == [None, None]


def test_money_adds_up_the_same_by_unit_and_by_source():
    plan = make.plan()
    make.activity(plan, money={MoneySource.UNIT: 300, MoneySource.ESTABLISHMENT: 100})
    make.activity(plan, money={MoneySource.UNIT: 50}, done=False)
    make.activity(
        plan, money={MoneySource.UNIT: 7}, starts_on=datetime.date(2025, 5, 1), ends_on=datetime.date(2025, 5, 2)
    )
    by_unit, by_source = queries.money_by_unit(2026), queries.money_by_source(2026)
    assert by_unit == [{"unit": make.unit().name, "planned": 50, "spent": 400}]
    assert {row["source"]: (row["planned"], row["spent"]) for row in by_source} == {
        "national_promotion": (0, 0), "local_promotion": (0, 0), "trade_promotion": (0, 0),
        "unit": (50, 300), "establishment": (0, 100),
    }  # fmt: skip
    assert (queries.money_ratio(2026), queries.money_ratio(2025)) == (3, None)
