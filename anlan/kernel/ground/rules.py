"""What drawing ground asks: corners that are a shape, a post that answers for it, and until when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from anlan.engines.spatial.areas import Line, Polygon
from anlan.engines.spatial.near import near
from anlan.engines.spatial.soundness import sound
from anlan.engines.spatial.unsound import Unsound
from anlan.kernel.ground import facts
from anlan.kernel.ground.facts import Shape, Zone
from anlan.kernel.journal.facts import Fact, Refused, day_of
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import Tenure, Within

PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*[,，]\s*(-?\d{1,2}(?:\.\d{1,12})?)(?=[\s;；]|$)")
MOST = 2_000  # corners

SAYS = {
    "corners-unclear": (
        "“{text}”不是坐标。请写经度,纬度，各点用空格隔开，如 101.65,36.55 101.75,36.55。",
        "“{text}” is no position. Write longitude,latitude, with blanks between: 101.65,36.55 101.75,36.55.",
    ),
    "too-many-corners": (
        "最多{most}个点，现有{n}个。请画得简单些。",
        "At most {most} points, and these are {n}: draw it simpler.",
    ),
    "shape-unsound": ("画的形状不能用：{why}", "This shape cannot be used: {why}"),
    "crosses-itself": (
        "边界自己交叉了，看不出是哪一块。请重新画，或分成几块。",
        "The border crosses itself, and nobody can see what it holds: draw it anew, or in several pieces.",
    ),
    "ground-has-no-width": (
        "一块地不用写左右多少米；只有线或点才写。",
        "A piece of ground has no metres beside it: only a line or a point has.",
    ),
    "line-needs-width": (
        "请写离线或点多少米以内要巡查（1到{most}米）。",
        "Say how many metres beside the line or point are meant (1 to {most}).",
    ),
    "name-the-zone": ("请写区域名称，如“大河坝沟口”。", "Give the zone a name, as people call it."),
    "zone-place-beyond": (
        "{place}不在您管的地方。请选您管的地方或其下属。",
        "{place} is not within your place: choose one that is.",
    ),
    "post-not-here": (
        "这个岗位现在没有人任职，或不在您管的地方。请选一个在岗的岗位负责。",
        "Nobody holds this post now, or it is not within your place. Choose one that is held.",
    ),
    "patrol-needs-end": (
        "临时巡查区要写到什么时候为止，最长{days}天。",
        "An area to patrol needs an end, in {days} days at most.",
    ),
    "end-is-past": ("结束时间已过。请写以后的时间。", "This end is past: say a later one."),
    "say-why-zone": ("请写明为什么，以后有人会问。", "Say why: somebody will ask later."),
    "zone-stays": (
        "{zone}是已划定的区域，形状不改。请解除后重新划定。",
        "{zone} is a zone, and its shape stays. End it and draw another.",
    ),
    "zone-is-over": ("{zone}已解除。", "{zone} is over already."),
}
WORDS = {
    Zone.RISK.value: ("风险区", "zone of risk"),
    Zone.PATROL.value: ("临时巡查区", "area to patrol"),
    Shape.GROUND.value: ("一块地", "a piece of ground"),
    Shape.LINE.value: ("线或点", "a line or a point"),
}
MOST_METRES = 50_000


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A shape as it was drawn: corners in degrees × 10⁷, and what lies beside a line."""

    shape: Shape
    e7: tuple[int, ...]
    metres: int | None


def shape_of(shape: Shape, *, corners: str, metres: int | None) -> Drawn:
    """Return a shape that can be matched, from what was typed. Raises Refused with what is wrong with it."""
    drawn = Drawn(shape=shape, e7=_typed(corners), metres=metres)
    if shape == Shape.GROUND and metres is not None:
        raise Refused("ground-has-no-width")
    if shape == Shape.LINE and not (metres and 0 < metres <= MOST_METRES):
        raise Refused("line-needs-width", most=f"{MOST_METRES}")
    try:
        outline(drawn)
    except Unsound as unsound:
        raise Refused("shape-unsound", why=f"{unsound.says('zh')} / {unsound.says('en')}") from unsound
    return drawn


