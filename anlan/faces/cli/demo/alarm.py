"""The orange warning of the demo: it came in minutes ago, some have answered, and the duty officer's own call rings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.domains.calls import reads as calls
from anlan.domains.calls.facts import Channel, Deed
from anlan.domains.calls.rules import Call
from anlan.domains.warning import reads as warnings
from anlan.faces.cli.demo import weather
from anlan.faces.cli.demo.founding import Found
from anlan.faces.cli.demo.shapes import Plan, Post
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.registry.door import Visit
from anlan.kernel.ringing import links

BEFORE_END = timedelta(minutes=5)
ANSWERS_EACH = timedelta(seconds=12)
SAID = "往高处走，下山的路不走沟底，先把牛羊赶回来。（模拟）"
Speaks = Callable[[Post, datetime, str], Visit]


@dataclass
class Alarm:
    """The warning as it goes, thing after thing; `speaks` is the visit of whoever holds a post."""

    plan: Plan
    county: Found
    ends: datetime
    speaks: Speaks
    no: str = ""

    def live(self) -> None:
        """Do what was done, in order."""
        at = self.ends - BEFORE_END
        self._receive(at)
        self._release(at := at + timedelta(minutes=1))
        at += timedelta(seconds=30)
        for no, call in enumerate(self._called(at)):
            self._answer(no, call, at)
            at += ANSWERS_EACH

    def _receive(self, at: datetime) -> None:
        visit = self.speaks(self._duty, at, "receive")
        content = weather.warning(weather.thunder(self.plan), at=at - timedelta(minutes=1))
        file = files.keep(content, name="预警（模拟）雷电橙色.xml", person=visit.by.person, at=at)
        self.no = visit.do(ACTS["warning.receive"], {"file": file}).subject

    def _release(self, at: datetime) -> None:
        visit = self.speaks(self._leader, at, "release")
        would = visit.ask(warnings.reach, {"no": self.no})
        words = {"warning": self.no, "place": would.place, "headcount": would.headcount}
        visit.do(ACTS["warning.release"], words)

    def _called(self, at: datetime) -> list[Call]:
        """Return the calls of those who answer: not of the duty officer and the leader, whom the demo asks yet."""
        mine = {self.county.people[post.person] for post in (self._duty, self._leader)}
        told = self.speaks(self._duty, at, "look").ask(calls.about, {"matter": self.no})
        return [call for call in told if call.item.owner not in mine][:-1]  # and one is silent

    def _answer(self, no: int, call: Call, at: datetime) -> None:
        """Let one of them answer: each hears it, two of three say it again, and one of these acts."""
        self._say(call, "hear", {}, at)
        if no % 3 < 2:
            self._say(call, "repeat", {"text": SAID}, at + timedelta(seconds=5))
        if no % 3 == 0:
            self._say(call, "report", {"deed": Deed.PATROL_BEGUN}, at + timedelta(seconds=10))

    def _say(self, call: Call, verb: str, words: dict[str, object], at: datetime) -> None:
        visit = links.visit(links.token(call.item.no), at=at, language="zh")
        key = self.speaks(self._duty, at, f"{verb} {call.item.no}").by.command
        visit.under(key).do(ACTS[f"calls.{verb}"], {"item": call.item.no, "channel": Channel.LINK, **words})

    @property
    def _duty(self) -> Post:
        return next(post for post in self.plan.posts if post.key == self.plan.part("duty").post)

    @property
    def _leader(self) -> Post:
        return next(post for post in self.plan.posts if post.key == self.plan.part("leader").post)
