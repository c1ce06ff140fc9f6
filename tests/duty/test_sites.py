"""Sites in memory: whoever asks gets what the register holds, and no more than that."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.engines.spatial.areas import MultiArea, Polygon
from anlan.kernel.duty import sites
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Stamp
from anlan.kernel.registry.facts import SitesRegistered
from anlan.kernel.registry.tables import Site
from tests.cast import MORNING, by

pytestmark = pytest.mark.django_db
DEGREE = 10_000_000
SQUARE = Polygon(outer=((DEGREE, DEGREE), (3 * DEGREE, DEGREE), (3 * DEGREE, 3 * DEGREE), (DEGREE, 3 * DEGREE)))
AREA = MultiArea(polygons=(SQUARE,), prefixes=("6302",))
INSIDE, OUTSIDE = (2 * DEGREE, 2 * DEGREE), (4 * DEGREE, 2 * DEGREE)

coordinates = st.one_of(st.none(), st.integers(0, 4).map(lambda n: n * DEGREE))
told = st.tuples(st.sampled_from(["u1", "u2", "u3"]), st.sampled_from(["6301", "6302", "630201"]), coordinates)
many = st.lists(st.tuples(told, coordinates), max_size=12)


@pytest.fixture(autouse=True)
def alone(home):
    """Live in a home without a site."""


def registered(*where, unit="u1", place="6301", begin=0):
    """Register a site at each of these positions; return their numbers."""
    numbers = tuple(f"s-{no}" for no in range(begin, begin + len(where)))
    count = len(numbers)
    lons, lats = zip(*where, strict=True)
    said = SitesRegistered(
        sites=numbers,
        names=numbers,
        organisations=(unit,) * count,
        places=(place,) * count,
        kinds=("store",) * count,
        lons_e7=lons,
        lats_e7=lats,
        are_simulated=(True,) * count,
    )
    record([said], by=by("console"), at=MORNING)
    return numbers


def held():
    return sites.within(AREA, at=MORNING).numbers()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(many)
def test_what_is_held_is_what_each_site_says_of_itself(drawn):
    with transaction.atomic():
        for no, ((unit, place, lon), lat) in enumerate(drawn):
            registered((lon, lat), unit=unit, place=place, begin=len(drawn) - no)
        found = sites.within(AREA, at=MORNING)
        rows = {row.no: row for row in Site.objects.all()}
        by_hand = {no for no, row in rows.items() if _is_held(row)}
        assert set(found.numbers()) == by_hand
        assert set(found.places()) == {rows[no].place for no in by_hand}
        units = {unit: (place, numbers) for unit, place, numbers in found.of_units()}
        assert {no: unit for unit, (_, numbers) in units.items() for no in numbers} == {
            no: rows[no].organisation for no in by_hand
        }
        assert all(place == rows[min(numbers)].place for place, numbers in units.values())
        assert sites.among([*by_hand, "s-none"]).numbers() == found.numbers()
        assert set(found.at(("6302",)).numbers()) == {no for no in by_hand if rows[no].place.startswith("6302")}
        transaction.set_rollback(True)


def _is_held(row):
    if row.place.startswith("6302"):
        return True
    known = row.lon_e7 is not None and row.lat_e7 is not None
    return known and all(DEGREE <= each <= 3 * DEGREE for each in (row.lon_e7, row.lat_e7))


def test_sites_are_read_once_until_one_comes(django_assert_num_queries):
    [first] = registered(INSIDE)
    assert held() == (first,)
    with django_assert_num_queries(1):
        assert held() == (first,)
    [second] = registered(INSIDE, begin=1)
    assert held() == (first, second)


def test_of_an_act_that_came_to_nothing_no_site_is_kept():
    [first] = registered(OUTSIDE)
    assert held() == ()
    with transaction.atomic():
        registered(INSIDE, begin=1)
        assert held() == ("s-1",)
        transaction.set_rollback(True)
    assert held() == ()
    registered(OUTSIDE, begin=1)  # the same number, elsewhere
    assert held() == ()
    assert sites.among([first, "s-1"]).numbers() == (first, "s-1")


def test_what_was_changed_behind_the_house_is_gone_with_a_rebuild():
    registered(OUTSIDE)
    Site.objects.update(lon_e7=INSIDE[0], lat_e7=INSIDE[1])
    assert held() == ("s-0",)
    assert rebuild.rebuild() == ["registry_site: s-0"]
    assert held() == ()


def test_sites_without_a_stamp_are_not_kept():
    registered(INSIDE)
    assert held() == ("s-0",)
    Stamp.objects.all().delete()
    other = Site.objects.get(no="s-0")
    other.no = "s-9"
    other.save(force_insert=True)
    assert held() == ("s-0", "s-9")
