"""One life of a danger: what was done about it, by whom, and when, until it ends as it is to end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from anlan.faces.cli.demo import packs
from anlan.faces.cli.demo.fates import Fate
from anlan.faces.cli.demo.packs import Text
from anlan.faces.cli.demo.shapes import OPEN, SEEDS, Filing, Organisation, Picture, Post, Step, Story
from anlan.faces.cli.demo.worktime import DAY, NOW, Worktime

APART = 1200  # seconds of work between two sittings over a danger, at least
TOGETHER = 200  # seconds between two things done in one sitting, at most
LAST = NOW - 700  # a sitting that begins by then is over before the visitor comes

RECENT = 10  # working days
FILED_WITH_PICTURE, FILED_WITH_PICTURE_ONCE = 0.9, 0.15
CORRECTED = 0.03
HANDED_OVER = 0.4
RETURNED = (0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2)  # how often a danger is sent back before it is struck off
LATE = 0.08

_SAYS = {
    "note": "notes",
    "return_": "returned",
    "void": "void",
    "correct": "corrected",
    "hand_over": "handed_over",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """Who plays in a story. posts: by person; member: to whom the manager may hand over."""

    source: str
    filer: Post
    owner: str
    manager: Post
    member: Post | None
    checker: Post
    posts: Mapping[str, Post]


class Telling:
    """Tells one story. `taken` are the seconds at which something happens already: no two things happen at once.

    What was brought in with a ledger begins as a row of it: without a picture, and not put right on paper afterwards.
    """

    def __init__(
        self, random: Random, fate: Fate, parts: Parts, work: Worktime, taken: set[int], *, is_brought: bool = False
    ) -> None:
        self._random, self._fate, self._parts, self._work, self._taken = random, fate, parts, work, taken
        self._is_brought = is_brought
        self._words = packs.page("words")
        self._owner = parts.owner
        self._is_recent = fate.state in OPEN or fate.begins > -RECENT * DAY
        self._has_picture = not is_brought and random.random() < (
            FILED_WITH_PICTURE if self._is_recent else FILED_WITH_PICTURE_ONCE
        )
        self._is_corrected = not is_brought and random.random() < CORRECTED and fate.state != "filed"
        self._is_major = fate.is_major
        self._after: tuple[Picture, ...] = ()
        self._submissions = 0

    def story(self, key: str, text: Text, unit: Organisation, site: str) -> Story:
        """Return the story, from its filing to its end."""
        self._key, self._scene, self._seed = key, text.scene, self._random.choice(SEEDS)
        self._spot = self._random.choice(text.spots)
        sittings = list(self._sittings())
        self._attempts = sum("submit" in sitting for sitting in sittings)
        (_, begins), *times = self._times(sittings)
        filing = self._filing(text, unit, site, begins)
        return Story(
            key=key,
            filing=filing,
            steps=tuple(self._step(verb, second) for verb, second in times),
            state=self._fate.state,
            owner=self._owner,
            checker=self._parts.checker.person,
        )

    def _filing(self, text: Text, unit: Organisation, site: str, second: int) -> Filing:
        at = self._work.at(second)
        return Filing(
            at=at,
            by=self._parts.filer.person,
            post=self._parts.filer.key,
            title=self._spot + text.title,
            description=text.what.replace("{n}", str(self._random.randint(2, 9))),
            spot=self._random.choice(self._words["misplaced"]) if self._is_corrected else self._spot,
            category=text.category,
            grade=text.grade,
            basis=text.basis,
            measures=text.measures,
            control=text.control,
            source=self._parts.source,
            place=unit.place,
            department=text.department,
            organisation=unit.key,
            site=site,
            owner=self._parts.owner,
            days=self._fate.days,
            due_on=at.date() + timedelta(days=self._fate.days),
            pictures=(self._picture("before"),) if self._has_picture else (),
        )

    def _sittings(self) -> Iterator[tuple[str, ...]]:
        """Yield what is done, sitting by sitting; the first begins with the filing."""
        random, state = self._random, self._fate.state
        is_bare = not self._has_picture and not self._is_brought
        yield ("file", "before") if is_bare and (self._is_recent or self._is_major) else ("file",)
        if state == "filed":
            return
        if self._is_corrected:
            yield ("correct",)
        if state == "void":
            yield from [("accept",)] * random.randint(0, 1)
            yield ("void",)
            return
        yield ("accept", "assure") if self._is_major else ("accept",)
        can_hand_over = self._parts.member is not None and self._owner == self._parts.manager.person
        is_handed_over = can_hand_over and random.random() < HANDED_OVER
        if state == "accepted":
            yield from [("hand_over",)] * is_handed_over  # offered, and not yet taken
            return
        if is_handed_over:
            yield ("hand_over",)
            yield ("take",)
        yield from [("note",)] * random.randint(state == "in-hand", 2)
        if state == "in-hand":
            if random.random() < 0.2:
                yield from (("after", "submit"), ("return_",), ("note",))
            return
        yield ("after", "submit")
        for _ in range(state != "returned" and random.choice(RETURNED)):
            yield ("return_",)
            yield ("note", "after", "submit")
        if state != "submitted":
            yield ("return_",) if state == "returned" else ("strike_off",)

    def _times(self, sittings: list[tuple[str, ...]]) -> Iterator[tuple[str, int]]:
        """Yield each thing done with its second, strictly one after another."""
        second = self._fate.begins - 1
        for verbs, begin in zip(sittings, self._begins(len(sittings)), strict=True):
            second = max(second, begin - 1)
            for no, verb in enumerate(verbs):
                second += self._random.randint(20, TOGETHER) if no else 1
                while second in self._taken:
                    second += 1
                self._taken.add(second)
                yield verb, second

    def _begins(self, count: int) -> list[int]:
        """Return when the sittings begin. They crowd towards the beginning: most people act soon."""
        begins, fate = self._fate.begins, self._fate
        if count == 1:
            return [begins]
        last: list[int] = []
        if fate.is_struck_off_today:
            end = self._random.randint(600, LAST)
            last, count, end = [end], count - 1, end - APART
        elif fate.due == "past":
            working_days = fate.days * 5 / 7 * self._random.uniform(0.3, 0.9) + self._random.uniform(0.7, 1.2)
            working_days *= 1.5 if self._random.random() < LATE else 1
            end = min(begins + int(working_days * DAY), -DAY // 2)
        else:
            end = LAST
        room = end - begins - count * APART
        offsets = sorted(int(room * self._random.random() ** 1.5) for _ in range(count - 1))
        return [begins, *(begins + offset + no * APART for no, offset in enumerate(offsets, start=1)), *last]

    def _step(self, verb: str, second: int) -> Step:
        parts = self._parts
        match verb:
            case "before":
                return self._done("attach", second, parts.filer, pictures=(self._picture("before"),))
            case "correct":
                return self._done(verb, second, parts.filer, text=self._say(_SAYS[verb]), spot=self._spot)
            case "after":
                self._after = (self._picture("after"),)
                return self._done("attach", second, pictures=self._after)
            case "submit":
                self._submissions += 1
                text = self._say("submitted" if self._submissions == 1 else "resubmitted")
                return self._done(verb, second, text=text, pictures=self._after, to=parts.checker.person)
            case "assure":
                return self._done(verb, second, text=self._say("assured"))
            case "return_" | "void":
                return self._done(verb, second, parts.checker, text=self._say(_SAYS[verb]))
            case "strike_off":
                seen = (self._picture("on-site"),) if self._is_major else ()
                text = self._say("struck_off_major" if self._is_major else "struck_off")
                return self._done(verb, second, parts.checker, text=text, pictures=seen)
            case "hand_over" if parts.member:
                return self._done(verb, second, text=self._say(_SAYS[verb]), to=parts.member.person)
            case "take" if parts.member:
                self._owner = parts.member.person
        return self._done(verb, second, text=self._say(_SAYS[verb]) if verb in _SAYS else "")

    def _done(
        self,
        verb: str,
        second: int,
        post: Post | None = None,
        *,
        text: str = "",
        pictures: tuple[Picture, ...] = (),
        to: str | None = None,
        spot: str = "",
    ) -> Step:
        """Return a step done in this post; without one by the owner, or for him by the safety manager of his unit."""
        own = self._parts.posts.get(self._owner)
        by = post or own or self._parts.manager
        return Step(
            verb=verb,
            at=self._work.at(second),
            by=by.person,
            post=by.key,
            on_behalf_of=None if post or own else self._owner,
            text=text,
            pictures=pictures,
            to=to,
            spot=spot,
        )

    def _picture(self, stage: str) -> Picture:
        attempt = self._submissions + (stage == "after")
        # Whoever has to show it again had photographed another place.
        is_elsewhere = stage == "after" and attempt < self._attempts
        seed = self._seed if not is_elsewhere else next(seed for seed in SEEDS if seed != self._seed)
        key = f"{self._key}-{stage}-{attempt}"
        return Picture(key=key, scene=self._scene, stage=stage, seed=seed, is_large=self._is_recent)

    def _say(self, words: str) -> str:
        return str(self._random.choice(self._words[words]))
