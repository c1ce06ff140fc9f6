"""Whom an entry rings, and by which channels. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any


class By(StrEnum):
    """By what a call is carried out of the house."""

    PHONE = "demo-phone"  # the telephones of a demo, which a page shows


# Steps of a ladder by which the same one is rung again; who is called instead has a call of his own.
AGAIN = frozenset({"again", "silent"})


def _opened(fact: Any) -> Iterable[str]:
    return tuple(fact.calls)


def _climbed(fact: Any) -> Iterable[str]:
    return (call for call, step in zip(fact.calls, fact.steps, strict=True) if step in AGAIN)


# What rings, by the name of the fact: the calls of which it speaks.
OVER = "calls.ended"
RINGS: dict[str, Callable[[Any], Iterable[str]]] = {"calls.opened": _opened, "calls.climbed": _climbed, OVER: _opened}


def calls_of(name: str, fact: Any) -> tuple[str, ...]:
    """Return the calls for which an entry rings, each once."""
    return tuple(dict.fromkeys(RINGS[name](fact))) if fact is not None and name in RINGS else ()
