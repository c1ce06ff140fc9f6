"""A home of its own for the keys, and a small land in it: one province, two counties, an office, two units."""

from dataclasses import dataclass

import pytest

from anlan.kernel.journal.facts import OrganisationNo, PersonNo, PlaceCode
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts
from anlan.kernel.registry.laws import PlaceRow
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import NewOrganisation, NewPerson, NewPost
from tests.cast import MORNING, TODAY, by, post

USCC = "91330100799655058B"
OTHER_USCC = "9144030071526726XG"


@dataclass(frozen=True, kw_only=True)
class Land:
    """The numbers of what was registered."""

    office: OrganisationNo
    mill: OrganisationNo
    mine: OrganisationNo
    wang: PersonNo
    ma: PersonNo


def place(code: str, name: str, level: str, parent: str | None) -> PlaceRow:
    empty = {"from_on": None, "until_on": None, "replaced_by": None, "lon_e7": None, "lat_e7": None}
    return PlaceRow(code=code, name=name, level=level, parent=parent, **empty)


PLACES = (
    place("99", "模拟省", "province", None),
    place("9901", "模拟州", "prefecture", "99"),
    place("990101", "东县", "county", "9901"),
    place("990102", "西县", "county", "9901"),
    place("990101901", "东乡（模拟）", "town", "990101"),
)


def unit(name: str, county: str, uscc: str | None = None, kind: str = "enterprise") -> NewOrganisation:
    return NewOrganisation(name=name, place=PlaceCode(county), kind=kind, uscc=uscc, is_simulated=True)


@pytest.fixture(autouse=True)
def alone(home):
    """Live in a home of one's own."""


@pytest.fixture
def land(db):
    """Two counties with a unit each, and people in posts: administrators, officials, and one of the mill."""
    acts.import_places(rows=PLACES, is_simulated=True, by=by("console"), at=MORNING)
    units = (
        unit("东县应急局", "990101", kind="office"),
        unit("东升面粉厂", "990101", USCC),
        unit("西山煤矿", "990102"),
    )
    seqs = acts.register_organisations(rows=units, by=by("console"), at=MORNING).subject
    office, mill, mine = (OrganisationNo(f"{seqs[:-6]}{int(seqs[-6:]) + n:06}") for n in range(3))
    rows = (
        NewPerson(organisation=mill, name="王建国", phone="138 9712 3456", id_number="11010519491231002X"),
        NewPerson(organisation=mine, name="马成", phone="13800000000"),
    )
    first = acts.register_people(rows=rows, by=by("console"), at=MORNING).subject
    wang, ma = PersonNo(first), PersonNo(f"{first[:-6]}{int(first[-6:]) + 1:06}")
    cast = [
        post("system", Role.SYSTEM, office, "99"),
        post("security", Role.SECURITY, office, "99"),
        post("zhao", Role.INSPECTOR, office, "990101", "safety"),
        post("li", Role.OFFICER, office, "990101", "safety", "danger"),
        post("sun", Role.LEADER, office, "9901", None, "head"),
        post("zhou", Role.OFFICER, mine, "990102", "safety", "danger"),
        post(wang, Role.ENTERPRISE, mill, "990101"),
        post(ma, Role.MEMBER, mine, "990102"),
    ]
    record(cast, by=by("console"), at=MORNING)
    return Land(office=office, mill=mill, mine=mine, wang=wang, ma=ma)


def new_post(land, person, role=Role.OFFICER, organisation=None, **more):
    words = {"title": "科长", "place": PlaceCode("990101"), "from_on": TODAY} | more
    return NewPost(role=role, person=person, organisation=organisation or land.office, **words)


@pytest.fixture
def clerk(land):
    """Somebody of the office who has no post yet."""
    words = NewPerson(organisation=land.office, name="周文")
    return acts.register_people(rows=(words,), by=by("console"), at=MORNING).subject
