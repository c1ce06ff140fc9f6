"""An office that brings its ledgers."""

import pytest
from django.conf import settings

from anlan.kernel.journal.record import record
from tests.cast import MORNING, by
from tests.intake.files import PLACES, places


@pytest.fixture
def office(county, monkeypatch, tmp_path):
    """A county with everybody in post and its places known, in a home of its own."""
    monkeypatch.setattr(settings, "ANLAN_HOME", tmp_path)
    record([places(*PLACES)], by=by("console"), at=MORNING)
