"""Where in a real county what the demo invents lies: far from one another, and the same each time. Pure."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from math import cos, radians

from anlan.faces.cli.demo.packs import PACKS

GRID = 16  # points that are tried along each side of a county
BORDER = 80  # points of its outline from which those keep away
E7 = 10_000_000
COUNTY = 6  # digits of the code of a county

Point = tuple[float, float]
Ring = list[Point]


@cache
def scattered(county: str, count: int) -> tuple[tuple[int, int], ...]:
    """Return so many points of a county, in 1e-7 degrees, each as far as can be from those before and the border."""
    rings = _outlines()[county]
    border = [point for ring in rings for point in ring]
    border = border[:: 1 + len(border) // BORDER]
    free = {point: min(_apart(point, other) for other in border) for point in _within(rings)}
    found: list[tuple[int, int]] = []
    for _ in range(count):
        point = max(free, key=lambda one: (free[one], one))
        free = {one: min(space, _apart(one, point)) for one, space in free.items()}
        found.append((round(point[0] * E7), round(point[1] * E7)))
    return tuple(found)


def counties() -> tuple[str, ...]:
    """Return the codes of the counties of which the outline is known."""
    return tuple(code for code in sorted(_outlines()) if len(code) == COUNTY)


def is_within(county: str, longitude: int, latitude: int) -> bool:
    """Test whether a point lies within the outline of a county."""
    return _is_inside((longitude / E7, latitude / E7), _edges(_outlines()[county]))


@cache
def _outlines() -> dict[str, list[Ring]]:
    told = json.loads((PACKS / "cn-qinghai" / "divisions.geojson").read_text("utf-8"))
    rings: dict[str, list[Ring]] = {}
    for shape in told["features"]:
        where = shape["geometry"]
        polygons = where["coordinates"] if where["type"] == "MultiPolygon" else [where["coordinates"]]
        rings[shape["properties"]["code"]] = [[(x, y) for x, y, *_ in ring] for part in polygons for ring in part]
    return rings


def _within(rings: list[Ring]) -> list[Point]:
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    wide, high = (max(xs) - min(xs)) / GRID, (max(ys) - min(ys)) / GRID
    tried = [(min(xs) + wide * (i + 0.5), min(ys) + high * (j + 0.5)) for i in range(GRID) for j in range(GRID)]
    edges = _edges(rings)
    return [point for point in tried if _is_inside(point, edges)]


def _edges(rings: list[Ring]) -> list[tuple[Point, Point]]:
    return [edge for ring in rings for edge in pairwise(ring)]


def _is_inside(point: Point, edges: list[tuple[Point, Point]]) -> bool:
    """Count how often a line eastward from the point meets the outline: inside it is odd."""
    x, y = point
    return sum((b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a for (a, b), (c, d) in edges) % 2 == 1


def _apart(one: Point, other: Point) -> float:
    """Return the square of how far two points are from one another, as they would be drawn."""
    flat = cos(radians(one[1]))
    return ((one[0] - other[0]) * flat) ** 2 + (one[1] - other[1]) ** 2
