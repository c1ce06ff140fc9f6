"""Who answers for which sites: many people for one site, in tiers, and many sites for one person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.int64]

CHUNK = 1_000  # rows that are hashed together


@dataclass(frozen=True)
class Calls:
    """Whom to call and of which sites: `people[i]` answers for `sites[first[i]:first[i + 1]]`.

    Both people and the sites of each rise; a site that several people answer for stands with each of them.
    """

    people: Numbers
    first: Numbers  # one longer than people
    sites: Numbers
    nobody: Numbers  # sites for which there is nobody in this tier, rising

    def of(self, person: int) -> Numbers:
        """Return the sites that one person is called about."""
        at = int(np.searchsorted(self.people, person))
        if at == len(self.people) or self.people[at] != person:
            return np.empty(0, np.int64)
        return self.sites[self.first[at] : self.first[at + 1]]


class Answering:
    """Who answers for each site at one hour, tier by tier: those of tier 0 are called first."""

    def __init__(self, sites: ArrayLike, people: ArrayLike, tiers: ArrayLike) -> None:
        """Take arrays of one length: who answers for which site in which tier. Order and repeats do not matter."""
        site, person, tier = (np.asarray(each, dtype=np.int64) for each in (sites, people, tiers))
        if not len(site) == len(person) == len(tier):
            raise ValueError("each row has a site, a person and a tier")
        self._people, who = np.unique(person, return_inverse=True)
        order = np.lexsort((who, site, tier))
        said = np.stack([tier[order], site[order], who[order]])
        self._tier, self._site, self._who = said[:, _differs(said)]

    def calls(self, exposed: ArrayLike, *, tier: int = 0) -> Calls:
        """Return whom of a tier to call about these sites; sites that are named twice count once."""
        rows = np.asarray(exposed, dtype=np.int64)
        rows = rows if (rows[1:] > rows[:-1]).all() else np.unique(rows)
        low, high = np.searchsorted(self._tier, [tier, tier + 1])
        site, who = self._site[low:high], self._who[low:high]
        begin = np.searchsorted(site, rows)
        count = np.searchsorted(site, rows, side="right") - begin
        at = np.repeat(begin - (np.cumsum(count) - count), count) + np.arange(count.sum())
        # One sort of one number each, the person above and the place of the site among the exposed below.
        pairs = np.sort(who[at] << 32 | np.repeat(np.arange(len(rows)), count))
        person = pairs >> 32
        first = np.flatnonzero(np.concatenate([[True], person[1:] != person[:-1]])) if len(pairs) else pairs
        return Calls(
            people=self._people[person[first]],
            first=np.append(first, len(pairs)),
            sites=rows[pairs & 0xFFFFFFFF],
            nobody=rows[count == 0],
        )


def digest(rows: ArrayLike) -> str:
    """Return the SHA-256 over the SHA-256 of each thousand of some numbers, each written in eight bytes, low first.

    So whoever has a thousand of them shows that they were among them by a list of hashes, without the rest.
    """
    written = np.ascontiguousarray(rows, dtype="<i8")
    parts = (written[at : at + CHUNK].tobytes() for at in range(0, len(written), CHUNK))
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _differs(said: Numbers) -> NDArray[np.bool_]:
    """Return which columns are unlike the one before."""
    return np.concatenate([[True], (said[:, 1:] != said[:, :-1]).any(axis=0)])[: said.shape[1]]
