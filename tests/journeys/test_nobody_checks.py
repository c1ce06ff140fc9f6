"""A danger is put right where nobody checks: a task opens to have somebody named, and then the danger is checked."""

from datetime import date, timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads
from anlan.kernel.obligations.life import end_of_day, next_step
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import EVERYWHERE, Role, Within
from tests.cast import MORNING, by, photo, post

COUNTY = Within(places=("6301",), departments=None, organisations=None, persons=None)
NEXT_DAY = date(2026, 7, 2)


@pytest.fixture(autouse=True)
def led(db):
    """A county that Sun leads, in a prefecture that He leads; Zhao reports, Wang and Hu repair, and nobody checks."""
    record(
        [
            post("he", Role.LEADER, "O-prefecture", "63", None, "head"),
            post("sun", Role.LEADER, "O-county", "6301", None, "head"),
            post("zhao", Role.INSPECTOR, "O-county", "6301"),
            post("wang", Role.ENTERPRISE, "E-1", "6301"),
            post("hu", Role.ENTERPRISE, "E-1", "6301"),
        ],
        by=by("console"),
        at=MORNING,
    )


def put_right(what: str = "blocked exit", *, place: str = "630101", department: str = "safety", key: str = "") -> str:
    """Let Zhao find a danger and Wang put it right; return its number."""
    words = {"what": what, "place": place, "department": department, "organisation": "E-1", "owner": "wang"}
    no = dangers.file(**words, told=Description(), by=by("zhao"), at=MORNING).subject
    items.accept(item=no, by=by("wang"), at=MORNING)
    dangers.submit(item=no, evidence=(photo("wang", what),), by=by("wang", command=key or None), at=MORNING)
    return no


def name(person: str, *, department: str | None = "safety", place: str = "6301", on: date = date(2026, 1, 1)) -> str:
    """Put somebody in a post that checks dangers; return the key it was said under."""
    speaker = by("console")
    record(
        [post(person, Role.OFFICER, "O-county", place, department, "danger", from_on=on)],
        by=speaker,
        at=MORNING + timedelta(seconds=20),
    )
    return speaker.command


def stands(no: str):
    return reads.item(no, kind=None, within=EVERYWHERE)


def task_of(no: str):
    return stands(stands(no).task)


def test_a_task_opens_on_the_head_and_what_waits_is_checked_by_who_is_named():
    no = put_right()
    task = task_of(no)

    assert (stands(no).state, stands(no).checker) == ("submitted", None)
    assert (task.kind, task.state, task.owner, task.organisation) == ("task", "filed", "sun", "O-county")
    assert (task.what, task.place, task.department) == ("应急管理（安全监管）隐患无人验收", "6301", "safety")
    assert task.due_at == end_of_day(MORNING, days=3)
    assert next_step(stands(no), task=task) == ("sun", "accept")
    [row] = reads.today(within=COUNTY, by=by("sun"), at=MORNING).rows
    assert (row.item.no, row.next_person, row.next_verb) == (task.no, "sun", "accept")

    items.accept(item=task.no, by=by("sun"), at=MORNING)
    assert next_step(stands(no), task=task_of(no)) == ("sun", "name_checker")
    name("li")

    assert stands(task.no).state == "struck-off"
    assert (stands(no).state, stands(no).checker) == ("submitted", "li")
    assert [row.item.no for row in reads.today(within=COUNTY, by=by("li"), at=MORNING).rows] == [no]
    dangers.strike_off(item=no, by=by("li"), at=MORNING)
    assert stands(no).state == "struck-off"
    assert rebuild.check() == []


def test_what_follows_says_from_what_it_followed():
    no = put_right()
    task = stands(no).task
    submitted, wanted = (line for line in lines_about(no) if line.name in ("items.submitted", "items.checker-wanted"))

    assert [line.cause for line in lines_about(task)] == [submitted.seq] * 2
    assert wanted.cause == submitted.seq
    assert submitted.cause is None


def test_one_missing_post_is_one_task():
    first, second = put_right(), put_right("loose rail", place="630102")
    water = put_right("broken dyke", department="water")

    assert stands(first).task == stands(second).task != stands(water).task
    name("li")
    assert [stands(no).checker for no in (first, second, water)] == ["li", "li", None]
    assert task_of(water).is_open
    third = put_right("no sign", department="water")
    assert stands(third).task == stands(water).task
    assert rebuild.check() == []


