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
    matcher = SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(others)))
    # The first two are cheap and never less than the third.
    return all(ratio() >= _NEAR for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def longest_words(name):
    """The words by which to look for names that may be near."""
    return sorted(_telling(name) or set(name.split()), key=lambda word: (-len(word), word))[:3]


def _telling(name):
    return set(name.split()) - _EMPTY
