"""A site that reaches farther than a point is met wherever a warning touches it."""

from __future__ import annotations

import pytest

from anlan.engines.spatial.areas import MultiArea, Polygon
from anlan.kernel.duty import sites
from anlan.kernel.ground import acts
from anlan.kernel.ground.facts import Shape
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from tests.cast import MORNING, by
from tests.ground.conftest import FORK

pytestmark = pytest.mark.django_db
# Some kilometres east of where its point lies.
FAR = MultiArea(polygons=(Polygon(outer=((1018500000, 366500000), (1018600000, 366500000), (1018600000, 366600000))),))


def outlined(corners: str, *, person: str = "li", site: str = "s-1", **more) -> None:
    acts.outline_site(site=site, corners=corners, by=by(person), at=MORNING, **more)


def met() -> tuple[str, ...]:
    return sites.within(FAR, at=MORNING).numbers()


def test_it_is_met_by_its_ground_and_by_what_was_said_last():
    assert met() == ()
    outlined("101.70,36.60 101.90,36.60 101.90,36.70 101.70,36.70")
    assert met() == ("s-1",)
    outlined(FORK)
    assert met() == ()
    outlined("101.70,36.60 101.90,36.6550", shape=Shape.LINE, metres=20_000)
    assert met() == ("s-1",)
    assert rebuild.check() == []


def test_its_own_unit_and_the_officers_of_its_place_say_where_it_reaches_to_and_nobody_else():
    outlined(FORK, person="wang")
    with pytest.raises(NotHere):
        outlined(FORK, person="zhou")
    with pytest.raises(NotHere):
        outlined(FORK, site="s-none")


def test_a_zone_keeps_its_shape(draw):
    with pytest.raises(Refused, match="zone-stays"):
        outlined(FORK, site=draw())
