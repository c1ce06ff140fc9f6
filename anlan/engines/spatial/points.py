"""Sites that are points, up to millions: which of them does an area hold? A few milliseconds after the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from anlan.engines.spatial.areas import Area, Corners, Polygon, as_many, bends, geometry
from anlan.engines.spatial.cells import Flags, Grid, Whole
from anlan.engines.spatial.geodesy import E7
from anlan.engines.spatial.order import rising, together

Rows = NDArray[np.int64]
Degrees = NDArray[np.int32]  # of 1e-7
Placed = tuple[Rows, Degrees, Degrees]  # by rising number

LEAST_LATE = 4_096  # points that came since the grid was made and are looked at one by one …
LATE_SHARE = 64  # … or this part of all; beyond that the grid is made anew


@dataclass(frozen=True)
class _Sorted:
    """Points as they lie in the cells of a grid: those of one cell, and of its eastern neighbour, side by side."""

    grid: Grid
    rows: Rows  # rising; the place of a row in here is its rank
    rank: NDArray[np.int32]  # of each point, in the order of cells
    lon: Degrees  # in the order of cells, as is lat
    lat: Degrees
    first: NDArray[np.int64]  # where the points of a cell begin, for every cell and for the one behind the last

    @classmethod
    def of(cls, rows: Rows, lon: Degrees, lat: Degrees) -> _Sorted:
        """Sort points into cells, one for each point on average."""
        x, y = lon.astype(np.int64), lat.astype(np.int64)
        grid = Grid.over(x, y, cells=max(len(rows), 1))
        cell = grid.cells(x, y)
        rank = rising(cell, below=grid.rows * grid.columns).astype(np.int32)
        counts = np.bincount(cell, minlength=grid.rows * grid.columns)
        first = np.concatenate([[0], np.cumsum(counts)])
        return cls(grid=grid, rows=rows, rank=rank, lon=lon[rank], lat=lat[rank], first=first)

    def mark(self, polygon: Polygon, found: Flags) -> None:
        """Set the flag, by rank, of every point that a polygon holds."""
        rings = polygon.rings()
        window = self.grid.under(rings)
        if window is None:
            return
        found[self.rank[self._slots(*self.grid.runs(window, window.held))]] = True
        near = self._slots(*self.grid.runs(window, window.touched))
        if len(near):
            found[self.rank[near[_held(rings, self.lon[near], self.lat[near])]]] = True

    def _slots(self, begin: Whole, end: Whole) -> Whole:
        """Return where the points of runs of cells lie in the order of cells."""
        start, lengths = self.first[begin], self.first[end] - self.first[begin]
        before = np.cumsum(lengths) - lengths
        return np.repeat(start - before, lengths) + np.arange(lengths.sum())


class Points:
    """An index of sites by their position. It never changes: what comes or goes makes another that shares most of it.

    So whoever asks in one thread while another brings it into step sees all of a change or nothing of it.
    """

    def __init__(self, rows: ArrayLike, lon_e7: ArrayLike, lat_e7: ArrayLike) -> None:
        """Take the number of each site and its position, three arrays of one length; a number may come once only."""
        self._late = _checked(rows, lon_e7, lat_e7)
        self._sort()

    def __len__(self) -> int:
        return len(self._sorted.rows) - int(np.count_nonzero(self._gone)) + len(self._late[0])

    def within(self, area: Area) -> Rows:
        """Return the numbers of the sites that an area holds, rising; those on its border are held.

        What an area says by codes of places is not for this index to answer: ask `Places`.
        """
        ground = as_many(area).ground()
        found = np.zeros(len(self._sorted.rows), bool)
        rows, lon, lat = self._late
        late = np.zeros(len(rows), bool)
        for polygon in ground:
            self._sorted.mark(polygon, found)
            if len(rows):
                late |= _held(polygon.rings(), lon, lat)
        found &= ~self._gone
        held = self._sorted.rows[np.flatnonzero(found)]
        return np.sort(np.concatenate([held, rows[late]])) if late.any() else held

    def placed(self, rows: ArrayLike, lon_e7: ArrayLike, lat_e7: ArrayLike) -> Points:
        """Return the index with these sites at these positions, be they new or moved."""
        late = _checked(rows, lon_e7, lat_e7)
        return self._changed(gone=late[0], late=late)

    def without(self, rows: ArrayLike) -> Points:
        """Return the index without these sites; numbers that it does not have do not matter."""
        nothing = np.empty(0, np.int32)
        return self._changed(gone=_numbers(rows), late=(np.empty(0, np.int64), nothing, nothing))

    def _changed(self, *, gone: Rows, late: Placed) -> Points:
        changed = object.__new__(Points)
        changed._sorted, changed._gone = self._sorted, self._gone.copy()
        if len(self._sorted.rows):
            rank = np.minimum(np.searchsorted(self._sorted.rows, gone), len(self._sorted.rows) - 1)
            changed._gone[rank[self._sorted.rows[rank] == gone]] = True
        rows, lon, lat = self._late
        stays = np.isin(rows, gone, invert=True)
        changed._late = _joined((rows[stays], lon[stays], lat[stays]), late)
        if len(changed._late[0]) > max(LEAST_LATE, len(self._sorted.rows) // LATE_SHARE):
            changed._gather()
            changed._sort()
        return changed

    def _gather(self) -> None:
        """Put what stays of the grid among what came late."""
        at, stays = self._sorted, ~self._gone
        lon, lat = np.empty_like(at.lon), np.empty_like(at.lat)
        lon[at.rank], lat[at.rank] = at.lon, at.lat
        self._late = _joined((at.rows[stays], lon[stays], lat[stays]), self._late)

    def _sort(self) -> None:
        """Sort all that came late into a grid of its own."""
        self._sorted = _Sorted.of(*self._late)
        self._gone = np.zeros(len(self._sorted.rows), bool)
        self._late = (np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))


def exposed(area: Area, indexes: Sequence[Any]) -> Rows:
    """Return the numbers of all sites that an area holds by any of some indexes (`Points`, `Shapes`, `Places`), rising.

    The indexes number their sites alike: one that is in two of them is named once.
    """
    return together([index.within(area) for index in indexes])


def _held(rings: Sequence[Corners], lon: Degrees, lat: Degrees) -> Flags:
    """Return which points a polygon holds.

    GEOS looks along a line of latitude, at all edges that meet it; a border that goes up and down a thousand times is
    laid on its side before. It is prepared in the thread that asks, for GEOS builds as it is asked.
    """
    x, y = lon.astype(np.float64), lat.astype(np.float64)
    across, along = bends(rings)
    if across > along:
        rings, x, y = [corners[:, ::-1] for corners in rings], y, x
    border = geometry(rings)
    shapely.prepare(border)
    return np.asarray(shapely.intersects_xy(border, x, y), dtype=bool)


def _checked(rows: ArrayLike, lon_e7: ArrayLike, lat_e7: ArrayLike) -> Placed:
    """Return sites by rising number; numbers that come twice and positions off the earth are mistakes of the caller."""
    lon, lat = np.asarray(lon_e7), np.asarray(lat_e7)
    if len(lon) and not (np.abs(lon).max() <= 180 * E7 and np.abs(lat).max() <= 90 * E7):  # so, nan is refused as well
        raise ValueError("a position is not on this earth: whole numbers of 1e-7 degree are asked for")
    numbers, x, y = _by_row(_numbers(rows), np.rint(lon).astype(np.int32), np.rint(lat).astype(np.int32))
    if not len(numbers) == len(x) == len(y):
        raise ValueError("each site has one longitude and one latitude")
    if (numbers[1:] == numbers[:-1]).any():
        raise ValueError("a site has one position: its number came twice")
    return numbers, x, y


def _numbers(rows: ArrayLike) -> Rows:
    return np.asarray(rows, dtype=np.int64)


def _joined(some: Placed, others: Placed) -> Placed:
    rows, lon, lat = (np.concatenate([some[0], others[0]]), *(np.concatenate([some[n], others[n]]) for n in (1, 2)))
    return _by_row(rows, lon, lat)


def _by_row(rows: Rows, lon: Degrees, lat: Degrees) -> Placed:
    if (rows[1:] > rows[:-1]).all():
        return rows, lon, lat
    order = np.argsort(rows, kind="stable")
    return rows[order], lon[order], lat[order]
