"""What the clock does beside the journal."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import DatabaseError

from anlan.domains.calls import acts as calls
from anlan.faces.cli import serving
from anlan.kernel.audit import days
from anlan.kernel.chase import keeping
from anlan.kernel.intake import jobs, uploads
from anlan.kernel.journal import followers, seals
from anlan.kernel.looks import keeping as looking
from anlan.kernel.notices import keeping as telling
from anlan.kernel.registry import noes, vault
from anlan.kernel.search import indexing
from tests.cast import MORNING


class Turns(list[None]):
    """Becomes true after so many turns of the clock."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def __bool__(self):
        return len(self) >= self.most


@pytest.fixture
def kept(monkeypatch):
    """Let the clock go for two turns, each at once, and return what it did."""
    done, turns = [], Turns(2)

    @contextmanager
    def told():
        yield turns

    def strikes(at):
        done.append(("follow", at))
        turns.append(None)

    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    monkeypatch.setattr(serving, "told_to_end", told)
    monkeypatch.setattr(serving, "EACH_S", 0.0)
    monkeypatch.setattr(serving, "Steady", lambda: SimpleNamespace(waits=lambda: False))
    monkeypatch.setattr(followers, "keep", strikes)
    monkeypatch.setattr(jobs, "running", list)
    monkeypatch.setattr(vault, "hold_to_the_list", lambda at: done.append(("erase", at)))
    monkeypatch.setattr(uploads, "forget", lambda at: done.append(("forget", at)))
    monkeypatch.setattr(noes, "say_more", lambda at: done.append(("count", at)))
    monkeypatch.setattr(indexing, "keep", lambda at: done.append(("index", at)))
    monkeypatch.setattr(telling, "keep", lambda at: done.append(("tell", at)))
    monkeypatch.setattr(calls, "climb", lambda at: done.append(("climb", at)))
    monkeypatch.setattr(keeping, "beat", lambda what, at: done.append((f"beat {what}", at)))
    monkeypatch.setattr(serving, "silent", lambda at: ())
    monkeypatch.setattr(keeping, "keep", lambda at, meanwhile: done.append(("chase", at)))
    monkeypatch.setattr(looking, "keep", lambda at, meanwhile: done.append(("look again", at)))
    monkeypatch.setattr(days, "keep", lambda at: done.append(("list", at)))
    monkeypatch.setattr(seals, "seal", lambda at: done.append(("seal", at)))
    return done


def test_what_is_owed_is_chased_each_minute_and_ledgers_are_forgotten_and_noes_counted_each_hour(kept):
    serving.keep_time()

    hourly = ("erase", "forget", "count", "list")
    each = (
        "follow",
        "index",
        "tell",
        "climb",
        "chase",
        "look again",
        "beat chase",
        "beat seals",
        *hourly,
        "follow",
        "index",
        "tell",
        "climb",
        "seal",
    )
    assert kept == [(what, MORNING) for what in each]


def test_where_the_clock_was_moved_nothing_climbs_and_nothing_is_raised(kept, monkeypatch):
    monkeypatch.setattr(serving, "Steady", lambda: SimpleNamespace(waits=lambda: True))

    serving.keep_time()

    done = {what for what, _ in kept}
    assert not done & {"climb", "chase", "look again", "beat chase"}
    assert {"follow", "tell", "beat seals"} <= done


@pytest.mark.parametrize("what", [keeping, looking])
def test_what_could_not_be_done_does_not_say_that_it_goes_on(kept, monkeypatch, what):
    def away(at, meanwhile):
        raise DatabaseError

    monkeypatch.setattr(what, "keep", away)
    serving.keep_time()

    assert "beat chase" not in dict(kept)
    assert "beat seals" in dict(kept)


def test_a_database_that_is_away_ends_nothing(kept, monkeypatch):
    def away(at):
        raise DatabaseError

    monkeypatch.setattr(uploads, "forget", away)

    assert serving.keep_time() == 0
    assert kept[-1] == ("seal", MORNING)


def test_a_long_chase_does_not_keep_the_seals_waiting(kept, monkeypatch):
    def long(at, meanwhile):
        for _ in range(3):
            meanwhile()
        kept.append(("chase", at))

    monkeypatch.setattr(keeping, "keep", long)
    serving.keep_time()

    said = [what for what, _ in kept]
    assert said[: said.index("chase")] == ["follow", "index", "tell", "climb", *["follow"] * 3]
