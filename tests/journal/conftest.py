"""What every test of the journal has: a home of its own, and a fact of its own."""

import pytest

from anlan.kernel.journal.facts import KNOWN
from tests.journal.words import WordSaid


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home that nobody has lived in: keys and heads outlive a database that is rolled back."""
    settings.ANLAN_HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def a_fact_of_our_own(monkeypatch):
    """Let the house know the tests' own fact for the length of a test."""
    monkeypatch.setitem(KNOWN, WordSaid.name, WordSaid)
