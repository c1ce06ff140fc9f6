"""Sites by the code of their place: a warning may name 630121 and mean all that lies in that county."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.engines.spatial.areas import Area, as_many
from anlan.engines.spatial.points import Rows

Codes = NDArray[np.bytes_]

BEHIND = b"\xff"  # comes after everything that a code can go on with


class Places:
    """An index of sites by the code of their place, also of those whose position nobody knows. It never changes."""

    def __init__(self, rows: ArrayLike, codes: Sequence[str]) -> None:
        """Take the number of each site and the code of its place, one for each."""
        numbers, said = np.asarray(rows, dtype=np.int64), np.array(codes, dtype="S")
        if len(numbers) != len(said):
            raise ValueError("each site has the code of its place")
        self._sort(numbers, said)

    def __len__(self) -> int:
        return len(self._rows)

    def within(self, area: Area) -> Rows:
        """Return the numbers of the sites in the places that an area names by code, rising."""
        found = []
        for prefix in as_many(area).prefixes:
            if not prefix:
                raise ValueError("a code that has nothing in it would mean every place there is")
            said = prefix.encode()
            low, high = np.searchsorted(self._codes, np.array([said, said + BEHIND]))
            found.append(self._rows[low:high])
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def placed(self, rows: ArrayLike, codes: Sequence[str]) -> Places:
        """Return the index with these sites in these places, be they new or moved."""
        left = self.without(rows)
        numbers = np.concatenate([left._rows, np.asarray(rows, dtype=np.int64)])
        return left._with(numbers, np.concatenate([left._codes, np.array(codes, dtype="S")]))

    def without(self, rows: ArrayLike) -> Places:
        """Return the index without these sites; numbers that it does not have do not matter."""
        stays = np.isin(self._rows, np.asarray(rows, dtype=np.int64), invert=True)
        return self._with(self._rows[stays], self._codes[stays])

    def _with(self, rows: Rows, codes: Codes) -> Places:
        changed = object.__new__(Places)
        changed._sort(rows, codes)
        return changed

    def _sort(self, rows: Rows, codes: Codes) -> None:
        order = np.argsort(codes, kind="stable")
        self._rows, self._codes = rows[order], codes[order]
