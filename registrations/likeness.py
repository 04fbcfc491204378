"""Are two names the same product, written twice? Plain texts in, plain answer out; both folded (`cnnt_portal.text`)."""

from itertools import repeat

# Words that say nothing about which product it is.
_EMPTY = {"san", "pham", "bo", "dac", "truyen", "thong", "cao", "cap"}
_NEAR = 0.86


def is_near(one, other):
    """The same words in another order, or so alike that one may be a slip of the other."""
    return near_to(other)(one)


def near_to(name):
    """`is_near` to this name, as a question that can be put to hundreds: what is asked of it alone is asked once."""
    words = _telling(name)
    letters = " ".join(sorted(words))
    in_common = _in_common_with(letters)

    def is_near(other):
        others = _telling(other)
        if not words or not others:
            return name == other
        if words == others:
            return True
        written = " ".join(sorted(others))
        # Two letters, one of each name, for every letter in common.
        fewest = _NEAR * (len(letters) + len(written)) / 2
        return min(len(letters), len(written)) >= fewest and in_common(written) >= fewest

    return is_near


def _in_common_with(letters):
    """How long is the longest common subsequence with these? All their places at once, in the bits of one number
    (Hyyrö 2004)."""
    places, every = {}, (1 << len(letters)) - 1
    for place, letter in enumerate(letters):
        places[letter] = places.get(letter, 0) | 1 << place

    def in_common(other):
        free = every
        for met in map(places.get, other, repeat(0)):
            met &= free
            # What is carried beyond the last place touches none below it.
            free = free + met | free - met
        return len(letters) - (free & every).bit_count()

    return in_common


def longest_words(name):
    """The two words by which to look for names that may be near."""
    return sorted(_telling(name) or set(name.split()), key=lambda word: (-len(word), word))[:2]


def _telling(name):
    return set(name.split()) - _EMPTY
