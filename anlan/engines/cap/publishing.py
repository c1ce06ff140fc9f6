"""Warnings as others take them: a feed in Atom, shapes in GeoJSON, and the hours in which they hold as a calendar.

Written by hand: each says a dozen things of a warning, and nothing of it is worth a library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from math import cos, pi, sin
from typing import Any

from lxml import etree

from anlan.engines.cap.message import Circle, Info, Message, Ring

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
E7 = 10_000_000
OCTETS = 75  # of a line of a calendar, without its end
SIDES = 64  # of the polygon that stands for a circle
METRES = 111_320  # in a degree of latitude


@dataclass(frozen=True, kw_only=True)
class Published:
    """A message that went out to everybody, with where it is read, and whether it is over."""

    message: Message
    info: Info
    page: str  # addresses, whole
    file: str
    changed_at: datetime
    is_over: bool


def atom(entries: Sequence[Published], *, title: str, home: str, itself: str, at: datetime) -> bytes:
    """Return a feed of warnings, each with the address of its message of CAP."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _put(feed, "id", itself)
    _put(feed, "title", title)
    _put(feed, "updated", _zulu(max((one.changed_at for one in entries), default=at)))
    _put(_put(feed, "author"), "name", title)
    _put(feed, "link", rel="self", type="application/atom+xml", href=itself)
    _put(feed, "link", rel="alternate", type="text/html", href=home)
    for one in entries:
        entry = _put(feed, "entry")
        _put(entry, "id", one.file)
        _put(entry, "title", one.info.headline or one.info.event)
        _put(entry, "updated", _zulu(one.changed_at))
        _put(entry, "published", _zulu(one.message.sent))
        _put(_put(entry, "author"), "name", one.info.sender_name or one.message.sender)
        _put(entry, "summary", one.info.instruction or one.info.description or one.info.headline or one.info.event)
        _put(entry, "category", term=one.info.event)
        _put(entry, "link", rel="alternate", type=CAP_TYPE, href=one.file)
        _put(entry, "link", rel="related", type="text/html", href=one.page)
    return bytes(etree.tostring(feed, encoding="UTF-8", xml_declaration=True))


def geojson(entries: Sequence[Published]) -> bytes:
    """Return warnings as shapes: what was drawn as polygons, and places as the codes that they are named by."""
    features = [{"type": "Feature", "geometry": _geometry(one.info), "properties": _said(one)} for one in entries]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def calendar(entries: Sequence[Published], *, title: str) -> bytes:
    """Return the hours in which warnings hold, as calendars read them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Anlan//warnings//ZH", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(title)}")
    for one in entries:
        lines += _event(one)
    return "".join(folded for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode()


def _event(one: Published) -> Iterator[str]:
    message, info = one.message, one.info
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(message.identifier)}@{_escaped(message.sender)}"
    yield f"DTSTAMP:{_stamp(one.changed_at)}"
    yield f"DTSTART:{_stamp(info.onset or info.effective or message.sent)}"
    if ends := (one.changed_at if one.is_over else info.expires):
        yield f"DTEND:{_stamp(ends)}"
    yield f"SUMMARY:{_escaped(info.headline or info.event)}"
    if info.instruction or info.description:
        yield f"DESCRIPTION:{_escaped(info.instruction or info.description)}"
    if where := "、".join(area.description for area in info.areas if area.description):
        yield f"LOCATION:{_escaped(where)}"
    yield f"STATUS:{'CANCELLED' if one.is_over else 'CONFIRMED'}"
    yield f"SEQUENCE:{int(one.is_over)}"
    yield f"URL:{one.page}"
    yield "END:VEVENT"


def _said(one: Published) -> dict[str, Any]:
    message, info = one.message, one.info
    ends = info.expires.isoformat() if info.expires else None
    return {
        "identifier": message.identifier,
        "sender": message.sender,
        "event": info.event,
        "severity": info.severity,
        "headline": info.headline,
        "instruction": info.instruction,
        "areaDesc": "、".join(area.description for area in info.areas if area.description),
        "geocodes": [code.value for area in info.areas for code in area.geocodes],
        "sent": message.sent.isoformat(),
        "expires": ends,
        "ended": one.is_over,
        "url": one.page,
        "cap": one.file,
    }


def _geometry(info: Info) -> dict[str, Any] | None:
    rings = [_ring(ring) for area in info.areas for ring in area.polygons]
    rings += [_round(circle) for area in info.areas for circle in area.circles]
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]} if rings else None


def _ring(ring: Ring) -> list[list[float]]:
    """Return a ring with its ground on the left, as RFC 7946 wants it."""
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    return [[lon / E7, lat / E7] for lon, lat in (ring if doubled >= 0 else ring[::-1])]


def _round(circle: Circle) -> list[list[float]]:
    """Return the outline that stands for a circle."""
    lon, lat, high = circle.lon_e7 / E7, circle.lat_e7 / E7, circle.radius_m / METRES
    wide = high / cos(lat * pi / 180)
    turns = [2 * pi * side / SIDES for side in range(SIDES)]
    ring = [[round(lon + wide * cos(turn), 7), round(lat + high * sin(turn), 7)] for turn in turns]
    return [*ring, ring[0]]


def _put(within: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(within, f"{{{ATOM}}}{name}", attributes)
    element.text = text or None
    return element


def _zulu(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = "".join(" " if ord(letter) < 32 and letter != "\n" else letter for letter in text)
    for letter in ("\\", ";", ","):
        plain = plain.replace(letter, f"\\{letter}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces that no calendar finds too long, parted between letters."""
    piece, room = "", OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield f"{piece}\r\n"
            piece, room = " ", OCTETS - 1
        piece, room = piece + letter, room - size
    yield f"{piece}\r\n"
