"""A warning as CAP 1.2 has it. Frozen, and with nothing of the file it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
NAMESPACE_1_1 = "urn:oasis:names:tc:emergency:cap:1.1"

Point = tuple[int, int]  # (lon_e7, lat_e7): degrees of WGS-84 × 10⁷, longitude first; the text of CAP has it last
Ring = tuple[Point, ...]  # closed: the last point is the first


class Status(StrEnum):
    """Whether a message is meant in earnest."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MsgType(StrEnum):
    """What a message does to those before it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """For whom it is."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """Of which field the event is."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class ResponseType(StrEnum):
    """What whoever is warned should do."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How bad."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A value under a name that is not of CAP: an event code, a parameter, a geocode."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """All within a distance of a point."""

    lon_e7: int
    lat_e7: int
    radius_m: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """Where. Heights are in feet above the sea, as CAP has them."""

    description: str = ""
    polygons: tuple[Ring, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Named, ...] = ()
    altitude: Decimal | None = None
    ceiling: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """What is said of a file beside the message. It is never fetched, and what is embedded is not kept."""

    description: str = ""
    mime_type: str = ""
    size: int | None = None
    uri: str = ""
    digest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Info:
    """What is said in one language. A text that is absent is empty; a choice that is absent or unknown is None."""

    language: str = ""
    categories: tuple[Category, ...] = ()
    event: str = ""
    response_types: tuple[ResponseType, ...] = ()
    urgency: Urgency | None = None
    severity: Severity | None = None
    certainty: Certainty | None = None
    audience: str = ""
    event_codes: tuple[Named, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Named, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """Another message, as one message names it."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message. `status`, `msg_type` and `scope` are None only in one that stands in quarantine."""

    identifier: str
    sender: str
    sent: datetime
    status: Status | None = None
    msg_type: MsgType | None = None
    source: str = ""
    scope: Scope | None = None
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()

    @property
    def identity(self) -> tuple[str, str]:
        """Return by what a message is known: who sent it, and what he calls it."""
        return self.sender, self.identifier

    @property
    def reference(self) -> Reference:
        """Return how another message names this one."""
        return Reference(sender=self.sender, identifier=self.identifier, sent=self.sent)
