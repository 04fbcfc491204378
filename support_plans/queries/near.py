"""Which product somebody means who writes its name otherwise than the portal does. Names in, keys out."""

import re
from collections import Counter, defaultdict

from certificates.queries import readings
from cnnt_portal.text import fold

# How much of two names must be the same words, each as written or one slip away.
_ALIKE = 0.7
_MOST = 3
_SHORT = {
    "htx": "hop tac xa",
    "tht": "to hop tac",
    "cty": "cong ty",
    "tnhh": "trach nhiem huu han",
    "mtv": "mot thanh vien",
    "cp": "co phan",
    "dntn": "doanh nghiep tu nhan",
    "hkd": "ho kinh doanh",
}


def spelled_out(name):
    """A house's name as it is compared: “HTX Tâm Hòa” is “hợp tác xã Tâm Hòa”."""
    return " ".join(_SHORT.get(word, word) for word in re.findall(r"\w+", fold(name)))


class Names:
    """Products by the words of their names; `add` them all, then ask."""

    def __init__(self):
        self.products, self.houses, self.words = {}, {}, set()
        self.meant = {}
        self.holding = defaultdict(set)

    def add(self, key, product, house):
        self.products[key] = set(re.findall(r"\w+", fold(product)))
        self.houses[key] = spelled_out(house)
        self.words |= self.products[key]
        for word in self.products[key]:
            self.holding[word].add(key)

    def same(self, product, house):
        """Keys of what is called exactly so; `house` may be a part of the house's name, or empty."""
        words, wanted = set(re.findall(r"\w+", fold(product))), spelled_out(house)
        holding = (self.holding.get(word, set()) for word in words)
        found = set.intersection(*holding) if words else set()
        return [key for key in sorted(found) if self.products[key] == words and wanted in self.houses[key]]

    def like(self, product, house):
        """Keys of at most three that may be meant, the likeliest first."""
        words = set(re.findall(r"\w+", fold(product)))
        shared = Counter()
        for word in words:
            if word not in self.meant:
                self.meant[word] = (readings([word], self.words) or [[]])[0]
            shared.update({key for way in self.meant[word] for key in self._holding_all(way)})
        wanted = set(spelled_out(house).split())
        alike = {key: count / max(len(words), len(self.products[key])) for key, count in shared.items()}
        best = sorted(
            (-share, -len(wanted & set(self.houses[key].split())), key)
            for key, share in alike.items()
            if share >= _ALIKE
        )
        return [key for _, _, key in best[:_MOST]]

    def _holding_all(self, words):
        return set.intersection(*(self.holding.get(word, set()) for word in words))
