"""A warning that is written here: what somebody says becomes a message of CAP, and so does the word of its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anlan.engines.cap import chinese, texts
from anlan.engines.cap.chinese import BEIJING, Colour, Number
from anlan.engines.cap.message import (
    Area,
    Category,
    Certainty,
    Info,
    Message,
    MsgType,
    Named,
    Reference,
    ResponseType,
    Ring,
    Scope,
    Status,
    Urgency,
)

CODE = 12  # digits of a division, as messages have it
HOUR = timedelta(hours=1)
# Of which field an event is, by the beginning of its code; what has none is of the weather, as floods are.
CATEGORIES = {
    "11C": Category.GEO,
    "11D": Category.GEO,
    "11F": Category.ENV,
    "11G": Category.FIRE,
    "12": Category.SAFETY,
    "13": Category.HEALTH,
    "14": Category.SECURITY,
}
OF_FIRE = frozenset({"11B25", "11B26", "11B41"})
DOES = {MsgType.ALERT: "发布", MsgType.UPDATE: "更正", MsgType.CANCEL: "解除"}
LEVEL, SMS, SPEAKER = "预警等级", "短信", "大喇叭"
RESTRICTION = "仅供叫应责任人，不对公众发布"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What is said in a warning that is written here, and under which number."""

    number: Number
    sender: str
    sent: datetime
    msg_type: MsgType
    is_drill: bool
    is_public: bool
    references: tuple[Reference, ...]
    issuer: str
    code: str  # of the event, if the list of events has it
    event: str
    colour: Colour
    area: str
    rings: tuple[Ring, ...]
    places: tuple[str, ...]
    onset: datetime
    expires: datetime
    description: str
    instruction: str
    basis: str
    sms: str
    speaker: str

    @property
    def headline(self) -> str:
        """Return the title of the bulletin: who does what with which warning."""
        return f"{self.issuer}{DOES[self.msg_type]}{self.event}{chinese.NAMES[self.colour][0]}预警"


def number(place: str, serial: int, at: datetime) -> Number:
    """Return the number of 31 characters of a warning of ours.

    Body and unit are left open: the codes of GB/T 4657 are those of the office, and no pack has them.
    """
    region = place[:6].ljust(6, "0")
    return Number(
        region=region, body="000", unit="000", extension="00", at=at.replace(microsecond=0), serial=serial % 10
    )


def compose(draft: Draft) -> Message:
    """Return the message that says it; in a drill it is an exercise, and each of its texts says so first."""
    info = Info(
        language="zh-CN",
        categories=(_category(draft.code),),
        event=draft.event,
        response_types=(_response(draft),),
        urgency=_urgency(draft),
        severity=chinese.SEVERITIES[draft.colour],
        certainty=Certainty.LIKELY,
        event_codes=(Named(name="GB/T 35561", value=draft.code),) if draft.code else (),
        effective=_here(draft.sent),
        onset=_here(draft.onset),
        expires=_here(draft.expires),
        sender_name=draft.issuer,
        headline=draft.headline,
        description=draft.description,
        instruction=draft.instruction,
        parameters=_parameters(draft),
        areas=(_area(draft),),
    )
    return Message(
        identifier=str(draft.number),
        sender=draft.sender,
        sent=_here(draft.sent),
        status=Status.EXERCISE if draft.is_drill else Status.ACTUAL,
        msg_type=draft.msg_type,
        scope=Scope.PUBLIC if draft.is_public else Scope.RESTRICTED,
        restriction="" if draft.is_public else RESTRICTION,
        references=draft.references,
        infos=(_marked(info) if draft.is_drill else info,),
    )


def over(message: Message, words: str, *, number: Number, sent: datetime) -> Message:
    """Return the Cancel of a message, from now on and where that one held; it is as public, and as much of a drill."""
    [info] = message.infos
    drill = texts.DRILL if info.headline.startswith(texts.DRILL) else ""
    colour = chinese.colour(info)
    grave = chinese.NAMES[colour][0] if colour else ""
    ended = replace(
        info,
        response_types=(ResponseType.ALL_CLEAR,),
        urgency=Urgency.PAST,
        effective=_here(sent),
        onset=_here(sent),
        expires=_here(sent),
        headline=f"{drill}{info.sender_name}{DOES[MsgType.CANCEL]}{info.event}{grave}预警",
        description=words,
        instruction="",
        parameters=tuple(one for one in info.parameters if one.name == LEVEL),
    )
    return replace(
        message,
        identifier=str(number),
        sent=_here(sent),
        msg_type=MsgType.CANCEL,
        references=(message.reference,),
        infos=(ended,),
    )


def _area(draft: Draft) -> Area:
    codes = tuple(Named(name="行政区划代码", value=place.ljust(CODE, "0")) for place in draft.places)
    return Area(description=draft.area, polygons=draft.rings, geocodes=codes)


def _parameters(draft: Draft) -> tuple[Named, ...]:
    said = (
        (LEVEL, chinese.NAMES[draft.colour][0]),
        ("发布依据", draft.basis),
        (SMS, draft.sms),
        (SPEAKER, draft.speaker),
    )
    return tuple(Named(name=name, value=value) for name, value in said if value)


def _marked(info: Info) -> Info:
    told = tuple(
        replace(one, value=texts.in_a_drill(one.value)) if one.name in (SMS, SPEAKER) else one
        for one in info.parameters
    )
    return replace(
        info,
        headline=texts.in_a_drill(info.headline),
        description=texts.in_a_drill(info.description),
        instruction=texts.in_a_drill(info.instruction),
        parameters=told,
    )


def _category(code: str) -> Category:
    if code in OF_FIRE:
        return Category.FIRE
    return next((found for begin, found in CATEGORIES.items() if code.startswith(begin)), Category.MET)


def _response(draft: Draft) -> ResponseType:
    return ResponseType.EXECUTE if draft.colour in (Colour.RED, Colour.ORANGE) else ResponseType.MONITOR


def _urgency(draft: Draft) -> Urgency:
    if draft.onset <= draft.sent:
        return Urgency.IMMEDIATE
    return Urgency.EXPECTED if draft.onset <= draft.sent + HOUR else Urgency.FUTURE


def _here(at: datetime) -> datetime:
    return at.astimezone(BEIJING).replace(microsecond=0)
