"""Which points an area holds: the same as when each is asked alone, wherever it lies."""

from __future__ import annotations

import random
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.spatial import cells, points
from anlan.engines.spatial.areas import Circle, Line, MultiArea, Polygon
from anlan.engines.spatial.places import Places
from anlan.engines.spatial.points import Points, exposed
from anlan.engines.spatial.shapes import Shapes
from tests.spatial.oracles import UNHURRIED, holds, looped

SQUARE = Polygon(((0, 0), (10, 0), (10, 10), (0, 10)))
# Few round numbers, so that points fall on corners and edges again and again, and yet far apart beside the cells.
UNIT = 1_000
NUMBER = st.integers(-12, 12).map(lambda number: number * UNIT)
PLACE = st.tuples(NUMBER, NUMBER)
PLACES = st.lists(PLACE, max_size=60)


def index(placed, *, first: int = 100) -> Points:
    """Return an index of points, numbered from 100 on."""
    lon, lat = zip(*placed, strict=True) if placed else ((), ())
    return Points(range(first, first + len(placed)), lon, lat)


def asked(polygon: Polygon, placed, *, first: int = 100) -> list[int]:
    """Return what the polygon holds by the oracle in whole numbers."""
    return [row for row, place in enumerate(placed, first) if holds(polygon, place)]


@st.composite
def stars(draw) -> Polygon:
    """Draw a polygon that goes once round a middle, concave as it may be, perhaps with a hole around the same."""
    count = draw(st.integers(3, 9))
    turns = sorted(draw(st.lists(st.integers(0, 359), min_size=count, max_size=count, unique=True)))
    far = draw(st.lists(st.integers(3, 14), min_size=count, max_size=count))
    scale = UNIT * draw(st.sampled_from([1, 1, 60_000]))
    outer = tuple(
        (round(scale * r * np.cos(np.radians(a))), round(scale * r * np.sin(np.radians(a))))
        for a, r in zip(turns, far, strict=True)
    )
    hole = ((-UNIT, -UNIT), (UNIT, -UNIT), (0, UNIT))
    return Polygon(outer, (hole,) if draw(st.booleans()) and all(r >= 7 for r in far) and _is_round(turns) else ())


def _is_round(turns):
    return max(np.diff([*turns, turns[0] + 360])) < 120


@UNHURRIED
@given(polygon=stars(), placed=PLACES)
def test_a_point_is_held_as_it_is_by_whole_numbers_alone(polygon, placed):
    placed = [*placed, *(corner for corner in polygon.outer if max(map(abs, corner)) < 900_000_000)]

    assert index(placed).within(polygon).tolist() == asked(polygon, placed)


@UNHURRIED
@given(ring=st.lists(PLACE, min_size=3, max_size=8, unique=True).map(tuple), placed=PLACES)
def test_a_border_that_crosses_itself_is_answered_as_shapely_does(ring, placed):
    polygon, rows = Polygon(ring), range(100, 100 + len(placed))
    lon, lat = [x for x, _ in placed], [y for _, y in placed]

    assert set(index(placed).within(polygon).tolist()) ^ set(looped_even(polygon, rows, lon, lat)) == set()


def looped_even(polygon, rows, lon, lat) -> list[int]:
    """Return which points lie on a ring or within an odd number of its loops."""
    found = []
    for row, x, y in zip(rows, lon, lat, strict=True):
        crossings = 0
        for (ax, ay), (bx, by) in zip(polygon.outer, [*polygon.outer[1:], polygon.outer[0]], strict=True):
            across = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
            if across == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
                crossings = 1
                break
            if (ay <= y) != (by <= y) and (across > 0) == (by > ay):
                crossings += 1
        if crossings % 2:
            found.append(row)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_thousand_points_in_towns_are_found_as_one_by_one(seed):
    chance = random.Random(seed)
    towns = [(chance.randint(900_000_000, 1_000_000_000), chance.randint(320_000_000, 390_000_000)) for _ in range(9)]
    wide = 10 ** chance.randint(3, 7)
    placed = [tuple(round(chance.gauss(middle, wide)) for middle in chance.choice(towns)) for _ in range(1_000)]
    x, y = chance.choice(towns)
    turns = sorted(chance.uniform(0, 2 * np.pi) for _ in range(chance.choice([3, 40, 400])))
    far = [wide * 3 * chance.random() for _ in turns]
    polygon = Polygon(
        tuple((round(x + r * np.cos(a)), round(y + r * np.sin(a))) for a, r in zip(turns, far, strict=True))
    )

    found = index(placed).within(polygon).tolist()

    assert found == looped(polygon, range(100, 1_100), *zip(*placed, strict=True))
    assert found == looped_even(polygon, range(100, 1_100), *zip(*placed, strict=True))


