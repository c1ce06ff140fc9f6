"""Two at the same moment, where nobody checks: nothing is left to wait for nobody, and no task for nothing."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations import reads, rules, tables
from anlan.kernel.obligations.life import ENDED
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.registry.conftest import alone, clerk, land, new_post  # noqa: F401
from tests.registry.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def slowly(monkeypatch):
    """Let everybody think for a moment between what the house has read and what it says."""

    def think(rule: Callable[..., Any]) -> Callable[..., Any]:
        def thought(*args: Any, **words: Any) -> Any:
            time.sleep(0.2)
            return rule(*args, **words)

        return thought

    for name in ("want_checker", "name_checkers", "lapse"):
        monkeypatch.setattr(rules, name, think(getattr(rules, name)))


@pytest.fixture
def put_right(land):  # noqa: F811
    """Return who puts a danger right at the mill, where nobody checks what water does; the number is told first."""
    record([post("qian", Role.DUTY, land.office, "990101")], by=by("console"), at=MORNING)

    def danger(what: str) -> tuple[str, Callable[[], object]]:
        words = {"what": what, "place": "990101", "department": "water", "organisation": land.mill, "owner": land.wang}
        no = dangers.file(**words, told=Description(), by=by("qian"), at=MORNING).subject
        items.accept(item=no, by=by(land.wang), at=MORNING)
        shown = (photo(land.wang, what),)
        return no, lambda: dangers.submit(item=no, evidence=shown, by=by(land.wang, command=no), at=MORNING)

    return danger


@pytest.fixture
def name_a_checker(land, clerk):  # noqa: F811
    """Return who agrees that the clerk is to check what water does."""
    rows = (new_post(land, clerk, department="water", matter="danger"),)
    no = registry.propose_posts(rows=rows, by=by("system"), at=MORNING).subject
    return lambda: registry.approve_posts(posts=(no,), by=by("security"), at=MORNING)


def stands(no: str):
    return reads.item(no, kind=None, within=EVERYWHERE)


def open_tasks() -> list[str]:
    return list(tables.Item.objects.filter(kind="task").exclude(state__in=ENDED).values_list("no", flat=True))


def test_who_is_named_while_it_is_submitted_checks_it(put_right, name_a_checker, clerk):  # noqa: F811
    no, submit = put_right("a leak")

    assert at_once(submit, name_a_checker) == ["done", "done"]
    assert stands(no).checker == clerk
    assert open_tasks() == []
    assert rebuild.check() == []


def test_two_submissions_wait_for_one_task(put_right):
    (first, submit), (second, submit_too) = put_right("a leak"), put_right("a crack")

    assert at_once(submit, submit_too) == ["done", "done"]
    assert open_tasks() == [stands(first).task] == [stands(second).task]
    assert rebuild.check() == []


def test_of_two_that_wait_no_longer_the_last_ends_the_task(put_right):
    (first, submit), (second, submit_too) = put_right("a leak"), put_right("a crack")
    submit(), submit_too()

    def void(no: str) -> Callable[[], object]:
        return lambda: dangers.void(item=no, why="no water", by=by("qian"), at=MORNING)

    assert at_once(void(first), void(second)) == ["done", "done"]
    assert open_tasks() == []
    assert rebuild.check() == []


def test_what_is_voided_while_somebody_is_named_keeps_nobody_waiting(put_right, name_a_checker):
    no, submit = put_right("a leak")
    submit()

    ended = at_once(lambda: dangers.void(item=no, why="no water", by=by("qian"), at=MORNING), name_a_checker)

    assert ended == ["done", "done"]
    assert stands(no).state == "void"
    assert open_tasks() == []
    assert rebuild.check() == []


def test_a_submission_waits_on_while_another_is_taken_back(put_right):
    (first, submit), (second, submit_too) = put_right("a leak"), put_right("a crack")
    submit()

    def take_back() -> object:
        return items.take_back(item=first, key=first, by=by(stands(first).owner), at=MORNING)

    assert at_once(take_back, submit_too) == ["done", "done"]
    assert open_tasks() == [stands(second).task]
    assert rebuild.check() == []
