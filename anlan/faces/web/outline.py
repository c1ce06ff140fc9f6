"""The outline of our jurisdiction, drawn here from the pack, and the shapes that a browser draws: no map service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, radians
from typing import Any

from anlan.kernel.registry import laws

WIDTH = 420
# Points nearer to the last one than this, in the units of the drawing, are left out.
NEAR = 0.8
E7 = 10_000_000
OUTLINES = 64  # places of which what was drawn is kept: whoever asks for others pushes the oldest out

Ring = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Division:
    """One division as it is drawn."""

    code: str
    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The divisions of the second level, and the size of the drawing."""

    width: int
    height: int
    divisions: tuple[Division, ...]
    marked: Division | None


class Sheet:
    """A piece of paper on which shapes are drawn: as wide as it may be, true to scale in its middle."""

    def __init__(self, shapes: list[dict[str, Any]], width: int = WIDTH) -> None:
        points = [point for shape in shapes for ring in _rings(shape) for point in ring]
        self.west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, self.north = min(y for _, y in points), max(y for _, y in points)
        self.flat = cos(radians((south + self.north) / 2))
        self.scale = width / ((east - self.west) * self.flat)
        self.width, self.height = width, round((self.north - south) * self.scale)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a point lies on the sheet."""
        return (lon - self.west) * self.flat * self.scale, (self.north - lat) * self.scale

    def drawn(self, shape: dict[str, Any]) -> Division:
        """Return one division as it is drawn."""
        told = shape["properties"]
        rings = ([self.at(x, y) for x, y in ring] for ring in _rings(shape))
        return Division(code=told["code"], name=told["name"], path="".join(map(_path, rings)))


def coordinates(lon_e7: int, lat_e7: int) -> str:
    """Say where something lies, to a metre."""
    return f"{lon_e7 / E7:.5f}°E {lat_e7 / E7:.5f}°N"


@cache
def shapes(layer: str) -> tuple[dict[str, Any], ...]:
    """Return the shapes of a layer of our pack: divisions or waters. None where the pack has no such layer."""
    path = laws.PACKS / laws.chain()[0] / f"{layer}.geojson"
    return tuple(json.loads(path.read_text("utf-8"))["features"]) if path.exists() else ()


def around(place: str) -> list[dict[str, Any]]:
    """Return the shapes of a place and of its divisions, itself first."""
    found = [one for one in shapes("divisions") if place in (one["properties"]["code"], one["properties"]["parent"])]
    return sorted(found, key=lambda one: (one["properties"]["code"] != place, one["properties"]["code"]))


@lru_cache(maxsize=OUTLINES)
def waters_in(place: str) -> list[dict[str, Any]]:
    """Return lakes and rivers that come near a place."""
    here = [point for shape in around(place) for ring in _rings(shape) for point in ring]
    if not here:
        return []
    (west, south), (east, north) = (tuple(f(p[axis] for p in here) for axis in (0, 1)) for f in (min, max))

    def near(shape: dict[str, Any]) -> bool:
        return any(west <= x <= east and south <= y <= north for x, y in _points(shape["geometry"]["coordinates"]))

    return [shape for shape in shapes("waters") if near(shape)]


@lru_cache(maxsize=OUTLINES)
def outline(marked: str) -> Outline | None:
    """Return the outline of our pack with one place marked, or None where the pack has no outlines."""
    drawn = list(shapes("divisions"))
    if not drawn:
        return None
    sheet = Sheet(drawn)
    second = [one for one in drawn if one["properties"]["level"] == "prefecture"]
    found = [one for one in drawn if one["properties"]["code"] == marked]
    return Outline(
        width=sheet.width,
        height=sheet.height,
        divisions=tuple(map(sheet.drawn, second)),
        marked=sheet.drawn(found[0]) if found else None,
    )


def _points(told: Any) -> Iterator[tuple[float, float]]:
    """Yield the points of a shape, however deep they lie."""
    if told and isinstance(told[0], int | float):
        yield told[0], told[1]
    else:
        for one in told:
            yield from _points(one)


def _rings(feature: dict[str, Any]) -> Iterator[Ring]:
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        yield from ([(x, y) for x, y, *_ in ring] for ring in polygon)


def _path(ring: Ring) -> str:
    """Write a ring as an SVG path, without the points that nobody could tell apart."""
    kept: Ring = []
    for x, y in ring:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAR:
            kept.append((x, y))
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"
