"""The fixture of every attempt: three counties under two prefectures, and people in each."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """Let every attempt happen on one morning."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Move the clock to so long after that morning."""
    return lambda **span: monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(**span)).isoformat())


@pytest.fixture
def province(county):
    """The county 6301 at home, 6302 next to it, and another province; and the three who keep the house."""
    posts = [
        post("he", Role.LEADER, "O-province", "63"),
        post("ma", Role.LEADER, "O-other", "64"),
        post("qi", Role.OFFICER, "O-county", "6301", "weather"),
        post("han", Role.ENTERPRISE, "E-2", "6302"),
        post("yang", Role.MEMBER, "E-1", "6301"),
        post("shi", Role.SYSTEM, "O-county", "6301"),
        post("an", Role.SECURITY, "O-county", "6301"),
        post("yan", Role.AUDIT, "O-county", "6301"),
    ]
    record(posts, by=by("console"), at=MORNING)
