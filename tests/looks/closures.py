"""Dangers of the cast that were closed."""

from datetime import date, datetime

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description, Grade
from anlan.kernel.obligations import acts as items
from tests.cast import MORNING, by, photo

SAID = {word: "so" for word in ("responsibility", "measures", "funds", "deadline", "plan")}


def close(what: str = "blocked exit", *, at: datetime = MORNING, place: str = "6301", **more) -> str:
    """Let a danger be filed by Zhao, put right by Wang and struck off by Li, all at one moment."""
    duty = {"place": place, "department": "safety", "organisation": "E-1", "owner": "wang"}
    told = Description(basis="GB 50016", measures="so", control="so")
    no = dangers.file(what=what, **duty, told=told, by=by("zhao"), at=at, **more).subject
    items.accept(item=no, by=by("wang"), at=at)
    if more.get("grade") == Grade.MAJOR:
        dangers.assure(item=no, **SAID, by=by("wang"), at=at)
    dangers.submit(item=no, evidence=(photo("wang", f"put right {no}"),), by=by("wang"), at=at)
    dangers.strike_off(item=no, evidence=(photo("li", f"on site {no}"),), by=by("li"), at=at)
    return no


def close_major(what: str = "pressure vessel", *, at: datetime = MORNING, due_on: date | None = None) -> str:
    """Let a major danger be closed in the same way."""
    return close(what, at=at, grade=Grade.MAJOR, due_on=due_on or at.date())
