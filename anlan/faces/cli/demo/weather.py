"""What a weather office sends: two warnings to try `/warnings/` with, and whatever else is warned of in a play."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.engines.cap import writing
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
    Scope,
    Severity,
    Status,
    Urgency,
)
from anlan.faces.cli.demo.packs import SIMULATED
from anlan.faces.cli.demo.shapes import Plan
from anlan.kernel.journal.facts import BEIJING

SENDER, SENDER_NAME = "weather@simulated.invalid", "县气象台（模拟）"
LIST = "GB/T 2260"


@dataclass(frozen=True, kw_only=True)
class Weather:
    """What is warned of, where, for how long, and what is said when it is over."""

    county: str
    event: str
    severity: Severity
    lasts: timedelta
    area: Area
    headline: str
    description: str
    instruction: str
    over_headline: str
    over_instruction: str
    over_description: str = "雨已停。"


def warning(told: Weather, *, at: datetime) -> bytes:
    """Return the warning as it was sent at a moment."""
    return writing.write(_message(told, at=at, kind=MsgType.ALERT))


def all_clear(told: Weather, *, first_at: datetime, at: datetime) -> bytes:
    """Return the word that the warning of an earlier moment is over."""
    first = _message(told, at=first_at, kind=MsgType.ALERT)
    return writing.write(_message(told, at=at, kind=MsgType.CANCEL, of=first))


def red(plan: Plan, *, at: datetime) -> bytes:
    """Return a red warning of rain over one invented township, sent some minutes before the demo is handed over."""
    return warning(_rain(plan), at=at - timedelta(minutes=4))


def over(plan: Plan, *, at: datetime) -> bytes:
    """Return the word that it is over."""
    return all_clear(_rain(plan), first_at=at - timedelta(minutes=4), at=at - timedelta(minutes=1))


def thunder(plan: Plan) -> Weather:
    """Return the orange warning of thunder over another invented township, which came in before the demo begins."""
    *_, town = (place for place in plan.places if place.level == "town" and place.code.startswith(plan.county.code))
    return Weather(
        county=plan.county.code,
        event="雷电",
        severity=Severity.SEVERE,
        lasts=timedelta(hours=6),
        area=Area(description=town.name, geocodes=(Named(name=LIST, value=town.code),)),
        headline="雷电橙色预警",
        description="未来两小时雷电活动可能性很大，局地伴有短时强降雨和冰雹。",
        instruction="停止户外和高处作业，放牧的人下山，不在树下、沟底停留。",
        over_headline="解除雷电橙色预警",
        over_instruction="恢复正常。",
        over_description="雷电过程已结束。",
    )


def _rain(plan: Plan) -> Weather:
    town = next(place for place in plan.places if place.level == "town" and place.is_simulated)
    return Weather(
        county=plan.county.code,
        event="暴雨",
        severity=Severity.EXTREME,
        lasts=timedelta(hours=6),
        area=Area(description=town.name, geocodes=(Named(name=LIST, value=town.code),)),
        headline="暴雨红色预警",
        description="一小时内降雨可达 50 毫米，沟道可能突发山洪。",
        instruction="沟道两岸的人立即向高处转移，不过河，不返回。",
        over_headline="解除暴雨红色预警",
        over_instruction="沟道仍须巡查，无通知不返回。",
    )


def _message(told: Weather, *, at: datetime, kind: MsgType, of: Message | None = None) -> Message:
    sent = at.astimezone(BEIJING)
    return Message(
        identifier=f"{told.county}41600000_{sent:%Y%m%d%H%M%S}_1",
        sender=SENDER,
        sent=sent,
        status=Status.ACTUAL,
        msg_type=kind,
        scope=Scope.PUBLIC,
        note="模拟数据，供试用",
        references=(Reference(sender=SENDER, identifier=of.identifier, sent=of.sent),) if of else (),
        infos=(_info(told, sent, is_over=of is not None),),
    )


def _info(told: Weather, sent: datetime, *, is_over: bool) -> Info:
    return Info(
        language="zh-CN",
        categories=(Category.MET,),
        event=told.event,
        response_types=(ResponseType.ALL_CLEAR if is_over else ResponseType.EVACUATE,),
        urgency=Urgency.PAST if is_over else Urgency.IMMEDIATE,
        severity=told.severity,
        certainty=Certainty.LIKELY,
        effective=sent,
        onset=sent,
        expires=sent + told.lasts,
        sender_name=SENDER_NAME,
        headline=(told.over_headline if is_over else told.headline) + SIMULATED,
        description=told.over_description if is_over else told.description,
        instruction=told.over_instruction if is_over else told.instruction,
        areas=(told.area,),
    )
