"""What a message says that cannot all be so, or that nobody could act upon."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import combinations

from anlan.engines.cap import chinese
from anlan.engines.cap.defects import Findings
from anlan.engines.cap.message import Area, Info, Message, MsgType, Scope, Severity, Status

# Clocks of two offices differ; by more than this, a message is dated ahead.
AHEAD = timedelta(minutes=5)
WARNS = (MsgType.ALERT, MsgType.UPDATE)
UNFIT = re.compile(r"[\s,<&]")
LANGUAGE = re.compile("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
ANSWERS = (MsgType.ACK, MsgType.ERROR)


def check(message: Message, findings: Findings, *, at: datetime | None) -> None:
    """Note what is wrong with a message as a whole."""
    _kind(message, findings)
    _scope(message, findings)
    _references(message, findings)
    if at is not None and message.sent > at + AHEAD:
        findings.add("sent-ahead", "sent", minutes=str((message.sent - at) // timedelta(minutes=1)))
    if not message.infos and message.msg_type in WARNS:
        findings.add("no-info")
    for no, info in enumerate(message.infos, start=1):
        _info(message, info, f"info[{no}]", findings)
    _languages(message, findings)


def _kind(message: Message, findings: Findings) -> None:
    if message.status not in (None, Status.ACTUAL):
        findings.add("not-actual", "status", status=str(message.status))
    if message.msg_type in ANSWERS:
        findings.add("answer", "msgType", type=str(message.msg_type))
    for name, text in (("identifier", message.identifier), ("sender", message.sender)):
        if UNFIT.search(text):
            findings.add("identity-unfit", name, field=name)


def _scope(message: Message, findings: Findings) -> None:
    if message.scope is Scope.RESTRICTED and not message.restriction:
        findings.add("restriction-missing", "scope")
    if message.scope is Scope.PRIVATE and not message.addresses:
        findings.add("addresses-missing", "scope")


def _references(message: Message, findings: Findings) -> None:
    if message.msg_type not in (None, MsgType.ALERT) and not message.references:
        findings.add("no-references", "references", type=str(message.msg_type))
    for reference in message.references:
        if (reference.sender, reference.identifier) == message.identity:
            findings.add("refers-to-itself", "references")
        elif reference.sent > message.sent:
            findings.add("refers-ahead", "references", identifier=reference.identifier)


def _info(message: Message, info: Info, place: str, findings: Findings) -> None:
    _times(message, info, place, findings)
    if info.language and not LANGUAGE.fullmatch(info.language):
        findings.add("value-unknown", place, field="language", value=info.language)
    warns = message.msg_type in WARNS
    colour = chinese.colour(info)
    if warns and colour and info.severity not in (None, Severity.UNKNOWN, chinese.SEVERITIES[colour]):
        zh, en = chinese.NAMES[colour]
        findings.add(
            "colour-contradicts",
            f"{place}/severity",
            colour_zh=zh,
            colour_en=en,
            severity=str(info.severity),
            expected=str(chinese.SEVERITIES[colour]),
        )
    if warns and not info.areas:
        findings.add("no-area", place)
    for no, area in enumerate(info.areas, start=1):
        _area(area, f"{place}/area[{no}]", findings, warns=warns)


def _times(message: Message, info: Info, place: str, findings: Findings) -> None:
    if info.expires is None:
        return
    for name, moment in (("sent", message.sent), ("effective", info.effective), ("onset", info.onset)):
        # Whoever cancels may say that it is over from now on.
        over = message.msg_type is MsgType.CANCEL and moment == info.expires
        if moment is not None and info.expires <= moment and not over:
            findings.add("time-order", f"{place}/expires", earlier=name, later="expires")


def _area(area: Area, place: str, findings: Findings, *, warns: bool) -> None:
    if warns and not (area.polygons or area.circles or area.geocodes):
        findings.add("area-without-place", place)
    if area.ceiling is not None and (area.altitude is None or area.ceiling < area.altitude):
        findings.add("ceiling-wrong", place)
    for no, code in enumerate(area.geocodes, start=1):
        if chinese.is_wrong_place(code):
            findings.add("geocode-wrong", f"{place}/geocode[{no}]", value=code.value)


def _languages(message: Message, findings: Findings) -> None:
    told = [(info.language.lower(), info.description, no) for no, info in enumerate(message.infos[:20], start=1)]
    for (one, text, _), (other, again, no) in combinations(told, 2):
        if one != other and text and text == again:
            findings.add("same-text", f"info[{no}]", language=other or "en-US")
