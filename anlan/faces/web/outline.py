"""The outline of our jurisdiction, drawn here from the pack: no map service, no script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import Any

from anlan.kernel.registry import laws

WIDTH = 420
# Points nearer to the last one than this, in the units of the drawing, are left out.
NEAR = 0.8

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


@cache
def outline(marked: str) -> Outline | None:
    """Return the outline of our pack with one place marked, or None where the pack has no outlines."""
    path = laws.PACKS / laws.chain()[0] / "divisions.geojson"
    if not path.exists():
        return None
    features = json.loads(path.read_text("utf-8"))["features"]
    points = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    flat = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * flat)

    def drawn(feature: dict[str, Any]) -> Division:
        told = feature["properties"]
        rings = [[((x - west) * flat * scale, (north - y) * scale) for x, y in ring] for ring in _rings(feature)]
        return Division(code=told["code"], name=told["name"], path="".join(map(_path, rings)))

    second = [feature for feature in features if feature["properties"]["level"] == "prefecture"]
    found = [feature for feature in features if feature["properties"]["code"] == marked]
    return Outline(
        width=WIDTH,
        height=round((north - south) * scale),
        divisions=tuple(map(drawn, second)),
        marked=drawn(found[0]) if found else None,
    )


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
