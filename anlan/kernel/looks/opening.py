"""Opening second looks: on whom, and never two at one strike-off. For the clock and for draws, which hold the pen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from anlan.kernel.journal.facts import Fact, day_of
from anlan.kernel.journal.lock import lock, take_within
from anlan.kernel.looks import rules, tables
from anlan.kernel.looks.rules import Ground, Struck
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import CLOSED, Item
from anlan.kernel.obligations.tables import stored_many
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Post
from anlan.kernel.registry.rules import HEAD

DANGER = "danger"
LOOKS = "looks"  # what everybody holds who opens one


def open_looks(strikes: Sequence[Struck], *, ground: Ground, draw: str | None = None, at: datetime) -> list[Fact]:
    """Return what is to be said to open the looks at these strike-offs: none that is open, none where nobody can look.

    What was struck off and has come again since is looked at in its later episode.
    """
    lock([LOOKS, *(one.danger for one in strikes)])
    opened = tables.opened(one.danger for one in strikes)
    stands = {item.no: item for item in stored_many(one.danger for one in strikes)}
    facts: list[Fact] = []
    for one in strikes:
        danger = stands[one.danger]
        if one in opened or danger.state not in CLOSED or has_come_again(one.danger):
            continue
        if looker := looker_for(danger, ground=ground, on=day_of(at)):
            task = take_within(at, 1)[0]
            facts += rules.open_(danger, struck=one, task=task, looker=looker, ground=ground, draw=draw, at=at)
    return facts


def looker_for(danger: Item, *, ground: Ground, on: date) -> Post | None:
    """Return who looks again: who answers for such items there or, where nobody does, who leads; the nearest above.

    Never who owed it, put it right or gave it more time; where it was drawn, neither who struck it off.
    """
    but = rules.barred(danger, ground=ground)
    for matter in (danger.kind, HEAD):
        post = registry.post_for(place=danger.place, matter=matter, department=danger.department, on=on, but=but)
        if post:
            return post
    return None


def has_come_again(no: str) -> bool:
    """Test whether a later episode of a danger was filed."""
    return bool(come_again([no]))


def come_again(numbers: Iterable[str]) -> set[str]:
    """Return those of these dangers of which a later episode was filed: the next one, first of all."""
    following = {f"{no.partition('/')[0]}/{items.episode(no) + 1}": no for no in numbers}
    return {following[item.no] for item in stored_many(following)}
