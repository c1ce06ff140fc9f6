"""Sites of units."""

import pytest

from anlan.engines.spatial.areas import MultiArea, Polygon
from anlan.kernel.duty import sites
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, PlaceCode, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts, reads
from anlan.kernel.registry.facts import SitesRegistered
from anlan.kernel.registry.rules import NewSite
from tests.cast import MORNING, by


@pytest.mark.parametrize(
    "where", [{"lon_e7": 1_800_000_001}, {"lon_e7": 10**18, "lat_e7": 0}, {"lat_e7": -900_000_001}]
)
def test_a_position_off_the_earth_is_refused(land, where):
    there = NewSite(name="一号仓库", organisation=land.mill, place=PlaceCode("990101901"), kind="store", **where)
    with pytest.raises(Refused, match="site-off-earth"):
        acts.register_sites(rows=(there,), by=by(land.wang), at=MORNING)


def test_one_that_was_entered_all_the_same_hides_no_other_site_from_a_warning(land):
    here = {"lons_e7": (10**10, 1_017_000_000), "lats_e7": (366_000_000, 366_000_000)}
    told = {"organisations": (land.mill,) * 2, "places": ("990101901",) * 2, "kinds": ("store",) * 2}
    said = SitesRegistered(sites=("s-1", "s-2"), names=("一", "二"), are_simulated=(True, True), **told, **here)
    record([said], by=by("console"), at=MORNING)

    square = Polygon(outer=((1016000000, 365000000), (1018000000, 365000000), (1018000000, 367000000)))
    assert sites.within(MultiArea(polygons=(square,)), at=MORNING).numbers() == ("s-2",)
    assert sites.within(MultiArea(prefixes=("9901",)), at=MORNING).numbers() == ("s-1", "s-2")


def test_sites_are_entered_by_who_reaches_the_unit(land):
    site = NewSite(name="一号仓库", organisation=land.mill, place=PlaceCode("990101901"), kind="store")

    no = acts.register_sites(rows=(site,), by=by(land.wang), at=MORNING).subject

    assert reads.names([no]) == {no: "一号仓库"}
    with pytest.raises(NotHere):
        acts.register_sites(rows=(site,), by=by("zhou"), at=MORNING)
    assert rebuild.check() == []
