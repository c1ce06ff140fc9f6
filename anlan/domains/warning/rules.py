"""What a warning asks before it goes out: to be read, counted, and let go by the right people. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.domains.calls.facts import Wanted
from anlan.domains.warning import facts
from anlan.domains.warning.facts import State
from anlan.engines.cap import chinese
from anlan.engines.cap.message import Info, Message, MsgType, Status
from anlan.engines.cap.reading import Read
from anlan.kernel.duty.ladders import Ladder
from anlan.kernel.journal.facts import By, Fact, OrganisationNo, Refused
from anlan.kernel.registry.may import Within

# Those that are let go by another than who brought them.
TWO_PEOPLE = frozenset({"red", "orange"})
WORDED = ("event", "sender_name", "headline", "description", "instruction")
UPDATED = "updated"
STANDS = frozenset({State.HELD, State.RELEASED})  # what can still be ended
CALLS = frozenset({MsgType.ALERT.value, MsgType.UPDATE.value})

SAYS = {
    "not-a-warning": ("没有接收：{why}", "It was not taken in: {why}"),
    "known-otherwise": (
        "{warning}已有同一编号的预警，内容却不同。两份都留着，请与发布单位核实。",
        "{warning} has the same number and says something else. Both are kept: ask whoever issued it.",
    ),
    "area-unsound": (
        "没有接收：区域有误。{why}",
        "It was not taken in: its area is unsound. {why}",
    ),
    "known-already": ("这条预警已经接收过：{warning}。", "This warning came in before: {warning}."),
    "not-held": ("{warning}已{state}，不用再签发。", "{warning} is {state}: there is nothing to let go out."),
    "colour-unknown": (
        "{warning}没有写明等级（红、橙、黄、蓝），不能签发。请退回发布单位。",
        "{warning} says no colour (red, orange, yellow, blue) and cannot go out. Send it back to whoever issued it.",
    ),
    "two-people": (
        "红色、橙色预警须由接收人以外的人签发。",
        "A red or an orange warning is let go by another than who brought it in.",
    ),
    "count-otherwise": (
        "要叫应的是{place} {headcount}人，与所填不符。请核对后重填。",
        "It calls {headcount} people in {place}, not what you typed. Look again, and type both anew.",
    ),
    "nobody-to-call": (
        "{warning}的区域内没有要叫应的人。请先核对区域和责任人名册。",
        "Nobody is to be called in the area of {warning}. Check the area, and who is named there.",
    ),
    "refers-to-nothing": (
        "{warning}是更新或解除，但它所指的预警没有接收过。请先接收原预警。",
        "{warning} updates or cancels a warning that never came in. Take that one in first.",
    ),
    "beyond-ones-place": (
        "{warning}的区域超出您管的地方，须由上一级签发。",
        "{warning} reaches beyond the place that is yours: it is let go from above.",
    ),
    "say-why-refused": ("请写明为什么不签发{warning}。", "Say why {warning} is kept back."),
}
WORDS = {
    State.HELD.value: ("待签发", "held"),
    State.RELEASED.value: ("已签发", "released"),
    State.REFUSED.value: ("不予签发", "refused"),
    State.ENDED.value: ("已解除", "over"),
    State.TOLD.value: ("仅告知", "told only"),
}


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A warning as it stands, with all that was read of it."""

    no: str
    state: State
    told: facts.WarningReceived
    received_by: str
    received_at: datetime
    released_by: str | None = None
    released_at: datetime | None = None
    headcount: int | None = None
    sites: int | None = None
    ended_at: datetime | None = None
    why: str = ""
    ended_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Where a warning holds, as its fact keeps it: in words, as rings and circles, and by codes of places."""

    words: str
    rings: tuple[tuple[int, ...], ...]
    circles: tuple[tuple[int, ...], ...]
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Whom a warning reaches: the name of the place, how many sites, who is called, and units in which nobody answers.

    A Cancel calls nobody: it reaches whoever was called by the warning that it ends.
    """

    place: str
    sites: int
    headcount: int
    wanted: tuple[Wanted, ...]
    nobody: tuple[OrganisationNo, ...]
    ladder: Ladder | None  # by which they are chased; nothing where nobody is called
    root: Alert | None  # the warning that it updates or cancels, as it stands by now; also one that came in after it


