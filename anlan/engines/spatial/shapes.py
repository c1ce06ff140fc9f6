"""Sites that are lines or pieces of ground: a road, a dyke, a pit, a district. Which of them does an area touch?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from anlan.engines.spatial.areas import Area, Line, Polygon, as_many, geometry
from anlan.engines.spatial.order import together
from anlan.engines.spatial.points import Rows


class Shapes:
    """An index of sites by their shape. It never changes; `placed` and `without` make another."""

    def __init__(self, shapes: Mapping[int, Line | Polygon]) -> None:
        """Take the shape of each site by its number."""
        self._built: dict[int, Any] = {row: _built(shape) for row, shape in shapes.items()}
        self._plant()

    def __len__(self) -> int:
        return len(self._built)

    def within(self, area: Area) -> Rows:
        """Return the numbers of the sites that an area touches, rising, be it at one point of their border."""
        found = [self._tree.query(geometry(piece.rings()), predicate="intersects") for piece in as_many(area).ground()]
        return together([self._rows[each] for each in found])

    def placed(self, shapes: Mapping[int, Line | Polygon]) -> Shapes:
        """Return the index with these sites in these shapes, be they new or changed."""
        return self._with(self._built | {row: _built(shape) for row, shape in shapes.items()})

    def without(self, rows: Rows) -> Shapes:
        """Return the index without these sites; numbers that it does not have do not matter."""
        gone = set(np.asarray(rows).tolist())
        return self._with({row: built for row, built in self._built.items() if row not in gone})

    def _with(self, built: dict[int, Any]) -> Shapes:
        changed = object.__new__(Shapes)
        changed._built = built
        changed._plant()
        return changed

    def _plant(self) -> None:
        """Make the tree anew: there are few shapes beside points, and a thousand of them take a millisecond."""
        self._rows = np.fromiter(self._built, dtype=np.int64, count=len(self._built))
        self._tree = shapely.STRtree(list(self._built.values()))


def _built(shape: Line | Polygon) -> Any:
    if isinstance(shape, Polygon):
        return geometry(shape.rings())
    points = np.array(shape.points, dtype=np.float64)
    return shapely.linestrings(points) if len(points) > 1 else shapely.points(points[0])
