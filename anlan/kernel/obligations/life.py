"""How an item stands after each thing that was said of it. Pure: the ledger is folded with this, and so is an undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from anlan.kernel.journal.facts import BEIJING, Fact, Told, altered, upcast
from anlan.kernel.obligations import facts
from anlan.kernel.obligations.facts import Standing

# The kinds of duty there are. A room's rules name those that it moves; see `rooms.kinds`.
EVERY_KIND = ("danger", "call", "task", "order", "report", "shortcoming", "decision", "restock")
# The house opens it itself; no room moves it. Its owner has a checker named, and the house strikes it off.
TASK = "task"
# What such a task comes from where its owner is to say who takes over what somebody left with his post.
LEFT = "owner-left"
# … and where its owner is to look again whether what was closed stayed away: the one that ends as a danger does.
AGAIN = "look-again"
# … and where a warning found a unit in which nobody answers: its owner has somebody put in post there.
NOBODY = "nobody-to-call"
# … and where somebody did not answer a call: its owner goes to his door and tells him.
DOOR = "door-knock"
# … and where the number of somebody is none of his: its owner has it put right.
WRONG = "wrong-number"
# Whoever is called answers by what he says; nothing of it can be taken back.
CALL = "call"
# What each kind is called where the house itself writes of one.
CALLED = dict(zip(EVERY_KIND, ("隐患", "叫应", "任务", "指令", "报送", "演练问题", "会议决定", "补库"), strict=True))


class State(StrEnum):
    """Where an item is on its way."""

    FILED = "filed"
    ACCEPTED = "accepted"
    IN_HAND = "in-hand"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    STRUCK_OFF = "struck-off"
    VOID = "void"
    CLOSED_BEFORE = "closed-before"


class Level(StrEnum):
    """The levels at which an item is listed for supervision, the lowest first. 挂牌督办级别"""

    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    STATE = "state"

    @property
    def height(self) -> int:
        """Return how high up a level is."""
        return tuple(Level).index(self)


CLOSED = frozenset({State.STRUCK_OFF, State.CLOSED_BEFORE})
ENDED = frozenset({State.STRUCK_OFF, State.VOID, State.CLOSED_BEFORE})
WITH_OWNER = frozenset({State.ACCEPTED, State.IN_HAND, State.RETURNED})


@dataclass(frozen=True, kw_only=True)
class Item(Standing):
    """One duty on the ledger, as far as the journal tells."""

    no: str
    kind: str
    source: str | None = None
    found_at: datetime | None = None
    task: str | None = None  # for which it last waited, to have a checker named
    filed_by: str
    filed_at: datetime
    command: str  # the last that moved it
    moved_at: datetime

    @property
    def is_open(self) -> bool:
        """Return whether somebody still owes it."""
        return self.state not in ENDED

    @property
    def agreed(self) -> frozenset[str]:
        """Return everybody who ever agreed to a later deadline, and therefore neither owes nor checks it."""
        return frozenset(self.approvers.split())

    @property
    def can_be_offered(self) -> bool:
        """Return whether it is with its owner, and offered to nobody."""
        return self.state in (State.FILED, *WITH_OWNER) and self.offered_to is None

    @property
    def is_waiting(self) -> bool:
        """Return whether it was submitted where nobody checks, and waits for somebody to be named."""
        return self.state == State.SUBMITTED and self.checker is None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one command said of an item: the names of its facts, when, and how the item stood before it."""

    names: tuple[str, ...]
    at: datetime
    former: Item | None


# What is said of many items at once.
MANY = (
    *(facts.ItemsFiled, facts.ItemsClosedBefore, facts.ItemsCheckerNamed, facts.ItemsOffered),
    *(facts.ItemsNudged, facts.ItemsHandedOver, facts.ItemsTakenBack),
    *(facts.ItemsLeft, facts.ItemsGiven, facts.ItemsCheckerLeft, facts.ItemsAssigned, facts.ItemsVoided),
)
# What puts items onto the ledger: there was nothing of them before.
FILINGS = (facts.ItemFiled, facts.ItemsFiled)
FILED = ("no", "what", "place", "department", "organisation", "owner", "due_at", "grade", "source", "found_at")
NOTHING_ASKED = {"asked_due_at": None, "asked_by": None, "approver": None}
STANDING = tuple(field.name for field in fields(Standing))
Items = Mapping[str, Item]


