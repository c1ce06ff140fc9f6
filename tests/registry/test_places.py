"""Places, with the days in which they were what they were."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, PlaceCode, Refused
from anlan.kernel.journal.reads import size
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts, reads, rules, tables
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.rules import NewSite
from tests.cast import MORNING, TODAY, by
from tests.registry.conftest import place


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


def test_places_are_seen_within_ones_reach_and_on_the_way_to_it(land):
    def under(person, code):
        found = reads.places_under(code=PlaceCode(code), on=TODAY, within=reads.reach(by(person)))
        return [one.code for one in found]

    assert under("li", "99") == ["9901"]
    assert under("li", "9901") == ["990101"]
    assert under("li", "990101") == ["990101901"]
    assert under("sun", "9901") == ["990101", "990102"]
    assert under("zhou", "990101") == []


def test_a_place_hangs_under_one_that_is_known(land):
    for row in (place("990105901", "x", "town", "990105"), place("980101", "x", "county", "9901")):
        with pytest.raises(Refused, match="place-unknown"):
            acts.import_places(rows=(row,), is_simulated=True, by=by("console"), at=MORNING)


def test_only_the_console_says_what_a_home_is(land):
    with pytest.raises(Refused, match="console-only"):
        acts.mark_home(kind="demo", by=by("system"), at=MORNING)
    assert reads.home_kind() is None

    acts.mark_home(kind="demo", by=by("console"), at=MORNING)
    assert reads.home_kind() == "demo"


def test_sites_are_entered_by_who_reaches_the_unit(land):
    site = NewSite(name="一号仓库", organisation=land.mill, place=PlaceCode("990101901"), kind="store")

    no = acts.register_sites(rows=(site,), by=by(land.wang), at=MORNING).subject

    assert reads.names([no]) == {no: "一号仓库"}
    with pytest.raises(NotHere):
        acts.register_sites(rows=(site,), by=by("zhou"), at=MORNING)
    assert rebuild.check() == []


spans = some.tuples(some.sampled_from(["99", "98"]), some.integers(0, 8), some.one_of(some.none(), some.integers(1, 5)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=some.lists(spans, min_size=1, max_size=8), together=some.booleans())
def test_a_code_means_one_thing_on_each_day(db, said, together):
    tables.Place.objects.all().delete()
    first = date(2026, 1, 1)
    rows = [
        replace(
            place(code, f"{code} since {since}", "province", None),
            from_on=first + timedelta(days=since),
            until_on=None if length is None else first + timedelta(days=since + length),
        )
        for code, since, length in said
    ]
    told = [(row.from_on or first, row.until_on or date.max, row) for row in rows]
    for part in [rows] if together else [[row] for row in rows]:
        record(rules.import_places(part, known=(), is_simulated=True), by=by("console"), at=MORNING)

    for day in (first + timedelta(days=n) for n in range(-1, 16)):
        for code in ("99", "98"):
            begun = [span for span in told if span[2].code == code and span[0] <= day]
            # The span that begins last decides; of two that begin on one day, what was said later.
            decides = [span for span in begun if span[0] == max(span[0] for span in begun)][-1:]
            names = [row.name for _, until, row in decides if day < until]
            found = reads.place(code, on=day)
            assert [found.name for found in [found] if found] == names
            assert reads.known_places([code], on=day) == ({code} if names else set())
