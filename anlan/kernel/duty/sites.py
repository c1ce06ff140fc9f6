"""Where every site is, in memory and as arrays: read anew when the register has another stamp than what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.engines.spatial.areas import MultiArea
from anlan.engines.spatial.places import Places
from anlan.engines.spatial.points import Points, Rows, exposed
from anlan.engines.spatial.shapes import Shapes
from anlan.kernel.ground import reads as ground
from anlan.kernel.ground.rules import outline
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import OrganisationNo, PlaceCode, SiteNo, micros
from anlan.kernel.registry.rules import LAT_MOST, LON_MOST
from anlan.kernel.registry.tables import SITES, Site

PAGE = 50_000
NEVER = np.iinfo(np.int64).max
COLUMNS = ("no", "organisation", "place", "lon_e7", "lat_e7")


@dataclass(frozen=True)
class Sites:
    """Every site that there is, by its number; units and places are told by where they stand in a list of their own."""

    numbers: NDArray[np.bytes_]  # rising
    units: tuple[str, ...]
    unit: Rows  # of each site
    places: tuple[str, ...]
    place: Rows  # of each site
    points: Points  # those of which it is known where they are
    shapes: Shapes  # those of which it is known where they reach to
    by_place: Places
    over: NDArray[np.int64]  # of each site since when it is over, in microseconds; far off where that is not known

    def rows_of(self, numbers: Sequence[str]) -> Rows:
        """Return where sites of these numbers stand, rising; those that there are."""
        wanted = np.array(numbers, dtype=np.bytes_)
        if not len(self.numbers) or not len(wanted):
            return np.empty(0, np.int64)
        rows = np.minimum(np.searchsorted(self.numbers, wanted), len(self.numbers) - 1)
        return np.unique(rows[self.numbers[rows] == wanted])


@dataclass(frozen=True)
class Exposed:
    """Some of all sites, by number."""

    sites: Sites
    rows: Rows  # rising

    def __len__(self) -> int:
        return len(self.rows)

    def numbers(self) -> tuple[SiteNo, ...]:
        """Return their numbers."""
        return tuple(map(SiteNo, _told(self.sites.numbers[self.rows])))

    def places(self) -> list[str]:
        """Return the places where they lie, each once."""
        return [self.sites.places[at] for at in np.unique(self.sites.place[self.rows]).tolist()]

    def apart(self, numbers: Sequence[str]) -> tuple[Exposed, Exposed]:
        """Return those that have none of these numbers, and those that have one."""
        those = np.isin(self.rows, self.sites.rows_of(numbers), assume_unique=True)
        return replace(self, rows=self.rows[~those]), replace(self, rows=self.rows[those])

    def at(self, prefixes: tuple[str, ...]) -> Exposed:
        """Return those that lie in places whose code begins like this."""
        fits = np.fromiter((place.startswith(prefixes) for place in self.sites.places), bool, len(self.sites.places))
        return replace(self, rows=self.rows[fits[self.sites.place[self.rows]]])

    def of_units(self) -> Iterator[tuple[OrganisationNo, PlaceCode, tuple[SiteNo, ...]]]:
        """Yield each unit with its sites, and where the first of them lies."""
        unit = self.sites.unit[self.rows]
        order = np.argsort(unit, kind="stable")
        rows, unit = self.rows[order], unit[order]
        begin = np.flatnonzero(np.diff(unit, prepend=-1)).tolist()
        places, numbers = self.sites.place[rows].tolist(), [*map(SiteNo, _told(self.sites.numbers[rows]))]
        for since, until in pairwise([*begin, len(rows)]):
            place = PlaceCode(self.sites.places[places[since]])
            yield OrganisationNo(self.sites.units[unit[since]]), place, tuple(numbers[since:until])


def every() -> Sites:
    """Return all sites as they stand, in memory if they were read since the last one came."""
    global _read
    stamp = journal.stamp(SITES)
    kept = _read
    if stamp is not None and kept and kept[0] == stamp:
        return kept[1]
    found = _from_table()
    if stamp is not None and stamp == journal.stamp(SITES):  # nothing came while they were read
        _read = (stamp, found)
    return found


def within(area: MultiArea, *, at: datetime) -> Exposed:
    """Return the sites in an area and at the places that it names; one on the edge is in it, no zone that is over.

    Raises Unsound where the area is not one.
    """
    sites = every()
    found = exposed(area, [sites.points, sites.shapes, sites.by_place])
    return Exposed(sites, found[sites.over[found] > micros(at)])


def among(numbers: Sequence[str]) -> Exposed:
    """Return the sites of these numbers, those that there are."""
    sites = every()
    return Exposed(sites, sites.rows_of(numbers))


_read: tuple[str, Sites] | None = None


def _from_table() -> Sites:
    """Read all sites out of the table."""
    numbers, units, places, lons, lats = (list[Any]() for _ in COLUMNS)
    for page in _pages():
        for column, told in zip((numbers, units, places, lons, lats), zip(*page, strict=True), strict=True):
            column.extend(told)
    written = np.array(numbers, dtype=np.bytes_)
    order = np.argsort(written, kind="stable")
    unit_names, unit = _listed(units, order)
    place_names, place = _listed(places, order)
    lon, lat = (np.array(degrees, dtype=np.float64)[order] for degrees in (lons, lats))
    known = np.flatnonzero((np.abs(lon) <= LON_MOST) & (np.abs(lat) <= LAT_MOST))  # nor is one off the earth known
    rising, over = written[order], np.full(len(order), NEVER)
    drawn, ends = dict(ground.shapes()), ground.ends()
    over[_rows(rising, ends)] = [*map(micros, ends.values())]
    return Sites(
        numbers=rising,
        units=unit_names,
        unit=unit,
        places=place_names,
        place=place,
        points=Points(known, lon[known], lat[known]),
        shapes=Shapes(dict(zip(_rows(rising, drawn).tolist(), map(outline, drawn.values()), strict=True))),
        by_place=Places(np.arange(len(order)), [place_names[at] for at in place.tolist()]),
        over=over,
    )


def _rows(rising: NDArray[np.bytes_], numbers: Iterable[str]) -> Rows:
    """Return where each of these sites stands, all of which are there."""
    return np.searchsorted(rising, np.array([*numbers], dtype=np.bytes_))


def _pages() -> Iterator[list[Any]]:
    rows = iter(Site.objects.values_list(*COLUMNS).iterator(chunk_size=PAGE))
    while page := list(islice(rows, PAGE)):
        yield page


def _listed(names: Iterable[str], order: Rows) -> tuple[tuple[str, ...], Rows]:
    """Return each name once, and for every site in this order which of them is its own."""
    at: dict[str, int] = {}
    rows = np.fromiter((at.setdefault(name, len(at)) for name in names), np.int64, len(order))
    return tuple(at), rows[order]


def _told(numbers: NDArray[np.bytes_]) -> list[str]:
    return [no.decode() for no in numbers.tolist()]
