"""The other counties of the province: their offices and enterprises, and the ledgers that they bring in as they join.

What they did for two years stands in their ledgers; what they do since then is done here, as in the county of the demo.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from anlan.faces.cli.demo import ground, packs
from anlan.faces.cli.demo.county import County, shares
from anlan.faces.cli.demo.fates import Fate
from anlan.faces.cli.demo.packs import SIMULATED, Text
from anlan.faces.cli.demo.people import Names
from anlan.faces.cli.demo.shapes import Brought, Organisation, Place, Post, Row, Site, Story
from anlan.faces.cli.demo.telling import Parts, Telling
from anlan.faces.cli.demo.worktime import DAY, Worktime
from anlan.kernel.registry import laws
from anlan.kernel.registry.may import Role

DEPARTMENTS = ("safety", "housing")  # that keep a ledger there
TOWN, VILLAGE = "901", "200"  # no real township of any county has the first
JOINED, JOINED_OVER = 24, 6  # working days ago, one county after another
OPEN_SHARE = 8  # of how many rows one was still open when the ledger came in
HISTORY_DAYS = 700
ASIDE, FINER = 300_000, 20  # how far a site lies from its point of the grid, in 1e-7 degrees: the first by the second

# What has come of what was open: in hand for the most part, some late, some struck off.
SINCE = ("filed", "accepted", "in-hand", "in-hand", "in-hand", "submitted", "returned", "struck-off", "struck-off")
LATE_OF = 9  # of how many open ones one is overdue


@dataclass
class Neighbour:
    """One other county: where it is, and who is there."""

    place: laws.PlaceRow
    short: str
    units: list[Organisation] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)  # by what they are for
    people: dict[str, list[str]] = field(default_factory=dict)  # of a unit, its safety manager first
    managers: dict[str, Post] = field(default_factory=dict)


def invent(county: County, seed: int, enterprises: int) -> tuple[Neighbour, ...]:
    """Invent offices and so many enterprises in every other county of the province, and who works there."""
    random = Random(f"neighbours {seed}")
    home = packs.where()
    places = [place for place in _places() if place.code not in (home["county"]["code"], home["prefecture"]["code"])]
    for place in places:
        county.places.append(Place(code=place.code, name=place.name, level=place.level, is_simulated=False))
        if place.level == "prefecture":
            _prefecture(county, place)
    others = [Neighbour(place=place, short=_short(place)) for place in places if place.level != "prefecture"]
    for other, count in zip(others, shares([1] * len(others), enterprises), strict=True):
        county.names = Names(random, set())  # a name in a ledger means one person of its county
        _offices(county, other)
        _units(county, other, random, count)
    return tuple(others)


def bring(
    county: County, others: Sequence[Neighbour], *, seed: int, rows: int, work: Worktime, taken: set[int]
) -> tuple[Brought, ...]:
    """Return the ledgers that they bring in, and what has come of what was still open in them."""
    random = Random(f"brought {seed} {work.on(0)}")
    posts = {post.person: post for post in county.posts}
    sites = {site.organisation: site.key for site in reversed(county.sites)}
    counts = shares([1] * len(others), rows) if others else []
    return tuple(
        _Clerk(other, random, work, taken, posts, sites).ledger(no, count)
        for no, (other, count) in enumerate(zip(others, counts, strict=True))
    )


def _places() -> Iterator[laws.PlaceRow]:
    """Yield the prefectures and the units of county level that there are, as our packs have them."""
    for pack in laws.chain():
        for place in laws.places_of(pack):
            if place.until_on is None and place.level in ("prefecture", "county", "committee"):
                yield place


def _short(place: laws.PlaceRow) -> str:
    return str(packs.where()["short"].get(place.code, place.name))


def _prefecture(county: County, place: laws.PlaceRow) -> None:
    short = _short(place)
    government = county.organisation(f"{short}人民政府", place=place.code, department=None)
    county.post(Role.LEADER, "分管领导", government, matter="head")
    office = county.organisation(f"{short}应急管理局", place=place.code, department="safety")
    county.post(Role.OFFICER, "监管科长", office, department="safety", matter="danger")


def _offices(county: County, other: Neighbour) -> None:
    code, short = other.place.code, other.short
    government = county.organisation(f"{short}人民政府", place=code, department=None)
    county.post(Role.LEADER, "分管领导", government, matter="head")
    for row in packs.page("organisations")["offices"]:
        department = row["department"]
        if department not in DEPARTMENTS:
            continue
        office = county.organisation(short + row["name"], place=code, department=department)
        other.posts[department] = county.post(Role.OFFICER, "验收岗", office, department=department, matter="danger")
        if department == "safety":
            county.post(Role.LEADER, "督办人", office, matter="supervision")
            other.posts["duty"] = county.post(Role.DUTY, "值班员", office)
        else:
            county.post(Role.INSPECTOR, "执法员", office, department=department)
    town, village = _town(other)
    east, north = other.place.lon_e7, other.place.lat_e7  # in the middle of its county
    county.places.append(Place(code=code + TOWN, name=town + SIMULATED, level="town", longitude=east, latitude=north))
    county.places.append(Place(code=code + TOWN + VILLAGE, name=village + SIMULATED, level="village"))
    office = county.organisation(f"{short}{town}人民政府", place=code + TOWN, department=None)
    county.post(Role.LEADER, "乡镇长", office, matter="head")


def _town(other: Neighbour) -> tuple[str, str]:
    """Return how the one township and the one village of a county are called: as those of the demo's county are."""
    towns = packs.where()["towns"]
    told = towns[int(other.place.code[2:]) % len(towns)]
    return told["name"], told["villages"][0]


