"""Build the home of the demo: what the plan tells, done by those who do it, in their posts and at their times.

Nothing is put into tables by hand. The console founds the register; from then on people act, as they do in life.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import groupby
from typing import Any

from django.db import transaction

from anlan.domains.dangers.facts import Category, Description, Grade, Source
from anlan.engines.sheets.cells import When
from anlan.engines.sheets.dates import Deadline
from anlan.engines.sheets.write import SIMULATED, write_csv
from anlan.faces.cli.demo.alarm import Alarm
from anlan.faces.cli.demo.evidence import Darkroom
from anlan.faces.cli.demo.founding import Found, found
from anlan.faces.cli.demo.shapes import Brought, Filing, Picture, Plan, Row, Step, Story
from anlan.faces.cli.demo.shapes import Post as Held
from anlan.faces.cli.demo.watches import Done as Watched
from anlan.faces.cli.demo.watches import done as watched
from anlan.faces.cli.demo.worktime import NOW, Worktime
from anlan.faces.cli.demo.zones import Zones
from anlan.kernel.intake import jobs
from anlan.kernel.intake import reads as ledgers
from anlan.kernel.intake.rules import SCHEMAS, Ledger
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import By
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.reads import lines_of_command
from anlan.kernel.obligations.rules import Stage
from anlan.kernel.registry import accounts
from anlan.kernel.registry.door import Visit
from anlan.kernel.registry.may import Post
from anlan.kernel.registry.reads import post

Moved = Callable[[], None]
Words = dict[str, Any]
Done = tuple[Story, Filing | Step, int] | Brought

# From these, the seed and the day come the keys of all commands.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "anlan demo")
# How many acts share a transaction. Nobody waits for their answers: a demo that is cut off is built anew.
TOGETHER = 100
BEFORE_ALL = timedelta(days=30)


def ends_at(plan: Plan) -> datetime:
    """Return the moment at which the demo is handed over: 15:42 of its day."""
    return Worktime(plan.day).at(NOW)


def length(plan: Plan) -> int:
    """Return how many things are done in all stories."""
    return len(_in_order(plan))


def found_county(plan: Plan) -> Found:
    """Found the register, before anything happens, and give the people of the welcome page their accounts."""
    at = min(_at(done) for done in _in_order(plan)) - BEFORE_ALL
    county = found(plan, at=at, key=lambda what: _key(plan, what))
    for one in plan.cast:
        # Nobody knows these passwords: in a demo one is anybody by a click.
        password = secrets.token_urlsafe()
        accounts.open_account(person=county.people[one.person], name=f"demo-{one.part}", password=password, at=at)
    return county


def darkroom(plan: Plan) -> Darkroom:
    """Begin to draw what will be shown, in the order in which it is needed."""
    return Darkroom(
        picture for done in _in_order(plan) if not isinstance(done, Brought) for picture in done[1].pictures
    )


def live(plan: Plan, county: Found, drawn: Darkroom, *, moved: Moved) -> None:
    """Live all stories, one thing after another as the clock went; a ledger comes in by itself, as imports do."""
    lives = Lives(plan, county, drawn)
    watches = Watches(plan, county)
    for is_brought, some in groupby(_in_order(plan), key=lambda done: isinstance(done, Brought)):
        rows = list(some)
        for together in (rows[start : start + TOGETHER] for start in range(0, len(rows), TOGETHER)):
            with nullcontext() if is_brought else _together():
                for done in together:
                    watches.keep(until=_at(done))
                    lives.bring(done) if isinstance(done, Brought) else lives.live(*done)
                    moved()
    with _together():
        watches.keep(until=ends_at(plan))
    with _together():
        Zones(plan, county, ends_at(plan), speaks=partial(_speaks, plan, county)).draw()
        Alarm(plan, county, ends_at(plan), speaks=partial(_speaks, plan, county)).live()


@contextmanager
def _together() -> Iterator[None]:
    with pen(), transaction.atomic():
        yield


class Lives:
    """The stories as they are lived. Pictures are kept by whoever shows them, just before."""

    def __init__(self, plan: Plan, county: Found, drawn: Darkroom) -> None:
        self._plan, self._county, self._drawn = plan, county, drawn
        self._post = cache(_post)
        self._items: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._units = {one.key: one for one in plan.organisations}
        self._people = {one.key: one for one in plan.people}

    def live(self, story: Story, done: Filing | Step, no: int) -> None:
        """Do one thing of a story."""
        visit = self._visit(done, f"{story.key} {no}")
        shown = tuple(self._keep(picture, visit) for picture in done.pictures)
        if isinstance(done, Filing):
            filed = visit.do(ACTS["dangers.file"], self._filed(done) | {"evidence": shown})
            self._items[story.key] = filed.subject
        else:
            act, words = self._said(story, done, shown)
            visit.do(ACTS[act], words | {"item": self._items[story.key]})

    def bring(self, brought: Brought) -> None:
        """Take in the ledger of another county, all of it, as whoever is on duty there does."""
        visit = self._visit(brought, f"ledger {brought.county}")
        columns = SCHEMAS[Ledger.DANGERS]
        content = write_csv(columns, [self._row(row) for row in brought.rows], title=SIMULATED["zh"])
        job = jobs.receive(content, brought.name, Ledger.DANGERS, by=visit.by, at=visit.at)
        jobs.check(job, mapping=jobs.proposal(job, by=visit.by).mapping, answers={}, by=visit.by)
        visit.do(ACTS["intake.ask_import"], {"job": job})
        told = jobs.run(job, at=visit.at)
        assert (told.new, told.bad) == (len(brought.rows), 0), jobs.report(job, by=visit.by).lines[:3]
        for row in brought.rows:
            if row.story:
                [self._items[row.story]] = visit.ask(ledgers.numbered, {"number": row.number})

    def _row(self, row: Row) -> dict[str, object]:
        unit, owner = self._units[row.organisation], self._people[row.owner]
        return {
            "number": row.number,
            "organisation": unit.name,
            "place": unit.place,
            "uscc": unit.uscc,
            "spot": row.spot,
            "description": row.description,
            "category": row.category,
            "grade": row.grade,
            "basis": row.basis,
            "measures": row.measures,
            "control": row.control,
            "source": row.source,
            "found_at": When(on=row.found_on),
            "owner": owner.name,
            "owner_phone": owner.phone,
            "due": Deadline(on=row.due_on),
            "closed": row.closed_on is not None,
            "closed_at": When(on=row.closed_on) if row.closed_on else None,
        }

    def _visit(self, done: Filing | Step | Brought, key: str) -> Visit:
        by = By(
            person=self._county.people[done.by],
            post=self._county.posts[done.post],
            command=_key(self._plan, key),
        )
        visit = Visit(post=self._post(by.post), by=by, at=done.at, language="zh")
        owner = done.on_behalf_of if isinstance(done, Step) else None
        return visit.standing_in(self._county.people[owner]) if owner else visit

    def _keep(self, picture: Picture, visit: Visit) -> str:
        if picture.key not in self._files:
            content, name = self._drawn.content(picture), picture.name
            self._files[picture.key] = files.keep(content, name=name, person=visit.by.person, at=visit.at)
        return self._files[picture.key]

    def _filed(self, filing: Filing) -> Words:
        return self._written(filing, filing.spot) | {
            "owner": self._county.people[filing.owner],
            "source": Source(filing.source),
            "found_at": filing.at,
            "due_on": filing.due_on,
        }

    def _written(self, filing: Filing, spot: str) -> Words:
        told = Description(
            description=filing.description,
            spot=spot,
            category=Category(filing.category),
            basis=filing.basis,
            measures=filing.measures,
            control=filing.control,
        )
        return {
            "what": filing.title,
            "told": told,
            "place": filing.place,
            "department": filing.department,
            "organisation": self._county.organisations[filing.organisation],
            "grade": Grade(filing.grade),
        }

    def _said(self, story: Story, step: Step, shown: tuple[str, ...]) -> tuple[str, Words]:
        match step.verb:
            case "accept" | "take":
                return f"obligations.{step.verb}", {}
            case "note":
                return "obligations.note", {"text": step.text}
            case "attach":
                stage = Stage.BEFORE if step.pictures[0].stage == "before" else Stage.AFTER
                return "obligations.attach", {"files": shown, "stage": stage}
            case "assure":
                said = zip(("responsibility", "funds", "plan"), step.text.splitlines(), strict=True)
                return "dangers.assure", dict(said)
            case "hand_over":
                return "obligations.hand_over", {"to": self._county.people[str(step.to)], "why": step.text}
            case "submit":
                return "dangers.submit", {"evidence": shown, "text": step.text}
            case "strike_off":
                return "dangers.strike_off", {"evidence": shown, "opinion": step.text}
            case "correct":
                return "dangers.correct", self._written(story.filing, step.spot) | {"why": step.text}
        return f"dangers.{step.verb}", {"why": step.text}


class Watches:
    """Watches as they are kept, between the stories."""

    def __init__(self, plan: Plan, county: Found) -> None:
        self._plan, self._county, self._ahead = plan, county, list(watched(plan, county))
        self._numbers: tuple[str, ...] = ()

    def keep(self, *, until: datetime) -> None:
        """Do what was done about watches up to a moment, and not yet."""
        while self._ahead and self._ahead[0].at <= until:
            self._do(self._ahead.pop(0))

    def _do(self, done: Watched) -> None:
        key = _key(self._plan, f"{done.act} {done.at}")
        by = By(person=self._county.people[done.by.person], post=self._county.posts[done.by.key], command=key)
        words = done.words | ({} if done.watch is None else {"watch": self._numbers[done.watch]})
        Visit(post=_post(by.post), by=by, at=done.at, language="zh").do(ACTS[done.act], words)
        if done.watch is None:
            [line] = lines_of_command(person=by.person, command=by.command)
            assert line.fact, "nothing has been erased yet"
            self._numbers = tuple(line.fact.speaks_of())[1:]


def _in_order(plan: Plan) -> list[Done]:
    """Return all that is done, as the clock went; the filing of a story is its number 0, or a row of a ledger."""
    done: list[Done] = [(story, story.filing, 0) for story in plan.stories]
    done += [(story, step, no) for story in plan.everything for no, step in enumerate(story.steps, start=1)]
    return sorted([*done, *plan.brought], key=_at)


def _at(done: Done) -> datetime:
    return done.at if isinstance(done, Brought) else done[1].at


def _key(plan: Plan, what: str) -> str:
    """Return the key of a command: of the same plan always the same."""
    return str(uuid.uuid5(NAMESPACE, f"{plan.seed} {plan.day} {what}"))


def _speaks(plan: Plan, county: Found, held: Held, at: datetime, what: str) -> Visit:
    """Return the visit of whoever holds a post of the plan."""
    by = By(person=county.people[held.person], post=county.posts[held.key], command=_key(plan, f"alarm {what}"))
    return Visit(post=_post(by.post), by=by, at=at, language="zh")


def _post(no: str) -> Post:
    held = post(no)
    assert held, f"{no} is filled when the register is founded"
    return held
