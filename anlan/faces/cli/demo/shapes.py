"""The shapes of the demo's plan. Things name one another by key; the keys mean nothing outside the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anlan.kernel.registry.may import Role

SHOWS = {"before": "现场照片", "after": "整改后照片", "on-site": "核查照片"}
SEEDS = (1, 2)  # places that are drawn for each scene
OPEN = ("filed", "accepted", "in-hand", "returned", "submitted")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place by its code. Province, prefecture and county are real; whatever is below them is invented."""

    code: str
    name: str
    level: str  # province, prefecture, county, town, village
    name_en: str = ""  # only real places have one
    is_simulated: bool = True
    longitude: int | None = None  # of what is invented, as its position is; in integers of 1e-7 degrees
    latitude: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """An office or an enterprise. department: an office's own, or the one that looks after the enterprise."""

    key: str
    name: str
    uscc: str
    sort: str  # office, enterprise
    place: str
    department: str | None
    sector: str | None = None
    sector_name: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody invented, with a telephone that nobody can have."""

    key: str
    name: str
    phone: str
    organisation: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A post and who holds it.

    matter: `danger` checks dangers of its department, `head` heads the place, `supervision` presses what is late;
    None answers for nothing beyond the unit.
    """

    key: str
    role: Role
    title: str
    person: str
    organisation: str
    place: str
    department: str | None = None
    matter: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Where an enterprise works. Degrees are integers of 1e-7."""

    key: str
    name: str
    organisation: str
    place: str
    longitude: int
    latitude: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """One of the people of the welcome page, and what a visitor can try as this person."""

    part: str
    person: str
    post: str
    name: str
    title: str
    title_en: str
    try_zh: str
    try_en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture to be drawn: `evidence.Darkroom` does. stage: before, after, or on-site, which is what the checker saw.

    Pictures of one seed show one place; is_large: it will be looked at, while those of long ago may be small.
    """

    key: str
    scene: str
    stage: str
    seed: int
    is_large: bool

    @property
    def name(self) -> str:
        """Return what the file is called: what it shows, and that it is simulated."""
        attempt = self.key.rpartition("-")[2]
        return f"{SHOWS[self.stage]}{attempt if self.stage == 'after' else ''}（模拟）.jpg"


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """The words with which a danger is filed. due_on: the last day on which it is not yet late."""

    at: datetime
    by: str
    post: str
    title: str
    description: str
    spot: str
    category: str
    grade: str
    basis: str
    measures: str
    control: str
    source: str
    place: str
    department: str
    organisation: str
    site: str
    owner: str
    days: int
    due_on: date
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing done about a danger: an act by its name, by whom in which post, and for whom.

    text: with `assure` three lines, who answers, with what money, and what if.
    pictures: new ones with `attach` and `strike_off`; with `submit` those that were attached just before.
    to: whom it is offered to, with `hand_over`; who is to check, with `submit` · spot: the right one, with `correct`.
    """

    verb: str  # accept, assure, note, attach, submit, return_, strike_off, void, hand_over, take, correct
    at: datetime
    by: str
    post: str
    on_behalf_of: str | None = None
    text: str = ""
    pictures: tuple[Picture, ...] = ()
    to: str | None = None
    spot: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """The life of one danger, up to the day of the demo. owner: in the end; checker: who checks or would."""

    key: str
    filing: Filing
    steps: tuple[Step, ...]
    state: str  # filed, accepted, in-hand, submitted, returned, struck-off, void
    owner: str
    checker: str

    @property
    def is_open(self) -> bool:
        """Return whether it is still owed."""
        return self.state in OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of the ledger that another county brings in. story: what has come of it since; closed_on: before that."""

    number: str
    description: str
    spot: str
    category: str
    grade: str
    basis: str
    measures: str
    control: str
    source: str
    organisation: str
    owner: str
    found_on: date
    due_on: date
    closed_on: date | None = None
    story: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """The ledger that another county has kept by itself, as it brings it in when it joins; by: who does."""

    county: str
    name: str
    at: datetime
    by: str
    post: str
    rows: tuple[Row, ...]
    stories: tuple[Story, ...]  # what people have done since about what was open; each filing is a row


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much a demo holds. open: how many stand in each open state; neighbours, brought: of all other counties."""

    enterprises: int
    stories: int
    open: tuple[tuple[str, int], ...]
    overdue: int
    due_today: int
    waiting: int
    struck_off_today: int
    void: int
    major: int
    neighbours: int = 0  # enterprises
    brought: int = 0  # rows of their ledgers


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """What is entered before anything happens."""

    places: tuple[Place, ...]
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    sites: tuple[Site, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan(Register):
    """All that a demo holds. The same seed, day and size give an equal plan."""

    seed: int
    day: date
    size: Size
    cast: tuple[Cast, ...]
    stories: tuple[Story, ...]
    brought: tuple[Brought, ...] = ()

    @property
    def since(self) -> date:
        """Return a day before anything happened, from which on all posts are held."""
        return self.day - timedelta(days=366 * 2 + 30)

    def part(self, part: str) -> Cast:
        """Return who plays a part."""
        return next(one for one in self.cast if one.part == part)

    @property
    def county(self) -> Place:
        """Return the real county on which the demo stands."""
        return next(place for place in self.places if place.level == "county")

    @property
    def everything(self) -> tuple[Story, ...]:
        """Return all stories, also of what other counties have brought in."""
        return self.stories + tuple(story for one in self.brought for story in one.stories)

    @property
    def enterprises(self) -> tuple[Organisation, ...]:
        """Return the organisations that are no offices."""
        return tuple(one for one in self.organisations if one.sort == "enterprise")