def test_where_nobody_leads_either_the_place_above_is_asked_and_above_nobody_is_refused():
    record([PostsEnded(posts=("post-sun",), until_on=(date(2026, 6, 1),))], by=by("console"), at=MORNING)
    record([post("ma", Role.LEADER, "O-county", "6301", "water", "head")], by=by("console"), at=MORNING)
    assert task_of(put_right()).owner == "he"

    record([PostsEnded(posts=("post-he",), until_on=(date(2026, 6, 1),))], by=by("console"), at=MORNING)
    with pytest.raises(Refused, match="nobody-checks"):
        put_right("loose rail")


def test_until_somebody_is_named_nobody_strikes_it_off():
    no = put_right()

    for person in ("wang", "hu", "zhao", "sun"):
        with pytest.raises(Refused, match="same-person" if person == "wang" else "no-checker-yet"):
            dangers.strike_off(item=no, by=by(person), at=MORNING)
        with pytest.raises(Refused, match="same-person" if person == "wang" else "no-checker-yet"):
            dangers.return_(item=no, why="so", by=by(person), at=MORNING)


def test_whoever_owes_it_is_not_the_one_to_check_it():
    no = put_right()
    name("wang")

    assert stands(no).checker is None
    assert task_of(no).is_open
    name("li")
    assert stands(no).checker == "li"
    assert not task_of(no).is_open


def test_who_begins_later_is_named_at_once():
    no = put_right()
    name("li", on=NEXT_DAY)

    assert stands(no).checker == "li"
    assert rebuild.check() == []


def test_a_post_elsewhere_or_for_another_department_changes_nothing():
    no = put_right()
    name("zhou", place="6302")
    name("li", department="water")

    assert stands(no).checker is None
    assert task_of(no).is_open


def test_taking_the_submission_back_lets_the_task_lapse():
    no = put_right(key="c-1")
    task = stands(no).task
    items.take_back(item=no, key="c-1", by=by("wang"), at=MORNING + timedelta(seconds=9))

    assert stands(no).state == "accepted"
    assert (stands(task).state, stands(task).is_open) == ("void", False)
    dangers.submit(item=no, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    assert stands(no).task != task
    assert task_of(no).is_open
    assert rebuild.check() == []


def test_a_task_for_which_something_else_waits_stays():
    other, no = put_right("loose rail"), put_right(key="c-1")
    items.take_back(item=no, key="c-1", by=by("wang"), at=MORNING + timedelta(seconds=9))

    assert task_of(other).is_open
    dangers.void(item=other, why="no rail", by=by("zhao", command="c-2"), at=MORNING)
    assert not task_of(other).is_open

    items.take_back(item=other, key="c-2", by=by("zhao"), at=MORNING + timedelta(seconds=9))
    assert stands(other).is_waiting
    assert task_of(other).is_open
    assert rebuild.check() == []


def test_what_only_followed_is_not_taken_back_by_itself():
    no = put_right(key="c-1")
    task = stands(no).task
    record([post("wang", Role.DUTY, "O-county", "6301")], by=by("console"), at=MORNING)
    with pytest.raises(Refused, match="not-the-speaker"):
        items.take_back(item=task, key="c-1", by=by("wang"), at=MORNING)

    key = name("li")
    record([post("console", Role.DUTY, "O-county", "6301")], by=by("console"), at=MORNING)
    for said in (no, task):
        with pytest.raises(Refused, match="not-the-speaker"):
            items.take_back(item=said, key=key, by=by("console"), at=MORNING)


def test_a_room_refuses_the_task_by_name():
    task = stands(put_right()).task
    why = {"why": "so", "by": by("sun"), "at": MORNING}

    for moved in (
        lambda: dangers.submit(item=task, by=by("sun"), at=MORNING),
        lambda: dangers.strike_off(item=task, by=by("sun"), at=MORNING),
        lambda: dangers.return_(item=task, **why),
        lambda: dangers.void(item=task, **why),
    ):
        with pytest.raises(NotHere):
            moved()
    assert reads.show(no=task, within=COUNTY, by=by("sun"), at=MORNING).verbs == ("accept", "hand_over")


def test_the_page_says_what_waits_for_what():
    no = put_right()
    of_danger = reads.show(no=no, within=COUNTY, by=by("wang"), at=MORNING)
    of_task = reads.show(no=stands(no).task, within=COUNTY, by=by("sun"), at=MORNING)

    assert (of_danger.task, of_danger.next_person) == (of_task.item.no, "sun")
    assert of_task.waiting == (no,)
