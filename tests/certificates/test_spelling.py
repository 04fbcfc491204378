import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.spelling import MOST_WORDS, readings, slips

KNOWN = {"mien", "dong", "binh", "lieu", "banh", "trang", "che", "tuyet", "2020"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mien", [("mien",)]),
        ("mein", [("mien",)]),
        ("trnag", [("trang",)]),
        ("trag", [("trang",)]),
        ("tuyett", [("tuyet",)]),
        ("banhtrang", [("banh", "trang")]),
        ("lie", [("lieu",)]),
        ("2021", None),
        ("xyz", None),
    ],
)
def test_a_mistyped_word_is_read_as_the_known_word_it_is_nearest_to(typed, meant):
    found = readings([typed], KNOWN)
    assert (found and [way for way in found[0] if way != (typed,)]) == (meant if meant != [(typed,)] else [])


def test_every_word_must_be_like_something_known():
    assert readings(["mein", "qqqqqq"], KNOWN) is None


@given(st.text("abcd", min_size=1, max_size=6), st.text("abcd", min_size=1, max_size=6))
def test_slips_are_the_same_both_ways_and_none_only_between_equals(one, other):
    assert slips(one, other, 9) == slips(other, one, 9)
    assert (slips(one, other, 9) == 0) == (one == other)


def test_a_register_of_full_size_is_searched_in_a_moment_and_a_word_is_asked_once():
    first = ["b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "ch", "gi", "kh", "ng", "nh"]
    middle = [
        "a",
        "e",
        "i",
        "o",
        "u",
        "y",
        "ai",
        "ao",
        "au",
        "ay",
        "eo",
        "ia",
        "ie",
        "iu",
        "oa",
        "oi",
        "ua",
        "uo",
        "uye",
    ]
    last = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t", "x", "xy", "yx"]
    known = {"".join(parts) for parts in product(first, middle, last)}
    words = [f"{word}z" for word in sorted(known, key=len)[-8:]]
    before = time.process_time()
    assert readings(words * 12, known) is not None
    assert time.process_time() - before < 0.8
    assert readings(["mien"] * 90, KNOWN) == [[("mien",)]]


def test_more_words_than_a_name_has_are_not_guessed():
    assert readings([f"mien{n}" for n in range(MOST_WORDS + 1)], KNOWN) is None
