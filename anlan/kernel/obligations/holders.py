"""Who owes an item, and how the duty passes from one to another. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from anlan.kernel.journal.facts import UNDO, By, Fact, NotHere, Refused, day_of
from anlan.kernel.obligations import facts
from anlan.kernel.obligations.life import ENDED, LEFT, NOBODY, TASK, WITH_OWNER, Item, State, end_of_day, standing
from anlan.kernel.obligations.musts import (
    must_be,
    must_be_filer,
    must_be_free,
    must_be_offered_to,
    must_be_owner,
    must_say_why,
)
from anlan.kernel.obligations.rules import Duty, file
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import EVERYWHERE, Post, Within

MANY = 1_000  # that one entry lets go, at most
DUTY = tuple(field.name for field in fields(Duty))
Done = facts.ItemsNudged | facts.ItemsHandedOver | facts.ItemsAssigned


@dataclass(frozen=True, kw_only=True)
class Unnamed:
    """A unit in which nobody answers, what it is called, and who leads the place."""

    unit: str
    name: str
    head: Post


@dataclass(frozen=True, kw_only=True)
class Together:
    """What one command said of many items, and when."""

    fact: Done
    at: datetime
    command: str


def open_many(
    duties: Sequence[Duty], *, numbers: Sequence[str], kind: str, due_at: datetime, source: str | None = None
) -> list[Fact]:
    """Put duties on the ledger that follow from what was said elsewhere: one entry, all due at one time."""
    told = {f"{name}s": tuple(getattr(duty, name) for duty in duties) for name in DUTY}
    return open_all(told, numbers=numbers, kind=kind, due_at=due_at, source=source)


def open_all(
    told: Mapping[str, tuple[Any, ...]],
    *,
    numbers: Sequence[str],
    kind: str,
    due_at: datetime,
    source: str | None = None,
) -> list[Fact]:
    """Put duties on the ledger that are told by columns, as the entry keeps them: there may be very many."""
    items, count = tuple(numbers), len(numbers)
    alike = {name: (None,) * count for name in ("departments", "grades", "found_ats")} | {"sources": (source,) * count}
    due_ats = (due_at,) * count
    return [facts.ItemsFiled(batch=items[0], kind=kind, items=items, due_ats=due_ats, **alike | dict(told))]


def ask(duties: Sequence[Duty], *, numbers: Sequence[str], source: str, due_at: datetime) -> list[Fact]:
    """Ask something of people as tasks of the house, each with where it comes from."""
    return open_many(duties, numbers=numbers, kind=TASK, due_at=due_at, source=source)


def have_named(unnamed: Sequence[Unnamed], *, numbers: Sequence[str], at: datetime) -> list[Fact]:
    """Have who leads put somebody in post in each unit in which a warning found nobody to call."""
    if not unnamed:
        return []
    duties = [
        Duty(
            what=f"{one.name}没有人可以叫应，请任命安全管理员",
            place=one.head.place,
            department=None,
            organisation=one.unit,
            owner=one.head.person,
        )
        for one in unnamed
    ]
    due_at = end_of_day(at, days=law("tasks#days-name-owner", on=day_of(at)))
    return ask(duties, numbers=numbers, source=NOBODY, due_at=due_at)


def take_on(item: Item) -> list[Fact]:
    """Let its owner have taken a duty upon himself by what he said elsewhere; nothing where he did before."""
    return [facts.ItemAccepted(item=item.no, kind=item.kind)] if item.state == State.FILED else []


def go_on(item: Item, *, text: str) -> list[Fact]:
    """Have it in hand by what its owner said elsewhere."""
    return [facts.ItemNoted(item=item.no, kind=item.kind, text=text)]


def done(item: Item, *, opinion: str = "") -> list[Fact]:
    """Take off the ledger what needs nobody's eyes but its owner's word: no danger, and no task, ends like this."""
    return [facts.ItemStruckOff(item=item.no, kind=item.kind, place=item.place, evidence=(), opinion=opinion)]


def let_go(item: Item, *, why: str) -> list[Fact]:
    """Let a duty go because what it was about is over."""
    return [facts.ItemVoided(item=item.no, kind=item.kind, why=why)]


def let_go_many(items: Sequence[str], *, kind: str, why: str) -> list[Fact]:
    """Let many duties of a kind that nobody checks go, a thousand in one entry: what they were about is over."""
    parts = (tuple(items[begin : begin + MANY]) for begin in range(0, len(items), MANY))
    return [facts.ItemsVoided(items=part, kind=kind, why=why) for part in parts]


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


def disown(item: Item, *, by: By, to: str | None, why: str) -> list[Fact]:
    """Say before accepting it that it is not one's own; it goes back `to` whoever is to assign it anew."""
    must_be(item, State.FILED)
    must_be_owner(item, by)
    must_say_why(item, why)
    if item.kind == TASK:
        raise Refused("house-asks", item=item.no)
    if to is None or to in {*by.persons, item.owner}:
        raise Refused("yours-to-assign", item=item.no)
    return [facts.ItemDisowned(item=item.no, kind=item.kind, owner=to, was_owner=item.owner, why=why)]


