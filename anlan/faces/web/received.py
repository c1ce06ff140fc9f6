"""What there is to know of a warning as it came: its defects, its languages, and all that speaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.domains.warning.facts import State
from anlan.domains.warning.reads import Shown
from anlan.domains.warning.rules import Alert
from anlan.engines.cap.advice import advice, says
from anlan.engines.cap.defects import SAYS
from anlan.engines.cap.gist import gravest
from anlan.engines.cap.reading import Outcome, read
from anlan.engines.cap.resolving import SAYS as SAYS_WHERE
from anlan.faces.web.templatetags.look import moment, step_word
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import day_of
from anlan.kernel.registry import laws
from anlan.kernel.registry.door import VisitRequest

SAID = ("headline", "event", "colour", "description", "instruction", "area", "expires_at", "status", "msg_type")
WHICH = "refers-ahead"  # whose advice is to find out which warning is meant
CHOSEN = ("colour", "status", "msg_type")


def defects(request: VisitRequest, told: Shown) -> list[dict[str, str]]:
    """Say what is wrong with a warning and what to do about each, for whoever is to let it go out."""
    alert, language = told.alert, request.language
    unclear = told.reach.unclear if told.reach else ""
    place = [(WHICH, SAYS_WHERE[unclear][language != "zh"])] if unclear else []
    if alert.told.outcome != Outcome.QUARANTINE:
        return _with_advice(place, language)
    found = read(files.read(alert.told.file), at=alert.received_at).defects
    coming = [(code, says(code, language, by=alert.told.signed_by)) for code in alert.told.defects]
    lines = [(code, sentence) for code, sentence in coming if sentence]
    lines += [(one.code, one.tells(language)) for one in found]
    known = {code for code, _ in lines}
    lines += [(code, SAYS[code][language != "zh"]) for code in alert.told.defects if code not in known]
    return _with_advice([*lines, *place], language)


def _with_advice(lines: list[tuple[str, str]], language: str) -> list[dict[str, str]]:
    return [{"says": sentence, "do": advice(code, language)} for code, sentence in lines]


def notes(request: VisitRequest, told: Shown) -> list[str]:
    """Say what is good to know of a warning and keeps nothing back: what the reader noted, and codes that are old."""
    found = read(files.read(told.alert.told.file), at=told.alert.received_at)
    former = [
        _("代码 %(was)s 已不用，按 %(now)s %(name)s 处理。") % {"was": was, "now": now, "name": told.names[now]}
        for was, now in told.former
    ]
    return [*(one.tells(request.language) for one in found.notes), *former]


def languages(alert: Alert) -> list[dict[str, str]]:
    """Return what a warning says besides what stands above: in other languages, and of other areas."""
    message = read(files.read(alert.told.file)).message
    shown = gravest(message) if message else None
    return [
        {
            "language": info.language or "en-US",
            "area": "、".join(area.description for area in info.areas if area.description),
            "headline": info.headline or info.event,
            "description": info.description,
            "instruction": info.instruction,
        }
        for info in (message.infos if message else ())
        if info is not shown
    ]


def related(told: Shown) -> list[dict[str, Any]]:
    """Return what speaks of a warning and what it speaks of, in the order in which they were sent."""
    return [
        {
            "href": f"/warnings/{one.no}/",
            "kind": step_word(one.told.msg_type) if one.told.msg_type else _("未写明"),
            "headline": one.told.headline or one.told.event or one.told.identifier,
            "sender": one.told.sender_name or one.told.sender,
            "sent_at": one.told.sent_at,
            "state": step_word(one.state),
            "waits": one.state == State.HELD,
        }
        for one in told.related
    ]


def waiting(told: Shown) -> str | None:
    """Say that a later word about a warning has come, and waits, while it waits itself."""
    alert = told.alert
    later = [one for one in told.related if one.state == State.HELD and one.told.sent_at > alert.told.sent_at]
    if alert.state != State.HELD or not later:
        return None
    kind = step_word(later[-1].told.msg_type) if later[-1].told.msg_type else ""
    return _("针对它的%(kind)s也已收到，正等签发：请先看下面那一条。") % {"kind": kind}


def event(alert: Alert) -> str:
    """Return the event of a warning by the name that its code has and, where it says it otherwise, in its words."""
    code, said = alert.told.event_code, alert.told.event
    names = laws.events(on=day_of(alert.received_at))
    if code is None or code not in names:
        return said
    name = names[code].zh if get_language() != "en" else names[code].en
    return f"{name} {code}" if names[code].zh in (said, name) else f"{name} {code}（{said}）"


def signature(alert: Alert) -> str:
    """Return what the signature of a warning is worth, where a source brought it."""
    told, language = alert.told, "en" if get_language() == "en" else "zh"
    return says(told.signature, language, by=told.signed_by) if told.signature else ""


def events(request: VisitRequest, told: Iterable[Alert], *, chosen: str) -> list[dict[str, Any]]:
    """Return the kinds of events by which warnings may be chosen: those that there are; nothing where there is one."""
    names = laws.events(on=day_of(request.at))
    codes = sorted({code for one in told if (code := one.told.event_code) and code in names})
    if len(codes) < 2 and not chosen:
        return []
    is_english = request.language == "en"
    every = [{"href": "/warnings/", "word": _("全部"), "current": not chosen}]
    kinds = [(code, names[code].en if is_english else names[code].zh) for code in codes]
    return every + [
        {"href": f"/warnings/?event={code}", "word": word, "current": code == chosen} for code, word in kinds
    ]


def beside(told: Shown) -> list[dict[str, Any]]:
    """Lay this warning and those that came under its number side by side: what each says where they differ."""
    if not told.beside:
        return []
    every = [told.alert, *told.beside]
    differing = [name for name in SAID if len({getattr(one.told, name) for one in every}) > 1]
    return [
        {
            "href": f"/warnings/{one.no}/",
            "is_this": one is told.alert,
            "no": one.no,
            "state": step_word(one.state),
            "when": f"{moment(one.received_at)} {told.names[one.received_by]}",
            "said": [{"word": _words()[name], "value": _value(one, name)} for name in differing],
        }
        for one in sorted(every, key=lambda one: (one.received_at, one.no))
    ]


def _words() -> dict[str, str]:
    return {
        "headline": _("标题"),
        "event": _("事件"),
        "colour": _("等级"),
        "description": _("内容"),
        "instruction": _("怎么做"),
        "area": _("区域"),
        "expires_at": _("有效至"),
        "status": _("性质"),
        "msg_type": _("类型"),
    }


def _value(one: Alert, name: str) -> str:
    value = getattr(one.told, name)
    if value is None or value == "":
        return _("未写明")
    return moment(value) if name == "expires_at" else step_word(str(value)) if name in CHOSEN else str(value)
