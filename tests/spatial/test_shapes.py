"""Sites that are lines or ground, and sites by the code of their place."""

from __future__ import annotations

import random

import pytest
import shapely

from anlan.engines.spatial.areas import Circle, Line, MultiArea, Polygon
from anlan.engines.spatial.places import Places
from anlan.engines.spatial.shapes import Shapes

SQUARE = Polygon(((0, 0), (10, 0), (10, 10), (0, 10)), (((4, 4), (6, 4), (6, 6), (4, 6)),))


def test_a_shape_is_found_where_it_touches_lies_within_or_holds_the_whole_area():
    sites = {
        1: Line(((10, 5), (20, 5))),  # touches the border
        2: Line(((1, 1), (2, 2))),
        3: Polygon(((-100, -100), (100, -100), (100, 100), (-100, 100))),
        4: Line(((5, 5),)),  # in the hole
        5: Line(((11, 0), (20, 0))),
        6: Line(((-5, 12), (12, -5))),  # neither end within
        7: Line(((3, 3),)),
    }

    assert Shapes(sites).within(SQUARE).tolist() == [1, 2, 3, 6, 7]


def test_shapes_by_chance_are_found_as_one_by_one():
    chance = random.Random(4)
    sites = {row: Line(tuple((chance.randint(0, 99), chance.randint(0, 99)) for _ in range(3))) for row in range(300)}
    ground = [Polygon(((x, y), (x + 9, y), (x, y + 9))) for x, y in ((1, 1), (3, 70), (60, 40))]

    found = Shapes(sites).within(MultiArea(polygons=tuple(ground))).tolist()

    drawn = [shapely.Polygon(piece.outer) for piece in ground]
    assert found == [
        row for row, site in sites.items() if any(shapely.LineString(site.points).intersects(piece) for piece in drawn)
    ]


def test_shapes_come_change_and_go():
    first = Shapes({1: Line(((5, 1), (5, 2))), 2: Line(((50, 50), (60, 60)))})
    second = first.placed({2: Line(((5, 1), (6, 1))), 3: Line(((1, 1),))}).without([1, 77])

    assert first.within(SQUARE).tolist() == [1]
    assert second.within(SQUARE).tolist() == [2, 3]
    assert len(second) == 2
    assert Shapes({}).within(SQUARE).tolist() == []
    assert second.within(MultiArea()).tolist() == []


def test_a_place_is_matched_by_the_beginning_of_its_code():
    codes = ["63", "6301", "630121", "630121100", "630121100001", "6302", "621", "63012"]
    kept = Places(range(8), codes)
    for prefix in ("63", "6301", "630121", "630121100", "630121100001", "62", "64"):
        expected = [row for row, code in enumerate(codes) if code.startswith(prefix)]
        assert kept.within(MultiArea(prefixes=(prefix,))).tolist() == expected

    assert kept.within(MultiArea(prefixes=("6302", "6301", "630121"))).tolist() == [1, 2, 3, 4, 5, 7]
    assert kept.within(Circle(0, 0, 9)).tolist() == []


def test_places_come_move_and_go():
    first = Places([1, 2], ["630121", "630202"])
    second = first.placed([2, 3], ["630121100001", "6301"]).without([1, 9])

    assert second.within(MultiArea(prefixes=("630121100",))).tolist() == [2]
    assert first.within(MultiArea(prefixes=("6301",))).tolist() == [1]
    assert second.within(MultiArea(prefixes=("6301",))).tolist() == [2, 3]
    assert len(second) == 2
    assert Places([], []).within(MultiArea(prefixes=("63",))).tolist() == []


def test_a_code_with_nothing_in_it_never_means_everywhere():
    with pytest.raises(ValueError, match="every place"):
        Places([1], ["63"]).within(MultiArea(prefixes=("",)))
    with pytest.raises(ValueError, match="the code of its place"):
        Places([1], [])
