"""A scene as its file says it. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from math import cos, pi, radians
from typing import Any

import msgspec

METRES = 6_371_008.8 * pi / 180  # of a degree along a meridian, on a sphere
E7 = 10_000_000
Span = tuple[int, int]


class Unfit(Exception):
    """The file of a scene cannot be played; it says where it is wrong, and how."""


class Does(StrEnum):
    """What happens by an inject. 注入"""

    BEGIN_WATCHES = "begin-watches"
    NOTE = "note"
    WARN = "warn"
    RELEASE = "release"
    CANCEL = "cancel"
    CALL_OFF = "call-off"


class Village(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A village, where it lies in metres from the middle of its township, and who answers for it."""

    name: str
    east: int
    north: int
    households: int
    residents: int
    titles: tuple[str, ...]


class Temper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How some people are: at which ring they hear it and how long each thing takes them, in seconds from and to."""

    key: str
    zh: str
    en: str
    people: int | None = None  # how many; nothing: whoever is left over
    hears_at: int | None = None  # the first or the second ring; nothing: no ring reaches them
    answers_s: Span = (0, 0)
    repeats_s: Span = (0, 0)
    begins_s: Span = (0, 0)
    acts_s: Span = (0, 0)
    outcome: str | None = None  # what whoever telephones hears instead of them
    told_by: str | None = None  # phone or door
    door_s: Span = (0, 0)


class Inject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens at a minute from the beginning."""

    minute: int
    do: Does
    zh: str
    en: str


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the warning holds: a ring in metres from the middle of the township."""

    name: str
    ring: tuple[tuple[int, int], ...]


class Town(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The township, and who leads it and keeps its watch."""

    name: str
    head: str
    duty: str


class County(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The office of the county, and who leads it, keeps its watch, and brings in what comes."""

    office: str
    head: str
    duty: str
    relief: str


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that a file says."""

    name: str
    zh: str
    en: str
    source_zh: str
    source_en: str
    begins: time
    minutes: int
    event: str
    colour: str
    lasts_hours: int
    headline: str
    description: str
    instruction: str
    over_headline: str
    over_instruction: str
    town: Town
    county: County
    area: Area
    villages: tuple[Village, ...]
    tempers: tuple[Temper, ...]
    injects: tuple[Inject, ...]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where a scene is played: the middle of its township, in 1e-7 degrees."""

    lon_e7: int
    lat_e7: int

    def at(self, east: int, north: int) -> tuple[int, int]:
        """Return the point that lies so many metres east and north, as longitude and latitude in 1e-7 degrees."""
        flat = METRES * cos(radians(self.lat_e7 / E7))
        return self.lon_e7 + round(east / flat * E7), self.lat_e7 + round(north / METRES * E7)


def read(content: bytes) -> Scene:
    """Return the scene that a file tells. Raises Unfit, which says what is wrong in it."""
    try:
        told: dict[str, Any] = tomllib.loads(content.decode())
        scene = msgspec.convert(told, Scene)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise Unfit(str(wrong)) from wrong
    if len(scene.area.ring) < 3:
        raise Unfit("area.ring: three points at least")
    if [one.minute for one in scene.injects] != sorted(one.minute for one in scene.injects):
        raise Unfit("injects: in the order of their minutes")
    if scene.injects and not 0 <= scene.injects[0].minute <= scene.injects[-1].minute <= scene.minutes:
        raise Unfit("injects: within the minutes of the scene")
    if [one.people for one in scene.tempers].count(None) != 1 or scene.tempers[0].people is not None:
        raise Unfit("tempers: the first is of whoever is left over, and no other")
    return scene
