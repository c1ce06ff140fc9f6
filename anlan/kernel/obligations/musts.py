"""What must be so before something is said of an item. Pure; the rules ask it."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.kernel.journal.facts import By, Refused
from anlan.kernel.obligations.life import Item, State

BEYOND = "beyond"  # some item that the speaker does not see, and is not told of


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """One file offered as evidence: whether the speaker put it in, and where it stands already.

    It may stand on this item, there also as it was found, and on another.
    """

    file: str
    is_own: bool
    is_here: bool = False
    is_as_found: bool = False
    elsewhere: str | None = None


def must_be(item: Item, *states: State) -> None:
    """Refuse what cannot be done in the state of an item."""
    if item.state not in states:
        raise Refused("wrong-state", item=item.no, state=item.state)


def must_be_owner(item: Item, by: By) -> None:
    """Refuse who neither owes an item nor speaks for its owner."""
    if item.owner not in by.persons:
        raise Refused("not-the-owner", item=item.no, owner=item.owner)


def must_be_filer(item: Item, by: By) -> None:
    """Refuse who neither filed an item nor speaks for whoever did."""
    if item.filed_by not in by.persons:
        raise Refused("not-the-filer", item=item.no, filer=item.filed_by)


def must_be_free(item: Item, to: str) -> None:
    """Refuse to offer what is that person's own, and what is offered already."""
    if to == item.owner:
        raise Refused("offered-to-oneself", item=item.no, owner=item.owner)
    if item.offered_to is not None:
        raise Refused("already-offered", item=item.no, to=item.offered_to)


def must_be_offered_to(item: Item, by: By) -> None:
    """Refuse whom an item was not offered to."""
    if item.offered_to is None or item.offered_to not in by.persons:
        raise Refused("not-offered", item=item.no)


def must_say_why(item: Item, why: str) -> None:
    """Refuse what is done without a reason."""
    if not why.strip():
        raise Refused("no-reason", item=item.no)


def must_be_checked_by(item: Item, by: By) -> None:
    """Refuse everybody but the one who is to check an item: another pair of eyes, in person."""
    must_be(item, State.SUBMITTED)
    if by.persons & {item.owner, item.submitted_by}:
        raise Refused("same-person", item=item.no)
    if by.on_behalf_of is not None:
        raise Refused("in-person", item=item.no)
    if item.checker is None:
        raise Refused("no-checker-yet", item=item.no)
    if item.checker != by.person:
        raise Refused("not-the-checker", item=item.no, checker=item.checker)


def must_be_fit(exhibits: Sequence[Exhibit], *, as_found: bool) -> None:
    """Refuse files of somebody else, such as stand as evidence of another item, and what is no longer so as shown."""
    for one in exhibits:
        if not one.is_own and not one.is_here:
            raise Refused("unknown-file", file=one.file[:8])
        if one.is_as_found and not as_found:
            raise Refused("shown-as-found", file=one.file[:8])
        if one.elsewhere == BEYOND:
            raise Refused("used-beyond", file=one.file[:8])
        if one.elsewhere:
            raise Refused("used-elsewhere", file=one.file[:8], item=one.elsewhere)
