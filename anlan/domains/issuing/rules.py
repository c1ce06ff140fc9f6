"""What a warning of our own asks before it is written, and before the word of its end goes out. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from anlan.domains.issuing.facts import CancelLetGo, Corners, WarningComposed, Written
from anlan.domains.warning.facts import State, WarningReceived
from anlan.engines.cap import chinese, composing, texts
from anlan.engines.cap.composing import Draft
from anlan.engines.cap.message import Message, MsgType, Reference, Ring
from anlan.engines.spatial.areas import Polygon
from anlan.engines.spatial.soundness import sound
from anlan.engines.spatial.unsound import Unsound
from anlan.kernel.journal.facts import By, Fact, Refused
from anlan.kernel.registry.may import Within

# What a warning that is written here must say: the five elements, and how it is ended and corrected.
MUST = ("issuer", "hazard", "area", "instruction", "expires_at", "cancel", "correction")
TWO_PEOPLE = frozenset({"red", "orange"})
STANDS = frozenset({State.HELD, State.RELEASED})  # what can still be corrected

SAYS = {
    "elements-missing": (
        "预警稿还缺：{missing}。缺一不可。",
        "The warning still lacks: {missing}. None of it can be left out.",
    ),
    "hazard-unknown": ("没有“{hazard}”这个灾种，请从表里选。", "There is no hazard “{hazard}”: choose from the list."),
    "ends-before-it-begins": (
        "结束时间须晚于现在，也晚于开始时间。",
        "It must end later than now, and later than it begins.",
    ),
    "ground-unsound": ("画的区域有误：{why}", "The area that was drawn is unsound: {why}"),
    "draws-across-itself": (
        "画的区域边线自己相交，请重画。",
        "The border of the area crosses itself. Draw it anew.",
    ),
    "written-beyond-ones-place": (
        "区域超出您管的地方，须由上一级办理。",
        "The area reaches beyond the place that is yours: that is done from above.",
    ),
    "not-written-here": (
        "{warning}不是本单位写的，由原发布单位更正或解除。",
        "{warning} was not written here: whoever issued it corrects or ends it.",
    ),
    "not-standing": (
        "{warning}已{state}，不能再更正或解除。",
        "{warning} is {state}: it can be neither corrected nor ended any more.",
    ),
    "ended-by-its-writer": (
        "红色、橙色预警须由起草人以外的人解除。",
        "A red or an orange warning is ended by another than who wrote it.",
    ),
    "ends-uncounted": (
        "原来叫应的是{place} {headcount}人，与所填不符。请核对后重填。",
        "It had called {headcount} people in {place}, not what you typed. Look again, and type both anew.",
    ),
}
WORDS = {
    "issuer": ("谁发", "who issues it"),
    "hazard": ("什么灾", "which hazard"),
    "area": ("哪里", "where"),
    "instruction": ("做什么", "what to do"),
    "expires_at": ("到何时", "until when"),
    "cancel": ("解除用语", "the words that end it"),
    "correction": ("更正用语", "the words that correct it"),
}


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A warning of ours as it stands, with what was written beside it, and its message."""

    words: WarningComposed
    by: str
    message: Message
    told: WarningReceived
    state: State
    place: str  # the name of the smallest place that holds all that it touches
    headcount: int  # who was called because of it

    @property
    def reference(self) -> Reference:
        """Return how another message names it."""
        return self.message.reference


def must_be_ours(root: Ready | None, *, no: str) -> Ready:
    """Return a warning that was written here; of any other, whoever issued it speaks."""
    if root is None:
        raise Refused("not-written-here", warning=no)
    return root


def ring(corners: Corners) -> Ring:
    """Return a piece of ground that was drawn, closed; no ground, and a border across itself, are refused."""
    points = tuple(zip(corners.e7[::2], corners.e7[1::2], strict=False))
    whole = (*points, points[0]) if points and points[0] != points[-1] else points
    try:
        found = sound(Polygon(outer=whole))
    except Unsound as unsound:
        raise Refused("ground-unsound", why=f"{unsound.says('zh')} / {unsound.says('en')}") from unsound
    if found.notes:
        raise Refused("draws-across-itself")
    return whole


