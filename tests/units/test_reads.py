"""The file of a unit tells what the asker may see of it, and never zero for what nobody knows."""

from dataclasses import replace

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.reads import repeats
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.journal.record import record
from anlan.kernel.registry.facts import OrganisationsRegistered, SitesRegistered
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.units.reads import entities, entity
from tests.cast import MORNING, TODAY, by

HERE = replace(EVERYWHERE, places=("6301",))
ELSEWHERE = replace(EVERYWHERE, places=("6302",))


def unit(no: str, name: str, place: str, kind: str = "enterprise"):
    """Enter a unit in the register."""
    told = {"uscc": None, "sector": None, "department": "safety"}
    return OrganisationsRegistered(
        organisations=(no,),
        names=(name,),
        usccs=(told["uscc"],),
        places=(place,),
        kinds=(kind,),
        sectors=(told["sector"],),
        departments=(told["department"],),
        are_simulated=(True,),
    )


@pytest.fixture
def units(found):
    """Two enterprises here, one in the next county, and an office."""
    here = [
        unit("E-1", "云岭烟花", "6301"),
        unit("E-9", "石沟水泥", "6301"),
        unit("O-county", "县应急局", "6301", "office"),
    ]
    record([*here, unit("E-2", "邻县化工", "6302")], by=by("console"), at=MORNING)
    return found


def test_the_list_has_the_units_of_ones_reach_by_name_and_no_office(units):
    told = entities(within=HERE, at=MORNING)

    assert [row.name for row in told.rows] == sorted(["云岭烟花", "石沟水泥"])
    assert told.total == 2
    assert {row.no: row.owing.open for row in told.rows} == {"E-1": 1, "E-9": 0}


def test_a_unit_is_found_by_two_characters_of_its_name(units):
    assert [row.no for row in entities(words="水泥", within=HERE, at=MORNING).rows] == ["E-9"]
    assert entities(words="化工", within=HERE, at=MORNING).rows == ()


def test_a_page_beyond_the_last_is_the_last(units):
    assert entities(page=99, within=HERE, at=MORNING).page == 1


def test_the_file_says_who_answers_what_is_open_and_when_others_last_looked(units):
    told = entity(no="E-1", within=HERE, at=MORNING)

    assert (told.name, told.owing.open, told.owing.major) == ("云岭烟花", 1, 0)
    assert [(one.role, one.person) for one in told.answering] == [("enterprise", "wang"), ("officer", "li")]
    assert told.looked_at == MORNING
    assert told.checked_itself_at is None
    assert entity(no="E-9", within=HERE, at=MORNING).looked_at is None


def test_a_site_without_coordinates_has_none(units):
    site = SitesRegistered(
        sites=("S-1",),
        names=("一号库",),
        organisations=("E-1",),
        places=("6301",),
        kinds=("site",),
        lons_e7=(None,),
        lats_e7=(None,),
        are_simulated=(True,),
    )
    record([site], by=by("console"), at=MORNING)

    [told] = entity(no="E-1", within=HERE, at=MORNING).sites

    assert (told.name, told.lon_e7) == ("一号库", None)


def test_of_another_county_there_is_no_file_no_line_and_no_dot(units):
    """Abuse 1: another county's unit is not there."""
    with pytest.raises(NotHere):
        entity(no="E-1", within=ELSEWHERE, at=MORNING)
    assert [row.no for row in entities(within=ELSEWHERE, at=MORNING).rows] == ["E-2"]
    assert repeats(organisation="E-1", since=TODAY, within=ELSEWHERE) == ()


def test_what_belongs_to_another_department_is_not_counted(units):
    housing = replace(HERE, departments=("housing",))

    assert entity(no="E-1", within=housing, at=MORNING).owing.open == 0


def test_the_same_again_is_a_dot_beside_the_first(units):
    [dot] = repeats(organisation="E-1", since=TODAY, within=HERE)

    assert (dot.item, dot.is_open, dot.category) == (units, True, None)
    dangers.void(item=units, why="no danger", by=by("zhao"), at=MORNING)
    assert not repeats(organisation="E-1", since=TODAY, within=HERE)[0].is_open
