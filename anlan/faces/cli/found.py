"""What was found at a part of the house: well, worth a note, wrong, or not to be looked at yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial


class State(StrEnum):
    """How a part of the house was found."""

    FIT = "ok"
    NOTE = "note"
    WRONG = "wrong"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Found:
    """What was found at a part of the house, and what to do about it."""

    state: State
    says: str
    do: str = ""


fit, note, wrong = (partial(Found, state) for state in (State.FIT, State.NOTE, State.WRONG))
