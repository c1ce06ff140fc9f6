"""A home in which a folder is watched, and a feed of this machine may be asked."""

from __future__ import annotations

import ipaddress

import pytest

from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import Role
from anlan.kernel.sources import acts, asking, reads
from anlan.kernel.sources.facts import Kind
from tests.cast import MORNING, by, post
from tests.intake.files import places
from tests.sources.feeds import served

HERE = ipaddress.ip_network("127.0.0.0/8")


@pytest.fixture
def stated(settings, tmp_path):
    """Let this machine be a network that the keeper has stated, and a folder the inbox."""
    settings.SOURCE_NETWORKS = [HERE]
    settings.SOURCE_INBOX = tmp_path / "inbox"
    (settings.SOURCE_INBOX / "weather").mkdir(parents=True)
    return settings


@pytest.fixture
def impatient(monkeypatch):
    """Wait for nobody longer than a moment."""
    monkeypatch.setattr(asking, "SECONDS_MOST", 0.4)


@pytest.fixture
def feed():
    """A feed that answers on this machine."""
    with served() as one:
        yield one


@pytest.fixture
def keeper(home, county, stated):
    """Who keeps the house, and the place that he keeps."""
    record([places(("6301", "西宁市"), ("6302", "海东市"))], by=by("console"), at=MORNING)
    record([post("xu", Role.SYSTEM, "O-county", "6301")], by=by("console"), at=MORNING)


@pytest.fixture
def add(keeper):
    """Name a source, and return it as it stands."""

    def named(kind=Kind.FOLDER, address="weather", called="市气象台", place="6301", senders=("weather",), **more):
        said = {"kind": kind, "called": called, "place": place, "senders": senders, "address": address}
        return reads.stored(acts.add(**said | more, by=by("xu"), at=MORNING).subject)

    return named
