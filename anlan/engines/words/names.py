"""Names as they are compared: what people write differently and mean alike."""

from __future__ import annotations

import unicodedata

_OPENING = "〔[【<《"
_CLOSING = "〕]】>》"


def name_key(name: str) -> str:
    """Return a name as it is compared: width, case, blanks and the kind of brackets do not matter."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join("(" if c in _OPENING else ")" if c in _CLOSING else c for c in folded if not c.isspace())


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1, by the pairs of neighbouring characters that they share."""
    pairs, others = _pairs(name_key(one)), _pairs(name_key(other))
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[at : at + 2] for at in range(max(len(key) - 1, 1)))