def end_of_day(at: datetime, *, days: int = 0) -> datetime:
    """Return when the day ends, so many calendar days from now; days end at 24:00 in Beijing."""
    midnight = datetime.combine(at.astimezone(BEIJING).date(), time(), tzinfo=BEIJING)
    return midnight + timedelta(days=days + 1)


def last_day(due_at: datetime) -> date:
    """Return the last day of a deadline: what is due when a day ends is due on that day."""
    return (due_at.astimezone(BEIJING) - timedelta(microseconds=1)).date()


def standing(item: Item) -> Standing:
    """Return what an undo would bring back."""
    return Standing(**{name: getattr(item, name) for name in STANDING})


def overdue(item: Item, *, before: Item | None, was: bool | None, at: datetime) -> bool | None:
    """Return whether an item is overdue after something was said of it at this moment; of what has ended, nothing.

    What says nothing of its deadline leaves it as it was: that time has gone by, the sweeper tells.
    """
    if not item.is_open:
        return None
    if before is None or not before.is_open or before.due_at != item.due_at:
        return item.due_at < at
    return was


def numbers(fact: Fact) -> tuple[str, ...]:
    """Return the number of every item that a fact of this room moves."""
    return fact.items if isinstance(fact, MANY) else (fact.subject,)


def next_step(item: Item, *, task: Item | None = None) -> tuple[str, str]:
    """Return who has the next step of an open item, and which: always one person, one act, and its `due_at`.

    Of what waits for a checker, or for somebody to take over from who left, the next step is that of the `task` to have
    one named.
    """
    if task is not None and task.source == LEFT and task.is_open:
        return next_step(task)
    if item.is_waiting:
        assert task is not None, f"{item.no} waits for a checker, and for no task"
        return next_step(task)
    if item.state == State.SUBMITTED:
        return str(item.checker), "strike_off"
    if item.kind == CALL:
        return item.owner, "hear" if item.state == State.FILED else "report"
    if item.state == State.FILED:
        return item.owner, "assign" if item.disowned_by else "accept"
    if item.kind == TASK and item.source != AGAIN:
        return item.owner, {LEFT: "name_owner", NOBODY: "fill_post", DOOR: "knock", WRONG: "change_phone"}.get(
            str(item.source), "name_checker"
        )
    return item.owner, "submit"


def apply(told: Told[Any], items: Items, *, alone: str | None = None) -> Iterator[Item]:
    """Yield each item that this was said of, as it stands afterwards; where one is asked for `alone`, no other."""
    fact = told.fact
    if isinstance(fact, facts.ItemFiled):
        yield _filed(told)
    elif isinstance(fact, facts.ItemsFiled):
        yield from _filed_many(told)
    elif change := _CHANGES.get(type(fact)):
        for no in numbers(fact):
            if alone in (None, no):
                yield _moved(items[no], told, **change(items[no], told))
    elif each := _EACH.get(type(fact)):
        for no, changes in each(fact):
            if alone in (None, no):
                yield _moved(items[no], told, **changes)


def _filed(told: Told[facts.ItemFiled]) -> Item:
    said = {name: value for name, value in vars(told.fact).items() if name != "item"}
    return Item(
        no=told.fact.item,
        state=State.FILED,
        filed_by=told.person,
        filed_at=told.at,
        held_since=told.at,
        command=told.command,
        moved_at=told.at,
        **said,
    )


def _filed_many(told: Told[facts.ItemsFiled]) -> Iterator[Item]:
    first, own = filed_at_once(told)
    for row in zip(*own.values(), strict=True):
        yield altered(first, **dict(zip(own, row, strict=True)))


def filed_at_once(told: Told[facts.ItemsFiled]) -> tuple[Item, dict[str, Sequence[Any]]]:
    """Return the first of many things that were filed, and by columns in what the others differ from it."""
    said = told.fact
    columns = (said.items, said.whats, said.places, said.departments, said.organisations, said.owners)
    own: dict[str, Sequence[Any]] = dict(
        zip(FILED, (*columns, said.due_ats, said.grades, said.sources, said.found_ats), strict=True)
    )
    alike: dict[str, Any] = {"kind": said.kind, "state": State.FILED, "filed_by": told.person, "filed_at": told.at}
    alike |= {"held_since": told.at, "command": told.command, "moved_at": told.at}
    return Item(**alike, **{name: column[0] for name, column in own.items()}), own


