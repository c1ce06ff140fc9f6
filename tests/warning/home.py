"""A home of one's own, in which a unit has two sites; and a red warning that Qian brought in."""

import pytest

from anlan.domains.warning import acts
from anlan.kernel.journal.record import record
from anlan.kernel.registry.facts import SitesRegistered
from tests.cast import MORNING, by
from tests.warning.made import brought, cap


@pytest.fixture(autouse=True)
def alone(home, county):
    """Live in a home of one's own, in which a unit has two sites, of which one lies farther off."""
    sites = SitesRegistered(
        sites=("s-1", "s-2"),
        names=("烟花仓库", "门市部"),
        organisations=("E-1", "E-1"),
        places=("6301", "6301"),
        kinds=("store", "shop"),
        lons_e7=(1_017_000_000, 1_018_000_000),
        lats_e7=(366_000_000, 367_000_000),
        are_simulated=(True, True),
    )
    record([sites], by=by("console"), at=MORNING)


@pytest.fixture
def held():
    """A red warning that Qian brought in."""
    return acts.receive(file=brought(cap()), by=by("qian"), at=MORNING).subject
