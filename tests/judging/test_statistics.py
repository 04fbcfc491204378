"""Advisory figures after a pass: computed exactly, shown to chair and secretary, changing nothing."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from judging.statistics import icc_2k, statistics
from tests import people

from ..factories import judging as make

# Shrout and Fleiss (1979), table 2: six targets, four judges; ICC(2,4) = 0.62.
TEXTBOOK = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_agreement_is_that_of_the_textbook():
    assert icc_2k(TEXTBOOK) == Decimal("0.62")


@pytest.mark.parametrize("rows", [[], [[1, 2]], [[1], [2]], [[5, 5], [5, 5]]])
def test_agreement_of_too_little_is_not_told(rows):
    assert icc_2k(rows) is None


def figures(totals):
    return statistics({key: Decimal(value) for key, value in totals.items()}, digits=2, threshold=Decimal(70))


def test_severity_spread_and_who_decides_at_the_threshold():
    found = figures({("An", "B-001"): "60", ("Bé", "B-001"): "80", ("An", "B-002"): "90", ("Bé", "B-002"): "95.5"})
    assert [(row.judge, row.scored, row.difference) for row in found.severities] == [
        ("An", 2, Decimal("-12.75")),
        ("Bé", 2, Decimal("12.75")),
    ]
    assert [(row.entry, row.width, row.lowest_judge, row.highest_judge) for row in found.spreads] == [
        ("B-001", Decimal(20), "An", "Bé"),
        ("B-002", Decimal("5.5"), "An", "Bé"),
    ]
    assert [(row.entry, row.judge, row.without, row.would_pass) for row in found.crossings] == [
        ("B-001", "Bé", Decimal("60.00"), False)
    ]


def test_who_alone_scored_an_entry_is_compared_with_nobody():
    found = figures({("An", "B-001"): "75"})
    assert [row.difference for row in found.severities] == [None]
    assert (found.spreads, found.crossings, found.agreement) == ([], [], None)


def test_agreement_is_told_from_ten_entries_on():
    def of(number):
        entries = range(number)
        return figures(
            {(judge, entry): 60 + 3 * entry + shift for entry in entries for judge, shift in (("An", 0), ("Bé", 1))}
        )

    assert (of(9).agreement, of(9).needed) == (None, 10)
    assert (of(10).agreement, of(10).needed, of(10).agreed_on) == (Decimal("1.00"), None, (2, 10))


points = st.decimals(min_value=0, max_value=100, places=2)
matrices = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(points, min_size=k, max_size=k), min_size=2, max_size=5)
)


@given(matrices)
def test_the_order_of_judges_and_entries_does_not_matter(rows):
    turned = [list(reversed(row)) for row in reversed(rows)]
    assert icc_2k(rows) == icc_2k(turned)


@given(matrices)
def test_a_judge_who_gives_everybody_more_is_seen_and_a_crossing_is_a_crossing(rows):
    totals = {(judge, entry): value for entry, row in enumerate(rows) for judge, value in enumerate(row)}
    found = statistics(totals, digits=2, threshold=Decimal(70))
    assert len(found.severities) == len(rows[0])
    for row in found.crossings:
        assert (row.result >= 70) != (row.without >= 70)
    assert all(row.width >= 0 for row in found.spreads)


def test_the_page_is_for_chair_and_secretary_and_calls_itself_advisory(client_of, db):
    scoring_pass = make.closed_pass(means=("80", "60"))
    few = "Chưa đủ sản phẩm để tính: mới có 2 sản phẩm mà mọi giám khảo đều chấm, cần ít nhất 10."
    url = reverse("judging:pass_statistics", args=[scoring_pass.pk])
    for person in (people.chair(), people.secretary()):
        page = client_of(person).get(url).content.decode()
        assert "Chỉ để tham khảo" in page
        assert few in page
        assert "ICC(2,k)" not in page
    assert client_of(make.member()).get(url).status_code == 403
    assert client_of(people.judge(1)).get(url).status_code == 404
