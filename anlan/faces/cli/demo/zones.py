"""What is watched in the demo: a slope that may slide, and a patrol along a gully that somebody drew today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.faces.cli.demo.founding import Found
from anlan.faces.cli.demo.ground import E7, scattered
from anlan.faces.cli.demo.shapes import Plan, Post
from anlan.kernel.ground.facts import Shape, Zone
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.registry.door import Visit

BEFORE_END = timedelta(minutes=8)
PATROL = timedelta(days=2)
SPOTS = 12  # of the county; the last two of them are taken
WIDE = 80_000  # in 1e-7 degree
METRES = 300
Speaks = Callable[[Post, datetime, str], Visit]


@dataclass(frozen=True)
class Zones:
    """The zones of the demo; `speaks` is the visit of whoever holds a post."""

    plan: Plan
    county: Found
    ends: datetime
    speaks: Speaks

    def draw(self) -> None:
        """Draw them as the duty officer, and let the head of the township answer for them."""
        if self._town is None:
            return  # of a plan without townships nobody would answer
        at = self.ends - BEFORE_END
        *_, slope, gully = scattered(self.plan.county.code, SPOTS)
        square = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        self._draw(
            at,
            {"kind": Zone.RISK, "name": "老滑坡体（模拟）", "corners": _typed(slope, square)}
            | {"why": "坡体上有裂缝，雨天可能再滑。"},
        )
        self._draw(
            at + timedelta(minutes=1),
            {"kind": Zone.PATROL, "name": "大滩沟巡查段（模拟）", "corners": _typed(gully, ((-1, 0), (0, 1), (2, 1)))}
            | {"shape": Shape.LINE, "metres": METRES, "until_at": self.ends + PATROL}
            | {"why": "未来两天有雷雨，沟道两岸每两小时巡一次。"},
        )

    def _draw(self, at: datetime, words: Mapping[str, object]) -> None:
        assert self._town, "whoever draws has looked"
        told = {"place": self._town.place, "post": self.county.posts[self._town.key], "is_simulated": True}
        duty = next(one for one in self.plan.posts if one.key == self.plan.part("duty").post)
        self.speaks(duty, at, f"zone {words['name']}").do(ACTS["ground.draw_zone"], told | dict(words))

    @property
    def _town(self) -> Post | None:
        """Return who heads the first township of the county in which somebody does."""
        mine = self.plan.county.code
        towns = {one.code for one in self.plan.places if one.level == "town" and one.code.startswith(mine)}
        return next((one for one in self.plan.posts if one.place in towns and one.matter == "head"), None)


def _typed(middle: tuple[int, int], corners: tuple[tuple[int, int], ...]) -> str:
    lon, lat = middle
    return " ".join(f"{(lon + x * WIDE) / E7:.6f},{(lat + y * WIDE) / E7:.6f}" for x, y in corners)
