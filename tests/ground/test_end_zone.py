"""A zone is ended by a word of why, once."""

from __future__ import annotations

import pytest

from anlan.engines.spatial.areas import MultiArea
from anlan.kernel.duty import sites
from anlan.kernel.ground import acts
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.ground.conftest import TOMORROW, zone_of

pytestmark = pytest.mark.django_db


def test_nobody_is_called_for_it_any_more_and_it_says_who_ended_it_and_why(draw):
    no, area = draw(), MultiArea(prefixes=("6301",))
    assert no in sites.within(area, at=MORNING).numbers()

    acts.end_zone(zone=no, why="水退了", by=by("li"), at=MORNING)

    assert no not in sites.within(area, at=MORNING).numbers()
    assert (zone_of(no).ended_by, zone_of(no).ended_why) == ("li", "水退了")
    assert rebuild.check() == []


def test_it_takes_a_reason_and_ends_once(draw):
    no = draw()
    with pytest.raises(Refused, match="say-why-zone"):
        acts.end_zone(zone=no, why=" ", by=by("li"), at=MORNING)
    acts.end_zone(zone=no, why="水退了", by=by("li"), at=MORNING)
    with pytest.raises(Refused, match="zone-is-over"):
        acts.end_zone(zone=no, why="再说一次", by=by("li"), at=MORNING)


def test_what_was_over_by_itself_is_not_ended_again(draw):
    no = draw()
    with pytest.raises(Refused, match="zone-is-over"):
        acts.end_zone(zone=no, why="水退了", by=by("li"), at=TOMORROW)
