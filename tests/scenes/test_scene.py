"""A scene is read as its file says it; how people are is drawn from the seed, the scene and each of them alone."""

from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anlan.engines.cap import chinese
from anlan.engines.scenes import tempers
from anlan.engines.scenes.scene import Does, Ground, Unfit, read

SCENES = Path(__file__).parents[2] / "anlan" / "packs" / "cn" / "scenes"
FLOOD = SCENES / "flash-flood-night.toml"


@pytest.fixture(scope="module")
def flood():
    return read(FLOOD.read_bytes())


@pytest.mark.parametrize("path", sorted(SCENES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_scene_of_the_pack_can_be_played(path):
    scene = read(path.read_bytes())

    assert scene.name == path.stem
    assert chinese.Colour(scene.colour) in chinese.SEVERITIES
    assert {one.do for one in scene.injects} >= {Does.BEGIN_WATCHES, Does.WARN, Does.RELEASE, Does.CALL_OFF}
    assert all(one.zh and one.en for one in scene.injects)
    assert all(one.zh and one.en for one in scene.tempers)


def test_the_flood_has_forty_one_who_answer_and_some_who_are_not_called(flood):
    called = [one for one in flood.villages if -3000 < one.north < 3000]

    assert sum(len(one.titles) for one in called) == 37  # with two who lead, and two who keep a watch
    assert sum(one.households for one in called) == 324
    assert len(flood.villages) > len(called)


@pytest.mark.parametrize(
    ("was", "by", "says"),
    [
        (b'name = "flash-flood-night"', b"", "name"),
        (b"minute = 35", b"minute = 60", "order"),
        (b"minutes = 375", b"minutes = 100", "within"),
        (b"people = 7\n", b"", "left over"),
        (b'do = "note"', b'do = "shell"', "shell"),
        (b'event = "\xe6\x9a\xb4\xe9\x9b\xa8"', b'event = "\xff"', "decode"),
        (b"[town]", b"[town", "Expected"),
        (b'colour = "red"', b'colour = "red"\nsecret = 1', "unknown field"),
    ],
)
def test_a_file_that_cannot_be_played_is_told_where(was, by, says):
    content = FLOOD.read_bytes()
    assert was in content

    with pytest.raises(Unfit, match=says):
        read(content.replace(was, by, 1))


def apart(*degrees):
    """How far two points are from one another on a sphere, by another formula than the one that is tested."""
    west, south, east, north = (radians(one / 1e7) for one in degrees)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(half))


@given(lat=some.integers(-70, 70), east=some.integers(-9_000, 9_000), north=some.integers(-9_000, 9_000))
def test_metres_from_the_middle_are_metres_on_the_ground(lat, east, north):
    ground = Ground(lon_e7=1_010_000_000, lat_e7=lat * 10_000_000)

    lon, reached = ground.at(east, north)

    metres = apart(ground.lon_e7, ground.lat_e7, lon, reached)
    assert metres == pytest.approx((east**2 + north**2) ** 0.5, rel=0.01, abs=2)


@given(seed=some.integers(0, 1_000), count=some.integers(0, 80))
def test_as_many_are_of_each_temper_as_the_file_says_and_whoever_leads_is_awake(flood, seed, count):
    people = [f"p-{no:03}" for no in range(count)]

    ways = tempers.allot(people, flood, seed=seed, but=people[:4])

    assert set(ways) == set(people)
    assert all(ways[one].temper == flood.tempers[0] for one in people[:4])
    rest = max(count - 4, 0)
    for temper in flood.tempers[1:]:
        here = sum(way.temper == temper for way in ways.values())
        assert here == min(temper.people, rest)
        rest -= here


@given(seed=some.integers(0, 1_000))
def test_the_same_seed_tells_the_same_night_and_nobody_changes_it_by_being_called(flood, seed):
    temper = flood.tempers[1]

    alone = tempers.way("p-1", temper, flood, seed=seed)

    assert alone == tempers.way("p-1", temper, flood, seed=seed)
    assert timedelta(seconds=temper.answers_s[0]) <= alone.answers <= timedelta(seconds=temper.answers_s[1])