def _moved(item: Item, told: Told[Any], **changes: Any) -> Item:
    return altered(item, **changes, command=told.command, moved_at=told.at)


def with_columns(stands: dict[str, Any]) -> Item:
    """Return an item from all of its columns: a frozen dataclass would set each field by a call of its own."""
    item = object.__new__(Item)
    object.__setattr__(item, "__dict__", stands)
    return item


def _corrected(item: Item, told: Told[facts.ItemCorrected]) -> dict[str, Any]:
    said = told.fact
    return {
        "what": said.what,
        "place": said.place,
        "department": said.department,
        "organisation": said.organisation,
    }


def _shown(item: Item, told: Told[facts.ItemShown]) -> dict[str, Any]:
    if told.fact.stage == "before":
        return {}
    in_hand = item.state in (State.ACCEPTED, State.RETURNED)
    return {"shown": item.shown + len(told.fact.files)} | ({"state": State.IN_HAND} if in_hand else {})


def _submitted(item: Item, told: Told[facts.ItemSubmitted]) -> dict[str, Any]:
    said = told.fact
    who = {"submitted_by": said.submitted_by, "submitted_at": told.at, "checker": said.checker, "offered_to": None}
    return who | NOTHING_ASKED | {"state": State.SUBMITTED}


def _extended(item: Item, told: Told[facts.ItemExtended]) -> dict[str, Any]:
    said = told.fact
    approvers = " ".join(sorted(item.agreed | {said.approver}))
    return (
        NOTHING_ASKED
        | _moved_deadline(item, told, said.due_at)
        | {
            "extensions": item.extensions + 1,
            "approvers": approvers,
        }
    )


def _assigned(item: Item, told: Told[facts.ItemAssigned] | Told[facts.ItemsAssigned]) -> dict[str, Any]:
    who = {"owner": told.fact.owner, "organisation": told.fact.organisation, "held_since": told.at}
    return NOTHING_ASKED | who | {"state": State.FILED, "accepted_at": None, "offered_to": None, "disowned_by": None}


def _given(item: Item, told: Told[facts.ItemsGiven]) -> dict[str, Any]:
    """Return what changes for who is given an item that another left: he has yet to accept it."""
    again = {"state": State.FILED, "accepted_at": None} if item.state == State.ACCEPTED else {}
    return {"owner": told.fact.owner, "offered_to": None, "held_since": told.at} | again


def _graded(item: Item, told: Told[facts.ItemGraded]) -> dict[str, Any]:
    said = told.fact
    moved = NOTHING_ASKED | _moved_deadline(item, told, said.due_at) if said.due_at else {}
    return {"grade": said.grade} | moved


def _moved_deadline(item: Item, told: Told[Any], due_at: datetime) -> dict[str, Any]:
    """Return what another deadline changes: it holds from now on, and one that had passed stays counted."""
    return {"due_at": due_at, "due_since": told.at, "lapses": item.lapses + (item.due_at <= told.at)}


def _taken_back(item: Item, told: Told[facts.ItemTakenBack]) -> dict[str, Any]:
    if told.fact.former is None:  # the filing itself: the number stays, and asks nothing of anybody
        return {"state": State.VOID, "ended_at": told.at}
    stood = asdict(told.fact.former)
    return stood | {"held_since": stood["held_since"] or item.filed_at}


def _closed_before(fact: facts.ItemsClosedBefore) -> Iterator[tuple[str, dict[str, Any]]]:
    for no, on in zip(fact.items, fact.closed_ons, strict=True):
        ended_at = datetime.combine(on, time(), tzinfo=BEIJING) if on else None
        yield no, {"state": State.CLOSED_BEFORE, "ended_at": ended_at}


