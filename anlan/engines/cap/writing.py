"""Write a message as CAP 1.2. The same message gives the same bytes, on one line: so its signature bears handling."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from anlan.engines.cap.message import NAMESPACE, Area, Info, Message, Named, Reference, Resource
from anlan.engines.cap.shapes import degrees


class Incomplete(ValueError):
    """The message lacks what the standard demands; the argument names it."""


def write(message: Message) -> bytes:
    """Return the message in UTF-8, valid against the schema. Raises Incomplete; ValueError for what no XML can hold."""
    return _Writer(is_strict=True).alert(message)


def fingerprint(message: Message) -> str:
    """Return one word for all that a message says: equal messages have the same, whichever offset their times are in.

    Also one in quarantine has it, though it lacks what the standard demands.
    """
    told = replace(
        message,
        sent=message.sent.astimezone(UTC),
        references=tuple(replace(one, sent=one.sent.astimezone(UTC)) for one in message.references),
        infos=tuple(
            replace(one, effective=_utc(one.effective), onset=_utc(one.onset), expires=_utc(one.expires))
            for one in message.infos
        ),
    )
    return hashlib.sha256(_Writer(is_strict=False).alert(told)).hexdigest()


class _Writer:
    """Adds elements in the order of the schema. A strict one stops where something is missing that must be there."""

    def __init__(self, *, is_strict: bool) -> None:
        self.is_strict = is_strict

    def alert(self, message: Message) -> bytes:
        alert = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
        self._must(alert, "identifier", message.identifier)
        self._must(alert, "sender", message.sender)
        self._must(alert, "sent", _time(message.sent))
        self._must(alert, "status", message.status)
        self._must(alert, "msgType", message.msg_type)
        self._may(alert, "source", message.source)
        self._must(alert, "scope", message.scope)
        self._may(alert, "restriction", message.restriction)
        self._may(alert, "addresses", _words(message.addresses))
        self._each(alert, "code", message.codes)
        self._may(alert, "note", message.note)
        self._may(alert, "references", " ".join(_reference(one) for one in message.references))
        self._may(alert, "incidents", _words(message.incidents))
        for info in message.infos:
            self._info(_within(alert, "info"), info)
        return bytes(etree.tostring(alert, encoding="UTF-8", xml_declaration=True))

    def _info(self, element: etree._Element, info: Info) -> None:
        self._may(element, "language", info.language)
        if self.is_strict and not info.categories:
            raise Incomplete("category")
        self._each(element, "category", info.categories)
        self._must(element, "event", info.event)
        self._each(element, "responseType", info.response_types)
        self._must(element, "urgency", info.urgency)
        self._must(element, "severity", info.severity)
        self._must(element, "certainty", info.certainty)
        self._may(element, "audience", info.audience)
        self._named(element, "eventCode", info.event_codes)
        for name, at in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
            self._may(element, name, _time(at) if at else "")
        self._may(element, "senderName", info.sender_name)
        self._may(element, "headline", info.headline)
        self._may(element, "description", info.description)
        self._may(element, "instruction", info.instruction)
        self._may(element, "web", info.web)
        self._may(element, "contact", info.contact)
        self._named(element, "parameter", info.parameters)
        for resource in info.resources:
            self._resource(_within(element, "resource"), resource)
        for area in info.areas:
            self._area(_within(element, "area"), area)

    def _resource(self, element: etree._Element, resource: Resource) -> None:
        self._must(element, "resourceDesc", resource.description)
        self._must(element, "mimeType", resource.mime_type)
        self._may(element, "size", "" if resource.size is None else str(resource.size))
        self._may(element, "uri", resource.uri)
        self._may(element, "digest", resource.digest)

    def _area(self, element: etree._Element, area: Area) -> None:
        self._must(element, "areaDesc", area.description)
        self._each(element, "polygon", (" ".join(_point(*point) for point in ring) for ring in area.polygons))
        for one in area.circles:
            kilometres, metres = divmod(one.radius_m, 1000)
            self._must(element, "circle", f"{_point(one.lon_e7, one.lat_e7)} {kilometres}.{metres:03}")
        self._named(element, "geocode", area.geocodes)
        self._may(element, "altitude", "" if area.altitude is None else f"{area.altitude:f}")
        self._may(element, "ceiling", "" if area.ceiling is None else f"{area.ceiling:f}")

    def _named(self, element: etree._Element, name: str, pairs: Iterable[Named]) -> None:
        for pair in pairs:
            part = _within(element, name)
            self._must(part, "valueName", pair.name)
            if self.is_strict and not pair.value and name != "parameter":
                raise Incomplete(f"{name}/value")
            _within(part, "value").text = pair.value

    def _each(self, element: etree._Element, name: str, texts: Iterable[str]) -> None:
        for text in texts:
            _within(element, name).text = text

    def _must(self, element: etree._Element, name: str, text: str | None) -> None:
        if self.is_strict and not text:
            raise Incomplete(name)
        self._may(element, name, text)

    def _may(self, element: etree._Element, name: str, text: str | None) -> None:
        if text:
            _within(element, name).text = text


def _within(element: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(element, f"{{{NAMESPACE}}}{name}")


def _point(lon_e7: int, lat_e7: int) -> str:
    return f"{degrees(lat_e7)},{degrees(lon_e7)}"


def _words(words: tuple[str, ...]) -> str:
    return " ".join(f'"{word}"' if len(word.split()) != 1 else word for word in words)


def _reference(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier},{_time(reference.sent)}"


def _time(at: datetime) -> str:
    offset = at.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="seconds")


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None
