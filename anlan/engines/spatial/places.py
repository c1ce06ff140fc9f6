"""Sites by the code of their place: a warning may name 630121 and mean all that lies in that county."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from anlan.engines.spatial.areas import Area, as_many
from anlan.engines.spatial.order import rising, together
from anlan.engines.spatial.points import Rows

BEHIND = chr(0x10FFFF)  # comes after everything that a code can go on with


class Places:
    """An index of sites by the code of their place, also of those whose position nobody knows. It never changes."""

    def __init__(self, rows: ArrayLike, codes: Iterable[str]) -> None:
        """Take the number of each site and the code of its place, one for each."""
        said = list(codes)
        self._codes = sorted(set(said))
        number = {code: at for at, code in enumerate(self._codes)}
        self._sort(np.asarray(rows, dtype=np.int64), np.fromiter(map(number.__getitem__, said), np.int64, len(said)))

    def __len__(self) -> int:
        return len(self._rows)

    def within(self, area: Area) -> Rows:
        """Return the numbers of the sites in the places that an area names by code, rising."""
        found = []
        for prefix in as_many(area).prefixes:
            if not prefix:
                raise ValueError("a code that has nothing in it would mean every place there is")
            codes = [bisect_left(self._codes, prefix), bisect_left(self._codes, prefix + BEHIND)]
            begin, end = np.searchsorted(self._place, codes)
            found.append(self._rows[begin:end])
        return together(found)

    def placed(self, rows: ArrayLike, codes: Iterable[str]) -> Places:
        """Return the index with these sites in these places, be they new or moved."""
        new, left = Places(rows, codes), self.without(rows)
        changed = object.__new__(Places)
        changed._codes = sorted({*left._codes, *new._codes})
        number = {code: at for at, code in enumerate(changed._codes)}
        place = [np.array([number[code] for code in one._codes], np.int64)[one._place] for one in (left, new)]
        changed._sort(np.concatenate([left._rows, new._rows]), np.concatenate(place))
        return changed

    def without(self, rows: ArrayLike) -> Places:
        """Return the index without these sites; numbers that it does not have do not matter."""
        stays = np.isin(self._rows, np.asarray(rows, dtype=np.int64), invert=True)
        changed = object.__new__(Places)
        changed._codes, changed._rows, changed._place = self._codes, self._rows[stays], self._place[stays]
        return changed

    def _sort(self, rows: Rows, place: Rows) -> None:
        """Lay the sites of one place side by side, and places in the order of their codes."""
        if len(rows) != len(place):
            raise ValueError("each site has the code of its place")
        order = rising(place, below=len(self._codes))
        self._rows, self._place = rows[order], place[order]
