import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.spelling import readings, slips

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
