"""The night of the flood, at the console: all are called, answer or climb, and who lives next door knows nothing."""

import json
import sqlite3

import pytest

from anlan import clock
from anlan.domains.warning import acts
from anlan.faces.cli.play import command
from anlan.kernel.drills import keeping
from anlan.kernel.journal import reads as journal
from tests.cast import MORNING, by
from tests.console import Home, new_home
from tests.warning.made import brought, cap

CALLED = 41
HIDDEN = ("岭背村", "草湾村")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house that lives and has nothing in it yet."""
    home = new_home(tmp_path_factory.mktemp("play") / "home")
    assert home.anlan("migrate").code == 0
    return home


@pytest.fixture(scope="module")
def night(house):
    """What is told of the night."""
    said = house.anlan("play", "flash-flood-night", "--speed", "max", "--json", "--day", "2026-07-18")
    assert said.code == 0, said.err
    return said.told


def drill(house):
    return house.path / "drills" / "flash-flood-night"


def test_everybody_who_answers_is_called_once_and_answers_or_climbs(night):
    first = [one for one in night["people"] if not one["instead_of"]]

    assert night["called"] == len(first) == len({one["person"] for one in first}) == CALLED
    assert night["answered_or_climbed"] == CALLED
    assert all(one["answered_after_s"] is not None or "lapsed" in one["steps"] for one in first)


def test_whoever_could_not_be_reached_climbed_and_was_told_at_the_door(night):
    away = [one for one in night["people"] if one["temper"] in ("no-signal", "switched-off", "wrong-number")]

    assert len(away) == 6
    for one in away:
        assert one["missed"]
        assert one["channel"] == "door"
        assert one["is_late"]
        assert {"deputy", "above"} <= set(one["steps"])


def test_who_sleeps_is_woken_by_the_second_ring_and_who_sleeps_deeply_by_telephone(night):
    asleep = [one for one in night["people"] if one["temper"] == "asleep"]
    deep = [one for one in night["people"] if one["temper"] == "deep-asleep"]

    assert all("again" in one["steps"] and one["channel"] == "link" for one in asleep)
    assert {one["channel"] for one in deep} == {"phone"}


def test_whoever_answers_and_does_nothing_comes_back(night):
    quiet = [one for one in night["people"] if one["temper"] == "answers-and-waits"]

    assert quiet
    assert all("silent" in one["steps"] for one in quiet)


def test_everybody_in_the_area_is_moved_and_nobody_beyond_it_is_called(night, house):
    tables = sqlite3.connect(drill(house) / "anlan.sqlite3")
    units = dict(tables.execute("SELECT no, name FROM registry_organisation").fetchall())
    called = {units[one["unit"]] for one in night["people"]}

    assert night["moved"] == night["residents"]
    assert not [name for name in called if name.startswith(HIDDEN)]
    assert all("模拟" in name for name in units.values())


def test_the_house_that_lives_knows_nothing_of_it(night, house):
    assert house.anlan("verify", "--json").told["entries"] == 0
    if not house.database:
        tables = sqlite3.connect(house.path / "anlan.sqlite3")
        assert tables.execute("SELECT count(*) FROM registry_person").fetchone() == (0,)
    told = json.loads((drill(house) / "drill.json").read_text("utf-8"))
    assert told["name"] == "flash-flood-night"


def test_the_drill_has_a_journal_of_its_own_that_holds(night, house):
    inside = Home(path=drill(house), database=None)

    report = inside.anlan("verify", "--json").told
    assert report["entries"] == report["sealed"] > 100
    assert inside.anlan("rebuild", "--check").code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("no-such-night",), "flash-flood-night"),
        (("flash-flood-night", "--speed", "0"), "--speed"),
        (("flash-flood-night", "--speed", "soon"), "--speed"),
        (("flash-flood-night", "--day", "tonight"), "--day"),
        (("../../etc/passwd",), "flash-flood-night"),
    ],
)
def test_what_cannot_be_played_is_said(house, words, says):
    said = house.anlan("play", *words)

    assert said.code == 2
    assert says in said.err


def test_nothing_goes_on_where_nobody_plays(house):
    assert house.anlan("play", "flash-flood-night", "--go-on", "--json").told["error"] == "not-playing"


@pytest.fixture
def outside(home, county):
    """The home of a drill that is played beside the county of the cast."""
    home = keeping.home_of("flash-flood-night")
    home.mkdir(parents=True)
    keeping.turn(60, then=MORNING, home=home)
    return home


def comes_in(no, **words):
    """Something comes in where people live, under this number; return the number that it gets."""
    return acts.receive(file=brought(cap(identifier=no, **words)), by=by("qian"), at=MORNING).subject


def test_a_real_warning_goes_first_and_an_exercise_does_not(outside):
    seen = journal.size()
    comes_in("63010041600000_20260701085500_1", status="Exercise")

    seen = command._let_the_real_go_first(outside, seen)
    assert clock.pace(outside / "clock.json") == 60

    real = comes_in("63010041600000_20260701085500_2")
    command._let_the_real_go_first(outside, seen)

    assert clock.pace(outside / "clock.json") == 0
    assert json.loads((outside / "clock.json").read_text())["why"] == real
    command._let_the_real_go_first(outside, journal.size())  # what was seen halts nobody again
    keeping.turn(60, home=outside)
    assert clock.pace(outside / "clock.json") == 60


def test_of_two_who_would_play_a_scene_one_does_and_its_address_is_told_as_long(outside, settings):
    settings.ANLAN_HOME = outside
    keeping.serve_at("http://127.0.0.1:8766/x/flash-flood-night/welcome/")
    assert not keeping.is_played(outside)
    assert keeping.served_at(outside) is None

    with keeping.played(outside) as mine, keeping.played(outside) as other:
        assert (mine, other) == (True, False)
        assert keeping.is_played(outside)
        assert keeping.served_at(outside) == "http://127.0.0.1:8766/x/flash-flood-night/welcome/"

    assert not keeping.is_played(outside)
    assert keeping.served_at(outside) is None


def test_what_is_being_played_is_not_thrown_away(house):
    home = house.path / "drills" / "flash-flood-night"
    home.mkdir(parents=True, exist_ok=True)
    (home / "kept").touch()

    with keeping.played(home):
        said = house.anlan("play", "flash-flood-night", "--speed", "max", "--json")

    assert (said.code, said.told["error"]) == (1, "playing")
    assert (home / "kept").exists()
    (home / "kept").unlink()
