from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.scoring import (
    ScoreError,
    cut,
    is_majority,
    mean,
    parse_score,
    passes,
    quorum,
    ranks,
    round_half_up,
    total,
    vietnamese,
)

D = Decimal
totals = st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("39,5", D("39.50")),
        ("39.5", D("39.50")),
        (" 40 ", D("40.00")),
        ("40,00", D("40.00")),
        ("0", D("0.00")),
        ("", None),
        ("   ", None),
    ],
)
def test_a_score_is_read_with_comma_or_point(typed, value):
    assert parse_score(typed, maximum=D(40), digits=2) == value


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("40.01", "Điểm tối đa của tiêu chí này là 40."),
        ("999999999", "Điểm tối đa của tiêu chí này là 40."),
        ("-1", "Điểm không được âm."),
        ("−1", "Điểm không được âm."),
        ("39,555", "Điểm có nhiều nhất 2 chữ số sau dấu phẩy."),
        ("NaN", "Điểm phải là một số, ví dụ 39,5."),
        ("Infinity", "Điểm phải là một số, ví dụ 39,5."),
        ("1e1", "Điểm phải là một số, ví dụ 39,5."),
        ("1_0", "Điểm phải là một số, ví dụ 39,5."),
        ("39,5,0", "Điểm phải là một số, ví dụ 39,5."),
        ("３９", "Điểm phải là một số, ví dụ 39,5."),
        ("mười", "Điểm phải là một số, ví dụ 39,5."),
        ("9" * 400, "Điểm phải là một số, ví dụ 39,5."),
    ],
)
def test_anything_else_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(ScoreError) as refused:
        parse_score(typed, maximum=D(40), digits=2)
    assert str(refused.value) == sentence


@given(st.decimals(min_value=0, max_value=40, places=2))
def test_every_score_in_range_survives_being_written_and_read(value):
    assert parse_score(vietnamese(value), maximum=D(40), digits=2) == value


@given(st.text(max_size=12))
def test_no_text_makes_a_score_outside_its_range(text):
    try:
        value = parse_score(text, maximum=D(40), digits=2)
    except ScoreError:
        return
    assert value is None or (0 <= value <= 40 and value.as_tuple().exponent == -2)


def test_a_half_is_rounded_upwards():
    assert round_half_up(Fraction("69.995"), 2) == D("70.00")
    assert round_half_up(Fraction("69.9949999999999999999999999999999999"), 2) == D("69.99")
    assert round_half_up(Fraction("0.125"), 2) == D("0.13")


def test_the_mean_is_rounded_once_at_the_end():
    # 69.99 + 70.00 + 70.00 = 209.99; a third is 69.99666…
    assert mean([D("69.99"), D("70"), D("70")], 2) == D("70.00")
    assert mean([D("69.98"), D("70"), D("70")], 2) == D("69.99")


def test_nobody_scored_is_not_zero():
    assert mean([], 2) is None
    assert passes(None, D(70)) is False
    assert ranks({"a": None, "b": D(70)}) == {"b": 1}


def test_the_threshold_itself_passes():
    assert [passes(D(value), D(70)) for value in ("69.99", "70.00", "70.01")] == [False, True, True]


@given(totals)
def test_the_mean_is_exact_to_half_a_unit_and_within_its_totals(values):
    result = mean(values, 2)
    exact = sum((Fraction(v) for v in values), Fraction(0)) / len(values)
    assert -Fraction(1, 200) < Fraction(result) - exact <= Fraction(1, 200)
    assert min(values) <= result <= max(values)


@given(totals, st.randoms(use_true_random=False))
def test_the_order_of_judges_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert mean(shuffled, 2) == mean(values, 2)


@given(st.lists(st.decimals(min_value=0, max_value=40, places=2), max_size=6))
def test_a_total_is_exact(values):
    assert Fraction(total(values)) == sum((Fraction(v) for v in values), Fraction(0))


def test_equals_share_a_rank():
    assert ranks({"a": D(90), "b": D(80), "c": D(80), "d": D(70)}) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_a_quorum_is_rounded_up_and_a_majority_is_more_than_half():
    assert [quorum(members, Fraction(2, 3)) for members in (3, 4, 5, 7, 9)] == [2, 3, 4, 5, 6]
    assert [is_majority(agreed, 4, Fraction(1, 2)) for agreed in (1, 2, 3)] == [False, False, True]


def test_without_a_limit_everybody_is_inside():
    assert cut({"a": D(80), "b": D(70)}, None) == (["a", "b"], [], 0)


def test_the_cut_takes_the_best():
    assert cut({"a": D(80), "b": D(90), "c": D(70)}, 2) == (["b", "a"], [], 0)


def test_a_tie_at_the_cut_is_left_to_the_council():
    assert cut({"a": D(80), "b": D(90), "c": D(80), "d": D(70)}, 2) == (["b"], ["a", "c"], 1)


def test_a_tie_above_or_below_the_cut_needs_nobody():
    assert cut({"a": D(80), "b": D(80), "c": D(70), "d": D(60)}, 2) == (["a", "b"], [], 0)
    assert cut({"a": D(80), "b": D(80), "c": D(70), "d": D(70), "e": D(90)}, 3) == (["e", "a", "b"], [], 0)


@given(st.dictionaries(st.integers(), st.sampled_from([D(70), D(75), D(80)]), max_size=12), st.integers(0, 12))
def test_the_cut_never_gives_more_places_than_there_are(results, places):
    inside, tied, free = cut(results, places)
    assert len(inside) + free == min(places, len(results))
    assert free < len(tied) or (free == 0 and not tied)