_EACH: dict[type[Fact], Callable[[Any], Iterable[tuple[str, dict[str, Any]]]]] = {
    facts.ItemsClosedBefore: _closed_before,
    facts.ItemsTakenBack: lambda fact: zip(fact.items, map(asdict, fact.formers), strict=True),
}
_CHANGES: dict[type[Fact], Callable[[Item, Told[Any]], dict[str, Any]]] = {
    facts.ItemCorrected: _corrected,
    facts.ItemGraded: _graded,
    facts.ItemAccepted: lambda item, told: {"state": State.ACCEPTED, "accepted_at": told.at},
    facts.ItemNoted: lambda item, told: {"state": State.IN_HAND},
    facts.ItemShown: _shown,
    facts.ItemOffered: lambda item, told: {"offered_to": told.fact.to},
    facts.ItemDisowned: lambda item, told: {
        **{"owner": told.fact.owner, "held_since": told.at},
        **{"disowned_by": told.fact.was_owner, "offered_to": None},
    },
    facts.ItemAssigned: _assigned,
    facts.ItemsAssigned: _assigned,
    facts.ItemsGiven: _given,
    facts.ItemsCheckerNamed: lambda item, told: {"checker": told.fact.checker},
    facts.ItemsOffered: lambda item, told: {"offered_to": told.fact.to},
    facts.ItemsNudged: lambda item, told: {},
    facts.ItemsHandedOver: lambda item, told: {"offered_to": told.fact.to},
    facts.ItemsLeft: lambda item, told: {"task": told.fact.task},
    facts.ItemsCheckerLeft: lambda item, told: {"checker": None},
    facts.ItemTaken: lambda item, told: {
        "owner": told.fact.owner,
        "held_since": told.at,
        "disowned_by": None,
        "offered_to": None,
        "accepted_at": told.at,
        "state": State.ACCEPTED if item.state == State.FILED else item.state,
    },
    facts.ItemDeclined: lambda item, told: {"offered_to": None},
    facts.ItemSubmitted: _submitted,
    facts.ItemCheckerWanted: lambda item, told: {"task": told.fact.task},
    facts.ItemLapsed: lambda item, told: {"state": State.VOID, "ended_at": told.at, "offered_to": None},
    facts.ItemExtensionAsked: lambda item, told: {
        "asked_due_at": told.fact.due_at,
        "asked_by": told.fact.asked_by,
        "approver": told.fact.approver,
    },
    facts.ItemExtended: _extended,
    facts.ItemExtensionRefused: lambda item, told: NOTHING_ASKED,
    facts.ItemListed: lambda item, told: {"listed": told.fact.level, "listed_until": told.fact.until},
    facts.ItemDelisted: lambda item, told: {"listed": None, "listed_until": None},
    facts.ItemReturned: lambda item, told: {"state": State.RETURNED, "returns": item.returns + 1},
    facts.ItemStruckOff: lambda item, told: {"state": State.STRUCK_OFF, "ended_at": told.at},
    facts.ItemVoided: lambda item, told: {"state": State.VOID, "ended_at": told.at, "offered_to": None},
    facts.ItemsVoided: lambda item, told: {"state": State.VOID, "ended_at": told.at, "offered_to": None},
    facts.ItemNudged: lambda item, told: {},
    facts.ItemReported: lambda item, told: {},
    facts.ItemTakenBack: _taken_back,
}
EVERY_FACT: tuple[type[Fact], ...] = (facts.ItemFiled, facts.ItemsFiled, *_CHANGES, *_EACH)


@upcast("items.taken-back", version=1)
def know_deadlines_and_holders(told: dict[str, Any]) -> dict[str, Any]:
    """Say of how an item stood what could not be otherwise then: no deadline was moved, nothing listed or disowned."""
    unknown = (
        "held_since",
        "disowned_by",
        "due_since",
        "asked_due_at",
        "asked_by",
        "approver",
        "listed",
        "listed_until",
    )
    grown = dict.fromkeys(unknown) | {"lapses": 0, "extensions": 0, "approvers": ""}
    return told | {"former": grown | told["former"] if told["former"] else None}


@upcast("items.graded", version=1)
def know_why_it_was_graded(told: dict[str, Any]) -> dict[str, Any]:
    """Say of a grade that it moved no deadline; why it changed, its correction says."""
    return told | {"due_at": None, "why": ""}
