"""What a warning asks before it goes out: to be read, counted, and let go by the right people. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.domains.calls.facts import Wanted
from anlan.domains.warning import facts
from anlan.domains.warning.facts import State
from anlan.engines.cap import chinese, signing
from anlan.engines.cap.gist import Shape, colour, gravest, shape_of
from anlan.engines.cap.message import Message, MsgType, Reference, Status
from anlan.engines.cap.reading import Outcome, Read
from anlan.engines.cap.resolving import why_held
from anlan.kernel.duty.ladders import Ladder
from anlan.kernel.journal.facts import By, Fact, OrganisationNo, Refused
from anlan.kernel.registry.may import Within
from anlan.kernel.sources.facts import SourceAdded
from anlan.kernel.sources.rules import trusted

# Those that are let go by another than who brought them.
TWO_PEOPLE = frozenset({"red", "orange"})
WORDED = ("event", "sender_name", "headline", "description", "instruction")
UPDATED = "updated"
POISON = "poison"
CLASHES, UNSOUND = "same-number", "area-unmatched"  # defects that stand in no message by itself
STANDS = frozenset({State.HELD, State.RELEASED})  # what can still be ended
CALLS = frozenset({MsgType.ALERT.value, MsgType.UPDATE.value})

SAYS = {
    "area-unsound": (
        "区域有误，无法匹配，不能签发：{why}",
        "Its area is unsound and nothing can be matched with it, so it cannot go out: {why}",
    ),
    "known-already": ("以前收过同样的内容：{warning}。", "The same came in before: {warning}."),
    "not-held": ("{warning}已{state}，不用再签发。", "{warning} is {state}: there is nothing to let go out."),
    "colour-unknown": (
        "{warning}没有写明等级（红、橙、黄、蓝），不能签发。请退回发布单位。",
        "{warning} says no colour (red, orange, yellow, blue) and cannot go out. Send it back to whoever issued it.",
    ),
    "two-people": (
        "红色、橙色预警须由接收人以外的人签发。",
        "A red or an orange warning is let go by another than who brought it in.",
    ),
    "vouch-first": (
        "{warning}是来源自动送来的：红色、橙色须先由一人核对，再由另一人签发。",
        "A source brought {warning}: a red or an orange one is vouched for by one, and let go by another.",
    ),
    "vouched-already": ("{warning}已有人核对。", "Somebody has vouched for {warning} already."),
    "brought-by-a-person": (
        "{warning}有接收人，不用核对，由另一人签发。",
        "Somebody brought {warning} and stands for it: another lets it go.",
    ),
    "defects-unread": (
        "{warning}有缺陷。请逐条看过并勾选，再签发。",
        "Something is wrong with {warning}. Read it all and tick that you have, then let it go.",
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
    "superseded": (
        "{warning}比现在有效的{newer}早，不能再签发。确需的，请发布单位重发。",
        "{warning} was sent before {newer}, which holds now, and cannot go out. Have it sent again if need be.",
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
    Status.ACTUAL.value: ("实际", "in earnest"),
    Status.EXERCISE.value: ("演练", "exercise"),
    Status.SYSTEM.value: ("系统", "system"),
    Status.TEST.value: ("测试", "test"),
    Status.DRAFT.value: ("草稿", "draft"),
    MsgType.ALERT.value: ("发布", "alert"),
    MsgType.UPDATE.value: ("更新", "update"),
    MsgType.CANCEL.value: ("解除", "cancel"),
    MsgType.ACK.value: ("收悉", "received"),
    MsgType.ERROR.value: ("报错", "error"),
    **{colour.value: words for colour, words in chinese.NAMES.items()},
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
    vouched_by: str | None = None
    vouched_at: datetime | None = None

    @property
    def stood_for_by(self) -> str | None:
        """Return the person who stands for it: who brought it or, of what a source brought, who vouched for it."""
        return self.vouched_by if self.told.source else self.received_by


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
    unclear: str = ""  # why it has no place among those that it speaks of: a code of `engines/cap/resolving.py`


@dataclass(frozen=True, kw_only=True)
class Known:
    """A warning that came in before under the same number of the same sender, and whether it says the same."""

    warning: str
    is_same: bool


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A file as it was read, the warning that it is known as, the one that it refers to, and the place it touches."""

    read: Read
    known: Known | None = None
    root: str | None = None
    place: str = ""  # nothing where it touches none that is known
    places: tuple[str, ...] = ()  # by the codes that stand now for those that it names
    event_code: str | None = None
    is_unsound: bool = False  # its area cannot be matched with anything


@dataclass(frozen=True, kw_only=True)
class Brought:
    """Who brought a file: from where, by which source if by one, and what that knows to be wrong with it."""

    place: str
    source: str | None = None
    signature: str | None = None
    signed_by: str = ""
    defects: tuple[str, ...] = ()


