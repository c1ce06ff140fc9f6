"""Many items at once: chosen one by one, counted by hand, done all or none, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import UNDO, By, Fact, ItemNo, Refused
from anlan.kernel.journal.lock import lock
from anlan.kernel.obligations import facts, lists
from anlan.kernel.obligations.life import ENDED, WITH_OWNER, Item, State, standing
from anlan.kernel.obligations.musts import must_be, must_be_free, must_be_owner, must_say_why
from anlan.kernel.registry.may import EVERYONE, Within
from anlan.kernel.registry.reads import reach

MOST = 500
NAMED = 20  # items that a refusal names
Done = facts.ItemsNudged | facts.ItemsHandedOver


def chosen(numbers: Sequence[ItemNo], *, count: int, by: By, at: datetime) -> list[Item]:
    """Return the items that somebody chose, all of them or none: whoever chose them has counted them."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise Refused("none-chosen")
    if len(wanted) > MOST:
        raise Refused("too-many", most=str(MOST))
    if count != len(wanted):
        raise Refused("count-differs", typed=str(count), count=str(len(wanted)))
    found = {item.no: item for item in lists.items_among(wanted, within=reach(by, at))}
    if len(found) < len(wanted):
        seen = tuple(no for no in wanted if no in found)[:NAMED]
        raise Refused("not-all-here", count=str(len(wanted)), items=seen or ("—",))
    return [found[no] for no in wanted]


def nudge(items: Sequence[Item], *, text: str) -> list[Fact]:
    """Remind all owners, of what each of them owes."""
    for item in items:
        must_be(item, *(set(State) - ENDED))
    owners = tuple(item.owner for item in items)
    return [facts.ItemsNudged(**_of(items), owners=owners, text=text)]


def hand_over(items: Sequence[Item], *, by: By, to: str, insiders: frozenset[str], why: str) -> list[Fact]:
    """Offer all of these duties to one person of their organisation, and owe each until that one takes it."""
    for item in items:
        must_be(item, State.FILED, *WITH_OWNER)
        must_be_owner(item, by)
        must_say_why(item, why)
        must_be_free(item, to)
        if item.organisation not in insiders:
            raise Refused("outsider", item=item.no, organisation=item.organisation)
    return [facts.ItemsHandedOver(**_of(items), to=to, why=why)]


def take_back(key: str, *, by: By, at: datetime) -> list[Fact]:
    """Take back all that one command of one's own said of many items, unless somebody spoke of one of them since."""
    told = _said(key, by=by)
    if told is None:
        raise Refused("nothing-to-take-back")
    said, said_at = told
    lock(said.items)
    items = {item.no: item for item in lists.items_among(said.items, within=reach(by, at))}
    if at - said_at > UNDO:
        raise Refused("too-late", item=said.items[0])
    for no in said.items:
        if no not in items or items[no].command != key:
            raise Refused("spoken-since", item=no)
    found = [items[no] for no in said.items]
    formers = tuple(_before(said, item) for item in found)
    return [facts.ItemsTakenBack(**_of(found), command=key, names=(said.name,), formers=formers)]


@read(may=EVERYONE)
def undoable_many(*, key: str, within: Within, by: By, at: datetime) -> int:
    """Return for how many seconds more the asker may take back what he did with many items; none is 0. 可批量撤回"""
    told = _said(key, by=by)
    return max(0, int((told[1] + UNDO - at).total_seconds())) if told else 0


def _said(key: str, *, by: By) -> tuple[Done, datetime] | None:
    """Return what a command of this speaker said of many items, and when; nothing, if he has taken it back."""
    lines = journal.lines_of_command(person=by.person, command=key)
    said = [(line.fact, line.recorded_at, line.seq) for line in lines if isinstance(line.fact, Done)]
    if not said or journal.is_taken_back(said[0][2]):
        return None
    fact, at, _ = said[0]
    assert isinstance(fact, Done)
    return fact, at


def _before(said: Done, item: Item) -> facts.Standing:
    """Return how an item stood before; nobody has spoken of it since, and what was offered had been free."""
    stands = standing(item)
    return replace(stands, offered_to=None) if isinstance(said, facts.ItemsHandedOver) else stands


def _of(items: Sequence[Item]) -> dict[str, tuple[str, ...]]:
    return {"items": tuple(item.no for item in items), "kinds": tuple(item.kind for item in items)}
