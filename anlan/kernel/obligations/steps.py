"""How things are entered by acts: all at once or each by itself, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from anlan.engines.proofs.entry import digest
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import By, NotHere, Refused
from anlan.kernel.journal.lock import is_deadlock, pen
from anlan.kernel.journal.numbers import allot_many
from anlan.kernel.obligations.ledgers import Mismatch
from anlan.kernel.obligations.lookups import Outcome
from anlan.rooms import sentences

TRIES = 5

Then = Callable[[Sequence[Outcome]], None]


def enter(name: str, rows: Mapping[str, Any], *, by: By, at: datetime, series: str) -> dict[str, str | Refused]:
    """Enter new things by an act of the register, all at once or, where one is refused, each by itself.

    Returns the number of each, or why it was refused.
    """
    if not rows:
        return {}
    act = ACTS[name]
    numbers = allot_many(at, len(rows), series=series)
    try:
        act(rows=tuple(rows.values()), numbers=numbers, by=replace(by, command=f"{by.command}/{series}"), at=at)
        return dict(zip(rows, numbers, strict=True))
    except (Refused, NotHere):
        entered: dict[str, str | Refused] = {}
    for (ident, row), no in zip(rows.items(), numbers, strict=True):
        command = f"{by.command}/{series}/{digest(ident.encode())[:16]}"
        try:
            act(rows=(row,), numbers=(no,), by=replace(by, command=command), at=at)
            entered[ident] = no
        except Refused as refused:
            entered[ident] = refused
        except NotHere:
            entered[ident] = Refused("import-beyond-reach")
    return entered


def why(refused: Refused) -> tuple[str, str]:
    """Return the sentences of a refusal, in Chinese and in English."""
    zh, en = sentences()[refused.code]
    return zh.format(**refused.params), en.format(**refused.params)


def whole(taken: Callable[[], None]) -> None:
    """Do it all in one transaction, and again where a database gave it up for another's sake."""
    for left in reversed(range(TRIES)):
        try:
            with pen(), transaction.atomic():
                taken()
                return
        except OperationalError as error:
            if not left or connection.in_atomic_block or not is_deadlock(error):
                raise


def refuse(one: Outcome, code: str, refused: Refused) -> None:
    """Say of a row that what it names was refused, and why."""
    zh, en = why(refused)
    one.draft = one.new = None
    one.worsen(Mismatch(code=code, params={"why": zh, "why_en": en}))