@lru_cache(1 << 14)  # all of them are asked for whenever a site comes
def outline(drawn: Drawn) -> Polygon:
    """Return the ground of a shape. Raises Unsound, and Refused where a border crosses or overlaps itself."""
    corners = tuple(zip(drawn.e7[::2], drawn.e7[1::2], strict=True))
    if drawn.shape == Shape.LINE:
        [ground] = near(Line(points=corners), drawn.metres or 0).polygons  # whatever is walked hangs together
        return ground
    found = sound(Polygon(outer=corners))
    if any(note.code == "repaired" for note in found.notes):
        raise Refused("crosses-itself")
    [ground] = found.polygons
    return ground


def middle(drawn: Drawn) -> tuple[int, int]:
    """Return a point of a shape by which it is shown where there is no room for it: one of its own corners."""
    half = len(drawn.e7) // 4 * 2
    return drawn.e7[half], drawn.e7[half + 1]


def outline_site(site: str, drawn: Drawn, *, is_zone: bool) -> list[Fact]:
    """Say where a site reaches to; a zone keeps its shape: with another it would be another zone."""
    if is_zone:
        raise Refused("zone-stays", zone=site)
    return [facts.SiteOutlined(site=site, shape=drawn.shape.value, e7=drawn.e7, metres=drawn.metres)]


def draw(
    drawn: Drawn,
    *,
    zone: str,
    kind: Zone,
    name: str,
    place: str,
    post: Tenure | None,
    until_at: datetime | None,
    why: str,
    within: Within,
    at: datetime,
) -> list[Fact]:
    """Draw a zone for which a post answers that somebody holds, and of a patrol until when."""
    if not name.strip():
        raise Refused("name-the-zone")
    if not why.strip():
        raise Refused("say-why-zone")
    if not _is_inside(place, within):
        raise Refused("zone-place-beyond", place=place)
    if post is None or not post.is_held(day_of(at)) or not _is_ours(post, within):
        raise Refused("post-not-here")
    most = law("ground#days-patrol", on=day_of(at))
    if kind == Zone.PATROL and (until_at is None or until_at > at + timedelta(days=most)):
        raise Refused("patrol-needs-end", days=f"{most}")
    if until_at is not None and until_at <= at:
        raise Refused("end-is-past")
    told = {"shape": drawn.shape.value, "e7": drawn.e7, "metres": drawn.metres}
    what = {"zone": zone, "kind": kind.value, "post": post.no, "until_at": until_at, "why": why.strip()}
    return [facts.ZoneDrawn(**what, **told)]  # type: ignore[arg-type]


def end(zone: str, *, is_over: bool, why: str) -> list[Fact]:
    """Say that nobody needs to watch a zone any more."""
    if is_over:
        raise Refused("zone-is-over", zone=zone)
    if not why.strip():
        raise Refused("say-why-zone")
    return [facts.ZoneEnded(zone=zone, why=why.strip())]


def _typed(corners: str) -> tuple[int, ...]:
    """Return what was typed as pairs of degrees × 10⁷."""
    found, at = list[int](), 0
    text = corners.strip()
    while at < len(text):
        pair = PAIR.match(text, at)
        if pair is None:
            raise Refused("corners-unclear", text=text[at : at + 40])
        found += (int(Decimal(degrees).scaleb(7)) for degrees in pair.groups())
        at = pair.end()
        while at < len(text) and text[at] in " \t\r\n;；":
            at += 1
    if not found:
        raise Refused("corners-unclear", text=text)
    if len(found) > 2 * MOST:
        raise Refused("too-many-corners", most=f"{MOST}", n=f"{len(found) // 2}")
    return tuple(found)


def _is_ours(post: Tenure, within: Within) -> bool:
    """Test whether whoever draws may ask something of a post: one of his place and, if he has one, his department."""
    is_mine = within.departments is None or post.department is None or post.department in within.departments
    return is_mine and _is_inside(post.place, within)


def _is_inside(place: str, within: Within) -> bool:
    return within.places is None or place.startswith(within.places)
