"""Circles, corridors and areas: how far they reach on the ground, by an oracle that knows nothing of series."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
import shapely

from anlan.engines.spatial.areas import Circle, Line, MultiArea, Polygon
from anlan.engines.spatial.geodesy import E7, EQUATOR_M, area_m2, reached
from anlan.engines.spatial.near import near
from anlan.engines.spatial.points import Points
from anlan.engines.spatial.soundness import sound
from anlan.engines.spatial.unsound import Unsound
from tests.spatial.oracles import apart, in_space

XINING = (1_017_782_000, 366_171_000)


def degrees(place) -> tuple[float, float]:
    return place[0] / E7, place[1] / E7


def test_the_published_line_from_flinders_peak_to_buninyong_comes_out():
    def angle(d, m, s):
        return d + m / 60 + s / 3600

    lon, lat = reached(
        angle(144, 25, 29.52440), -angle(37, 57, 3.72030), math.radians(angle(306, 52, 5.37)), 54_972.271
    )

    # Published for GRS 80, which agrees with WGS-84 to less than a millimetre.
    assert float(lon) == pytest.approx(angle(143, 55, 35.38390), abs=1e-8)
    assert float(lat) == pytest.approx(-angle(37, 39, 10.15610), abs=1e-8)


@pytest.mark.parametrize("lat", [-60, -5, 0, 30, 35, 40, 70])
@pytest.mark.parametrize("metres", [1, 500, 90_000])
def test_going_so_far_one_is_so_far_away(lat, metres):
    for bearing in np.radians(range(0, 360, 30)):
        lon, to = reached(101.0, float(lat), bearing, float(metres))

        assert apart((101, lat), (float(lon), float(to))) == pytest.approx(metres, rel=2e-7, abs=1e-5)


@pytest.mark.parametrize("lat", [30, 36.6171, 40])
@pytest.mark.parametrize("radius", [1, 50, 1_000, 100_000])
def test_a_circle_misses_nothing_within_and_takes_next_to_nothing_beyond(lat, radius):
    middle = (XINING[0], round(lat * E7))
    bearings, chance = np.linspace(0, 2 * np.pi, 997), random.Random(radius)
    share = np.array([chance.uniform(0.99, 1.01) for _ in bearings])
    lon, to = (np.rint(each * E7).astype(int) for each in reached(*degrees(middle), bearings, radius * share))
    far = np.array([apart(degrees(middle), degrees(place)) for place in zip(lon.tolist(), to.tolist(), strict=True)])

    held = np.zeros(len(far), bool)
    held[Points(range(len(far)), lon, to).within(Circle(*middle, radius))] = True

    assert held[far <= radius].all()
    assert not held[far > radius * 1.00004 + 0.04].any()
    assert held.any()
    assert not held.all() or radius == 1


def test_a_circle_is_sound_and_has_the_area_of_a_circle():
    outline = Circle(*XINING, 20_000).outline()

    assert sound(outline).polygons == (outline,)
    assert area_m2(outline.rings()) == pytest.approx(math.pi * 20_000**2, rel=2e-4)


@pytest.mark.parametrize(
    ("code", "circle"),
    [
        ("no-radius", Circle(0, 0, -5)),
        ("at-the-pole", Circle(0, 899_000_000, 20_000)),
        ("over-the-antimeridian", Circle(1_799_000_000, 0, 20_000)),
        ("over-the-antimeridian", Circle(-1_799_000_000, 0, 20_000)),
    ],
)
def test_a_circle_that_cannot_be_drawn_is_refused(code, circle):
    with pytest.raises(Unsound) as refused:
        Points([1], [0], [0]).within(circle)

    assert refused.value.code == code
    assert refused.value.says("zh")


def test_a_circle_of_no_radius_is_the_point_itself():
    x, y = XINING

    assert Points([1, 2, 3], [x, x + 10, x], [y, y, y - 10]).within(Circle(x, y, 0)).tolist() == [1]


def from_line(place, points) -> float:
    """Return the metres from a place to a line, by looking at very many points of it and straight between them."""
    many = [
        (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
        for a, b in itertools.pairwise(points)
        for t in np.linspace(0, 1, 400)
    ]
    way = np.array([in_space(*degrees(one)) for one in many])
    here = in_space(*degrees(place))
    step = way[1:] - way[:-1]
    along = np.clip(((here - way[:-1]) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-9), 0, 1)
    return float(np.linalg.norm(way[:-1] + along[:, None] * step - here, axis=1).min())


@pytest.mark.parametrize("metres", [30, 2_000])
def test_near_a_line_misses_nothing_within_and_takes_next_to_nothing_beyond(metres):
    line = ((1_010_000_000, 360_000_000), (1_010_900_000, 361_000_000), (1_013_000_000, 361_000_000))
    chance = random.Random(metres)
    placed: list[tuple[int, int]] = []
    while len(placed) < 300:
        start, end = chance.choice([line[:2], line[1:]])
        t, turn = chance.random(), chance.uniform(0, 2 * math.pi)
        on = tuple(a + (b - a) * t for a, b in zip(start, end, strict=True))
        lon, lat = reached(*degrees(on), turn, metres * chance.uniform(0.9, 1.1))
        placed.append((round(float(lon) * E7), round(float(lat) * E7)))
    far = np.array([from_line(place, line) for place in placed])

    held = np.zeros(len(placed), bool)
    held[Points(range(300), *zip(*placed, strict=True)).within(near(Line(line), metres))] = True

    assert held[far <= metres * 0.999_999].all()  # the oracle goes straight where the ground is round
    assert not held[far > metres * 1.0003 + 0.06].any()
    assert 20 < held.sum() < 300


def test_near_a_point_is_a_circle_and_near_a_loop_leaves_its_middle_out():
    x, y = XINING
    loop = ((x, y), (x + 1_000_000, y), (x + 1_000_000, y + 1_000_000), (x, y + 1_000_000), (x, y))
    kept = Points([1, 2, 3], [x, x + 500_000, x + 500_000], [y, y + 500_000, y])

    assert kept.within(near(Line((XINING,)), 10)).tolist() == [1]
    around = near(Line(loop), 500)
    assert kept.within(around).tolist() == [1, 3]
    assert isinstance(around, MultiArea)
    for polygon in around.polygons:
        assert shapely.is_valid(shapely.Polygon(polygon.outer, polygon.holes))
        assert sound(polygon).notes == ()


@pytest.mark.parametrize(
    ("code", "line", "metres"),
    [
        ("no-width", ((0, 0), (1, 1)), 0),
        ("too-few-corners", (), 5),
        ("too-long", ((-1_700_000_000, 0), (1_700_000_000, 0)), 5),
        ("over-the-antimeridian", ((1_799_999_000, 0),), 2_000),
        ("at-the-pole", ((0, 900_000_000),), 2_000),
    ],
)
def test_a_line_that_has_no_surroundings_is_refused(code, line, metres):
    with pytest.raises(Unsound, match=code):
        near(Line(line), metres)


def test_a_band_around_the_earth_has_the_area_that_is_published():
    west, north = -180 * E7, 900_000_000
    whole = Polygon(((west, -north), (-west, -north), (-west, north), (west, north)))
    rings = whole.rings()

    assert area_m2(rings) == pytest.approx(510_065_621_724_089, rel=1e-9)
    equator = Polygon(((0, 0), (10_000, 0), (10_000, 10_000), (0, 10_000)), (((0, 0), (5_000, 0), (0, 5_000)),))
    side = math.radians(0.001) * EQUATOR_M
    assert area_m2(equator.rings()) == pytest.approx(side**2 * (1 - 0.00669438) * 7 / 8, rel=1e-3)
