"""What a page is told of the journal: that it changed, to whoever sees that, and to nobody else."""

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.duty.facts import WatchCancelled, WatchesRostered
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import KNOWN
from anlan.kernel.journal.record import record
from anlan.kernel.live.reads import FAR, MOVES, Topic
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.doors import ask, grown, program, rows


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def changed(person: str, after: int, *about: Topic, **more: str) -> int:
    return int(ask(program(person), "live.changes", after=after, about=list(about), **more).json()["answer"]["changed"])


def test_an_item_that_moves_is_told_to_who_sees_it_and_to_nobody_else(found):
    before = journal.size()

    items.accept(item=found, by=by("wang"), at=MORNING)

    assert [changed(who, before, Topic.ITEMS) for who in ("zhao", "wang", "li", "qian", "zhou")] == [1, 1, 1, 1, 0]
    assert changed("li", journal.size(), Topic.ITEMS) == 0
    assert changed("li", before, Topic.WATCHES) == changed("li", before) == 0


def test_the_page_of_an_item_is_told_of_that_item_alone(found):
    other = dangers.file(
        what="no extinguisher",
        place="6301",
        department="safety",
        organisation="E-1",
        owner="wang",
        grade=Grade.GENERAL,
        told=Description(basis="GB 50016", measures="put one there"),
        by=by("zhao"),
        at=MORNING,
    ).subject
    before = journal.size()

    items.accept(item=other, by=by("wang"), at=MORNING)

    assert changed("li", before, item=other) == 1
    assert changed("li", before, item=found) == 0
    assert ask(program("zhou"), "live.changes", after=before, item=other).status_code == 404


def test_who_was_offered_an_item_beyond_his_reach_is_told_of_it(found):
    record([post("wu", Role.MEMBER, "E-1", "6301")], by=by("console"), at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    before = journal.size()

    items.hand_over(item=found, to="wu", why="on leave", by=by("wang"), at=MORNING)

    assert changed("wu", before, Topic.ITEMS) == changed("wu", before, item=found) == 1


def test_who_saw_an_item_until_it_was_moved_is_told_once_more_and_then_never(found):
    record([post("wu", Role.ENTERPRISE, "E-2", "6301")], by=by("console"), at=MORNING)
    before = journal.size()

    items.assign(item=found, organisation="E-2", to="wu", why="their store", by=by("zhao"), at=MORNING)
    assert changed("wang", before, Topic.ITEMS) == changed("wu", before, Topic.ITEMS) == 1

    moved = journal.size()
    items.accept(item=found, by=by("wu"), at=MORNING)
    assert (changed("wang", moved, Topic.ITEMS), changed("wu", moved, Topic.ITEMS)) == (0, 1)


def test_a_roster_is_told_where_it_is_kept(county):
    before = journal.size()
    rostered = WatchesRostered(
        watches=("w-1",),
        organisations=("O-county",),
        places=("6301",),
        departments=(None,),
        officers=("qian",),
        leaders=("sun",),
        deputies=(None,),
        from_ats=(MORNING,),
        until_ats=(MORNING.replace(hour=17),),
    )
    cancelled = WatchCancelled(watch="w-1", officer="qian", leader="sun", deputy=None, why="a mistake")
    record([rostered, cancelled], by=by("qian"), at=MORNING)

    assert [changed(who, before, Topic.WATCHES) for who in ("li", "zhou")] == [2, 0]
    assert changed("li", before, Topic.ITEMS) == 0


def test_who_holds_a_post_is_told_to_who_sees_the_post(county):
    before = journal.size()

    record([post("wu", Role.INSPECTOR, "O-else", "6302", "safety")], by=by("console"), at=MORNING)

    assert [changed(who, before, Topic.POSTS) for who in ("zhou", "li")] == [1, 0]


def test_who_was_away_for_long_reads_anew_without_being_told_how_much_there_was(county):
    assert changed("zhou", -1, Topic.ITEMS) == changed("zhou", journal.size() + FAR, Topic.ITEMS) == 1


def test_what_a_page_asks_for_of_its_own_accord_changes_nothing(found):
    client, before = program("li"), rows()

    answer = client.get("/live", {"after": 0, "about": "items"})

    assert (answer.status_code, answer.json()["seq"], answer.json()["n"]) == (200, journal.size(), 2)
    assert grown(before) == {}


def test_what_moves_an_item_is_something_that_can_be_said():
    assert set(KNOWN) >= MOVES
