"""A fact of the tests' own, so that the journal is tried without the rooms above it."""

from datetime import datetime, timedelta

from anlan.kernel.journal.acts import Act
from anlan.kernel.journal.facts import KNOWN, By, Fact, Refused
from anlan.kernel.journal.reads import entries_about
from anlan.kernel.journal.record import Recorded, record
from tests.cast import MORNING, by

LATER = MORNING + timedelta(seconds=10)
SUBJECT = "demo-2026-000001"


class WordSaid(Fact, name="tests.word-said", takes_back="unsaid"):
    """Somebody said a word. 试"""

    subject_no: str
    word: str
    unsaid: str | None = None  # the command that is taken back by it


# The house need not know it: a fixture lets it in for the length of a test.
del KNOWN[WordSaid.name]


def say(count: int = 1, *, at: datetime = MORNING, person: str = "wang", unsaid: str | None = None) -> Recorded:
    """Say this many words, as one command."""
    facts = [WordSaid(subject_no=SUBJECT, word=f"word {n}", unsaid=unsaid) for n in range(count)]
    return record(facts, by=by(person), at=at)


def _speak(*, item: str, words: tuple[str, ...], by: By, at: datetime) -> Recorded:
    """Say some words, once only of each thing. 试"""
    if entries_about(item):
        raise Refused("spoken-already", item=item)
    facts = [WordSaid(subject_no=item, word=word) for word in words]
    return record(facts, by=by, at=at)


speak = Act(_speak, {"clerk"})
speak.locks = ("item",)