@dataclass(frozen=True, kw_only=True)
class Known:
    """A warning that came in before under the same number of the same sender, and whether it is the same file."""

    warning: str
    is_same: bool


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A file as it was read, the warning that it is known as, the one that it refers to, and the place it touches."""

    read: Read
    known: Known | None
    root: str | None
    place: str  # nothing where it touches none that is known


def receive(incoming: Incoming, *, no: str, file: str, else_at: str) -> list[Fact]:
    """Take a warning in as it was read; one that came before is not taken in again."""
    found, known = incoming.read, incoming.known
    message = found.message
    if message is None:
        assert found.rejected, "either there is a message or a reason"
        raise Refused("not-a-warning", why=f"{found.rejected.says('zh')} / {found.rejected.says('en')}")
    if known and known.is_same:
        raise Refused("known-already", warning=known.warning)
    if known:
        raise Refused("known-otherwise", warning=known.warning)
    info = of(message)
    shape = shape_of(message)
    words: dict[str, Any] = {name: getattr(info, name, "") for name in WORDED}
    hours: dict[str, Any] = {f"{name}_at": getattr(info, name, None) for name in ("effective", "onset", "expires")}
    return [
        facts.WarningReceived(
            warning=no,
            file=file,
            outcome=found.outcome,
            defects=tuple(dict.fromkeys(defect.code for defect in found.defects)),
            identifier=message.identifier,
            sender=message.sender,
            sent_at=message.sent,
            status=message.status,
            msg_type=message.msg_type,
            colour=colour(info),
            area=shape.words,
            rings=shape.rings,
            circles=shape.circles,
            places=shape.places,
            place=incoming.place or else_at,
            refers_to=incoming.root,
            waits_for_release=is_to_go_out(message),
            **words,
            **hours,
        )
    ]


def of(message: Message) -> Info | None:
    """Return what is said in Chinese or, where nothing is, first."""
    return next((info for info in message.infos if info.language.lower().startswith("zh")), None) or next(
        iter(message.infos), None
    )


def shape_of(message: Message) -> Shape:
    """Return where a warning holds: the areas of what it says first, together."""
    info = of(message)
    areas = info.areas if info else ()
    return Shape(
        words="、".join(area.description for area in areas if area.description),
        rings=tuple(_flat(ring) for area in areas for ring in area.polygons),
        circles=tuple((one.lon_e7, one.lat_e7, one.radius_m) for area in areas for one in area.circles),
        places=tuple(
            dict.fromkeys(code for area in areas for named in area.geocodes if (code := chinese.place(named)))
        ),
    )


def as_told(told: facts.WarningReceived) -> Shape:
    """Return where a warning holds that came in."""
    return Shape(words=told.area, rings=told.rings, circles=told.circles, places=told.places)


def colour(info: Info | None) -> str | None:
    """Return the colour of a warning, by its words or else by its severity."""
    if info is None:
        return None
    as_bad = (one for one, severity in chinese.SEVERITIES.items() if severity == info.severity)
    found = chinese.colour(info) or next(as_bad, None)
    return found.value if found else None


def is_to_go_out(message: Message) -> bool:
    """Test whether somebody is to let it go out; a word about another, an exercise or a test calls nobody."""
    return message.status == Status.ACTUAL and message.msg_type in (*CALLS, MsgType.CANCEL)


def release(warning: Alert, *, reach: Reach, within: Within, place: str, headcount: int, by: By) -> list[Fact]:
    """Let a warning go out; who does has read whom it calls, and typed it."""
    _must_be_held(warning)
    _must_be_covered(warning, within)
    told = warning.told
    root = reach.root
    if told.msg_type != MsgType.ALERT and root is None:
        raise Refused("refers-to-nothing", warning=warning.no)
    if root:
        _must_be_covered(root, within)  # nobody ends what is not his to let go, whatever area he writes
    if told.colour is None and told.msg_type in CALLS:
        raise Refused("colour-unknown", warning=warning.no)
    colours = {told.colour, root.told.colour if root else None}
    if colours & TWO_PEOPLE and warning.received_by in by.persons:
        raise Refused("two-people")
    if (place.strip(), headcount) != (reach.place, reach.headcount):
        raise Refused("count-otherwise", place=reach.place, headcount=str(reach.headcount))
    if told.msg_type in CALLS and not reach.headcount:
        raise Refused("nobody-to-call", warning=warning.no)
    out = facts.WarningReleased(warning=warning.no, headcount=reach.headcount, sites=reach.sites)
    if root is None or root.state not in STANDS:
        return [out]
    why = "cancelled" if told.msg_type == MsgType.CANCEL else UPDATED
    return [out, facts.WarningEnded(warning=root.no, ended_by=warning.no, why=why)]


def refuse(warning: Alert, *, within: Within, why: str) -> list[Fact]:
    """Keep a warning back for good."""
    _must_be_held(warning)
    _must_be_covered(warning, within)
    if not why.strip():
        raise Refused("say-why-refused", warning=warning.no)
    return [facts.WarningRefused(warning=warning.no, why=why)]


def _must_be_held(warning: Alert) -> None:
    if warning.state != State.HELD:
        raise Refused("not-held", warning=warning.no, state=warning.state)


def covers(warning: Alert, within: Within) -> bool:
    """Test whether all that a warning touches lies within a reach."""
    return within.places is None or warning.told.place.startswith(within.places)


def calls_people(told: facts.WarningReceived) -> bool:
    """Test whether people are called because of it: a word that another is over calls nobody."""
    return told.msg_type in CALLS


def _must_be_covered(warning: Alert, within: Within) -> None:
    if not covers(warning, within):
        raise Refused("beyond-ones-place", warning=warning.no)


def _flat(ring: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(degrees for point in ring for degrees in point)
