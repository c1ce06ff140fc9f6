"""A county in which Sun leads, Li is an officer, and zones are drawn around the river."""

from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel.ground import acts, reads
from anlan.kernel.ground.facts import Zone
from anlan.kernel.journal.facts import SiteNo
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import EVERYWHERE
from anlan.kernel.registry.reads import posts_of
from tests.cast import MORNING, by
from tests.intake.files import places
from tests.warning.home import alone

__all__ = ["alone"]
FORK = "101.70,36.60 101.80,36.60 101.80,36.70 101.70,36.70"
TOMORROW = MORNING + timedelta(days=1)


def post_of(person: str) -> str:
    """Return the post that a person of the cast holds."""
    return posts_of(person, on=MORNING.date())[0].no


def zone_of(no: str, at=MORNING) -> reads.Zone:
    return reads.zone(no=SiteNo(no), within=EVERYWHERE, at=at)


@pytest.fixture(autouse=True)
def known(alone, monkeypatch):
    """Let it be the morning, and the county and its neighbour be known as places."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    record([places(("6301", "西宁市"), ("6302", "海东市"))], by=by("console"), at=MORNING)


@pytest.fixture
def draw():
    """Draw a zone as Qian, who is on duty; return its number."""

    def drawn(*, person: str = "qian", at=MORNING, **more: Any) -> str:
        words: dict[str, Any] = {"kind": Zone.PATROL, "name": "大河坝沟口", "place": "6301", "corners": FORK}
        words |= {"post": post_of("li"), "until_at": TOMORROW, "why": "上游涨水"} | more
        return acts.draw_zone(**words, by=by(person), at=at).subject

    return drawn
