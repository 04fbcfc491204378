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
    return SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(others))).ratio() >= _NEAR


def _telling(name):
    return set(name.split()) - _EMPTY
