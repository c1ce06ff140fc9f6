"""What people can do about ground: say where a site reaches to, draw a zone, say that it is over."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel.ground import reads, rules
from anlan.kernel.ground.facts import Shape, Zone
from anlan.kernel.journal.acts import ALLOTTED, act
from anlan.kernel.journal.facts import By, PlaceCode, PostNo, SiteNo, day_of
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry import rules as register
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import NewSite

DRAWS = frozenset({Role.DUTY, Role.OFFICER, Role.LEADER})


@act(may=DRAWS, series="s")
def draw_zone(
    *,
    kind: Zone,
    name: str,
    place: PlaceCode,
    post: PostNo,
    corners: str,
    shape: Shape = Shape.GROUND,
    metres: int | None = None,
    until_at: datetime | None = None,
    why: str,
    is_simulated: bool = False,
    by: By,
    at: datetime,
    no: str = ALLOTTED,
) -> Recorded:
    """Draw a zone of risk or an area to patrol, for which somebody answers by his post. 划定区域"""
    within, held = registry.reach(by, at), registry.post(post, on=day_of(at))
    drawn = rules.shape_of(shape, corners=corners, metres=metres)
    told = {"name": name, "place": place, "post": held, "until_at": until_at, "why": why}
    facts = rules.draw(drawn, zone=no, kind=kind, within=within, at=at, **told)  # type: ignore[arg-type]
    lon, lat = rules.middle(drawn)
    unit = held.organisation if held else ""
    where = {"organisation": unit, "place": place, "lon_e7": lon, "lat_e7": lat}
    site = NewSite(name=name.strip(), kind=kind.value, is_simulated=is_simulated, **where)  # type: ignore[arg-type]
    places = registry.known_places([place], on=day_of(at))
    return record([*register.register_sites([site], numbers=[no], places=places), *facts], by=by, at=at)


@act(may=DRAWS, locks=("zone",))
def end_zone(*, zone: SiteNo, why: str, by: By, at: datetime) -> Recorded:
    """Say that nobody needs to watch a zone any more. 区域解除"""
    found = reads.zone(no=zone, within=registry.reach(by, at), at=at)
    return record(rules.end(zone, is_over=found.is_over(at), why=why), by=by, at=at)


@act(may=DRAWS | {Role.ENTERPRISE}, locks=("site",))
def outline_site(
    *, site: SiteNo, corners: str, shape: Shape = Shape.GROUND, metres: int | None = None, by: By, at: datetime
) -> Recorded:
    """Say where a site reaches to: a dyke, a road, a pit. 划定场所范围"""
    reads.must_be_seen(site, within=registry.reach(by, at))
    drawn = rules.shape_of(shape, corners=corners, metres=metres)
    return record(rules.outline_site(site, drawn, is_zone=reads.is_zone(site)), by=by, at=at)
