"""What every test of the journal has: a home of its own, and a fact of its own."""

import pytest

from anlan.kernel.journal.facts import KNOWN
from tests.journal.words import WordSaid
from tests.outside import outside

__all__ = ["outside"]


@pytest.fixture(autouse=True)
def alone(home):
    """Live in a home of one's own."""


@pytest.fixture(autouse=True)
def a_fact_of_our_own(monkeypatch):
    """Let the house know the tests' own fact for the length of a test."""
    monkeypatch.setitem(KNOWN, WordSaid.name, WordSaid)
