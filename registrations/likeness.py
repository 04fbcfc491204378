"""Are two names the same product, written twice? Plain texts in, plain answer out; both folded (`cnnt_portal.text`)."""

from difflib import SequenceMatcher

# Words that say nothing about which product it is.
_EMPTY = {"san", "pham", "bo", "dac", "truyen", "thong", "cao", "cap"}
_NEAR = 0.86


def is_near(one, other):
    """The same words in another order, or so alike that one may be a slip of the other."""
    words, others = _telling(one), _telling(other)
    if not words or not others:
        return one == other
    if words == others:
        return True
    one, other = " ".join(sorted(words)), " ".join(sorted(others))
    # What the ratio can be at most, by length and then by letters without their order, spares nearly all comparisons.
    least = _NEAR * (len(one) + len(other)) / 2
    if min(len(one), len(other)) < least or _common(one, other) < least:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _NEAR


def _common(one, other):
    """How many letters they share, wherever these stand."""
    return sum(min(one.count(letter), other.count(letter)) for letter in set(one))


def longest_words(name):
    """The two words by which to look for names that may be near."""
    return sorted(_telling(name) or set(name.split()), key=lambda word: (-len(word), word))[:2]


def _telling(name):
    return set(name.split()) - _EMPTY
