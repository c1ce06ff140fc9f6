"""What one does while another takes the ground away: posts, keys, clocks, and a second who does the same."""

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from anlan import clock
from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers import rules as danger_rules
from anlan.domains.dangers.acts import strike_off
from anlan.kernel.credentials import acts as access
from anlan.kernel.journal import rebuild, seals
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import By, KeyUsed, NotHere, PostNo, Refused, day_of
from anlan.kernel.journal.reads import facts_said, lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry import reads
from anlan.kernel.registry.door import Visit
from anlan.kernel.registry.facts import OrganisationsRegistered
from anlan.kernel.registry.may import MayNot, Role
from tests.cast import MORNING, TODAY, by, photo, post
from tests.doors import do, grown, program, rows


def visit(person: str) -> Visit:
    """Let somebody come through the door, and stand there."""
    held = reads.post(f"post-{person}", on=day_of(MORNING))
    assert held is not None
    who = By(person=person, post=held.no, command=str(uuid.uuid4()))
    return Visit(post=held, by=who, at=MORNING, language="zh", proved_at=clock.unhurried())


def end(person: str) -> None:
    registry.end_posts(posts=(PostNo(f"post-{person}"),), until_on=TODAY, by=by("console"), at=MORNING)


@pytest.mark.parametrize(
    "taken",
    [
        lambda: end("li"),
        lambda: record([post("li", Role.AUDIT, "O-county", "6301", from_on=TODAY)], by=by("an"), at=MORNING),
        lambda: record([post("wu", Role.OFFICER, "O-county", "6301", "safety", no="post-li", from_on=TODAY)],
                       by=by("an"), at=MORNING),
    ],
    ids=["ended", "another role", "another holder"],
)  # fmt: skip
@pytest.mark.parametrize("act", ["dangers.strike_off", "dangers.return_"])
def test_a_post_that_was_taken_away_at_the_threshold_strikes_nothing_off(province, put_right, taken, act):
    li = visit("li")
    told = {"item": put_right} | ({"evidence": [photo("li")]} if act.endswith("off") else {"why": "not yet"})
    taken()
    before = rows()

    with pytest.raises(MayNot):
        li.do(ACTS[act], told, typed=True)
    assert grown(before) == {}


def test_who_was_made_a_leader_at_the_threshold_corrects_nothing_any_more(province, found):
    zhao = visit("zhao")
    record([post("zhao", Role.LEADER, "O-county", "6301", from_on=TODAY)], by=by("an"), at=MORNING)
    told = {"what": "blocked", "told": {}, "place": "6301", "department": "safety", "organisation": "E-1"}

    with pytest.raises(MayNot):
        zhao.do(ACTS["dangers.correct"], told | {"item": found, "grade": "general", "why": "wrong"}, typed=True)


def test_an_administrator_who_is_none_any_more_agrees_to_nothing_and_erases_nobody(province):
    an = visit("an")
    end("an")
    before = rows()

    for act, words in (
        ("registry.erase_person", {"person": "demo-p-000001"}),
        ("registry.approve_posts", {"posts": ["demo-t-000001"]}),
    ):
        with pytest.raises(MayNot):
            an.do(ACTS[act], words, typed=True)
    assert grown(before) == {}


def test_a_repeat_by_who_has_left_gets_the_first_answer_and_does_nothing(province, put_right):
    li = visit("li")
    told = {"item": put_right, "evidence": [photo("li")]}
    first = li.do(strike_off, told, typed=True)
    end("li")
    before = rows()

    assert li.do(strike_off, told, typed=True) == first
    assert grown(before) == {}


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_post_away_while_something_is_done_in_it(province, put_right, monkeypatch):
    """In the journal a strike-off never stands after the end of the post in which it was done."""
    li, honest, inside = visit("li"), danger_rules.strike_off, threading.Event()
    shown = photo("li")

    def slowly(*args: Any, **more: Any) -> Any:
        inside.set()
        time.sleep(0.5)
        return honest(*args, **more)

    monkeypatch.setattr(danger_rules, "strike_off", slowly)

    def struck() -> None:
        try:
            li.do(strike_off, {"item": put_right, "evidence": [shown]}, typed=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(struck)
        inside.wait(5)
        end("li")
        done.result()

    names = [told.fact.name for told in facts_said()]
    assert names.index("items.struck-off") < names.index("registry.posts-ended")
    assert rebuild.check() == []


def at_once(*each: Callable[[], object]) -> list[str]:
    """Do all of it at the same moment; return how each ended."""
    start = threading.Barrier(len(each))

    def run(one: Callable[[], object]) -> str:
        try:
            start.wait(10)
            one()
        except (Refused, NotHere, KeyUsed, MayNot) as no:
            return getattr(no, "code", type(no).__name__)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(each)) as pool:
        return sorted(pool.map(run, each))


