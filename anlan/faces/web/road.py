"""The road of an item of each sort: what is done, by whom and when, and what is being done now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.faces.web.templatetags.look import brief
from anlan.kernel.journal.reads import Line
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.obligations.life import AGAIN, CALL, DOOR, LEFT, NOBODY, TASK, WRONG, Item, State
from anlan.kernel.obligations.reads import Page

ROAD = (
    (gettext_lazy("登记"), ("items.filed", "items.filed-in-batch")),
    (pgettext_lazy("road", "接收"), ("items.accepted", "items.taken")),
    (gettext_lazy("整改"), ("items.submitted",)),
    (gettext_lazy("验收"), ("items.returned", "items.struck-off")),
    (gettext_lazy("销号"), ("items.struck-off",)),
)
ROAD_OF_A_TASK = (
    (gettext_lazy("登记"), ("items.filed",)),
    (pgettext_lazy("road", "接收"), ("items.accepted", "items.taken")),
    (gettext_lazy("明确验收人"), ("items.struck-off",)),
    (gettext_lazy("销号"), ("items.struck-off",)),
)
ROAD_OF_A_LOOK = (
    *ROAD_OF_A_TASK[:2],
    (gettext_lazy("回头看"), ("items.submitted",)),
    *ROAD[3:],
)
ROAD_OF_A_CALL = (
    (gettext_lazy("呼叫"), ("items.filed-in-batch",)),
    (gettext_lazy("收到"), ("calls.heard",)),
    (gettext_lazy("复述"), ("calls.read-back",)),
    (gettext_lazy("行动"), ("calls.acted",)),
    (gettext_lazy("办结"), ("items.struck-off",)),
)
# What is done in the third step of a task of the house, where it is not to name a checker.
NAMED_BY = {
    LEFT: gettext_lazy("明确接手人"),
    NOBODY: gettext_lazy("任命安全管理员"),
    DOOR: gettext_lazy("上门告知"),
    WRONG: gettext_lazy("更正电话"),
}
NAMING = 2  # the step of a task in which somebody is named
# How far along the road each state is: the step that is being done now.
NOW = {
    State.FILED: 1,
    State.ACCEPTED: 2,
    State.IN_HAND: 2,
    State.RETURNED: 2,
    State.SUBMITTED: 3,
    State.STRUCK_OFF: 5,
    State.VOID: 5,
    State.CLOSED_BEFORE: 5,
}


def steps(told: Page) -> list[dict[str, Any]]:
    """Return the road of an item: what is done, by whom and when, and what is being done now."""
    if told.item.kind == CALL:
        return _steps_of_a_call(told)
    now = NOW[State(told.item.state)]
    skipped = told.item.state in (State.VOID, State.CLOSED_BEFORE)
    road = []
    for place, (word, names) in enumerate(_road(told.item)):
        said = [line for line in told.lines if line.name in names]
        done = bool(said) if skipped else place < now
        called = NAMED_BY.get(told.item.source or "", word) if place == NAMING else word
        shape = "done" if done else ("now" if place == now else "")
        road.append({"word": called, "shape": shape, "note": _said(said[-1], told) if said and done else ""})
    if told.item.returns and not skipped:
        road[3]["note"] = _("退回 %(n)s 次") % {"n": told.item.returns}
    return road


def _steps_of_a_call(told: Page) -> list[dict[str, Any]]:
    """Return the road of a call: it may be heard, repeated and acted upon in any order, and each counts."""
    road: list[dict[str, Any]] = []
    for word, names in ROAD_OF_A_CALL:
        said = [line for line in told.lines if line.name in names]
        road.append({"word": word, "shape": "done" if said else "", "note": _said(said[0], told) if said else ""})
    waits = next((step for step in road if not step["shape"]), None)
    if waits and told.item.is_open:
        waits["shape"] = "now"
    return road


def _road(item: Item) -> tuple[Any, ...]:
    """Return the steps of an item of this sort, each with the names of the facts by which it is done."""
    if item.source == AGAIN:
        return ROAD_OF_A_LOOK
    return ROAD_OF_A_TASK if item.kind == TASK else ROAD


def _said(line: Line, told: Page) -> str:
    who = _("系统") if line.actor == HOUSE else told.names.get(line.actor, line.actor)
    return f"{brief(line.recorded_at)} {who}"