def test_a_hole_is_not_held_but_its_border_and_an_island_in_it_are():
    lake = square(20, 80)
    ground = MultiArea(polygons=(Polygon(square(0, 100), (lake,)), Polygon(square(40, 60))))
    placed = [(x * UNIT, y * UNIT) for x in range(-5, 106) for y in range(-5, 106)]

    found = set(index(placed).within(ground).tolist())

    def on(low, high):
        return {row for row, (x, y) in enumerate(placed, 100) if low * UNIT <= min(x, y) and max(x, y) <= high * UNIT}

    assert found == on(0, 100) - on(21, 79) | on(40, 60)


def square(low, high):
    """Return a ring around all from one number to another, both ways."""
    low, high = low * UNIT, high * UNIT
    return ((low, low), (high, low), (high, high), (low, high))


def test_rings_that_touch_in_a_corner_and_a_hole_that_touches_the_border():
    holes = (((0, 20), (20, 10), (20, 30)), ((20, 10), (30, 5), (30, 15)))
    polygon = Polygon(square(0, 40), tuple(tuple((x * UNIT, y * UNIT) for x, y in hole) for hole in holes))
    placed = [(x * UNIT, y * UNIT) for x in range(-2, 43) for y in range(-2, 43)]

    assert index(placed).within(polygon).tolist() == asked(polygon, placed)


@UNHURRIED
@given(polygon=stars(), placed=PLACES, by=st.tuples(st.integers(-10_000, 10_000), st.integers(-10_000, 10_000)))
def test_what_is_moved_together_is_held_alike(polygon, placed, by):
    def moved(ring):
        return tuple((x + by[0], y + by[1]) for x, y in ring)

    away = Polygon(moved(polygon.outer), tuple(map(moved, polygon.holes)))

    assert index(placed).within(polygon).tolist() == index(moved(placed)).within(away).tolist()


@UNHURRIED
@given(placed=PLACES, cut=st.integers(-11, 11).map(lambda number: number * UNIT), one=stars(), other=stars())
def test_two_halves_hold_what_the_whole_does_and_two_areas_what_either_does(placed, cut, one, other):
    points = index(placed)
    end = 12 * UNIT
    west = Polygon(((-end, -end), (cut, -end), (cut, end), (-end, end)))
    east = Polygon(((cut, -end), (end, -end), (end, end), (cut, end)))
    whole = Polygon(((-end, -end), (end, -end), (end, end), (-end, end)))

    assert points.within(MultiArea(polygons=(west, east))).tolist() == points.within(whole).tolist()
    both = {*points.within(one).tolist(), *points.within(other).tolist()}
    assert points.within(MultiArea(polygons=(one, other))).tolist() == sorted(both)


@UNHURRIED
@given(polygon=stars(), placed=PLACES)
def test_it_does_not_matter_where_a_ring_begins_which_way_it_goes_and_whether_it_is_closed(polygon, placed):
    points, ring = index(placed), polygon.outer
    same = points.within(polygon).tolist()

    assert points.within(Polygon((*ring[1:], ring[0]), polygon.holes)).tolist() == same
    assert points.within(Polygon(ring[::-1], polygon.holes)).tolist() == same
    assert points.within(Polygon((*ring, ring[0]), polygon.holes)).tolist() == same


def test_a_tiny_polygon_a_huge_one_and_one_elsewhere():
    placed = [(1_000_000_000 + 1_000 * n, 350_000_000) for n in range(200)]
    tiny = Polygon(((1_000_003_000, 350_000_000), (1_000_003_001, 350_000_000), (1_000_003_000, 350_000_001)))
    end, pole = 1_800_000_000, 900_000_000
    huge = Polygon(((-end, -pole), (end, -pole), (end, pole), (-end, pole)))
    beside = Polygon(((1_100_000_000, 340_000_000), (1_200_000_000, 340_000_000), (1_100_000_000, 360_000_000)))

    assert index(placed).within(tiny).tolist() == [103]
    assert len(index(placed).within(huge)) == 200
    for away in (SQUARE, beside):
        assert index(placed).within(away).tolist() == []


def test_nothing_is_in_an_empty_index_and_nothing_in_an_area_without_ground():
    assert index([]).within(SQUARE).tolist() == []
    assert index([(5, 5)]).within(MultiArea(prefixes=("63",))).tolist() == []
    assert len(index([])) == 0


def test_many_sites_at_one_place_are_all_found():
    assert index([(5, 5)] * 50 + [(50, 50)] * 50).within(SQUARE).tolist() == list(range(100, 150))


def test_a_polygon_with_too_many_long_edges_is_answered_all_the_same(monkeypatch):
    monkeypatch.setattr(cells, "MOST_STEPS", 3)
    placed = [(x, y) for x in range(-15, 16) for y in range(-15, 16)]

    assert index(placed).within(SQUARE).tolist() == asked(SQUARE, placed)