@pytest.mark.django_db(transaction=True)
def test_what_is_returned_and_struck_off_at_once_is_one_of_the_two(home, province, put_right):
    shown = photo("li")

    def off() -> object:
        return dangers.strike_off(item=put_right, evidence=(shown,), by=by("li"), at=MORNING)

    def back() -> object:
        return dangers.return_(item=put_right, why="not yet", by=by("li"), at=MORNING)

    assert at_once(off, back) == ["done", "wrong-state"]
    assert seals.verify().fault is None
    assert rebuild.check() == []


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_do_not_wait_for_ever(province):
    office = {"organisations": ("O-county",), "names": ("应急局",), "places": ("6301",), "kinds": ("office",)}
    none = dict.fromkeys(("usccs", "sectors", "departments"), (None,))
    record([OrganisationsRegistered(**office, **none, are_simulated=(False,))], by=by("console"), at=MORNING)

    def ends(who: str, whom: str) -> Callable[[], object]:
        return lambda: access.agree_ending(post=PostNo(f"post-{whom}"), by=by(who), at=MORNING)

    record([post("yu", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)
    for whom in ("shi", "an"):
        access.ask_ending(post=PostNo(f"post-{whom}"), until_on=TODAY, by=by("yu"), at=MORNING)
    ended = at_once(ends("shi", "an"), ends("an", "shi"))
    assert "done" in ended
    assert rebuild.check() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_words_under_the_same_key_at_once_are_done_once(province, found):
    one = by("wang", command=str(uuid.uuid4()))

    def accept() -> object:
        return items.accept(item=found, by=one, at=MORNING)

    assert at_once(*[accept] * 4) == ["done"] * 4
    assert [line.name for line in lines_about(found)].count("items.accepted") == 1


@pytest.mark.django_db(transaction=True)
def test_other_words_under_the_same_key_at_once_are_refused_but_for_one(province, found):
    one = by("wang", command=str(uuid.uuid4()))
    items.accept(item=found, by=by("wang"), at=MORNING)

    def note(text: str) -> Callable[[], object]:
        return lambda: items.note(item=found, text=text, by=one, at=MORNING)

    assert at_once(note("甲"), note("乙")) == ["KeyUsed", "done"]


def test_a_key_is_ones_own_and_another_act_another_post_or_another_person_under_it_is_another_matter(province, found):
    key = str(uuid.uuid4())
    wang, li = program("wang"), program("li")

    assert do(wang, "obligations.accept", {"item": found}, key=key).status_code == 200
    assert do(wang, "obligations.note", {"item": found, "text": "x"}, key=key).json()["error"] == "key-used"
    assert do(wang, "obligations.accept", {"item": found}, key=key.upper()).status_code == 200  # one key, one answer
    assert do(li, "dangers.void", {"item": found, "why": "none"}, key=key).status_code == 200
    record([post("wang", Role.MEMBER, "E-1", "6301", no="post-second")], by=by("an"), at=MORNING)
    second = replace(by("wang", command=key), post="post-second")
    before = rows()
    assert items.accept(item=found, by=second, at=MORNING).subject == found
    assert grown(before) == {}


@pytest.mark.parametrize("others", ["note", "nudge", "void"])
def test_what_somebody_else_has_answered_is_not_taken_back(province, found, others):
    said = by("wang")
    items.accept(item=found, by=said, at=MORNING)
    soon = MORNING + timedelta(seconds=2)
    if others == "note":
        items.note(item=found, text="begun", by=by("wang"), at=soon)
    elif others == "nudge":
        items.nudge(item=found, by=by("li"), at=soon)
    else:
        dangers.void(item=found, why="none", by=by("li"), at=soon)

    with pytest.raises(Refused) as refused:
        items.take_back(item=found, key=said.command, by=by("wang"), at=soon)
    assert refused.value.code in {"spoken-since", "overtaken", "not-last"}


def test_nobody_takes_back_what_another_said_under_any_key(province, found):
    said = by("wang")
    items.accept(item=found, by=said, at=MORNING)

    for who in ("li", "zhao", "sun"):
        with pytest.raises((Refused, NotHere)):
            items.take_back(item=found, key=said.command, by=by(who, command=said.command), at=MORNING)


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(hours=3), timedelta(days=60)])
def test_a_clock_that_goes_back_moves_nothing_in_the_journal(home, province, found, back):
    before = items_due(found)
    items.accept(item=found, by=by("wang"), at=MORNING - back)
    dangers.submit(item=found, evidence=(photo("wang"),), by=by("wang"), at=MORNING - 2 * back)
    seals.seal(MORNING - back)
    seals.seal(MORNING - 3 * back)

    assert [line.name for line in lines_about(found)][-1] == "items.submitted"
    assert items_due(found) == before
    assert seals.verify().fault is None
    assert rebuild.check() == []


def items_due(no: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT due_at FROM obligations_item WHERE no = %s", [no])
        return cursor.fetchall()
