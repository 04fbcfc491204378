"""Searching with typing errors: for each typed word the words of the register that it may have been meant to be.

Plain texts in, plain texts out; all of them folded (`cnnt_portal.text.fold`).
"""

from functools import lru_cache

# Beyond so many near words a word is too vague to be guessed.
MOST_NEAR = 12
# A name has no more words that are worth guessing.
MOST_WORDS = 8


def readings(words, known):
    """For each typed word the tuples of known words that may be meant; the word itself first where it is known.

    “mein” → [("mien",)], “banhtrang” → [("banh", "trang")]. None when some word is like nothing that is known.
    """
    words = list(dict.fromkeys(words))
    if len(words) > MOST_WORDS:
        return None
    found = [_meant(word, known) for word in words]
    return found if all(found) else None


def _meant(word, known):
    own = [(word,)] if any(word in other for other in known) else []
    halves = ((word[:cut], word[cut:]) for cut in range(2, len(word) - 1))
    apart = [pair for pair in halves if known.issuperset(pair)]
    near = [(other,) for other in _near(word, known) if other != word]
    return (own + apart + near)[:MOST_NEAR]


def _near(word, known):
    """Known words one slip away, two for long ones; the nearest first. Figures are never guessed."""
    allowed = 0 if len(word) < 3 or not word.isalpha() else 1 if len(word) < 7 else 2
    if not allowed:
        return []
    own, most = _letters(word), 2 * allowed
    alike = (
        other
        for other in known
        if abs(len(other) - len(word)) <= allowed and (own ^ _letters(other)).bit_count() <= most
    )
    measured = [(slips(word, other, allowed), other) for other in alike]
    return [other for count, other in sorted(measured) if count <= allowed]


@lru_cache(maxsize=20_000)
def _letters(word):
    """Which letters the word has, as bits: a slip changes two of them at most, and asking that costs nothing."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 64
    return bits


def slips(one, other, most):
    """Letters left out, added, mistaken or exchanged with their neighbour between two words; at least `most` + 1 as
    soon as it is more than that."""
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for place, against in enumerate(other, 1):
            cost = min(now[-1] + 1, last[place] + 1, last[place - 1] + (letter != against))
            swapped = row > 1 and place > 1 and letter == other[place - 2] and one[row - 2] == against
            now.append(min(cost, before[place - 2] + 1) if swapped else cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]
