"""The home in which a red warning was brought in."""

import pytest

from anlan.domains.warning import acts
from tests.cast import MORNING, by
from tests.warning.home import alone, held
from tests.warning.made import brought, cap
from tests.warning.stands import out

__all__ = ["alone", "held", "held_again"]


@pytest.fixture
def held_again():
    """Bring the same warning in and let it go out, each time in a transaction that leaves nothing."""

    def bring() -> str:
        no = acts.receive(file=brought(cap()), by=by("qian"), at=MORNING).subject
        out(no)
        return no

    return bring
