"""What a message comes to, of all that it says in several languages and of several areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.engines.cap import chinese
from anlan.engines.cap.message import Info, Message

GRAVEST = (*chinese.Colour, None)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Where a warning holds, as its fact keeps it: in words, as rings and circles, and by codes of places."""

    words: str
    rings: tuple[tuple[int, ...], ...]
    circles: tuple[tuple[int, ...], ...]
    places: tuple[str, ...]


def in_one_language(message: Message) -> tuple[Info, ...]:
    """Return all that is said in Chinese or, where nothing is, in the language of what is said first."""
    chinese_ones = tuple(info for info in message.infos if info.language.lower().startswith("zh"))
    first = message.infos[0].language.lower() if message.infos else ""
    return chinese_ones or tuple(info for info in message.infos if info.language.lower() == first)


def gravest(message: Message) -> Info | None:
    """Return the gravest of what is said in Chinese or, where nothing is, first."""
    return min(in_one_language(message), key=lambda info: GRAVEST.index(_colour(info)), default=None)


def colour(message: Message) -> chinese.Colour | None:
    """Return the colour of a warning: the gravest of what it says in one language."""
    info = gravest(message)
    return _colour(info) if info else None


def _colour(info: Info) -> chinese.Colour | None:
    """Return a colour by its words or else by its severity."""
    as_bad = (one for one, severity in chinese.SEVERITIES.items() if severity == info.severity)
    return chinese.colour(info) or next(as_bad, None)


def shape_of(message: Message) -> Shape:
    """Return where a warning holds: every area that it names in one language, together."""
    areas = [area for info in in_one_language(message) for area in info.areas]
    words = dict.fromkeys(area.description for area in areas if area.description)
    return Shape(
        words="、".join(words),
        rings=tuple(dict.fromkeys(_flat(ring) for area in areas for ring in area.polygons)),
        circles=tuple(dict.fromkeys((one.lon_e7, one.lat_e7, one.radius_m) for area in areas for one in area.circles)),
        places=tuple(
            dict.fromkeys(code for area in areas for named in area.geocodes if (code := chinese.place(named)))
        ),
    )


def _flat(ring: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(degrees for point in ring for degrees in point)
