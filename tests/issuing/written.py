"""A warning as somebody of the cast writes it: the five elements, and the words of its end."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from anlan.domains.calls.facts import Colour
from anlan.domains.issuing import acts
from anlan.domains.issuing.facts import Corners, Where, Wording
from anlan.kernel.journal.facts import PlaceCode
from tests.cast import MORNING, by

# Around the store of the unit, of whose two sites the other lies farther off.
DRAWN = Corners(e7=(1_016_500_000, 365_500_000, 1_017_500_000, 365_500_000, 1_017_500_000, 366_500_000))


def words(**more: Any) -> dict[str, Any]:
    """Return what is said in a red warning of a flash flood."""
    said: dict[str, Any] = {
        "hazard": "flash-flood",
        "colour": Colour.RED,
        "where": Where(places=(PlaceCode("6301"),), area="沙柳沟"),
        "words": Wording(
            issuer="模拟县防汛指挥部",
            description="未来三小时降雨 60 毫米以上。",
            instruction="立即向高处转移。不要过河。",
            basis="雨量",
            sms="山洪红色预警：立即转移。",
            speaker="请立即转移。",
            cancel="险情已解除，可以返回。",
            correction="前一条预警区域有误，以此为准。",
        ),
        "expires_at": MORNING + timedelta(hours=6),
        "is_public": True,
    }
    for part, kind in (("where", Where), ("words", Wording)):
        names = {one.name for one in fields(kind)}
        said[part] = replace(said[part], **{name: more.pop(name) for name in names & set(more)})
    return said | more


def composed(person: str = "qian", **more: Any) -> str:
    """Let somebody write a warning, and return its number."""
    return acts.compose(**words(**more), by=by(person), at=MORNING).subject
