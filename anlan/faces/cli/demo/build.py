"""Build the home of the demo: what the plan tells, done by those who do it, in their posts and at their times.

Nothing is put into tables by hand. The console founds the register; from then on people act, as they do in life.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction

from anlan.domains.dangers.rules import Category, Description, Grade, Source
from anlan.faces.cli.demo.evidence import Darkroom
from anlan.faces.cli.demo.founding import Found, found
from anlan.faces.cli.demo.shapes import Filing, Picture, Plan, Step, Story
from anlan.faces.cli.demo.watches import Done
from anlan.faces.cli.demo.watches import done as watched
from anlan.faces.cli.demo.worktime import NOW, Worktime
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
    return sum(1 + len(story.steps) for story in plan.stories)


def found_county(plan: Plan) -> Found:
    """Found the register, before anything happens, and give the people of the welcome page their accounts."""
    at = min(story.filing.at for story in plan.stories) - BEFORE_ALL
    county = found(plan, at=at, key=lambda what: _key(plan, what))
    for one in plan.cast:
        # Nobody knows these passwords: in a demo one is anybody by a click.
        password = secrets.token_urlsafe()
        accounts.open_account(person=county.people[one.person], name=f"demo-{one.part}", password=password, at=at)
    return county


def darkroom(plan: Plan) -> Darkroom:
    """Begin to draw what will be shown, in the order in which it is needed."""
    return Darkroom(picture for _, done, _ in _in_order(plan) for picture in done.pictures)


def live(plan: Plan, county: Found, drawn: Darkroom, *, moved: Moved) -> None:
    """Live all stories, one thing after another as the clock went."""
    lives = Lives(plan, county, drawn)
    in_order, watches = list(_in_order(plan)), Watches(plan, county)
    for start in range(0, len(in_order), TOGETHER):
        with pen(), transaction.atomic():
            for story, done, no in in_order[start : start + TOGETHER]:
                watches.keep(until=done.at)
                lives.live(story, done, no)
                moved()
    with pen(), transaction.atomic():
        watches.keep(until=ends_at(plan))


class Lives:
    """The stories as they are lived. Pictures are kept by whoever shows them, just before."""

    def __init__(self, plan: Plan, county: Found, drawn: Darkroom) -> None:
        self._plan, self._county, self._drawn = plan, county, drawn
        self._post = cache(_post)
        self._items: dict[str, str] = {}
        self._files: dict[str, str] = {}

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

    def _visit(self, done: Filing | Step, key: str) -> Visit:
        by = By(
            person=self._county.people[done.by],
            post=self._county.posts[done.post],
            command=_key(self._plan, key),
        )
        visit = Visit(post=self._post(by.post), by=by, at=done.at, language="zh")
        owner = None if isinstance(done, Filing) else done.on_behalf_of
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

    def _do(self, done: Done) -> None:
        key = _key(self._plan, f"{done.act} {done.at}")
        by = By(person=self._county.people[done.by.person], post=self._county.posts[done.by.key], command=key)
        words = done.words | ({} if done.watch is None else {"watch": self._numbers[done.watch]})
        Visit(post=_post(by.post), by=by, at=done.at, language="zh").do(ACTS[done.act], words)
        if done.watch is None:
            [line] = lines_of_command(person=by.person, command=by.command)
            assert line.fact, "nothing has been erased yet"
            self._numbers = tuple(line.fact.speaks_of())[1:]


def _in_order(plan: Plan) -> Iterator[tuple[Story, Filing | Step, int]]:
    """Yield all that is done, as the clock went; the filing of a story is its number 0."""
    done: list[tuple[Story, Filing | Step, int]] = [(story, story.filing, 0) for story in plan.stories]
    done += [(story, step, no) for story in plan.stories for no, step in enumerate(story.steps, start=1)]
    yield from sorted(done, key=lambda row: row[1].at)


def _key(plan: Plan, what: str) -> str:
    """Return the key of a command: of the same plan always the same."""
    return str(uuid.uuid5(NAMESPACE, f"{plan.seed} {plan.day} {what}"))


def _post(no: str) -> Post:
    held = post(no)
    assert held, f"{no} is filled when the register is founded"
    return held
