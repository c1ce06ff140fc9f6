"""Shapes as they are said and kept: whole numbers of 1e-7 degree, longitude first.

Edges are straight on a map of longitude and latitude, as CAP and GeoJSON draw them. A line of latitude is therefore a
straight edge, and a great circle is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.engines.spatial.geodesy import around

Vertex = tuple[int, int]  # lon_e7, lat_e7
Ring = tuple[Vertex, ...]  # closed, be the first vertex said again at the end or not
Corners = NDArray[np.int64]  # of shape (vertices, 2): lon_e7, lat_e7

SIDES = 360  # of the polygon that stands for a circle


@dataclass(frozen=True)
class Polygon:
    """A piece of ground within an outer ring and without its holes; what lies on a ring lies within."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    def rings(self) -> list[Corners]:
        """Return every ring as an array, the outer first, each closed."""
        return [closed(ring) for ring in (self.outer, *self.holes)]


@dataclass(frozen=True)
class Circle:
    """All that lies no farther than a radius from a point, along the ground of the ellipsoid WGS-84."""

    lon_e7: int
    lat_e7: int
    radius_m: int

    def outline(self) -> Polygon:
        """Return the polygon that stands for the circle: nothing within is missed, 0.004 % and 3 cm beyond are taken.

        A circle that reaches a pole or the antimeridian is refused (`Unsound`). One of no radius, as CAP knows them, is
        the point itself.
        """
        corners = ring(around(self.lon_e7, self.lat_e7, self.radius_m, sides=SIDES))
        return Polygon(outer=(*corners, corners[0]))


@dataclass(frozen=True)
class Line:
    """A road, a dyke, a river, from vertex to vertex; a single vertex is a point."""

    points: Ring


@dataclass(frozen=True)
class MultiArea:
    """What a warning is about, in as many pieces as it takes: whatever lies in one of them is exposed.

    `prefixes` begin the codes of places (63, 6301, 630121, 630121100): they match by code, not by ground.
    """

    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    prefixes: tuple[str, ...] = ()

    def ground(self) -> tuple[Polygon, ...]:
        """Return all pieces that are ground, circles as the polygons that stand for them."""
        return (*self.polygons, *(circle.outline() for circle in self.circles))


Area = Polygon | Circle | MultiArea


def as_many(area: Area) -> MultiArea:
    """Return any area as one of many pieces."""
    match area:
        case Polygon():
            return MultiArea(polygons=(area,))
        case Circle():
            return MultiArea(circles=(area,))
    return area


def closed(ring: Ring) -> Corners:
    """Return a ring as an array whose last vertex is its first."""
    corners = np.fromiter(chain.from_iterable(ring), np.int64, 2 * len(ring)).reshape(-1, 2)
    if len(corners) and (corners[0] != corners[-1]).any():
        corners = np.concatenate([corners, corners[:1]])
    return corners


def ring(corners: Corners) -> Ring:
    """Return an array of vertices as a ring is kept."""
    return tuple((lon, lat) for lon, lat in corners.tolist())


def bends(rings: Sequence[Corners]) -> tuple[float, float]:
    """Return how many edges a line of latitude meets where it meets any, on average; and a line of longitude."""
    length = sum(np.abs(np.diff(corners, axis=0)).sum(axis=0) for corners in rings)
    lon, lat = length / np.maximum(np.ptp(rings[0], axis=0), 1)
    return float(lat), float(lon)


def geometry(rings: Sequence[Corners]) -> Any:
    """Return a polygon as shapely knows it, in units of 1e-7 degree, so that what it tells of them is exact."""
    outer, *holes = [shapely.linearrings(each.astype(np.float64)) for each in rings]
    return shapely.polygons(outer, holes=holes or None)


def pieces(built: Any) -> tuple[Polygon, ...]:
    """Return the polygons in something of shapely whose vertices are whole numbers; lines and points in it are lost."""
    parts = [part for part in shapely.get_parts(built) if part.geom_type == "Polygon"]
    return tuple(
        Polygon(outer=_whole(part.exterior), holes=tuple(_whole(hole) for hole in part.interiors))
        for part in parts
        if not part.is_empty
    )


def _whole(line: Any) -> Ring:
    return ring(np.rint(shapely.get_coordinates(line)).astype(np.int64))
