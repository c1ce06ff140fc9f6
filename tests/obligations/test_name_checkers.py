"""Giving what waits for a checker to who answers for it."""

from dataclasses import replace

from anlan.kernel.obligations.facts import ItemsCheckerNamed, ItemStruckOff
from anlan.kernel.obligations.rules import name_checkers
from tests.obligations.items import ACCEPTED, SUBMITTED

TASK = replace(ACCEPTED, no="demo-2026-000009", kind="task", owner="sun")
WAITING = replace(SUBMITTED, checker=None, task=TASK.no)
FOR_WANG = replace(WAITING, no="demo-2026-000002", submitted_by="hu")


def test_nobody_checks_what_he_owes_or_submitted_himself():
    for person in ("wang", "hu"):
        assert name_checkers([FOR_WANG], answers={FOR_WANG.no: person}, tasks=[TASK]) == []


def test_a_task_is_struck_off_when_nothing_waits_any_more():
    answers: dict[str, str | None] = {WAITING.no: "li", FOR_WANG.no: "li"}
    named, struck = name_checkers([WAITING, FOR_WANG], answers=answers, tasks=[TASK])

    assert named == ItemsCheckerNamed(items=(WAITING.no, FOR_WANG.no), kind="danger", checker="li")
    assert isinstance(struck, ItemStruckOff)
    assert struck.item == TASK.no


def test_while_something_waits_the_task_stays():
    said = name_checkers([WAITING, FOR_WANG], answers={WAITING.no: "li", FOR_WANG.no: None}, tasks=[TASK])

    assert [type(fact) for fact in said] == [ItemsCheckerNamed]
