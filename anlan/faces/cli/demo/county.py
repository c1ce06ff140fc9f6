"""The invented county: its places, offices, enterprises, people and posts. It depends on the seed, not on the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from anlan.faces.cli.demo import ground, packs
from anlan.faces.cli.demo.packs import SIMULATED
from anlan.faces.cli.demo.people import Names, credit_code, phone
from anlan.faces.cli.demo.shapes import Cast, Organisation, Person, Place, Post, Site
from anlan.kernel.registry.may import Role

INSPECTORS = 3
WITH_MEMBERS = 10  # enterprises that gave somebody besides the safety manager an account
CAST_SECTOR, CAST_TITLE = "factory", "电工班长"
SPREAD = 600_000  # how far sites lie from the middle of their town, in 1e-7 degrees …
NEARER = 2 / 3  # … times this


@dataclass
class County:
    """What has been invented so far."""

    random: Random
    names: Names
    places: list[Place] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    parts: dict[str, Post] = field(default_factory=dict)

    def organisation(self, name: str, *, place: str, department: str | None, **more: Any) -> Organisation:
        """Found an office, or an enterprise if a sector is told."""
        no = len(self.organisations) + 1
        is_office = "sector" not in more
        made = Organisation(
            key=f"organisation-{no:03}",
            name=name + SIMULATED,
            uscc=credit_code(no, is_office=is_office),
            sort="office" if is_office else "enterprise",
            place=place,
            department=department,
            **more,
        )
        self.organisations.append(made)
        return made

    def person(self, organisation: Organisation, title: str, name: str = "") -> Person:
        """Have somebody work there."""
        no = len(self.people) + 1
        made = Person(
            key=f"person-{no:04}",
            name=name or self.names.draw(),
            phone=phone(no),
            organisation=organisation.key,
            title=title,
        )
        self.people.append(made)
        return made

    def post(
        self, role: Role, title: str, organisation: Organisation, *, part: str = "", place: str = "", **more: Any
    ) -> Post:
        """Fill a post: by a member of the cast, by the person told, or by somebody new."""
        person = more.pop("person", None) or self.person(organisation, title, _cast_name(part))
        made = Post(
            key=f"post-{len(self.posts) + 1:03}",
            role=role,
            title=title,
            person=person.key,
            organisation=organisation.key,
            place=place or organisation.place,
            **more,
        )
        self.posts.append(made)
        if part:
            self.parts[part] = made
        return made


def invent(seed: int, enterprises: int) -> County:
    """Invent a county with so many enterprises."""
    random = Random(f"county {seed}")
    county = County(random, Names(random, {row["name"] for row in packs.page("cast")["cast"]}))
    _places(county)
    _above(county)
    _offices(county)
    _townships(county)
    _enterprises(county, enterprises)
    return county


def cast(county: County) -> tuple[Cast, ...]:
    """Return the people of the welcome page. How many dangers `{waiting}` are is told whenever it is shown."""
    rows = packs.page("cast")["cast"]
    return tuple(
        Cast(person=county.parts[row["part"]].person, post=county.parts[row["part"]].key, **row) for row in rows
    )


def _cast_name(part: str) -> str:
    return next((str(row["name"]) for row in packs.page("cast")["cast"] if row["part"] == part), "")


def _places(county: County) -> None:
    where = packs.where()
    for level in ("province", "prefecture", "county"):
        real = where[level]
        county.places.append(
            Place(code=real["code"], name=real["name"], level=level, name_en=real["name_en"], is_simulated=False)
        )
    for town in where["towns"]:
        longitude, latitude = _middle(town["code"])
        county.places.append(
            Place(
                code=town["code"],
                name=town["name"] + SIMULATED,
                level="town",
                longitude=longitude,
                latitude=latitude,
            )
        )
        for no, village in enumerate(town["villages"]):
            county.places.append(Place(code=f"{town['code']}{200 + no}", name=village + SIMULATED, level="village"))


def _middle(town: str) -> tuple[int, int]:
    """Return where an invented town of the county lies: no real one is there."""
    where = packs.where()
    towns = [one["code"] for one in where["towns"]]
    return ground.scattered(where["county"]["code"], len(towns))[towns.index(town)]


def _spot(town: str, random: Random) -> tuple[int, int]:
    """Return where a site of a town lies: near its middle, and never beyond the border of the county."""
    longitude, latitude = _middle(town)
    east, north = (round(random.randint(-SPREAD, SPREAD) * NEARER) for _ in range(2))
    while not ground.is_within(packs.where()["county"]["code"], longitude + east, latitude + north):
        east, north = east // 2, north // 2
    return longitude + east, latitude + north


def _above(county: County) -> None:
    where = packs.where()
    province, prefecture = where["province"], where["prefecture"]
    safety = {"department": "safety", "matter": "danger"}
    office = county.organisation(f"{province['name']}应急管理厅", place=province["code"], department="safety")
    county.post(Role.OFFICER, "省级监管人员", office, part="province", **safety)
    office = county.organisation(f"{prefecture['name']}人民政府", place=prefecture["code"], department=None)
    county.post(Role.LEADER, "副市长", office, part="prefecture", matter="head")
    office = county.organisation(f"{prefecture['name']}应急管理局", place=prefecture["code"], department="safety")
    county.post(Role.OFFICER, "监管科长", office, **safety)


def _offices(county: County) -> None:
    where = packs.where()["county"]
    government = county.organisation(f"{where['name_short']}人民政府", place=where["code"], department=None)
    county.post(Role.LEADER, "副县长", government, part="leader", matter="head")
    for row in packs.page("organisations")["offices"]:
        department = row["department"]
        office = county.organisation(where["name_short"] + row["name"], place=where["code"], department=department)
        is_first = department == "safety"
        county.post(Role.OFFICER, "验收岗", office, part="officer" * is_first, department=department, matter="danger")
        for no in range(INSPECTORS):
            part = "inspector" * (is_first and no == 0)
            county.post(Role.INSPECTOR, "执法员", office, part=part, department=department)
        if is_first:
            county.post(Role.LEADER, "督办人", office, matter="supervision")
            for no in range(4):
                county.post(Role.DUTY, "值班员", office, part="duty" * (no == 0))
            for role, title in (
                (Role.SYSTEM, "系统管理员"),
                (Role.SECURITY, "安全保密管理员"),
                (Role.AUDIT, "安全审计员"),
            ):
                county.post(role, title, office, part=role.value)


def _townships(county: County) -> None:
    for town in packs.where()["towns"]:
        office = county.organisation(f"{town['name']}人民政府", place=town["code"], department=None)
        county.post(Role.LEADER, "乡镇长", office, matter="head")
        county.post(Role.DUTY, "乡镇值班员", office)
        for no in range(len(town["villages"])):
            county.post(Role.LEADER, "村主任", office, place=f"{town['code']}{200 + no}", matter="head")


def _enterprises(county: County, count: int) -> None:
    sectors = packs.page("organisations")["sectors"]
    taken: set[str] = set()
    with_members = 0
    for sector, number in zip(sectors, shares([sector["count"] for sector in sectors], count), strict=True):
        for no in range(number):
            is_of_cast = sector["code"] == CAST_SECTOR and no == 0
            enterprise = _enterprise(county, sector, taken)
            county.post(Role.ENTERPRISE, "安全管理员", enterprise, part="enterprise" * is_of_cast)
            workers = county.random.sample(sector["workers"], min(len(sector["workers"]), county.random.randint(1, 3)))
            if is_of_cast:
                workers = [CAST_TITLE, *(title for title in sector["workers"] if title != CAST_TITLE)]
            has_member = is_of_cast or (no == 0 and with_members < WITH_MEMBERS - 1)
            with_members += has_member and not is_of_cast
            for place, title in enumerate(workers):
                if place == 0 and has_member:
                    county.post(Role.MEMBER, title, enterprise, part="member" * is_of_cast)
                else:
                    county.person(enterprise, title)


def _enterprise(county: County, sector: dict[str, Any], taken: set[str]) -> Organisation:
    random = county.random
    where = packs.where()
    brands = packs.page("organisations")["brands"]
    while True:
        town = random.choice(where["towns"])
        short = town["name"].removesuffix("藏族乡").removesuffix("镇").removesuffix("乡")
        name = random.choice(sector["names"]).format(brand=random.choice(brands), town=short)
        if name not in taken:
            break
    taken.add(name)
    village = random.randrange(len(town["villages"]))
    place = f"{town['code']}{200 + village}"
    address = f"{where['county']['name_short']}{town['name']}{town['villages'][village]}{random.randint(1, 99)}号"
    made = county.organisation(
        name,
        place=place,
        department=sector["department"],
        sector=sector["code"],
        sector_name=sector["name"],
        address=address + SIMULATED,
    )
    for work in sector["works"]:
        longitude, latitude = _spot(town["code"], random)
        county.sites.append(
            Site(
                key=f"site-{len(county.sites) + 1:03}",
                name=name + work,
                organisation=made.key,
                place=place,
                longitude=longitude,
                latitude=latitude,
            )
        )
    return made


def shares(weights: list[int], total: int) -> list[int]:
    """Share a total by weights, at least one each; what rounding leaves goes to the largest."""
    shared = [max(1, weight * total // sum(weights)) for weight in weights]
    order = sorted(range(len(weights)), key=lambda no: -weights[no])
    for turn in range(abs(total - sum(shared))):
        shared[order[turn % len(order)]] += 1 if total > sum(shared) else -1
    return shared
