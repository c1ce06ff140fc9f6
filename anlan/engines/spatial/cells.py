"""A grid of square cells, and which of them a polygon holds, touches, or leaves alone.

All numbers are whole 1e-7 degrees, so a point is in one cell and in no other. A cell is *touched* if an edge comes
within one unit of it; then each of its points must be looked at. All points of any other cell share one fate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_STEPS = 1 << 20  # edges times rows of cells; beyond it every cell of the box is looked at


@dataclass(frozen=True)
class Window:
    """The part of a grid that a polygon may reach: from a row and column on, flags of shape (rows, columns)."""

    row: int
    column: int
    held: Flags
    touched: Flags


@dataclass(frozen=True)
class Grid:
    """Square cells from a south-western corner on, numbered row by row from there."""

    west: int
    south: int
    size: int
    rows: int
    columns: int

    @classmethod
    def over(cls, lon: Whole, lat: Whole, *, cells: int) -> Grid:
        """Return a grid of about so many cells, and not more than twice as many, over some points."""
        if not len(lon):
            return cls(west=0, south=0, size=1, rows=1, columns=1)
        west, south = int(lon.min()), int(lat.min())
        width, height = int(lon.max()) - west + 1, int(lat.max()) - south + 1
        side = max(1, int(np.ceil(np.sqrt(width * height / cells))), -(-max(width, height) // cells))
        return cls(west=west, south=south, size=side, rows=-(-height // side), columns=-(-width // side))

    def cells(self, lon: Whole, lat: Whole) -> Whole:
        """Return the number of the cell of each point; all must lie in the grid."""
        return (lat - self.south) // self.size * self.columns + (lon - self.west) // self.size

    def under(self, rings: Sequence[Whole]) -> Window | None:
        """Return which cells a polygon holds and touches; nothing if it lies beyond the grid.

        What lies within is told by the number of edges to the left, be it odd or even: so holes need no care.
        """
        corners = np.concatenate(rings)
        low = np.maximum((corners.min(axis=0) - (self.west, self.south)) // self.size, 0)
        high = np.minimum(
            (corners.max(axis=0) - (self.west, self.south)) // self.size, (self.columns - 1, self.rows - 1)
        )
        if (low > high).any():
            return None
        (first, bottom), (last, top) = low.tolist(), high.tolist()
        shape = (top - bottom + 1, last - first + 1)
        edges = _Edges.of(rings, self, bottom, top)
        if edges is None:
            return Window(row=bottom, column=first, held=np.zeros(shape, bool), touched=np.ones(shape, bool))
        touched = edges.touched(first, shape)
        return Window(row=bottom, column=first, held=edges.odd(first, shape) & ~touched, touched=touched)

    def runs(self, window: Window, flags: Flags) -> tuple[Whole, Whole]:
        """Return the numbers of cells with which runs of flagged cells begin, and those behind which they end."""
        wide = np.zeros((flags.shape[0], flags.shape[1] + 2), bool)  # with a border, so that no run goes round a corner
        wide[:, 1:-1] = flags
        row, column = np.divmod(np.flatnonzero(wide.ravel()[1:] != wide.ravel()[:-1]), wide.shape[1])
        cell = (window.row + row) * self.columns + window.column + column
        return cell[::2], cell[1::2]


@dataclass(frozen=True)
class _Edges:
    """The edges of a polygon cut by the rows of a grid: a step for each edge and each row that it comes near."""

    grid: Grid
    row: Whole  # counted from the bottom of the window
    left: NDArray[np.float64]  # the westernmost longitude of the edge in this row …
    right: NDArray[np.float64]  # … and its easternmost
    crossing: NDArray[np.float64]  # where it crosses the middle of the row …
    crosses: Flags  # … if it does

    @classmethod
    def of(cls, rings: Sequence[Whole], grid: Grid, bottom: int, top: int) -> _Edges | None:
        """Cut the edges by the rows from bottom to top; return nothing where that would be too many steps."""
        ends = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
        ends = np.where(ends[:, 1:2] > ends[:, 3:4], ends[:, [2, 3, 0, 1]], ends)  # from south to north
        begin = np.maximum((ends[:, 1] - 1 - grid.south) // grid.size, bottom)
        end = np.minimum((ends[:, 3] + 1 - grid.south) // grid.size, top)
        near = end >= begin
        ends, begin, end = ends[near], begin[near], end[near]
        steps = end - begin + 1
        if steps.sum() > MOST_STEPS:
            return None
        edge = np.repeat(np.arange(len(ends)), steps)
        row = begin[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps)
        x, y, to_x, to_y = ends[edge].T.astype(np.float64)
        floor = grid.south + row * float(grid.size)
        rise = np.where(to_y > y, to_y - y, 1.0)
        slope = np.where(to_y > y, (to_x - x) / rise, 0.0)
        low = x + (np.maximum(floor - 1, y) - y) * slope
        high = np.where(to_y > y, x + (np.minimum(floor + grid.size + 1, to_y) - y) * slope, to_x)
        middle = floor + grid.size / 2
        return cls(
            grid=grid,
            row=row - bottom,
            left=np.minimum(low, high) - 1,
            right=np.maximum(low, high) + 1,
            crossing=x + (middle - y) * slope,
            crosses=(y <= middle) & (middle < to_y),
        )

    def _column(self, lon: NDArray[np.float64], first: int, beyond: int) -> Whole:
        column = np.floor((lon - self.grid.west) / self.grid.size) - first
        return np.asarray(np.clip(column, -1, beyond), dtype=np.int64)

    def touched(self, first: int, shape: tuple[int, int]) -> Flags:
        """Return which cells an edge comes near."""
        rows, columns = shape
        begin = np.maximum(self._column(self.left, first, columns), 0)
        end = self._column(self.right, first, columns - 1) + 1
        opened = np.bincount(self.row * (columns + 1) + begin, minlength=rows * (columns + 1))
        ended = np.bincount(self.row * (columns + 1) + end, minlength=rows * (columns + 1))
        open_at = np.cumsum((opened - ended).reshape(rows, columns + 1), axis=1)
        return np.asarray(open_at[:, :columns] > 0)

    def odd(self, first: int, shape: tuple[int, int]) -> Flags:
        """Return which cells have an odd number of edges to their left, halfway up."""
        rows, columns = shape
        behind = self._column(self.crossing[self.crosses], first, columns - 1) + 1
        crossings = np.bincount(self.row[self.crosses] * (columns + 1) + behind, minlength=rows * (columns + 1))
        return np.asarray(np.cumsum(crossings.reshape(rows, columns + 1), axis=1)[:, :columns] & 1, dtype=bool)
