"""What is said of the ground of a site, and of zones for which somebody answers by his post."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from anlan.kernel.journal.facts import Fact


class Shape(StrEnum):
    """What a site is on the ground. 形状"""

    GROUND = "ground"  # its corners, one after the other
    LINE = "line"  # from vertex to vertex; a single one is a point


class Zone(StrEnum):
    """Why a piece of ground is watched. 区域类型"""

    RISK = "risk-zone"  # as long as it is dangerous
    PATROL = "patrol-area"  # for some days, drawn on the spot


class SiteOutlined(Fact, name="ground.outlined"):
    """It was said where a site reaches to: a dyke, a road, a pit. 划定场所范围"""

    site: str
    shape: str
    e7: tuple[int, ...]  # longitude, latitude, longitude … in degrees × 10⁷
    metres: int | None  # what lies so near a line is taken as well


class ZoneDrawn(Fact, name="ground.zone-drawn", mentions=("post",), waits=False):
    """A zone of risk or an area to patrol was drawn, and who answers for it by his post. 划定区域"""

    zone: str  # the number of a site
    kind: str
    post: str
    shape: str
    e7: tuple[int, ...]
    metres: int | None
    until_at: datetime | None  # then it is over by itself
    why: str


class ZoneEnded(Fact, name="ground.zone-ended", waits=False):
    """Nobody needs to watch a zone any more. 区域解除"""

    zone: str
    why: str