def _units(county: County, other: Neighbour, random: Random, count: int) -> None:
    page = packs.page("organisations")
    sectors = [sector for sector in page["sectors"] if sector["department"] in DEPARTMENTS]
    taken: set[str] = set()
    spots = ground.scattered(other.place.code, count)
    for no in range(count):
        sector = sectors[no % len(sectors)]
        while (name := random.choice(sector["names"]).format(brand=random.choice(page["brands"]), town="")) in taken:
            pass
        taken.add(name)
        place = other.place.code + TOWN + VILLAGE
        unit = county.organisation(
            other.short + name,
            place=place,
            department=sector["department"],
            sector=sector["code"],
            sector_name=sector["name"],
            address="".join((other.short, *_town(other), f"{random.randint(1, 99)}号", SIMULATED)),
        )
        other.units.append(unit)
        other.managers[unit.key] = manager = county.post(Role.ENTERPRISE, "安全管理员", unit)
        worker = county.person(unit, random.choice(sector["workers"]))
        other.people[unit.key] = [manager.person, worker.key]
        county.sites.append(
            Site(
                key=f"site-{len(county.sites) + 1:03}",
                name=other.short + name + sector["works"][0],
                organisation=unit.key,
                place=place,
                longitude=spots[no][0] + random.randint(-ASIDE, ASIDE) // FINER,
                latitude=spots[no][1] + random.randint(-ASIDE, ASIDE) // FINER,
            )
        )


