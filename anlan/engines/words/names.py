"""Names as they are compared: what people write differently and mean alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from heapq import nsmallest

_OPENING = "〔[【<《"
_CLOSING = "〕]】>》"


def name_key(name: str) -> str:
    """Return a name as it is compared: width, case, blanks and the kind of brackets do not matter."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join("(" if c in _OPENING else ")" if c in _CLOSING else c for c in folded if not c.isspace())


class Names:
    """Many names, asked again and again which of them are nearest to one that somebody typed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.sizes: list[int] = []
        self.having: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            pairs = _pairs(name_key(name))
            self.sizes.append(len(pairs))
            for pair in pairs:
                self.having.setdefault(pair, []).append(number)

    def nearest(self, name: str, *, count: int, at_least: float) -> list[int]:
        """Return the positions of the names most alike, best first, by the pairs of neighbours that they share.

        Likeness goes from 0 to 1; names less alike than `at_least` are left out. Of equals, the earlier goes first.
        """
        pairs = _pairs(name_key(name))
        shared = Counter(number for pair in pairs for number in self.having.get(pair, ()))
        scored = [(-2 * both / (len(pairs) + self.sizes[number]), number) for number, both in shared.items()]
        return [number for score, number in nsmallest(count, scored) if -score >= at_least]


def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[at : at + 2] for at in range(max(len(key) - 1, 1)))
