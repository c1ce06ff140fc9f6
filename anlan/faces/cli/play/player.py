"""The player: the clock of a drill's home, and everybody in it who does not sleep.

It goes from moment to moment. At each one ladders climb and telephones ring, as the clock of a house lets them; then
what the file says happens, and whoever has come so far answers. Everybody acts as himself, by the acts of the house.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from anlan.domains.calls import acts as ladders
from anlan.domains.calls import reads as calls
from anlan.domains.calls.facts import Channel, Deed, Outcome, Step
from anlan.domains.calls.reads import Board, Row
from anlan.domains.calls.rules import Call
from anlan.domains.warning import reads as warnings
from anlan.engines.scenes import tempers
from anlan.engines.scenes.scene import Does, Inject
from anlan.engines.scenes.tempers import Way
from anlan.faces.cli.demo import weather
from anlan.faces.cli.play.stage import Stage
from anlan.kernel.journal import files, followers
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import By, ItemNo, Refused
from anlan.kernel.journal.reads import lines_of_command
from anlan.kernel.live.curves import Curve
from anlan.kernel.registry.door import Visit
from anlan.kernel.registry.reads import post
from anlan.kernel.ringing import keeping as ringing
from anlan.kernel.ringing import links

TICK = timedelta(seconds=10)  # how often, at the most, ladders are looked at while somebody is called
REST = timedelta(minutes=1)  # … and while nobody who is called is silent
DIALS = timedelta(seconds=50)  # how long the duty officer takes to telephone one of them
TRIES = 2  # how often he does, before somebody is sent to the door
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "anlan play")

Does_ = Callable[[datetime], None]
Said = Callable[[datetime, str, str], None]


@dataclass
class Played:
    """Somebody who is called tonight, and how he is."""

    call: str
    person: str
    way: Way
    is_woken: bool = False  # the ring that he hears has come
    tries: int = 0  # how often he was telephoned


@dataclass
class Player:
    """Plays a scene on its stage; `said` is told what happens, in both languages."""

    stage: Stage
    seed: int
    said: Said
    matter: str = ""
    over: str = ""  # the word by which the warning is ended
    watches: tuple[str, ...] = ()
    played: dict[str, Played] = field(default_factory=dict)
    _ahead: list[tuple[datetime, int, Does_]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _keys: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self._scene = self.stage.scene
        self._random = Random(f"{self._scene.name} {self.seed} telephone")
        self._first_at: datetime | None = None
        self._heard = 0  # up to which entry one has looked who is rung
        self._waits = False  # somebody who is called has not answered
        self.ends = self.stage.begins + timedelta(minutes=self._scene.minutes)
        for inject in self._scene.injects:
            self._at(self.stage.begins + timedelta(minutes=inject.minute), self._happening(inject))

    def moments(self) -> Iterator[datetime]:
        """Yield each moment at which something is to be done, in order, until the end; at each one `play` is called."""
        now = self.stage.begins
        while now < self.ends:
            yield now
            ahead = self._ahead[0][0] if self._ahead else self.ends
            now = min(max(ahead, now), now + (TICK if self._waits else REST), self.ends)
        yield self.ends

    def play(self, at: datetime) -> None:
        """Do what is due at a moment: the clock's part first, then people's."""
        ladders.climb(at)
        if self.matter and self._heard != (said := journal.size()):
            self._heard = said  # nobody is rung by what was not said
            self._let_them_hear(at)
        while self._ahead and self._ahead[0][0] <= at:
            heappop(self._ahead)[2](at)
        followers.keep(at)
        ringing.keep(at)

    def board(self, at: datetime) -> Board | None:
        """Return the board as the duty officer sees it; nothing before anybody is called."""
        if not self.matter:
            return None
        found: Board = self._visit("duty", at).ask(calls.board, {"matter": self.matter})
        return found

    def curve(self) -> Curve | None:
        """Return how fast the calls were answered; nothing before anybody is called."""
        if not self.matter:
            return None
        found: Curve | None = self._visit("duty", self.ends).ask(calls.curve, {"matter": self.matter})
        return found

    def _at(self, when: datetime, does: Does_) -> None:
        heappush(self._ahead, (when, next(self._order), does))

    def _happening(self, inject: Inject) -> Does_:
        does: dict[Does, Callable[[datetime, Inject], None]] = {
            Does.BEGIN_WATCHES: self._begin_watches,
            Does.NOTE: self._note,
            Does.WARN: self._warn,
            Does.RELEASE: self._release,
            Does.CANCEL: self._cancel,
            Does.CALL_OFF: self._call_off,
        }

        def happen(at: datetime) -> None:
            self.said(at, inject.zh, inject.en)
            does[inject.do](at, inject)

        return happen

    # What the file says.

    def _begin_watches(self, at: datetime, inject: Inject) -> None:
        self.watches = ()
        for leader, keeper, watch in zip(
            ("head", "town-head"), ("duty", "town-duty"), self.stage.watches(), strict=True
        ):
            visit = self._visit(leader, at)
            visit.do(ACTS["duty.roster"], {"rows": (watch,)})
            [line] = lines_of_command(person=visit.by.person, command=visit.by.command)
            assert line.fact, "nothing was erased in a drill"
            self.watches += tuple(line.fact.speaks_of())[1:2]
            self._do(self._visit(keeper, at), "duty.begin", {"watch": self.watches[-1]})

    def _note(self, at: datetime, inject: Inject) -> None:
        self._do(self._visit("duty", at), "duty.note", {"watch": self.watches[0], "text": inject.zh})

    def _warn(self, at: datetime, inject: Inject) -> None:
        self._first_at = at
        self.matter = self._taken_in(weather.warning(self.stage.weather, at=at), self.stage.weather.headline, at)

    def _cancel(self, at: datetime, inject: Inject) -> None:
        assert self._first_at, "what is over had begun"
        content = weather.all_clear(self.stage.weather, first_at=self._first_at, at=at)
        self.over = self._taken_in(content, self.stage.weather.over_headline, at)

    def _release(self, at: datetime, inject: Inject) -> None:
        self._let_go(self.matter, at)
        self._dial(at + DIALS * 4)

    def _call_off(self, at: datetime, inject: Inject) -> None:
        self._let_go(self.over, at)

    def _taken_in(self, content: bytes, name: str, at: datetime) -> str:
        visit = self._visit("duty", at)
        file = files.keep(content, name=f"{name}（模拟）.xml", person=visit.by.person, at=at)
        return str(visit.do(ACTS["warning.receive"], {"file": file}).subject)

    def _let_go(self, no: str, at: datetime) -> None:
        visit = self._visit("head", at)
        would = visit.ask(warnings.reach, {"no": no})
        self._do(visit, "warning.release", {"warning": no, "place": would.place, "headcount": would.headcount})

    # What people do.

    def _let_them_hear(self, at: datetime) -> None:
        """Let whoever was rung for the first or the second time hear it, by his temper."""
        board = self.board(at)
        rows = board.rows if board else ()
        self._waits = any(row.call.heard_at is None and row.call.item.is_open for row in rows)
        new = [row for row in rows if row.call.item.no not in self.played]
        ways = self._ways([str(row.call.item.owner) for row in new]) if new else {}
        for row in new:
            owner = str(row.call.item.owner)
            self.played[row.call.item.no] = Played(call=row.call.item.no, person=owner, way=ways[owner])
        for row in rows:
            one = self.played[row.call.item.no]
            if not one.is_woken and self._rings(one, row):
                one.is_woken = True
                self._at(at + one.way.answers, lambda then, one=one: self._hear(one, then))  # type: ignore[misc]

    def _ways(self, people: list[str]) -> dict[str, Way]:
        """Return how those are who are called: at first all together, and later each who is called instead."""
        if not self.played:
            return tempers.allot(people, self._scene, seed=self.seed, but=self.stage.awake)
        first = self._scene.tempers[0]
        return {person: tempers.way(person, first, self._scene, seed=self.seed) for person in people}

    def _rings(self, one: Played, row: Row) -> bool:
        """Test whether the ring that he hears has come."""
        hears = one.way.temper.hears_at
        return row.call.heard_at is None and (hears == 1 or (hears == 2 and Step.AGAIN in row.steps))

    def _hear(self, one: Played, at: datetime) -> None:
        if self._answers(one, at, "calls.hear", {}):
            self._at(at + one.way.repeats, lambda then: self._repeat(one, then))

    def _repeat(self, one: Played, at: datetime) -> None:
        self._answers(one, at, "calls.repeat", {"text": self._scene.instruction})
        self._at(at + one.way.begins, lambda then: self._begin(one, then))

    def _begin(self, one: Played, at: datetime) -> None:
        residents = self._residents(one, at)
        count = {"moved": residents // 2, "expected": residents} if residents else {}
        self._answers(one, at, "calls.report", {"deed": Deed.MOVING if residents else Deed.PATROL_BEGUN, **count})
        self._at(at + one.way.acts, lambda then: self._act(one, then))

    def _act(self, one: Played, at: datetime) -> None:
        residents = self._residents(one, at)
        count = {"moved": residents, "expected": residents} if residents else {}
        self._answers(one, at, "calls.report", {"deed": Deed.ALL_MOVED if residents else Deed.IN_PLACE, **count})

    def _residents(self, one: Played, at: datetime) -> int:
        """Return how many people live where he answers; who leads or keeps a watch moves nobody himself."""
        call = self._call(one, at)
        return self.stage.residents.get(str(call.item.organisation), 0) if call else 0

    def _answers(self, one: Played, at: datetime, act: str, words: dict[str, Any]) -> bool:
        """Let him say something by his answer link, unless somebody has said it for him; return whether he did."""
        call = self._call(one, at)
        if call is None or not call.item.is_open or (act == "calls.hear" and call.heard_at):
            return False
        visit = links.visit(links.token(one.call), at=at, language="zh")
        self._do(visit, act, {"item": one.call, "channel": Channel.LINK, **words})
        return True

    # What the duty officer does: he telephones whoever is silent, and has somebody sent to the door.

    def _dial(self, at: datetime) -> None:
        board = self.board(at)
        if board is None or at >= self.ends or self.over:
            return
        waits = [self.played[row.call.item.no] for row in board.rows if self._is_to_be_dialled(row)]
        if waits:
            self._telephone(min(waits, key=lambda one: (one.tries, one.call)), at)
        self._at(at + DIALS + timedelta(seconds=self._random.randint(0, 20)), self._dial)

    def _is_to_be_dialled(self, row: Row) -> bool:
        one = self.played.get(row.call.item.no)
        is_silent = row.call.heard_at is None and row.call.item.is_open and Step.AGAIN in row.steps
        return one is not None and is_silent and one.way.temper.told_by is not None and one.tries < TRIES

    def _telephone(self, one: Played, at: datetime) -> None:
        one.tries += 1
        temper = one.way.temper
        if temper.told_by == "phone":
            self._told(one, at, by="duty", channel=Channel.PHONE)
            return
        words = {"item": one.call, "channel": Channel.PHONE, "outcome": Outcome(temper.outcome or Outcome.NO_ANSWER)}
        self._do(self._visit("duty", at), "calls.miss", words)
        if one.tries == 1:
            self._at(at + one.way.door, lambda then: self._told(one, then, by="town-duty", channel=Channel.DOOR))

    def _told(self, one: Played, at: datetime, *, by: str, channel: Channel) -> None:
        """Write down what he said whom somebody has reached, and let him act as anybody who has heard it."""
        call = self._call(one, at)
        if call is None or call.heard_at or not call.item.is_open:
            return
        words = {"item": one.call, "channel": channel, "repeated": self._scene.instruction, "text": "已叫醒。"}
        self._do(self._visit(by, at), "calls.told", words)
        self._at(at + one.way.begins, lambda then: self._begin(one, then))

    def _call(self, one: Played, at: datetime) -> Call | None:
        found: Call = self._visit("duty", at).ask(calls.call, {"item": ItemNo(one.call)})
        return found

    def _do(self, visit: Visit, act: str, words: dict[str, Any]) -> None:
        """Do it; what somebody who looks on has done first is left at that."""
        try:
            visit.under(self._key()).do(ACTS[act], words)
        except Refused as refused:
            self.said(visit.at, f"未记：{visit.sentence(refused)}", f"not said: {refused.code}")

    def _visit(self, part: str, at: datetime) -> Visit:
        held = post(self.stage.posts[part])
        assert held, f"{part} has a post since the stage was founded"
        by = By(person=self.stage.people[part], post=held.no, command=self._key())
        return Visit(post=held, by=by, at=at, language="zh")

    def _key(self) -> str:
        return str(uuid.uuid5(NAMESPACE, f"{self._scene.name} {self.seed} {self.stage.begins} {next(self._keys)}"))
