"""A journal that goes on from a backup says in every header as which it goes on; whoever forges that is found."""

from datetime import timedelta

import pytest

from anlan.engines.proofs.audit import OPENED
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import IncarnationOpened
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import Incarnation
from tests.cast import MORNING, by
from tests.journal.forger import forge
from tests.journal.words import say

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def back(home):
    """A journal of three words, brought back as the second incarnation, in which two more were said."""
    say(3)
    seals.seal(MORNING)
    for table in ("journal_entry", "journal_head", "journal_seal", "journal_node", "journal_mention"):
        forge(f"UPDATE {table} SET inc = 2")
    opened = IncarnationOpened(journal="demo", incarnation=2, kept=4, known=4, backup="b" * 64, made_at=MORNING)
    record([opened], by=by("console"), at=LATER)
    say(2)
    seals.seal(LATER)


def fault():
    found = seals.verify().fault
    return found and found.what


def test_what_was_said_before_stays_as_it_was_said_and_heads_bear_the_incarnation_of_what_they_add(back):
    assert fault() is None
    assert [one.said().inc for one in seals.outside()] == [1, 2]
    assert Incarnation.objects.get().kept_entries == 4


def test_a_row_or_a_head_that_says_another_incarnation_is_found(back):
    forge("UPDATE journal_seal SET inc = 1 WHERE size > 4")
    assert fault() is not None


def test_a_house_that_only_says_that_it_is_another_is_found(back):
    assert IncarnationOpened.name == OPENED
    for table in ("journal_entry", "journal_head", "journal_seal", "journal_node", "journal_mention"):
        forge(f"UPDATE {table} SET inc = 3")
    assert fault() == "incarnation"
