"""A place by its divisions has the numbers of the ledger, within a reach, and no point where nobody knows one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.facts import Description, Grade
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.reads import sums
from anlan.kernel.registry.facts import PlacesImported, SitesRegistered
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.units import spread as spreads
from anlan.kernel.units.reads import spread
from tests.cast import MORNING, by
from tests.units.test_reads import unit

HERE = replace(EVERYWHERE, places=("6301",))
LATER = MORNING + timedelta(days=30)
CODES = ("63", "6301", "6302", "630101", "630102", "630101001", "630101001001")


@pytest.fixture
def land(county):
    lay()


def lay():
    """Enter a province down to a village, a unit in one county with two sites, of which one has a position."""
    n = len(CODES)
    places = PlacesImported(
        places=CODES,
        names=tuple(f"P{code}" for code in CODES),
        levels=("province", "prefecture", "prefecture", "county", "county", "township", "village"),
        parents=(None, "63", "63", "6301", "6301", "630101", "630101001"),
        from_on=(None,) * n,
        until_on=(None,) * n,
        replaced_by=(None,) * n,
        lons_e7=(1_010_000_000,) * n,
        lats_e7=(360_000_000,) * n,
        are_simulated=(True,) * n,
    )
    sites = SitesRegistered(
        sites=("S-1", "S-2"),
        names=("一号库", "二号库"),
        organisations=("E-1", "E-1"),
        places=("630101001", "630101001"),
        kinds=("site", "site"),
        lons_e7=(1_017_000_000, None),
        lats_e7=(366_000_000, None),
        are_simulated=(True, True),
    )
    record([places, unit("E-1", "云岭烟花", "630101001"), sites], by=by("console"), at=MORNING)


def danger(place: str, department: str = "safety", grade: Grade = Grade.GENERAL) -> str:
    """File a danger at a place."""
    told = Description(basis="GB 50016", measures="clear the exit", control="watch it")
    return dangers.file(
        what=f"blocked exit at {place}",
        place=place,
        department=department,
        organisation="E-1",
        owner="wang",
        grade=grade,
        told=told,
        by=by("zhao"),
        at=MORNING,
    ).subject


def stand(told, code: str):
    """Return how one division stands."""
    one = next(part for part in told.parts if part.code == code)
    return one.open, one.overdue, one.major, one.units


def test_each_division_has_what_lies_in_it_and_the_rest_what_lies_in_none(land):
    danger("630101001")
    danger("630101001001")
    danger("630102")
    danger("6301")

    told = spread(within=HERE, at=MORNING)

    assert (told.place, told.above) == ("6301", None)
    assert stand(told, "630101") == (2, 0, 0, 1)
    assert stand(told, "630102") == (1, 0, 0, 0)
    assert (told.rest.open, told.rest.units) == (1, 0)
    assert sum(one.open for one in (*told.parts, told.rest)) == sums(within=HERE, by=by("li"), at=MORNING).open


def test_what_lapsed_since_the_sweeper_looked_is_overdue(land):
    danger("630101001")

    assert stand(spread(within=HERE, at=MORNING), "630101") == (1, 0, 0, 1)
    assert stand(spread(within=HERE, at=LATER), "630101") == (1, 1, 0, 1)


def test_another_department_is_not_counted(land):
    danger("630101001")

    assert stand(spread(within=replace(HERE, departments=("housing",)), at=MORNING), "630101") == (0, 0, 0, 1)


@pytest.mark.parametrize("place", ["63", "6302", "64", "630199"])
def test_a_place_beyond_ones_reach_is_not_here(place, land):
    """Abuse 1: another county's map is not there, and the province's would show zero where nobody may look."""
    with pytest.raises(NotHere):
        spread(place=place, within=HERE, at=MORNING)


def test_of_two_counties_one_sees_what_holds_both_and_no_third(land):
    two = replace(EVERYWHERE, places=("630101", "630102"))

    told = spread(within=two, at=MORNING)

    assert (told.place, [one.code for one in told.parts]) == ("6301", ["630101", "630102"])
    assert spread(place="630101", within=two, at=MORNING).above == "6301"


def test_a_unit_sees_its_own_county_and_its_own_items(land):
    danger("630101001")
    own = replace(EVERYWHERE, organisations=("E-1",))

    told = spread(within=own, at=LATER)

    assert told.place == "630101"
    assert stand(told, "630101001") == (1, 1, 0, 1)
    assert [pin.no for pin in told.pins] == ["S-1"]
    assert [(one.no, one.open, one.overdue) for one in told.holders] == [("E-1", 1, 1)]
    assert spread(within=replace(EVERYWHERE, organisations=("E-9",)), at=LATER).pins == ()


def test_a_site_without_a_position_is_counted_and_not_drawn(land):
    told = spread(place="630101", within=HERE, at=MORNING)

    assert [(pin.no, pin.organisation, pin.lon_e7) for pin in told.pins] == [("S-1", "E-1", 1_017_000_000)]
    assert [one.name for one in told.holders] == ["云岭烟花"]
    assert (told.pinned, told.unpinned) == (1, 1)
    assert spread(place="6301", within=HERE, at=MORNING).pins == ()


def test_what_a_unit_owes_is_counted_once_however_many_sites_it_has(land):
    """An item names a unit and none of its sites: at each of them it would be told as many times as there are."""
    told = SitesRegistered(
        sites=("S-3",),
        names=("三号库",),
        organisations=("E-1",),
        places=("630101001",),
        kinds=("site",),
        lons_e7=(1_018_000_000,),
        lats_e7=(366_000_000,),
        are_simulated=(True,),
    )
    record([told], by=by("console"), at=MORNING)
    danger("630101001")

    seen = spread(place="630101", within=HERE, at=MORNING)

    assert [pin.no for pin in seen.pins] == ["S-1", "S-3"]
    assert [(one.no, one.open) for one in seen.holders] == [("E-1", 1)]
    assert sum(one.open for one in seen.holders) == sum(one.open for one in seen.parts)


def test_of_many_sites_those_with_most_to_do_are_drawn(land, monkeypatch):
    monkeypatch.setattr(spreads, "SPOTS", 0)

    told = spread(place="630101", within=HERE, at=MORNING)

    assert (told.holders, told.pins, told.pinned) == ((), (), 1)


def test_whoever_sees_everything_begins_at_the_top(land):
    told = spread(within=EVERYWHERE, at=MORNING)

    assert (told.place, [one.code for one in told.parts]) == ("63", ["6301", "6302"])
