"""What a scene needs before it begins: a township and its villages, offices, people, posts, and who keeps watch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from anlan.engines.cap import chinese
from anlan.engines.cap.message import Area
from anlan.engines.scenes.scene import Ground, Scene
from anlan.faces.cli.console import keeper
from anlan.faces.cli.demo import founding, ground
from anlan.faces.cli.demo.packs import SIMULATED
from anlan.faces.cli.demo.people import Names, credit_code, phone
from anlan.faces.cli.demo.shapes import Organisation, Person, Place, Post, Register, Site
from anlan.faces.cli.demo.weather import Weather
from anlan.kernel.duty.musts import NewWatch
from anlan.kernel.journal.facts import OrganisationNo, PersonNo, PlaceCode
from anlan.kernel.registry import acts as packs
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import HEAD

FIRST_TOWN, LAST_TOWN = 951, 999  # no real township of any county has such a code
EARLIER = timedelta(days=30)  # people held their posts before it began


class NoCounty(Exception):
    """There is no county under the place of this house on which a scene could stand."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A scene with the numbers of those who play it."""

    scene: Scene
    weather: Weather
    county: str
    town: str
    begins: datetime
    people: dict[str, str]  # by part: head, duty and relief of the county, town-head, town-duty
    posts: dict[str, str]
    offices: dict[str, str]
    villages: dict[str, str]  # the name of each unit by its number
    residents: dict[str, int]

    @property
    def titles(self) -> dict[str, str]:
        """Return the titles of those who keep a watch or lead, by their part."""
        county, town = self.scene.county, self.scene.town
        titles = {"head": county.head, "duty": county.duty, "relief": county.relief}
        return titles | {"town-head": town.head, "town-duty": town.duty}

    @property
    def awake(self) -> frozenset[str]:
        """Return who keeps a watch or leads tonight."""
        return frozenset(self.people.values())

    def watches(self) -> tuple[NewWatch, ...]:
        """Return the watches of the night, of the county first."""
        until = self.begins + timedelta(minutes=self.scene.minutes + 60)
        return tuple(
            NewWatch(
                organisation=OrganisationNo(self.offices[office]),
                place=PlaceCode(place),
                officer=PersonNo(self.people[officer]),
                leader=PersonNo(self.people[leader]),
                from_at=self.begins,
                until_at=until,
            )
            for office, place, officer, leader in (
                ("county", self.county, "duty", "head"),
                ("town", self.town, "town-duty", "town-head"),
            )
        )


@dataclass
class Cast:
    """The register of a scene as it grows."""

    names: Names
    places: list[Place] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)

    def office(self, key: str, name: str, place: str, *, sort: str = "office") -> Organisation:
        """Found a unit; whatever is invented says so in its name."""
        uscc = credit_code(len(self.organisations) + 1, is_office=sort == "office")
        one = Organisation(key=key, name=name + SIMULATED, uscc=uscc, sort=sort, place=place, department=None)
        self.organisations.append(one)
        return one

    def post(self, key: str, unit: Organisation, title: str, role: Role, *, matter: str | None = None) -> None:
        """Have somebody work there, in a post."""
        no = len(self.people) + 1
        who = {"organisation": unit.key, "title": title}
        self.people.append(Person(key=key, name=self.names.draw(), phone=phone(90_000 + no), **who))
        more = {"organisation": unit.key, "place": unit.place, "matter": matter}
        self.posts.append(Post(key=key, role=role, title=title, person=key, **more))  # type: ignore[arg-type]


def found(scene: Scene, *, place: str, begins: datetime, seed: int, key: founding.Key) -> Stage:
    """Enter all that a scene needs under a place of this house, in the home of a drill. Raises NoCounty."""
    at = begins - EARLIER
    packs.load_packs(by=keeper(at=at, key=key("packs before")).by, at=at)
    county = _county(place, at)
    middle = Ground(**dict(zip(("lon_e7", "lat_e7"), ground.scattered(county, 1)[0], strict=True)))
    town = _free_town(county, at)
    cast = _cast(scene, county, town, middle, seed)
    told = Register(**{name: tuple(getattr(cast, name)) for name in Register.__dataclass_fields__})
    numbers = founding.found(told, at=at, key=key)
    parts = {"head", "duty", "relief", "town-head", "town-duty"}
    return Stage(
        scene=scene,
        weather=_weather(scene, county, middle),
        county=county,
        town=town,
        begins=begins,
        people={part: no for part, no in numbers.people.items() if part in parts},
        posts={part: no for part, no in numbers.posts.items() if part in parts},
        offices={part: numbers.organisations[part] for part in ("county", "town")},
        villages={numbers.organisations[one.name]: one.name for one in scene.villages},
        residents={numbers.organisations[one.name]: one.residents for one in scene.villages},
    )


def _county(place: str, at: datetime) -> str:
    """Return the county on which the scene stands: the place of the house itself, or the first one under it."""
    known = sorted(code for code in ground.counties() if code.startswith(place) or place.startswith(code))
    here = registry.known_places(known, on=at.date())
    found = next((code for code in known if code in here), None)
    if found is None:
        raise NoCounty(place)
    return found


def _free_town(county: str, at: datetime) -> str:
    codes = [f"{county}{no}" for no in range(FIRST_TOWN, LAST_TOWN + 1)]
    taken = registry.known_places(codes, on=at.date())
    return next(code for code in codes if code not in taken)


def _cast(scene: Scene, county: str, town: str, middle: Ground, seed: int) -> Cast:
    cast = Cast(names=Names(Random(f"{scene.name} {seed}"), set()))
    cast.places.append(
        Place(
            code=town, name=scene.town.name + SIMULATED, level="town", longitude=middle.lon_e7, latitude=middle.lat_e7
        )
    )
    office = cast.office("county", scene.county.office, county)
    cast.post("head", office, scene.county.head, Role.LEADER, matter=HEAD)
    cast.post("duty", office, scene.county.duty, Role.DUTY)
    cast.post("relief", office, scene.county.relief, Role.DUTY)
    rural = cast.office("town", f"{scene.town.name}人民政府", town)
    cast.post("town-head", rural, scene.town.head, Role.LEADER, matter=HEAD)
    cast.post("town-duty", rural, scene.town.duty, Role.DUTY)
    for no, village in enumerate(scene.villages):
        code = f"{town}{200 + no}"
        cast.places.append(Place(code=code, name=village.name + SIMULATED, level="village"))
        unit = cast.office(village.name, village.name, code, sort="enterprise")
        lon, lat = middle.at(village.east, village.north)
        where = {"organisation": unit.key, "place": code, "longitude": lon, "latitude": lat}
        cast.sites.append(Site(key=village.name, name=village.name + SIMULATED, **where))  # type: ignore[arg-type]
        for rank, title in enumerate(village.titles):
            cast.post(f"{village.name} {rank}", unit, title, Role.ENTERPRISE)
    return cast


def _weather(scene: Scene, county: str, middle: Ground) -> Weather:
    ring = tuple(middle.at(*point) for point in scene.area.ring)
    return Weather(
        county=county,
        event=scene.event,
        severity=chinese.SEVERITIES[chinese.Colour(scene.colour)],
        lasts=timedelta(hours=scene.lasts_hours),
        area=Area(description=scene.area.name, polygons=((*ring, ring[0]),)),
        headline=scene.headline,
        description=scene.description,
        instruction=scene.instruction,
        over_headline=scene.over_headline,
        over_instruction=scene.over_instruction,
    )