def receive(incoming: Incoming, *, no: str, file: str, brought: Brought, is_drill: bool = False) -> list[Fact]:
    """Take in what came as it was read: a warning or, where it is none, a dead letter. The same is not taken in again.

    What says something else under a number that is known stands beside the other, and waits for somebody to decide.
    """
    found, known = incoming.read, incoming.known
    message = found.message
    if known and known.is_same:
        raise Refused("known-already", warning=known.warning)
    if message is None:
        assert found.rejected, "either there is a message or a reason"
        why, place = found.rejected.code, brought.place
        return [facts.WarningRejected(warning=no, file=file, why=why, place=place, source=brought.source)]
    ours = [code for code, so in ((CLASHES, known), (UNSOUND, incoming.is_unsound)) if so]
    defects = tuple(dict.fromkeys([*brought.defects, *ours, *(defect.code for defect in found.defects)]))
    return [
        facts.WarningReceived(
            warning=no,
            file=file,
            outcome=Outcome.QUARANTINE if defects else Outcome.ACCEPT,
            defects=defects,
            status=message.status,
            msg_type=message.msg_type,
            place=incoming.place or brought.place,
            refers_to=incoming.root,
            waits_for_release=is_to_go_out(message, is_drill=is_drill),
            event_code=incoming.event_code,
            clashes_with=known.warning if known else None,
            source=brought.source,
            signature=brought.signature,
            signed_by=brought.signed_by,
            **_said(message) | {"places": incoming.places},
        )
    ]


def _said(message: Message) -> dict[str, Any]:
    """Return what a message says, by the fields of the fact."""
    info, shape = gravest(message), shape_of(message)
    words = {name: getattr(info, name, "") for name in WORDED}
    hours = {f"{name}_at": getattr(info, name, None) for name in ("effective", "onset", "expires")}
    named = list(dict.fromkeys((one.sender, one.identifier) for one in message.references))
    return {
        "identifier": message.identifier,
        "sender": message.sender,
        "sent_at": message.sent,
        "colour": colour(message),
        "area": shape.words,
        "rings": shape.rings,
        "circles": shape.circles,
        "places": shape.places,
        "senders": tuple(sender for sender, _ in named),
        "identifiers": tuple(identifier for _, identifier in named),
        **words,
        **hours,
    }


def as_told(told: facts.WarningReceived) -> Shape:
    """Return where a warning holds that came in."""
    return Shape(words=told.area, rings=told.rings, circles=told.circles, places=told.places)


def unclear_of(found: Alert, family: Sequence[Alert]) -> str:
    """Return why a warning has no place among those that it speaks of; of one number, what went out is what stands."""
    out_first = sorted(family, key=lambda one: one.released_at is None)
    standing = {(one.told.sender, one.told.identifier): one for one in reversed(out_first)}
    others = [as_message(one.told) for one in standing.values() if not is_same_number(one, found)]
    return why_held(as_message(found.told), others)


def is_same_number(one: Alert, other: Alert) -> bool:
    """Test whether two came under the same number of the same sender."""
    return (one.told.sender, one.told.identifier) == (other.told.sender, other.told.identifier)


def as_message(told: facts.WarningReceived) -> Message:
    """Return as much of a message as tells which place it has among others."""
    named = zip(told.senders, told.identifiers, strict=True)
    return Message(
        identifier=told.identifier,
        sender=told.sender,
        sent=told.sent_at,
        status=Status(told.status) if told.status else None,
        msg_type=MsgType(told.msg_type) if told.msg_type else None,
        references=tuple(Reference(sender=sender, identifier=one, sent=told.sent_at) for sender, one in named),
    )


def is_to_go_out(message: Message, *, is_drill: bool) -> bool:
    """Test whether somebody is to let it go out; a word about another, an exercise or a test calls nobody.

    What does not say what it is may be in earnest, and waits. In a drill, an exercise is what is meant.
    """
    goes = {Status.ACTUAL, None, *((Status.EXERCISE,) if is_drill else ())}
    return message.status in goes and message.msg_type in (*CALLS, MsgType.CANCEL, None)


def brought_by(source: SourceAdded, found: Read, content: bytes, *, at: datetime) -> Brought:
    """Return what a source brings with a file: the worth of its signature, and whether it may bring this sender."""
    if found.message is None:
        return Brought(place=source.place, source=source.source)
    signed = signing.signature_of(content, trusted=trusted(source.certificate), at=at)
    is_broken = signed.code in ("altered", "wrapped")
    wrong = ("signature-demanded", signed.code) if source.is_signed else (signed.code,) if is_broken else ()
    expected = () if found.message.sender in source.senders else ("sender-unexpected",)
    return Brought(
        place=source.place,
        source=source.source,
        signature=signed.code,
        signed_by=signed.by,
        defects=(*expected, *(() if signed.code == "signed" else wrong)),
    )


