"""Read a message: accepted, held back with what is wrong with it, or rejected with the reason. Nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lxml import etree

from anlan.engines.cap import markup, shapes
from anlan.engines.cap.checks import check
from anlan.engines.cap.defects import Defect, Findings, Rejected
from anlan.engines.cap.fields import Fields, moment
from anlan.engines.cap.message import (
    NAMESPACE,
    NAMESPACE_1_1,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    Message,
    MsgType,
    Resource,
    ResponseType,
    Ring,
    Scope,
    Severity,
    Status,
    Urgency,
)

MOST_INFOS = 100
IDENTIFIES = ("identifier", "sender", "sent")
OF_ALERT = frozenset(
    (
        "identifier",
        "sender",
        "sent",
        "status",
        "msgType",
        "source",
        "scope",
        "restriction",
        "addresses",
        "code",
        "note",
        "references",
        "incidents",
        "info",
    )
)
OF_INFO = frozenset(
    (
        "language",
        "category",
        "event",
        "responseType",
        "urgency",
        "severity",
        "certainty",
        "audience",
        "eventCode",
        "effective",
        "onset",
        "expires",
        "senderName",
        "headline",
        "description",
        "instruction",
        "web",
        "contact",
        "parameter",
        "resource",
        "area",
    )
)
OF_RESOURCE = frozenset(("resourceDesc", "mimeType", "size", "uri", "derefUri", "digest"))
OF_AREA = frozenset(("areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"))


class Outcome(StrEnum):
    """What becomes of what came in."""

    ACCEPT = "accept"
    QUARANTINE = "quarantine"
    REJECT = "reject"


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What came of reading: a message with what is wrong with it, or why there is none."""

    message: Message | None = None
    defects: tuple[Defect, ...] = ()
    notes: tuple[Defect, ...] = ()
    rejected: Defect | None = None

    @property
    def outcome(self) -> Outcome:
        """Return which of the three it is."""
        if self.message is None:
            return Outcome.REJECT
        return Outcome.QUARANTINE if self.defects else Outcome.ACCEPT


def read(content: bytes, *, at: datetime | None = None) -> Read:
    """Read one message of CAP 1.2 or 1.1. With `at`, one that is dated ahead of it is held back. Never raises."""
    findings = Findings()
    try:
        message = _message(markup.tree(content), findings)
    except Rejected as rejected:
        return Read(rejected=rejected.defect)
    check(message, findings, at=at)
    told = findings.told()
    return Read(
        message=message,
        defects=tuple(one for one in told if not one.is_note),
        notes=tuple(one for one in told if one.is_note),
    )


def _message(root: etree._Element, findings: Findings) -> Message:
    _version(root, findings)
    fields = Fields(root, "", findings, known=OF_ALERT)
    identifier, sender, sent = (_identifying(fields, name) for name in IDENTIFIES)
    sent_at = moment(sent, "sent", findings)
    if sent_at is None:
        raise Rejected("identity-missing", field="sent")
    return Message(
        identifier=identifier,
        sender=sender,
        sent=sent_at,
        status=fields.choice("status", Status),
        msg_type=fields.choice("msgType", MsgType),
        source=fields.text("source"),
        scope=fields.choice("scope", Scope),
        restriction=fields.text("restriction"),
        addresses=fields.words("addresses"),
        codes=tuple(text for _, text in fields.texts("code")),
        note=fields.text("note"),
        references=fields.references(),
        incidents=fields.words("incidents"),
        infos=_infos(fields, findings),
    )


def _version(root: etree._Element, findings: Findings) -> None:
    named, of = markup.local(root), markup.namespace(root)
    if named != "alert" or of not in (NAMESPACE, NAMESPACE_1_1, ""):
        raise Rejected("not-cap", found=f"{named} {of}".strip()[:120])
    if of == NAMESPACE_1_1:
        findings.add("cap-1-1")
    elif not of:
        findings.add("no-namespace")


def _identifying(fields: Fields, name: str) -> str:
    if len(list(fields.parts(name))) > 1:
        raise Rejected("identity-twice", field=name)
    found = fields.text(name)
    if not found:
        raise Rejected("identity-missing", field=name)
    return found


def _infos(fields: Fields, findings: Findings) -> tuple[Info, ...]:
    parts = list(fields.parts("info"))
    if len(parts) > MOST_INFOS:
        findings.add("too-many-infos", most=str(MOST_INFOS))
    budget = shapes.Budget()
    return tuple(_info(element, place, findings, budget) for place, element in parts[:MOST_INFOS])


def _info(element: etree._Element, place: str, findings: Findings, budget: shapes.Budget) -> Info:
    fields = Fields(element, place, findings, known=OF_INFO)
    return Info(
        language=fields.text("language"),
        categories=fields.choices("category", Category, must=True),
        event=fields.text("event", must=True),
        response_types=fields.choices("responseType", ResponseType),
        urgency=fields.choice("urgency", Urgency),
        severity=fields.choice("severity", Severity),
        certainty=fields.choice("certainty", Certainty),
        audience=fields.text("audience"),
        event_codes=fields.named("eventCode"),
        effective=fields.time("effective"),
        onset=fields.time("onset"),
        expires=fields.time("expires"),
        sender_name=fields.text("senderName"),
        headline=fields.text("headline"),
        description=fields.text("description"),
        instruction=fields.text("instruction"),
        web=fields.text("web"),
        contact=fields.text("contact"),
        parameters=fields.named("parameter", may_be_empty=True),
        resources=tuple(_resource(part, where, findings) for where, part in fields.parts("resource")),
        areas=tuple(_area(part, where, findings, budget) for where, part in fields.parts("area")),
    )


def _resource(element: etree._Element, place: str, findings: Findings) -> Resource:
    fields = Fields(element, place, findings, known=OF_RESOURCE)
    return Resource(
        description=fields.text("resourceDesc", must=True),
        mime_type=fields.text("mimeType", must=markup.namespace(element) != NAMESPACE_1_1),
        size=fields.whole("size"),
        uri=fields.text("uri"),
        digest=fields.text("digest"),
    )


def _area(element: etree._Element, place: str, findings: Findings, budget: shapes.Budget) -> Area:
    fields = Fields(element, place, findings, known=OF_AREA)
    rings: list[Ring] = []
    for where, text in fields.raw("polygon"):
        rings += shapes.ring(text, where, findings, budget)
    circles: list[Circle] = []
    for where, text in fields.raw("circle"):
        if (one := shapes.circle(text, where, findings)) is not None:
            circles.append(one)
    return Area(
        description=fields.text("areaDesc", must=True),
        polygons=tuple(rings),
        circles=tuple(circles),
        geocodes=fields.named("geocode"),
        altitude=fields.decimal("altitude"),
        ceiling=fields.decimal("ceiling"),
    )