def assign(
    item: Item,
    *,
    by: By,
    to: str,
    organisation: str,
    is_official: bool,
    is_insider: bool,
    why: str,
    within: Within,
) -> list[Fact]:
    """Name another owner, within one's reach; the deadline stands, and what had lapsed stays lapsed."""
    must_be(item, State.FILED, *WITH_OWNER)
    must_say_why(item, why)
    if item.kind == TASK:
        raise Refused("house-asks", item=item.no)
    if not is_official:
        must_be_filer(item, by)
    if to == item.owner:
        raise Refused("offered-to-oneself", item=item.no, owner=item.owner)
    if to in item.agreed:
        raise Refused("extender-owes", item=item.no, to=to)
    if not within.covers(place=item.place, department=item.department, organisation=organisation, person=to):
        raise NotHere
    if not is_insider:
        raise Refused("outsider", item=item.no, organisation=organisation)
    who = {"organisation": organisation, "owner": to, "was_owner": item.owner}
    return [facts.ItemAssigned(item=item.no, kind=item.kind, why=why, **who)]


def take(item: Item, *, by: By) -> list[Fact]:
    """Take a duty that was offered."""
    must_be_offered_to(item, by)
    return [facts.ItemTaken(item=item.no, kind=item.kind, owner=str(item.offered_to))]


def decline(item: Item, *, by: By, why: str) -> list[Fact]:
    """Leave a duty that was offered where it was."""
    must_be_offered_to(item, by)
    must_say_why(item, why)
    return [facts.ItemDeclined(item=item.no, kind=item.kind, why=why)]


def hand_over_all(items: Sequence[Item], *, to: str, by: By, why: str) -> list[Fact]:
    """Offer one's whole list to one person of the same organisation: one entry, and each is taken by itself."""
    if not items:
        raise Refused("nothing-owed", person=by.person)
    return hand_over_many(items, to=to, by=by, insiders={item.organisation for item in items}, why=why)


def hand_over_many(items: Sequence[Item], *, to: str, by: By, insiders: Collection[str], why: str) -> list[Fact]:
    """Offer these duties to one person of their organisation: one entry, and each is owed until that one takes it."""
    for item in items:
        must_be(item, State.FILED, *WITH_OWNER)
        must_be_owner(item, by)
        must_say_why(item, why)
        must_be_free(item, to)
        if item.organisation not in insiders:
            raise Refused("outsider", item=item.no, organisation=item.organisation)
    return [facts.ItemsHandedOver(**_of(items), to=to, why=why)]


def nudge_many(items: Sequence[Item], *, text: str) -> list[Fact]:
    """Remind all owners, of what each of them owes."""
    for item in items:
        must_be(item, *(set(State) - ENDED))
    return [facts.ItemsNudged(**_of(items), owners=tuple(item.owner for item in items), text=text)]