def put_aside(*, no: str, file: str, brought: Brought) -> list[Fact]:
    """Keep as a dead letter what breaks whatever reads it."""
    return [facts.WarningRejected(warning=no, file=file, why=POISON, place=brought.place, source=brought.source)]


def waits_to_be_vouched_for(warning: Alert, root: Alert | None) -> bool:
    """Test whether a warning that a source brought takes two, and nobody stands for it yet."""
    colours = {warning.told.colour, root.told.colour if root else None}
    return warning.state == State.HELD and warning.stood_for_by is None and bool(colours & TWO_PEOPLE)


def vouch(warning: Alert, *, within: Within) -> list[Fact]:
    """Let somebody stand for a warning that a source brought, as the first of two."""
    _must_be_held(warning)
    _must_be_covered(warning, within)
    if warning.told.source is None:
        raise Refused("brought-by-a-person", warning=warning.no)
    if warning.vouched_by:
        raise Refused("vouched-already", warning=warning.no)
    return [facts.WarningVouched(warning=warning.no)]


def release(
    warning: Alert, *, reach: Reach, within: Within, place: str, headcount: int, has_read: bool = False, by: By
) -> list[Fact]:
    """Let a warning go out; who does has read whom it calls, and typed it, and has read what is wrong with it."""
    _must_be_held(warning)
    _must_be_covered(warning, within)
    told = warning.told
    root = reach.root
    if told.msg_type not in (MsgType.ALERT, None) and root is None:
        raise Refused("refers-to-nothing", warning=warning.no)
    if root:
        _must_be_covered(root, within)  # nobody ends what is not his to let go, whatever area he writes
    if root and root.no != warning.no and root.told.sent_at > told.sent_at:
        raise Refused("superseded", warning=warning.no, newer=root.no)
    if told.colour is None and calls_people(told):
        raise Refused("colour-unknown", warning=warning.no)
    if {told.colour, root.told.colour if root else None} & TWO_PEOPLE:
        _must_be_two(warning, by)
    if (told.defects or reach.unclear) and not has_read:
        raise Refused("defects-unread", warning=warning.no)
    if (place.strip(), headcount) != (reach.place, reach.headcount):
        raise Refused("count-otherwise", place=reach.place, headcount=str(reach.headcount))
    if calls_people(told) and not reach.headcount:
        raise Refused("nobody-to-call", warning=warning.no)
    out = facts.WarningReleased(warning=warning.no, headcount=reach.headcount, sites=reach.sites, has_read=has_read)
    if root is None or root.state not in STANDS:
        return [out]
    why = "cancelled" if told.msg_type == MsgType.CANCEL else UPDATED
    return [out, facts.WarningEnded(warning=root.no, ended_by=warning.no, why=why)]


def over(cancel: Sequence[Fact], *, root: Alert, headcount: int) -> list[Fact]:
    """Let the Cancel of a warning of ours go out at once that was just taken in; all was asked before."""
    [told] = cancel
    assert isinstance(told, facts.WarningReceived), "what is written here is read as it was written"
    out = facts.WarningReleased(warning=told.warning, headcount=headcount, sites=root.sites or 0, has_read=False)
    return [told, out, facts.WarningEnded(warning=root.no, ended_by=told.warning, why="cancelled")]


def refuse(warning: Alert, *, within: Within, why: str) -> list[Fact]:
    """Keep a warning back for good."""
    _must_be_held(warning)
    _must_be_covered(warning, within)
    if not why.strip():
        raise Refused("say-why-refused", warning=warning.no)
    return [facts.WarningRefused(warning=warning.no, why=why)]


def _must_be_two(warning: Alert, by: By) -> None:
    if warning.stood_for_by is None:
        raise Refused("vouch-first", warning=warning.no)
    if warning.stood_for_by in by.persons:
        raise Refused("two-people")


def _must_be_held(warning: Alert) -> None:
    if warning.state != State.HELD:
        raise Refused("not-held", warning=warning.no, state=warning.state)


def covers(warning: Alert, within: Within) -> bool:
    """Test whether all that a warning touches lies within a reach."""
    return within.places is None or warning.told.place.startswith(within.places)


def calls_people(told: facts.WarningReceived) -> bool:
    """Test whether people are called because of it: a word that another is over calls nobody."""
    return told.msg_type in CALLS or told.msg_type is None


def _must_be_covered(warning: Alert, within: Within) -> None:
    if not covers(warning, within):
        raise Refused("beyond-ones-place", warning=warning.no)
