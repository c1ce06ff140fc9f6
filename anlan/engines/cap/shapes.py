"""Polygons and circles of CAP: text with the latitude first becomes whole numbers of 1e-7 degrees, longitude first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import shapely

from anlan.engines.cap.defects import Findings
from anlan.engines.cap.message import Circle, Point, Ring

E7 = 10_000_000
LAT, LON = 90 * E7, 180 * E7
# Nobody is warned so near to a pole: a latitude beyond it is a longitude that was written first.
UNINHABITED = 85 * E7
MOST_POINTS = 20_000  # of all polygons of a message together
# Mending costs with the square of the crossings: one hundred points that cross everywhere took over a second.
MOST_MENDED, MOST_POINTS_MENDED, MOST_CROSSINGS = 4, 200, 8
FARTHEST_M = 20_038_000  # half-way round

NUMBER = re.compile(r"([+-]?)(\d{1,5})(?:\.(\d{0,20}))?")


def fixed(text: str, digits: int) -> int | None:
    """Return a decimal as a whole number of its last digit that counts, rounded; None if it is no decimal."""
    found = NUMBER.fullmatch(text)
    if not found:
        return None
    sign, whole, rest = found[1], found[2], found[3] or ""
    kept = rest[:digits].ljust(digits, "0")
    size = int(whole + kept) + (rest[digits : digits + 1] >= "5")
    return -size if sign == "-" else size


@dataclass(slots=True)
class Budget:
    """What is left of the work that one message may cost."""

    points: int = MOST_POINTS
    mended: int = MOST_MENDED


def ring(text: str, place: str, findings: Findings, budget: Budget) -> tuple[Ring, ...]:
    """Return the polygon that is said there: none if it cannot be used, several if it had to be mended."""
    words = text.split()
    budget.points -= len(words)
    if budget.points < 0:
        findings.add("too-many-points", place, most=str(MOST_POINTS))
        return ()
    points = [_pair(word, place, findings) for word in words]
    read = [point for point in points if point]
    if len(read) < len(points):
        return ()
    placed = _placed(read, place, findings)
    if placed is None:
        return ()
    if (different := len(set(placed))) < 3:
        findings.add("too-few-points", place, count=str(different))
        return ()
    if placed[0] != placed[-1]:
        findings.add("ring-unclosed", place)
        placed.append(placed[0])
    return _simple(tuple(placed), place, findings, budget)


def circle(text: str, place: str, findings: Findings) -> Circle | None:
    """Return the circle that is said there: `lat,lon radius`, the radius in kilometres."""
    words = text.split()
    radius_m = fixed(words[1], 3) if len(words) == 2 else None
    if radius_m is None or not 0 <= radius_m <= FARTHEST_M:
        findings.add("circle-unreadable", place, value=text)
        return None
    point = _pair(words[0], place, findings)
    placed = _placed([point], place, findings) if point else None
    return Circle(lon_e7=placed[0][0], lat_e7=placed[0][1], radius_m=radius_m) if placed else None


def _pair(word: str, place: str, findings: Findings) -> Point | None:
    """Return `lat,lon` as it was written, longitude first."""
    lat, comma, lon = word.partition(",")
    lat_e7, lon_e7 = fixed(lat, 7), fixed(lon, 7)
    if not comma or lat_e7 is None or lon_e7 is None:
        findings.add("point-unreadable", place, value=word)
        return None
    return lon_e7, lat_e7


def _placed(points: list[Point], place: str, findings: Findings) -> list[Point] | None:
    """Return points that are on earth: as they are, or all with latitude and longitude exchanged."""
    beyond = [point for point in points if abs(point[0]) > LON or abs(point[1]) > UNINHABITED]
    if not beyond:
        return points
    exchanged = [(lat, lon) for lon, lat in points]
    lon_e7, lat_e7 = beyond[0]
    said = f"{degrees(lat_e7)},{degrees(lon_e7)}"
    if all(abs(lon) <= LON and abs(lat) <= UNINHABITED for lon, lat in exchanged):
        findings.add("swapped", place, value=said)
        return exchanged
    if all(abs(lon) <= LON and abs(lat) <= LAT for lon, lat in points):
        return points
    findings.add("out-of-range", place, value=said)
    return None


def degrees(e7: int) -> str:
    """Return degrees as CAP writes them, with no more digits than they have."""
    whole, rest = divmod(abs(e7), E7)
    told = f"{whole}.{rest:07}".rstrip("0").rstrip(".")
    return f"-{told}" if e7 < 0 else told


def _simple(said: Ring, place: str, findings: Findings, budget: Budget) -> tuple[Ring, ...]:
    """Return a ring that does not cross itself, or what it is made of if it does."""
    # Whole numbers below 2⁵³: what shapely reckons with them is exact.
    shape = shapely.Polygon(said)
    if shape.is_valid:
        return (said,)
    budget.mended -= 1
    if budget.mended < 0 or len(said) > MOST_POINTS_MENDED or _meetings(said) > MOST_CROSSINGS:
        findings.add("crosses-itself", place)
        return ()
    mended = _mended(shape)
    if mended:
        findings.add("crossing-mended", place, count=str(len(mended)))
    else:
        findings.add("no-surface", place)
    return mended


def _mended(shape: shapely.Polygon) -> tuple[Ring, ...]:
    """Return the outlines of what a crossing ring encloses; a hole is filled: rather one too many is warned."""
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in getattr(valid, "geoms", [valid]) if part.geom_type == "Polygon" and not part.is_empty]
    outlines = (tuple((round(x), round(y)) for x, y in part.exterior.coords) for part in parts)
    return tuple(sorted(one for one in outlines if (kept := shapely.Polygon(one)).is_valid and kept.area > 0))


def _meetings(said: Ring) -> int:
    """Count how often sides of a ring that are not neighbours meet, until it is more often than is mended."""
    sides = [(a, b) for a, b in pairwise(said) if a != b]
    found = 0
    for no, one in enumerate(sides):
        for other in sides[no + 2 : len(sides) - (no == 0)]:
            found += _meet(*one, *other)
            if found > MOST_CROSSINGS:
                return found
    return found


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    near = all(
        min(a[axis], b[axis]) <= max(c[axis], d[axis]) and min(c[axis], d[axis]) <= max(a[axis], b[axis])
        for axis in (0, 1)
    )
    return near and _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0


def _turn(a: Point, b: Point, c: Point) -> int:
    """Return on which side of a line through two points a third one lies."""
    reckoned = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (reckoned > 0) - (reckoned < 0)
