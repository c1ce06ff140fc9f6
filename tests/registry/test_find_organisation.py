"""Units are found by code or name, and where they are not, the nearest names stand beside."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anlan.engines.words.names import Names
from anlan.kernel.journal.facts import PlaceCode
from anlan.kernel.registry import reads
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.reads import Wanted
from tests.registry.conftest import USCC


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


NAMES = some.lists(some.text(alphabet="东西面粉煤矿厂公司", min_size=1, max_size=6), max_size=8)


@given(NAMES, some.text(alphabet="东西面粉煤矿厂公司", min_size=1, max_size=6))
def test_the_nearest_names_are_those_that_share_most_pairs(names, typed):
    def pairs(name):
        return {name[at : at + 2] for at in range(max(len(name) - 1, 1))}

    def alike(name):
        return 2 * len(pairs(name) & pairs(typed)) / (len(pairs(name)) + len(pairs(typed)))

    ranked = sorted((at for at, name in enumerate(names) if alike(name) >= 0.3), key=lambda at: (-alike(names[at]), at))

    assert Names(names).nearest(typed, count=3, at_least=0.3) == ranked[:3]