class _Clerk:
    """Writes the ledger of a county for two years, and tells what has come since of what was open in it."""

    def __init__(
        self,
        other: Neighbour,
        random: Random,
        work: Worktime,
        taken: set[int],
        posts: dict[str, Post],
        sites: dict[str, str],
    ) -> None:
        self._other, self._random, self._work, self._taken = other, random, work, taken
        self._posts, self._sites = posts, sites
        self._sources = packs.page("words")["sources"]
        self._texts = [
            text
            for text in packs.texts()
            if text.department in DEPARTMENTS and any(unit.sector in text.sectors for unit in other.units)
        ]

    def ledger(self, no: int, count: int) -> Brought:
        """Return the ledger of the county that joins as the no-th: so many rows, of which the last are open."""
        second = -(JOINED - no % JOINED_OVER) * DAY + no * 120 + self._random.randrange(60)
        still_open = count // OPEN_SHARE
        rows = sorted((self._closed(second) for _ in range(count - still_open)), key=lambda row: row.found_on)
        told = [self._open(f"{self._other.place.code}-{no:03}", no, second) for no in range(still_open)]
        numbered = [
            replace(row, number=f"{self._other.place.code}-{row.found_on.year}-{at:04}")
            for at, row in enumerate([*rows, *(row for row, _ in told)], start=1)
        ]
        duty = self._other.posts["duty"]
        return Brought(
            county=self._other.place.code,
            name=f"{self._other.short}隐患台账{SIMULATED}.csv",
            at=self._work.at(second),
            by=duty.person,
            post=duty.key,
            rows=tuple(numbered),
            stories=tuple(story for _, story in told),
        )

    def _closed(self, second: int) -> Row:
        joined = self._work.on(second)
        found_on = joined - timedelta(days=self._random.randint(8, HISTORY_DAYS))
        days = self._random.choice((1, 3, 7, 15))
        closed_on = min(found_on + timedelta(days=int(days * self._random.uniform(0.3, 1.3))), joined)
        text, unit = self._what()
        row = self._row(text, unit, self._random.choice(self._other.people[unit.key]))
        return replace(row, found_on=found_on, due_on=found_on + timedelta(days=days), closed_on=closed_on)

    def _open(self, key: str, no: int, second: int) -> tuple[Row, Story]:
        """Return a row that was open, and what has come of it since the ledger came in."""
        state, is_late = SINCE[no % len(SINCE)], no % LATE_OF == 2
        text, unit = self._what(is_major=no == 0)
        joined, today = self._work.on(second), self._work.on(0)
        days = self._random.randint(3, (today - joined).days - 1) if is_late else self._random.randint(40, 80)
        due = "past" if state == "struck-off" else "overdue" if is_late else "later"
        fate = Fate(state=state, due=due, begins=second + 60, days=min(days, 20) if due == "past" else days)
        manager = self._other.managers[unit.key]
        parts = Parts(
            source=self._source(),
            filer=self._other.posts["duty"],
            owner=self._random.choice(self._other.people[unit.key]),
            manager=manager,
            member=None,
            checker=self._other.posts[text.department],
            posts=self._posts,
        )
        told = Telling(self._random, fate, parts, self._work, self._taken, is_brought=True)
        story = told.story(key, text, unit, self._sites[unit.key])
        row = self._row(text, unit, story.filing.owner, spot=story.filing.spot)
        found_on = joined - timedelta(days=self._random.randint(1, 7))
        row = replace(
            row, description=story.filing.description, found_on=found_on, due_on=joined + timedelta(days=days)
        )
        return replace(row, story=key), story

    def _what(self, *, is_major: bool | None = None) -> tuple[Text, Organisation]:
        """Return what was found at which unit: one in twenty-five is major, unless it is told which."""
        is_major = self._random.random() < 0.04 if is_major is None else is_major
        text = self._random.choice([text for text in self._texts if (text.grade == "major") == is_major])
        return text, self._random.choice([unit for unit in self._other.units if unit.sector in text.sectors])

    def _row(self, text: Text, unit: Organisation, owner: str, *, spot: str = "") -> Row:
        joined = self._work.on(0)
        return Row(
            number="",
            description=text.what.replace("{n}", str(self._random.randint(2, 9))),
            spot=spot or self._random.choice(text.spots),
            category=text.category,
            grade=text.grade,
            basis=text.basis,
            measures=text.measures,
            control=text.control,
            source=self._source(),
            organisation=unit.key,
            owner=owner,
            found_on=joined,
            due_on=joined,
        )

    def _source(self) -> str:
        return str(self._random.choices(list(self._sources), list(self._sources.values()))[0])
