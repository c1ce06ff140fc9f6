"""Sites of units."""

import pytest

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, PlaceCode
from anlan.kernel.registry import acts, reads
from anlan.kernel.registry.rules import NewSite
from tests.cast import MORNING, by


def test_sites_are_entered_by_who_reaches_the_unit(land):
    site = NewSite(name="一号仓库", organisation=land.mill, place=PlaceCode("990101901"), kind="store")

    no = acts.register_sites(rows=(site,), by=by(land.wang), at=MORNING).subject

    assert reads.names([no]) == {no: "一号仓库"}
    with pytest.raises(NotHere):
        acts.register_sites(rows=(site,), by=by("zhou"), at=MORNING)
    assert rebuild.check() == []
