"""An office that brings its ledgers."""

import pytest

from anlan.kernel.journal.record import record
from tests.cast import MORNING, by
from tests.obligations.files import PLACES, places


@pytest.fixture
def office(county):
    """A county with everybody in post and its places known."""
    record([places(*PLACES)], by=by("console"), at=MORNING)