def assign_many(
    items: Sequence[Item],
    *,
    by: By,
    to: str,
    organisation: str,
    is_official: bool,
    is_insider: bool,
    why: str,
    within: Within,
) -> list[Fact]:
    """Name one other owner for all of these, each as one by itself: all or none, and taken back whole."""
    how = {"by": by, "to": to, "organisation": organisation, "is_official": is_official, "is_insider": is_insider}
    for item in items:
        assign(item, **how, why=why, within=within)  # type: ignore[arg-type]
    who = {"organisation": organisation, "owner": to, "was_owners": tuple(item.owner for item in items)}
    return [facts.ItemsAssigned(**_of(items), **who, formers=tuple(standing(item) for item in items), why=why)]  # type: ignore[arg-type]


def take_back_many(told: Together, items: Sequence[Item], *, at: datetime) -> list[Fact]:
    """Take back all that one command of one's own said of many items, unless somebody spoke of one of them since."""
    if at - told.at > UNDO:
        raise Refused("too-late", item=told.fact.items[0])
    here = {item.no: item for item in items}
    for no in told.fact.items:
        if no not in here or here[no].command != told.command:
            raise Refused("spoken-since", item=no)
    found = [here[no] for no in told.fact.items]
    if isinstance(told.fact, facts.ItemsAssigned):
        formers = told.fact.formers
    else:
        formers = tuple(_before(told.fact, item) for item in found)
    return [facts.ItemsTakenBack(**_of(found), command=told.command, names=(told.fact.name,), formers=formers)]


def name_owner(task: Item, *, left: Sequence[Item], to: str, insiders: Collection[str], by: By) -> list[Fact]:
    """Say who takes over what somebody left with his post; the task to say so is done by it."""
    must_be(task, State.FILED, *WITH_OWNER)
    must_be_owner(task, by)
    if task.source != LEFT:
        raise NotHere
    for item in left:
        if to not in insiders:
            raise Refused("outsider", item=item.no, organisation=item.organisation)
        if to == item.checker:
            raise Refused("same-person", item=item.no)
    struck = facts.ItemStruckOff(item=task.no, kind=task.kind, place=task.place, evidence=(), opinion="")
    return [*give(left, to=to), struck]


def give(items: Sequence[Item], *, to: str) -> list[Fact]:
    """Give what somebody left to whoever owes it now."""
    sorted_ = {former: [item for item in items if item.owner == former] for former in {item.owner for item in items}}
    return [
        facts.ItemsGiven(items=numbers, kind=kind, former=former, owner=to)
        for former, own in sorted(sorted_.items())
        for kind, numbers in by_kind(own).items()
    ]


def leave(items: Sequence[Item], *, person: str, task: str, head: Post, at: datetime) -> list[Fact]:
    """Let what somebody left wait for a task of who leads, which opens now."""
    waits: list[Fact] = [
        facts.ItemsLeft(items=numbers, kind=kind, person=person, task=task) for kind, numbers in by_kind(items).items()
    ]
    days = law("tasks#days-name-owner", on=day_of(at))
    duty = Duty(
        what=f"责任人离任，{len(items)}件事项待明确由谁接手",
        place=head.place,
        department=None,
        organisation=head.organisation,
        owner=head.person,
    )
    due_at = end_of_day(at, days=days)
    return [*file(duty, no=task, kind=TASK, source=LEFT, due_at=due_at, within=EVERYWHERE), *waits]


def leave_checks(items: Sequence[Item], *, person: str) -> list[Fact]:
    """Say that whoever was to check these left, where nobody else checks them yet."""
    return [facts.ItemsCheckerLeft(items=numbers, kind=kind, person=person) for kind, numbers in by_kind(items).items()]


def by_kind(items: Sequence[Item]) -> dict[str, tuple[str, ...]]:
    """Return the numbers of items, kind by kind."""
    return {
        kind: tuple(item.no for item in items if item.kind == kind) for kind in sorted({item.kind for item in items})
    }


def _before(said: facts.ItemsNudged | facts.ItemsHandedOver, item: Item) -> facts.Standing:
    """Return how an item stood before; nobody has spoken of it since, and what was offered had been free."""
    stands = standing(item)
    return replace(stands, offered_to=None) if isinstance(said, facts.ItemsHandedOver) else stands


def _of(items: Sequence[Item]) -> dict[str, tuple[str, ...]]:
    return {"items": tuple(item.no for item in items), "kinds": tuple(item.kind for item in items)}
