"""A house in which nothing is wrong, for the doctor's tests to break, and how he is asked about one part of it."""

import pytest
from django.conf import settings

from anlan.faces.cli import doctor, examining
from anlan.kernel.chase import keeping
from anlan.kernel.chase.rules import Beating
from anlan.kernel.journal import seals
from anlan.kernel.journal.record import record
from anlan.kernel.registry import vault
from anlan.kernel.upkeep.facts import BackupMade
from tests.cast import MORNING, by


@pytest.fixture
def house(county, home, monkeypatch):
    """A house that is well: with a name in its vault, a head under its seal, and all of its processes going."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    monkeypatch.setenv("LANG", "C.UTF-8")
    # What tests with a browser leave behind in this process, without which Django refuses their thread.
    monkeypatch.setattr(settings, "SILENCED_SYSTEM_CHECKS", [*settings.SILENCED_SYSTEM_CHECKS, "async.E001"])
    monkeypatch.setattr(examining, "is_kept_in_time", lambda: True)
    vault._master.cache_clear()
    vault.keep("demo-p-000001", vault.NAME, "王建国")
    record([tried(MORNING)], by=by("console"), at=MORNING)
    seals.seal(MORNING)
    for what in Beating:
        keeping.beat(what, MORNING)
    yield home
    vault._master.cache_clear()


def tried(at):
    """What is said of a backup that was brought back at once and found whole."""
    return BackupMade(backup=f"{at:%d%H}".ljust(64, "0"), called="b", entries=1, made_at=at, proven_at=at)


def found(check: str) -> doctor.Line:
    """Return what the doctor finds at one part of the house, and looks at no other than it must."""
    needed = [check]
    for one in needed:
        needed += doctor.CHECKS[one][1]
    return doctor.examined({name: look for name, look in doctor.CHECKS.items() if name in needed})[-1]
