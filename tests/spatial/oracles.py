"""What must come out, found without the house: whole numbers, one point at a time, and nothing that is fast."""

from __future__ import annotations

import math

import numpy as np
import shapely
from hypothesis import HealthCheck, settings

from anlan.engines.spatial.areas import Polygon

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may have other work


def on_edge(point, start, end):
    """Test whether a point lies on an edge, in whole numbers."""
    (x, y), (ax, ay), (bx, by) = point, start, end
    if (bx - ax) * (y - ay) != (by - ay) * (x - ax):
        return False
    return min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)


def winding(point, ring) -> int | None:
    """Return how often a ring goes round a point, in whole numbers; nothing if the point lies on it."""
    _, y = point
    turns = 0
    for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
        if on_edge(point, start, end):
            return None
        side = (end[0] - start[0]) * (y - start[1]) - (point[0] - start[0]) * (end[1] - start[1])
        if start[1] <= y < end[1] and side > 0:
            turns += 1
        elif end[1] <= y < start[1] and side < 0:
            turns -= 1
    return turns


def holds(polygon: Polygon, point) -> bool:
    """Test whether a polygon holds a point: within the outer ring or on it, and in no hole, but for its border."""
    outer = winding(point, polygon.outer)
    if outer is None:
        return True
    inner = [winding(point, hole) for hole in polygon.holes]
    return bool(outer) and (None in inner or not any(inner))


def looped(polygon: Polygon, rows, lon, lat) -> list[int]:
    """Return which points a polygon holds, asking shapely for each as an object."""
    whole = shapely.Polygon(polygon.outer, polygon.holes)
    return sorted(row for row, x, y in zip(rows, lon, lat, strict=True) if whole.intersects(shapely.Point(x, y)))


def in_space(lon: float, lat: float) -> np.ndarray:
    """Return a place on WGS-84 in metres from the middle of the earth."""
    x, y = math.radians(lon), math.radians(lat)
    squared = 0.0066943799901413165
    normal = 6_378_137 / math.sqrt(1 - squared * math.sin(y) ** 2)
    return np.array(
        [
            *(normal * math.cos(y) * math.cos(x), normal * math.cos(y) * math.sin(x)),
            normal * (1 - squared) * math.sin(y),
        ]
    )


def apart(one, other) -> float:
    """Return the metres between two places along the ground, by the straight line below it: to 1e-5 at 100 km."""
    chord = float(np.linalg.norm(in_space(*one) - in_space(*other)))
    return 2 * 6_371_000 * math.asin(chord / 2 / 6_371_000)