def must_be_whole(written: Written, *, within: Within, at: datetime) -> None:
    """Refuse a warning that lacks an element and name what is lacking; nobody writes for another's place."""
    if written.hazard and not written.event:
        raise Refused("hazard-unknown", hazard=written.hazard)
    area = written.area if written.rings or written.places else ""
    said = {"hazard": written.hazard, "area": area, "expires_at": written.expires_at} | asdict(written.words)
    missing = tuple(word for word in MUST if not said[word])
    if missing:
        raise Refused("elements-missing", missing=missing)
    assert written.expires_at, "it is one of the elements"
    if written.expires_at <= max(written.onset_at, at):
        raise Refused("ends-before-it-begins")
    if within.places is not None and not all(one.startswith(within.places) for one in written.places):
        raise Refused("written-beyond-ones-place")


def draft(
    written: Written, *, root: Ready | None, no: str, place: str, sender: str, at: datetime, is_drill: bool
) -> Draft:
    """Return what a warning says that somebody has written; one that speaks of another stands in its place."""
    if root and root.state not in STANDS:
        raise Refused("not-standing", warning=root.told.warning, state=root.state)
    assert written.expires_at, "it is one of the elements"
    return Draft(
        number=composing.number(place, _serial(no), at),
        sender=sender,
        sent=at,
        msg_type=MsgType.UPDATE if root else MsgType.ALERT,
        is_drill=is_drill,
        is_public=written.is_public,
        references=(root.reference,) if root else (),
        issuer=written.words.issuer,
        code=written.hazard if written.hazard[:1].isdigit() else "",
        event=written.event,
        colour=chinese.Colour(written.colour),
        area=written.area,
        rings=written.rings,
        places=written.places,
        onset=written.onset_at,
        expires=written.expires_at,
        description=written.words.description,
        instruction=written.words.instruction,
        basis=written.words.basis,
        sms=written.words.sms,
        speaker=written.words.speaker,
    )


def composed(written: Written, *, no: str, file: str, place: str, is_drill: bool) -> list[Fact]:
    """Say that a warning was written here, with its words for each channel; in a drill each says so first."""
    mark, words = texts.in_a_drill if is_drill else str, written.words
    said = WarningComposed(
        warning=no,
        file=file,
        place=place,
        hazard=written.hazard,
        basis=words.basis,
        sms=mark(words.sms),
        speaker=mark(words.speaker),
        cancel=mark(words.cancel),
        correction=mark(words.correction),
        is_public=written.is_public,
    )
    return [said]


def over(root: Ready, *, no: str, within: Within, place: str, headcount: int, by: By, at: datetime) -> Message:
    """Return the Cancel of a warning of ours that has gone out; it asks what the release of any warning asks."""
    told = root.told
    if root.state != State.RELEASED:
        raise Refused("not-standing", warning=told.warning, state=root.state)
    if within.places is not None and not told.place.startswith(within.places):
        raise Refused("written-beyond-ones-place")
    if told.colour in TWO_PEOPLE and root.by in by.persons:
        raise Refused("ended-by-its-writer")
    if (place.strip(), headcount) != (root.place, root.headcount):
        raise Refused("ends-uncounted", place=root.place, headcount=str(root.headcount))
    number = composing.number(root.message.identifier, _serial(no), at)
    return composing.over(root.message, root.words.cancel, number=number, sent=at)


def cancelled(root: Ready, *, no: str, file: str) -> list[Fact]:
    """Say that the Cancel of a warning of ours was written and goes out."""
    told = root.told
    return [CancelLetGo(warning=no, of=told.warning, file=file, place=told.place, headcount=root.headcount)]


def _serial(no: str) -> int:
    """Return by which digit two warnings of one second differ: the last of the number of each."""
    return int(no[-1])
