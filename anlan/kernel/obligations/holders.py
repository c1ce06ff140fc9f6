"""Who owes an item, and how the duty passes from one to another. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.kernel.journal.facts import By, Fact, Refused
from anlan.kernel.obligations import facts
from anlan.kernel.obligations.life import WITH_OWNER, Item, State
from anlan.kernel.obligations.musts import (
    must_be,
    must_be_filer,
    must_be_free,
    must_be_offered_to,
    must_be_owner,
    must_say_why,
)


def hand_over(item: Item, *, by: By, to: str, is_insider: bool, why: str) -> list[Fact]:
    """Offer the duty to another person of the same organisation, and owe it until that one takes it."""
    must_be(item, State.FILED, *WITH_OWNER)
    must_be_owner(item, by)
    must_say_why(item, why)
    must_be_free(item, to)
    if not is_insider:
        raise Refused("outsider", item=item.no, organisation=item.organisation)
    return [facts.ItemOffered(item=item.no, kind=item.kind, to=to, why=why)]


def offer_many(items: Sequence[Item], *, to: str, by: By) -> list[Fact]:
    """Offer what one has filed to whom it is told to be of, of the same organisation; until he takes it, others owe."""
    kinds: dict[str, list[str]] = {}
    for item in items:
        must_be(item, State.FILED, *WITH_OWNER)
        must_be_filer(item, by)
        must_be_free(item, to)
        kinds.setdefault(item.kind, []).append(item.no)
    return [facts.ItemsOffered(items=tuple(numbers), kind=kind, to=to) for kind, numbers in kinds.items()]


def take(item: Item, *, by: By) -> list[Fact]:
    """Take a duty that was offered."""
    must_be_offered_to(item, by)
    return [facts.ItemTaken(item=item.no, kind=item.kind, owner=str(item.offered_to))]


def decline(item: Item, *, by: By, why: str) -> list[Fact]:
    """Leave a duty that was offered where it was."""
    must_be_offered_to(item, by)
    must_say_why(item, why)
    return [facts.ItemDeclined(item=item.no, kind=item.kind, why=why)]
