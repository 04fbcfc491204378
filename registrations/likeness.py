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
    if 2 * min(len(one), len(other)) < _NEAR * (len(one) + len(other)):
        # Too different in length: what the ratio can be at most, without comparing letters.
        return False
    return SequenceMatcher(None, one, other).ratio() >= _NEAR


def longest_words(name):
    """The two words by which to look for names that may be near."""
    return sorted(_telling(name) or set(name.split()), key=lambda word: (-len(word), word))[:2]


def _telling(name):
    return set(name.split()) - _EMPTY
