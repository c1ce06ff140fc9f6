"""Distances and areas on the ellipsoid WGS-84, from which CGCS2000 differs by less than a millimetre."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.engines.spatial.unsound import Unsound

Numbers = NDArray[np.float64]

E7 = 10_000_000
EQUATOR_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
POLE_M = EQUATOR_M * (1 - FLATTENING)
ROUNDS = 8  # of the series below; from five on nothing changes by a millimetre
ROUNDED_M = 0.02  # what rounding to 1e-7 degree, twice, may take away


def reached(lon: Any, lat: Any, bearing: Any, metres: Any) -> tuple[Numbers, Numbers]:
    """Return where one gets to from a point, going straight ahead: Vincenty's direct solution, exact to a millimetre.

    Degrees in and out, bearings in radians from north over east; all may be arrays that fit to each other.
    """
    ahead_sin, ahead_cos = np.sin(bearing), np.cos(bearing)
    reduced = np.arctan((1 - FLATTENING) * np.tan(np.radians(lat)))
    u_sin, u_cos = np.sin(reduced), np.cos(reduced)
    from_equator = np.arctan2(u_sin, u_cos * ahead_cos)
    azimuth = u_cos * ahead_sin  # the sine of the bearing at the equator
    slant = 1 - azimuth**2
    k = slant * (EQUATOR_M**2 - POLE_M**2) / POLE_M**2
    a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    plain = arc = metres / (POLE_M * a)
    for _ in range(ROUNDS):
        middle = np.cos(2 * from_equator + arc)
        inner = np.cos(arc) * (2 * middle**2 - 1) - b / 6 * middle * (4 * np.sin(arc) ** 2 - 3) * (4 * middle**2 - 3)
        arc = plain + b * np.sin(arc) * (middle + b / 4 * inner)
    middle = np.cos(2 * from_equator + arc)
    arc_sin, arc_cos = np.sin(arc), np.cos(arc)
    across = u_sin * arc_sin - u_cos * arc_cos * ahead_cos
    to_lat = np.arctan2(
        u_sin * arc_cos + u_cos * arc_sin * ahead_cos, (1 - FLATTENING) * np.sqrt(azimuth**2 + across**2)
    )
    turned = np.arctan2(arc_sin * ahead_sin, u_cos * arc_cos - u_sin * arc_sin * ahead_cos)
    c = FLATTENING / 16 * slant * (4 + FLATTENING * (4 - 3 * slant))
    bent = arc + c * arc_sin * (middle + c * arc_cos * (2 * middle**2 - 1))
    return lon + np.degrees(turned - (1 - c) * FLATTENING * azimuth * bent), np.degrees(to_lat)


def around(lon_e7: Any, lat_e7: Any, metres: float, *, sides: int) -> NDArray[np.int64]:
    """Return the polygons that hold all within so many metres of points: shape (…, sides, 2), lon_e7 and lat_e7.

    Each side touches the circle from without, so that a point within is never missed; the corners stand
    1 / cos(pi / sides) times the radius, and two centimetres, from the middle.
    """
    if metres < 0:
        raise Unsound("no-radius")
    lon, lat = np.asarray(lon_e7) / E7, np.asarray(lat_e7) / E7
    if np.any(
        np.abs(lat) * 110_574 + metres > 90 * 110_574
    ):  # the length of a degree at the equator, where it is least
        raise Unsound("at-the-pole")
    bearings = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    to_corner = metres / np.cos(np.pi / sides) + ROUNDED_M
    corners = np.stack(reached(lon[..., None], lat[..., None], bearings, to_corner), axis=-1)
    if np.any(np.abs(corners[..., 0]) > 180):
        raise Unsound("over-the-antimeridian")
    return np.rint(corners * E7).astype(np.int64)


def area_m2(rings: Iterable[NDArray[np.int64]]) -> int:
    """Return the area within the first of some closed rings and without the others, in square metres, to 0.1 %.

    The ellipsoid is laid out flat without changing areas; edges of more than a degree lose some of the 0.1 %.
    """
    outer, *holes = [_within(corners) for corners in rings]
    return round(outer - sum(holes))


def _within(corners: NDArray[np.int64]) -> float:
    sine = np.sin(np.radians(corners[:, 1] / E7))
    squared = FLATTENING * (2 - FLATTENING)
    e = np.sqrt(squared)
    flat = (1 - squared) / 2 * (sine / (1 - squared * sine**2) + np.arctanh(e * sine) / e)
    x, y = np.radians(corners[:, 0] / E7) * EQUATOR_M, flat * EQUATOR_M
    return float(abs(np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1]))) / 2)
