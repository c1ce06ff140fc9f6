"""Units are registered once, found by code or name, and seen by those whom they concern."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some
from stdnum.cn import uscc as oracle

from anlan.engines.sheets.codes import parse_uscc
from anlan.engines.words.names import Names
from anlan.kernel.journal.facts import NotHere, OrganisationNo, PlaceCode, Refused
from anlan.kernel.registry import acts, reads
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.reads import Wanted
from tests.cast import MORNING, by
from tests.registry.conftest import OTHER_USCC, USCC, unit


def register(*rows, person="console"):
    return acts.register_organisations(rows=rows, by=by(person), at=MORNING)


def find(name, place, uscc=None, within=EVERYWHERE):
    return reads.find_organisation(name=name, place=PlaceCode(place), uscc=uscc, within=within)


def test_a_unit_is_found_by_its_code_whatever_it_is_called(land):
    assert find("没听说过", "99", USCC).organisation.no == land.mill


@pytest.mark.parametrize("name", ["东升面粉厂", " 东升 面粉厂", "东升面粉厂 "])
def test_or_by_its_name_at_its_place_however_it_is_typed(land, name):
    assert find(name, "990101").organisation.no == land.mill
    assert find(name, "99").organisation.no == land.mill
    assert find(name, "990102").organisation is None


def test_where_nothing_fits_the_nearest_names_of_the_county_stand_beside_it(land):
    found = find("东升面粉有限公司", "990101901")

    assert found.organisation is None
    assert [one.name for one in found.nearest] == ["东升面粉厂"]


def test_many_are_found_at_once(land):
    wanted = [Wanted(name=name, place=PlaceCode("9901")) for name in ("西山煤矿", "无", "东升面粉厂")]

    found = [one.organisation and one.organisation.no for one in reads.find_organisations(wanted, within=EVERYWHERE)]

    assert found == [land.mine, None, land.mill]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (unit("新厂", "990101", USCC[:-1] + "A"), "uscc-unfit"),
        (unit("新厂", "990101", USCC), "uscc-known"),
        (unit("东升面粉厂", "990101"), "organisation-known"),
        (unit("新厂", "990109"), "place-unknown"),
        (unit("  ", "990101"), "name-unfit"),
    ],
)
def test_what_is_wrong_or_known_is_not_registered(land, row, code):
    with pytest.raises(Refused, match=code):
        register(row)


def test_nor_is_one_unit_twice_in_one_file(land):
    with pytest.raises(Refused, match="uscc-known"):
        register(unit("甲", "990101", OTHER_USCC), unit("乙", "990102", OTHER_USCC))
    with pytest.raises(Refused, match="organisation-known"):
        register(unit("甲（东）", "990101"), unit("甲(东)", "990101"))


def test_two_units_of_one_name_stand_beside_each_other_where_both_have_a_code(land):
    register(unit("东升面粉厂", "990101", OTHER_USCC))

    assert find("东升面粉厂", "990101").organisation is None
    assert len(find("东升面粉厂", "990101").nearest) == 2


def test_an_inspector_registers_in_his_county_and_nowhere_else(land):
    register(unit("新厂", "990101901"), person="zhao")

    with pytest.raises(NotHere):
        register(unit("新厂", "990102"), person="zhao")


def test_a_unit_is_renamed_and_its_former_name_stays_in_the_journal(land):
    now = replace(unit("东升食品公司", "990101", USCC), department="market")

    acts.change_organisation(organisation=land.mill, now=now, by=by("zhao"), at=MORNING)

    found = reads.organisation(no=land.mill, within=EVERYWHERE)
    assert (found.name, found.department) == ("东升食品公司", "market")
    with pytest.raises(NotHere):
        acts.change_organisation(organisation=land.mine, now=now, by=by("zhao"), at=MORNING)


def test_everybody_sees_the_units_of_his_own_reach_and_no_other(land):
    def sees(person: str, no: str) -> bool:
        try:
            reads.organisation(no=OrganisationNo(no), within=reads.reach(by(person)))
        except NotHere:
            return False
        return True

    whom = {person: [sees(person, land.mill), sees(person, land.mine)] for person in ("li", "zhou", "sun", "system")}
    assert whom == {"li": [True, False], "zhou": [False, True], "sun": [True, True], "system": [False, False]}
    assert (sees(land.wang, land.mill), sees(land.wang, land.mine)) == (True, False)
    assert (sees(land.ma, land.mill), sees(land.ma, land.mine)) == (False, True)


def test_a_name_is_not_found_nor_offered_beyond_ones_reach(land):
    found = find("东升面粉厂", "990101", USCC, within=reads.reach(by("zhou")))

    assert (found.organisation, found.nearest) == (None, ())


@given(some.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18))
def test_no_credit_code_passes_that_another_program_calls_wrong(code):
    body = f"91{code[2:8].translate(str.maketrans('ABCDEFGHJKLMNPQRTUWXY', '012345678901234567890'))}{code[8:17]}"
    right = body + oracle.calc_check_digit(body)

    assert (parse_uscc(right) == right) == oracle.is_valid(right)
    wrong = body + ("A" if right[-1] != "A" else "B")
    assert parse_uscc(wrong) != wrong


NAMES = some.lists(some.text(alphabet="东西面粉煤矿厂公司", min_size=1, max_size=6), max_size=8)


@given(NAMES, some.text(alphabet="东西面粉煤矿厂公司", min_size=1, max_size=6))
def test_the_nearest_names_are_those_that_share_most_pairs(names, typed):
    def pairs(name):
        return {name[at : at + 2] for at in range(max(len(name) - 1, 1))}

    def alike(name):
        return 2 * len(pairs(name) & pairs(typed)) / (len(pairs(name)) + len(pairs(typed)))

    ranked = sorted((at for at, name in enumerate(names) if alike(name) >= 0.3), key=lambda at: (-alike(names[at]), at))

    assert Names(names).nearest(typed, count=3, at_least=0.3) == ranked[:3]
