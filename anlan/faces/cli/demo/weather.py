"""Two warnings to try `/warnings/` with: a red one of rain over one invented township, and the word that it is over."""

from __future__ import annotations

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
from anlan.faces.cli.demo.shapes import Place, Plan
from anlan.kernel.journal.facts import BEIJING

SENDER, SENDER_NAME = "weather@simulated.invalid", "县气象台（模拟）"
LASTS = timedelta(hours=6)
LIST = "GB/T 2260"


def red(plan: Plan, *, at: datetime) -> bytes:
    """Return the warning, as it was sent some minutes before the demo is handed over."""
    return writing.write(_message(plan, at=at - timedelta(minutes=4), kind=MsgType.ALERT))


def over(plan: Plan, *, at: datetime) -> bytes:
    """Return the word that it is over."""
    first = _message(plan, at=at - timedelta(minutes=4), kind=MsgType.ALERT)
    return writing.write(_message(plan, at=at - timedelta(minutes=1), kind=MsgType.CANCEL, of=first))


def _message(plan: Plan, *, at: datetime, kind: MsgType, of: Message | None = None) -> Message:
    town = next(place for place in plan.places if place.level == "town" and place.is_simulated)
    sent = at.astimezone(BEIJING)
    return Message(
        identifier=f"{plan.county.code}41600000_{sent:%Y%m%d%H%M%S}_1",
        sender=SENDER,
        sent=sent,
        status=Status.ACTUAL,
        msg_type=kind,
        scope=Scope.PUBLIC,
        note="模拟数据，供试用",
        references=(Reference(sender=SENDER, identifier=of.identifier, sent=of.sent),) if of else (),
        infos=(_info(town, sent, is_over=of is not None),),
    )


def _info(town: Place, sent: datetime, *, is_over: bool) -> Info:
    said = "解除暴雨红色预警" if is_over else "暴雨红色预警"
    return Info(
        language="zh-CN",
        categories=(Category.MET,),
        event="暴雨",
        response_types=(ResponseType.ALL_CLEAR if is_over else ResponseType.EVACUATE,),
        urgency=Urgency.PAST if is_over else Urgency.IMMEDIATE,
        severity=Severity.EXTREME,
        certainty=Certainty.LIKELY,
        effective=sent,
        onset=sent,
        expires=sent + LASTS,
        sender_name=SENDER_NAME,
        headline=f"{said}（模拟）",
        description="雨已停。" if is_over else "一小时内降雨可达 50 毫米，沟道可能突发山洪。",
        instruction="沟道仍须巡查，无通知不返回。" if is_over else "沟道两岸的人立即向高处转移，不过河，不返回。",
        areas=(Area(description=town.name, geocodes=(Named(name=LIST, value=town.code),)),),
    )
