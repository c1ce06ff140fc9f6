"""How a warning and its calls stand, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.domains.calls.reads import board
from anlan.domains.calls.rules import Call
from anlan.domains.warning import acts, reads
from anlan.domains.warning.rules import Reach
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by

SOON = MORNING + timedelta(minutes=4)


def told(no: str) -> reads.Shown:
    return reads.warning(no=no, within=EVERYWHERE, at=MORNING)


def reach_of(no: str) -> Reach:
    return reads.reach(no=no, within=EVERYWHERE, at=MORNING)


def out(no: str, person: str = "sun") -> None:
    """Let a warning go out by another than who brought it."""
    reach = reach_of(no)
    acts.release(warning=no, place=reach.place, headcount=reach.headcount, by=by(person), at=MORNING)


def rows(no: str, at: datetime = SOON) -> dict[str, Call]:
    """Return the calls about a warning by who was called."""
    return {row.call.item.owner: row.call for row in board(matter=no, within=EVERYWHERE, at=at).rows}
