"""Who answers for which sites: many people for one site, in tiers, and many sites for one person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.engines.spatial.order import rising, together

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
        """Take arrays of one length: who answers for which site in which tier. Order and repeats do not matter.

        Sites and people are numbered from 0 on, as rows of a table are, and tiers, too: the memory that it takes goes
        with the greatest number.
        """
        site, person, tier = (np.asarray(each, dtype=np.int64) for each in (sites, people, tiers))
        if not len(site) == len(person) == len(tier):
            raise ValueError("each row has a site, a person and a tier")
        self._sites, self._people, self._tiers = (_bound(each) for each in (site, person, tier))
        if self._sites * self._people * self._tiers >= 1 << 63:
            raise ValueError("sites and people are numbered as rows of a table are, from 0 on and without large gaps")
        # One sort of one number each, which has all three in it; what is alike lies side by side.
        said = np.sort((tier * self._sites + site) * self._people + person)
        said = said[np.flatnonzero(_is_first(said))]
        place, self._who = np.divmod(said, max(self._people, 1))
        self._first = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=self._sites * self._tiers))])

    def calls(self, exposed: ArrayLike, *, tier: int = 0) -> Calls:
        """Return whom of a tier to call about these sites; sites that are named twice count once."""
        rows = np.asarray(exposed, dtype=np.int64)
        _bound(rows)
        rows = rows if (rows[1:] > rows[:-1]).all() else together([rows])
        known = np.searchsorted(rows, self._sites) if 0 <= tier < self._tiers else 0
        place = rows[:known] + tier * self._sites
        begin, count = self._first[place], np.zeros(len(rows), np.int64)
        count[:known] = self._first[place + 1] - begin
        spread = count[:known]
        at = np.repeat(begin - (np.cumsum(spread) - spread), spread) + np.arange(spread.sum())
        who, site = self._who[at], np.repeat(rows[:known], spread)
        order = rising(who, below=self._people)  # the sites rise already, and go on to do so for each person
        who, site = who[order], site[order]
        first = np.flatnonzero(_is_first(who))
        return Calls(people=who[first], first=np.append(first, len(who)), sites=site, nobody=rows[count == 0])


def digest(rows: ArrayLike) -> str:
    """Return the SHA-256 over the SHA-256 of each thousand of some numbers, each written in eight bytes, low first.

    So whoever has a thousand of them shows that they were among them by a list of hashes, without the rest.
    """
    written = np.ascontiguousarray(rows, dtype="<i8")
    parts = (written[at : at + CHUNK].tobytes() for at in range(0, len(written), CHUNK))
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _bound(numbers: Numbers) -> int:
    """Return the number behind the greatest; one below 0 would be taken for another."""
    if numbers.min(initial=0) < 0:
        raise ValueError("a number is below 0")
    return int(numbers.max(initial=-1)) + 1


def _is_first(numbers: Numbers) -> NDArray[np.bool_]:
    """Return which of some rising numbers are unlike the one before."""
    first = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return first
