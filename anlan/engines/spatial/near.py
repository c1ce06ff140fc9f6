"""All that lies near a line or a point: areas that somebody draws on the spot, as a patrol along a dyke."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.engines.spatial.areas import Line, MultiArea, pieces
from anlan.engines.spatial.geodesy import around
from anlan.engines.spatial.unsound import Unsound

CORNERS = 128  # of the polygon around each point of a line: at most 0.03 % too wide
MOST_STRIDES = 2_000  # of a line, some 4,000 km; twice as many take twice the time, which is a second here
STRIDE_E7 = 200_000  # a fiftieth of a degree, about 2 km: so far a line is straight on the ground as well


def near(line: Line, metres: int) -> MultiArea:
    """Return all within so many metres of a line, or of the one point of it: an area like any other.

    Distance is along the ground of WGS-84, from the line as it is straight on a map of longitude and latitude. Nothing
    within is missed; beyond it, at most 0.03 % and 5 cm are taken.
    """
    if metres <= 0:
        raise Unsound("no-width")
    walked = _walked(np.array(line.points, dtype=np.float64).reshape(-1, 2))
    if not len(walked):
        raise Unsound("too-few-corners", corners=0)
    if len(walked) > MOST_STRIDES:
        raise Unsound("too-long", most=MOST_STRIDES)
    rounds = around(walked[:, 0], walked[:, 1], metres, sides=CORNERS).astype(np.float64)
    pairs = np.concatenate([rounds[:-1], rounds[1:]], axis=1) if len(walked) > 1 else rounds
    hulls = shapely.convex_hull(shapely.multipoints(shapely.points(pairs)))
    return MultiArea(polygons=pieces(shapely.set_precision(shapely.union_all(hulls), 1.0)))


def _walked(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a line with more points between those that are far apart."""
    if len(points) < 2:
        return points
    steps = np.maximum(np.ceil(np.abs(np.diff(points, axis=0)).max(axis=1) / STRIDE_E7), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(steps)), steps)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[edge]
    between = points[edge] + share[:, None] * (points[edge + 1] - points[edge])
    return np.concatenate([between, points[-1:]])