@pytest.mark.parametrize("turned", [False, True])
def test_a_border_that_goes_up_and_down_a_thousand_times_is_answered_as_any(turned):
    teeth = [(1_000 * at, 90_000_000 * (at % 2)) for at in range(300)]
    ring = (*teeth, (299_000, -5_000_000), (0, -5_000_000))
    chance = random.Random(3)
    placed = [(chance.randint(-1_000, 300_000), chance.randint(-6_000_000, 91_000_000)) for _ in range(200)] + teeth
    if turned:
        ring, placed = tuple((y, x) for x, y in ring), [(y, x) for x, y in placed]

    assert index(placed).within(Polygon(ring)).tolist() == asked(Polygon(ring), placed)


def test_only_points_near_the_border_are_asked_one_by_one(monkeypatch):
    held = points._held
    looked_at: list[int] = []

    def counted(rings, lon, lat):
        looked_at.extend(lon)
        return held(rings, lon, lat)

    monkeypatch.setattr(points, "_held", counted)
    placed = [(x * UNIT, y * UNIT) for x in range(100) for y in range(100)]

    assert len(index(placed).within(Polygon(square(10, 90)))) == 81 * 81
    assert len(looked_at) < 4 * 81 * 4


@UNHURRIED
@given(
    placed=PLACES,
    steps=st.lists(st.tuples(st.booleans(), st.lists(st.tuples(st.integers(95, 170), PLACE), max_size=8)), max_size=6),
    both=st.tuples(stars(), stars()),
    least=st.sampled_from([0, 2, 4_096]),
)
def test_what_came_moved_and_went_is_known_as_if_it_had_been_so_from_the_beginning(placed, steps, both, least):
    before = points.LEAST_LATE
    points.LEAST_LATE = least
    try:
        kept, known = index(placed), dict(enumerate(placed, 100))
        for comes, said in steps:
            moved = dict(said)
            if comes:
                lon, lat = zip(*moved.values(), strict=True) if moved else ((), ())
                kept, known = kept.placed(list(moved), lon, lat), known | moved
            else:
                kept = kept.without(list(moved))
                known = {row: place for row, place in known.items() if row not in moved}

            assert len(kept) == len(known)
            found = kept.within(MultiArea(polygons=both)).tolist()
            assert found == sorted(row for row, place in known.items() if any(holds(one, place) for one in both))
    finally:
        points.LEAST_LATE = before


def test_an_index_stays_as_it_was_when_something_comes_or_goes():
    first = index([(5, 5), (6, 6)])

    first.without([100]).placed([7], [1], [1])

    assert first.within(SQUARE).tolist() == [100, 101]


def test_threads_that_ask_at_once_hear_the_same():
    kept = index([(x, y) for x in range(-15, 16) for y in range(-15, 16)])
    heard: list[list[int]] = []
    asking = [Thread(target=lambda: heard.append(kept.within(SQUARE).tolist())) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()

    assert len(heard) == 8
    assert all(each == heard[0] for each in heard)


@pytest.mark.parametrize(
    ("rows", "lon", "lat", "says"),
    [
        ([1, 1], [0, 0], [0, 0], "came twice"),
        ([1, 2], [0, 0], [0], "one longitude"),
        ([1], [1_800_000_001], [0], "not on this earth"),
        ([1], [0], [-900_000_001], "not on this earth"),
        ([1], [float("nan")], [0], "not on this earth"),
    ],
)
def test_what_cannot_be_a_position_is_refused_and_never_put_somewhere_else(rows, lon, lat, says):
    with pytest.raises(ValueError, match=says):
        Points(rows, lon, lat)


def test_numbers_may_come_in_any_order():
    assert Points([9, 3, 7], [5, 50, 6], [5, 50, 6]).within(SQUARE).tolist() == [7, 9]


def test_a_site_is_exposed_by_its_position_its_shape_or_its_place_and_named_once():
    area = MultiArea(polygons=(SQUARE,), prefixes=("6301",))
    by_position = Points([1, 2], [5, 50], [5, 50])
    pit = Polygon(((9, 9), (20, 9), (20, 20)))
    by_shape = Shapes({3: Line(((-5, 5), (50, 5))), 4: Line(((-5, 50), (50, 50))), 1: pit})
    by_place = Places([2, 5, 6], ["630121", "630225", "630102001"])

    assert exposed(area, [by_position, by_shape, by_place]).tolist() == [1, 2, 3, 6]
    assert exposed(area, []).tolist() == []


def test_a_circle_is_asked_like_any_area():
    kept = Points([1, 2], [1_000_000_000, 1_000_000_000], [350_000_000, 350_100_000])

    assert kept.within(Circle(1_000_000_000, 350_000_000, 1_000)).tolist() == [1]
    assert kept.within(Circle(1_000_000_000, 350_000_000, 1_200)).tolist() == [1, 2]
