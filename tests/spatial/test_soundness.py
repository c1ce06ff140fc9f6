"""Whether a polygon can be used: as it is, mended and told, or refused in words."""

from __future__ import annotations

import random
import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from anlan.engines.spatial import unsound
from anlan.engines.spatial.areas import MultiArea, Polygon, geometry
from anlan.engines.spatial.geodesy import E7, area_m2
from anlan.engines.spatial.points import Points
from anlan.engines.spatial.soundness import Box, sound
from anlan.engines.spatial.unsound import Unsound
from tests.spatial.oracles import UNHURRIED

QINGHAI = Box(894_000_000, 315_000_000, 1_031_000_000, 393_000_000)


def ring(*degrees):
    """Return a closed ring from degrees, longitude first."""
    return tuple((round(lon * E7), round(lat * E7)) for lon, lat in (*degrees, degrees[0]))


SQUARE = ring((101, 36), (102, 36), (102, 37), (101, 37))


def test_a_sound_polygon_stays_as_it_was_said():
    polygon = Polygon(SQUARE, (ring((101.2, 36.2), (101.4, 36.2), (101.3, 36.4)),))

    told = sound(polygon, around=QINGHAI)

    assert told.polygons == (polygon,)
    assert told.notes == ()


def test_a_ring_that_was_left_open_is_closed_and_that_is_told():
    told = sound(Polygon(SQUARE[:-1]))

    assert told.polygons == (Polygon(SQUARE),)
    assert [(note.code, dict(note.params)) for note in told.notes] == [("ring-closed", {"rings": 1})]


def test_a_bow_tie_becomes_two_pieces_and_both_areas_are_told():
    told = sound(Polygon(ring((101, 36), (102, 37), (102, 36), (101, 37))))

    [note] = told.notes
    numbers = dict(note.params)
    assert len(told.polygons) == numbers["pieces"] == 2
    assert numbers["after_m2"] == pytest.approx(area_m2(Polygon(SQUARE).rings()) / 2, rel=0.01)
    assert numbers["before_m2"] < numbers["after_m2"] / 100
    assert "2 块" in note.says("zh")
    assert f"{numbers['after_m2']} m²" in note.says("en")


def test_ground_within_a_loop_that_a_border_draws_over_itself_is_not_lost():
    twice = ring((101, 36), (104, 36), (104, 37), (102, 37), (102, 35), (103, 35), (103, 38), (101, 38))

    told = sound(Polygon(twice))

    kept = Points([1, 2, 3], [1_025_000_000, 1_015_000_000, 1_055_000_000], [365_000_000, 365_000_000, 365_000_000])
    assert kept.within(MultiArea(polygons=told.polygons)).tolist() == [1, 2]


def test_ground_that_a_border_goes_round_and_back_is_not_lost():
    there_and_back = ((1_000, 0), (0, 1_000), (0, 0), (1_000, 0), (0, 0), (0, 1_000))

    [kept] = sound(Polygon(there_and_back)).polygons

    assert shapely.area(geometry(kept.rings())) == 500_000


@UNHURRIED
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=9).map(tuple))
def test_whatever_is_mended_is_sound_afterwards_and_only_what_holds_no_ground_is_refused(said):
    ring = tuple((x * 1_000, y * 1_000) for x, y in said)
    if shapely.make_valid(shapely.Polygon(ring)).area == 0:
        with pytest.raises(Unsound, match=r"no-ground|too-few-corners"):
            sound(Polygon(ring))
        return

    for polygon in sound(Polygon(ring)).polygons:
        assert shapely.is_valid(geometry(polygon.rings()))
        again = sound(polygon)
        assert again.polygons == (polygon,)
        assert again.notes == ()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("too-few-corners", ()),
        ("too-few-corners", ring((101, 36), (102, 36))),
        ("no-ground", ring((101, 36), (102, 36), (103, 36))),
        ("out-of-range", ring((101, 36), (102, 36), (102, 95))),
        ("out-of-range", ring((101, 36), (402, 36), (102, 37))),
        ("swapped", ring((36, 101), (36, 102), (37, 102))),
        ("over-the-antimeridian", ring((179, 36), (-179, 36), (-179, 37), (179, 37))),
        ("over-the-antimeridian", ring((179, 36), (181, 36), (181, 37), (179, 37))),
    ],
)
def test_what_cannot_be_used_is_refused(code, said):
    with pytest.raises(Unsound) as refused:
        sound(Polygon(said))

    assert refused.value.code == code
    assert re.search("[一-鿿]", refused.value.says("zh"))


def comb(teeth):
    """Return a polygon that goes up and down so often, and is sound."""
    up = [(1_010_000_000 + 1_000 * at, 360_000_000 + (at % 2) * 9_000_000) for at in range(2 * teeth)]
    return (*up, (up[-1][0], 350_000_000), (up[0][0], 350_000_000), up[0])


def test_a_border_that_doubles_back_is_used_if_one_can_look_along_it_and_else_refused():
    upright = comb(1_000)
    lying = tuple((1_300_000_000 - y, x - 650_000_000) for x, y in upright)

    assert sound(Polygon(upright)).notes == ()
    assert sound(Polygon(lying)).notes == ()
    with pytest.raises(Unsound, match="too-tangled"):  # two combs, one upright and one lying, a hair apart
        sound(Polygon((*upright, *reversed(lying))))


def test_a_tangle_that_would_take_seconds_is_refused_before_it_does():
    chance = random.Random(7)
    tangle = tuple(
        (chance.randint(900_000_000, 999_999_999), chance.randint(310_000_000, 390_000_000)) for _ in range(580)
    )

    with pytest.raises(Unsound, match="too-tangled"):
        sound(Polygon(tangle))
    assert sound(Polygon(tangle[:40])).notes


def test_a_hole_is_looked_at_like_a_border():
    with pytest.raises(Unsound, match="too-few-corners"):
        sound(Polygon(SQUARE, (SQUARE[:2],)))


def test_places_that_would_be_here_the_other_way_round_are_refused_even_where_they_exist():
    said = Polygon(ring((36, 89.5), (36.5, 89.5), (36.5, 89.9)))

    assert sound(said).notes == ()
    with pytest.raises(Unsound) as refused:
        sound(said, around=QINGHAI)
    assert refused.value.code == "swapped"
    assert "36, 89.5" in refused.value.says("en")


def test_a_polygon_elsewhere_is_nobodys_mistake():
    assert sound(Polygon(ring((0, 0), (1, 0), (1, 1))), around=QINGHAI).notes == ()


@pytest.mark.parametrize("code", sorted(unsound.SAYS))
def test_every_sentence_stands_in_both_languages_with_the_same_numbers(code):
    zh, en = unsound.SAYS[code]

    assert re.search("[一-鿿]", zh)
    assert not re.search("[一-鿿]", en)
    assert set(re.findall(r"\{(\w+)\}", zh)) == set(re.findall(r"\{(\w+)\}", en))
