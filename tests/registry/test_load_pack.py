"""The data of a jurisdiction come in once."""

from datetime import date

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, PlaceCode, Refused
from anlan.kernel.journal.reads import size
from anlan.kernel.registry import acts, reads
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, TODAY, by


@pytest.fixture
def loaded(db):
    acts.load_packs(by=by("console"), at=MORNING)


def test_loading_the_packs_twice_says_nothing_new(loaded):
    before = size()

    assert acts.load_packs(by=by("console"), at=MORNING) == []
    with pytest.raises(Refused, match="pack-unchanged"):
        acts.load_pack(pack="cn", by=by("console"), at=MORNING)
    with pytest.raises(NotHere):
        acts.load_pack(pack="../../etc", by=by("console"), at=MORNING)

    assert size() == before
    assert rebuild.check() == []


def test_a_place_is_told_with_the_places_above_it_as_they_were_that_day(loaded):
    assert reads.path_of("630222101", on=TODAY)[:3] == ("青海省", "海东市", "民和回族土族自治县")
    assert reads.path_of("632122", on=date(2010, 1, 1)) == ("青海省", "海东地区", "民和回族土族自治县")
    assert reads.names(["630222"]) == {"630222": "民和回族土族自治县"}


def test_a_former_code_leads_to_the_one_that_holds_now(loaded):
    assert reads.place("632122", on=TODAY) is None
    assert reads.current_code("632122", on=TODAY) == "630222"
    assert reads.current_code("630222", on=TODAY) == "630222"
    assert reads.current_code("632122", on=date(2010, 1, 1)) == "632122"
    assert reads.current_code("631234", on=TODAY) is None


def test_the_province_has_its_eight_prefectures_and_forty_five_counties(loaded):
    def under(code):
        return reads.places_under(code=PlaceCode(code), on=TODAY, within=EVERYWHERE)

    prefectures = under("63")
    assert len(prefectures) == 8
    assert sum(len(under(one.code)) for one in prefectures) == 45
    assert len(reads.places_under(code=PlaceCode("63"), on=date(2010, 1, 1), within=EVERYWHERE)) == 8
