"""Sharing out: enough judges for each entry, even loads, nobody barred, the same answer for the same question."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from judging.balancing import balanced


def loads(pairs):
    return Counter(judge for judge, _ in pairs)


def test_a_thousand_entries_are_shared_out_to_the_unit():
    entries, judges = list(range(1000)), list("ABCDEFGHIJKLMNO")
    barred = [(judge, entry) for judge in "ABC" for entry in range(0, 1000, 37)]
    pairs = balanced(entries, judges, 5, barred=barred)
    assert set(Counter(entry for _, entry in pairs).values()) == {5}
    assert max(loads(pairs).values()) - min(loads(pairs).values()) <= 1
    assert set(pairs) & set(barred) == set()
    assert balanced(entries, judges, 5, barred=barred) == pairs


def test_what_stands_counts_and_a_new_judge_takes_most_of_what_is_new():
    present = [(judge, entry) for judge in "AB" for entry in range(4)]
    pairs = balanced(list(range(8)), list("ABC"), 2, present=present)
    assert {entry for _, entry in pairs} == {4, 5, 6, 7}
    # C scores each of the four new ones; the other half is shared.
    assert loads(pairs + present) == {"A": 6, "B": 6, "C": 4}


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 12),
    st.integers(1, 6),
    st.integers(1, 4),
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 11))),
)
def test_every_entry_has_as_many_as_may_judge_it_up_to_the_number(entries, judges, wanted, barred):
    pairs = balanced(list(range(entries)), list(range(judges)), wanted, barred=barred)
    assert len(set(pairs)) == len(pairs)
    assert not set(pairs) & barred
    for entry in range(entries):
        able = sum(1 for judge in range(judges) if (judge, entry) not in barred)
        assert sum(1 for _, what in pairs if what == entry) == min(wanted, able)
