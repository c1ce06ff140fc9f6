"""Whether a polygon can be used as it was said. What is mended is told; what cannot be is refused in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from anlan.engines.spatial.areas import Corners, Polygon, bends, geometry, pieces, ring
from anlan.engines.spatial.geodesy import E7, area_m2
from anlan.engines.spatial.unsound import Note, Unsound

HALF = 180 * E7
POLE = 90 * E7
LEAST = 3  # corners of a ring
# Mending takes as long as there are crossings. The corners of a border times its bends are a bound for these; a border
# of 10,000 corners as ragged as a coast stays below it, a tangle of 500 corners, which takes a second, does not.
MOST_TANGLED = 80_000
MOST_BENT = 200  # a point is held against so many edges at most, whichever way one looks


@dataclass(frozen=True)
class Box:
    """The ground that a house is about, from its west and south to its east and north."""

    west_e7: int
    south_e7: int
    east_e7: int
    north_e7: int

    def meets(self, corners: Corners) -> bool:
        """Test whether the box around some corners has anything in common with this one."""
        (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
        return bool(west <= self.east_e7 and east >= self.west_e7 and south <= self.north_e7 and north >= self.south_e7)


@dataclass(frozen=True)
class Sound:
    """What a polygon became: itself where it was sound, or several, and a note for each thing that was mended."""

    polygons: tuple[Polygon, ...]
    notes: tuple[Note, ...]


def sound(polygon: Polygon, *, around: Box | None = None) -> Sound:
    """Return a polygon as it can be used; raise `Unsound` where it cannot.

    `around` is where polygons of this house are looked for: one that lies elsewhere, and would lie there if longitude
    and latitude changed places, is refused. Without it, that is seen only where a latitude would be above 90°.
    A border that crosses itself is mended so that no ground within any loop of it is lost.
    """
    rings = polygon.rings()
    for corners in rings:
        _refuse_if_short(corners)
    _refuse_if_off_the_earth(np.concatenate(rings))
    if around and not around.meets(rings[0]) and around.meets(rings[0][:, ::-1]):
        raise _off("swapped", rings[0][0])
    if any((np.abs(np.diff(corners[:, 0])) > HALF).any() for corners in rings):
        raise Unsound("over-the-antimeridian")
    notes = []
    if left_open := sum(said[0] != said[-1] for said in (polygon.outer, *polygon.holes)):
        notes.append(Note("ring-closed", (("rings", left_open),)))
    if min(bends(rings)) > MOST_BENT:
        raise Unsound("too-tangled")
    whole = geometry(rings)
    if shapely.is_valid(whole):
        outer, *holes = map(ring, rings)
        return Sound(polygons=(Polygon(outer=outer, holes=tuple(holes)),), notes=tuple(notes))
    mended = _mended(rings)
    after = sum(area_m2(piece.rings()) for piece in mended)
    numbers = (("pieces", len(mended)), ("before_m2", area_m2(rings)), ("after_m2", after))
    return Sound(polygons=mended, notes=(*notes, Note("repaired", numbers)))


def _mended(rings: list[Corners]) -> tuple[Polygon, ...]:
    """Return what make_valid makes of rings, its new corners rounded to 1e-7 degree without spoiling it again.

    A border that goes round some ground and back the same way cancels itself there: then its loops are taken.
    """
    if len(np.concatenate(rings)) * max(bends(rings)) > MOST_TANGLED:
        raise Unsound("too-tangled")
    made = shapely.make_valid(geometry(rings), method="structure", keep_collapsed=False)
    found = pieces(shapely.set_precision(made, 1.0)) or _loops(rings)
    if not found:
        raise Unsound("no-ground")
    return found


def _loops(rings: list[Corners]) -> tuple[Polygon, ...]:
    lines = shapely.node(shapely.multilinestrings([shapely.linestrings(ring.astype(np.float64)) for ring in rings]))
    loops = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return pieces(shapely.set_precision(shapely.union_all(loops), 1.0))


def _refuse_if_short(corners: Corners) -> None:
    if (different := len(np.unique(corners, axis=0))) < LEAST:
        raise Unsound("too-few-corners", corners=different)


def _refuse_if_off_the_earth(corners: Corners) -> None:
    lon, lat = np.abs(corners).T
    if (lat > POLE).any():
        swapped = (lat <= HALF).all() and (lon <= POLE).all()
        raise _off("swapped" if swapped else "out-of-range", corners[int(np.argmax(lat))])
    if (lon > 2 * HALF).any():
        raise _off("out-of-range", corners[int(np.argmax(lon))])
    if (lon > HALF).any():
        raise Unsound("over-the-antimeridian")


def _off(code: str, corner: Corners) -> Unsound:
    lon, lat = (f"{int(degrees) / E7:.7f}".rstrip("0").rstrip(".") for degrees in corner)
    return Unsound(code, lon=lon, lat=lat)
