"""What anybody reads who has not signed in: warnings that went out to everybody, and those that are just over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from anlan.domains.issuing import reads
from anlan.domains.issuing.reads import Public
from anlan.engines.cap import publishing
from anlan.engines.cap.message import Info
from anlan.engines.cap.publishing import CAP_TYPE, Published
from anlan.faces.web.warnings import LEVELS
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry.door import OpenRequest, is_demo, open_page
from anlan.kernel.signing import keys

WHY = "a warning to everybody is for whoever comes"
HOME = "/public/"
# Whoever stands between may answer in our place for ten seconds, and for a day where we cannot be reached.
CACHED = "public, max-age=10, stale-if-error=86400"
SHOWN_OVER = timedelta(days=1)  # for which what is over stands in the list
ACTIONS = 3
UPDATED = "updated"  # another warning stands in its place
NAMED = {"zh": "中文", "en": "English", "bo": "བོད་ཡིག"}
SENTENCE = re.compile(r"(?<=[。！？!?])\s*|(?<=\.)\s+|\n+")


@open_page(why=WHY)
def warnings(request: OpenRequest) -> HttpResponseBase:
    """List what holds now, the gravest first, and what is just over."""
    told = [one for one in _published(request) if one.warns and one.why != UPDATED]
    now = [one for one in told if not one.is_over(request.at)]
    over = [one for one in told if one.is_over(request.at) and request.at - _changed_at(one, request.at) < SHOWN_OVER]
    shown = {
        "now": [_told(request, one) for one in sorted(now, key=lambda one: LEVELS.get(one.told.colour or "", 5))],
        "over": [_told(request, one) for one in over],
        **_frame(request),
    }
    return _answer(request, render(request, "pages/public_list.html", shown), told)


@open_page(why=WHY)
def warning(request: OpenRequest, no: str) -> HttpResponseBase:
    """Show one warning: what to do, where, until when, and who says so."""
    found = _one(request, no)
    shown = {"told": _told(request, found), **_frame(request)}
    return _answer(request, render(request, "pages/public.html", shown), [found])


@open_page(why=WHY)
def message(request: OpenRequest, no: str) -> HttpResponseBase:
    """Answer the message itself, as it was written and signed: byte for byte."""
    found = _one(request, no)
    return _answer(request, HttpResponse(files.read(found.file), content_type=CAP_TYPE), [found])


@open_page(why=WHY)
def feed(request: OpenRequest) -> HttpResponseBase:
    """Answer what went out as a feed in Atom: also the word that something is over."""
    told = _published(request)
    address = request.build_absolute_uri
    made = publishing.atom(
        [_entry(request, one) for one in told],
        title=_("预警"),
        home=address(HOME),
        itself=address(f"{HOME}warnings.atom"),
        at=datetime.fromtimestamp(0, request.at.tzinfo),
    )
    return _answer(request, HttpResponse(made, content_type="application/atom+xml; charset=utf-8"), told)


@open_page(why=WHY)
def shapes(request: OpenRequest) -> HttpResponseBase:
    """Answer what holds as shapes."""
    told = [one for one in _published(request) if one.warns]
    made = publishing.geojson([_entry(request, one) for one in told])
    return _answer(request, HttpResponse(made, content_type="application/geo+json"), told)


@open_page(why=WHY)
def hours(request: OpenRequest) -> HttpResponseBase:
    """Answer the hours in which warnings hold as a calendar."""
    told = [one for one in _published(request) if one.warns]
    made = publishing.calendar([_entry(request, one) for one in told], title=_("预警"))
    return _answer(request, HttpResponse(made, content_type="text/calendar; charset=utf-8"), told)


@open_page(why="whoever is to believe a message of this house compares its certificate")
def certificate(request: OpenRequest) -> HttpResponseBase:
    """Answer the certificate by which messages of this house are known."""
    _must_live()
    made = keys.certificate().public_bytes(Encoding.PEM)
    return _answer(request, HttpResponse(made, content_type="application/x-pem-file"), [])


def _must_live() -> None:
    """Tell nobody outside of what is played: in a drill nothing is for everybody."""
    if settings.DRILL:
        raise NotHere


def _published(request: OpenRequest) -> tuple[Public, ...]:
    _must_live()
    return reads.published(request.at)


def _one(request: OpenRequest, no: str) -> Public:
    found = next((one for one in _published(request) if one.no == no), None)
    if found is None:
        raise NotHere
    return found


def _answer(request: OpenRequest, response: HttpResponse, told: Sequence[Public]) -> HttpResponseBase:
    """Answer with the marks by which a copy that somebody has is known to be good still."""
    changes = (_changed_at(one, request.at) for one in told)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    changed = max((int(at.timestamp()) for at in changes), default=None)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, CACHED
    response.headers["Access-Control-Allow-Origin"] = "*"
    if changed is not None:
        response.headers["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def _changed_at(one: Public, at: datetime) -> datetime:
    """Return when something last became another of it: it was ended, or its time has passed."""
    passed = one.ended_at is None and one.is_over(at)
    return one.told.expires_at if passed and one.told.expires_at else one.changed_at


def _frame(request: OpenRequest) -> dict[str, Any]:
    return {"at": request.at.replace(second=0, microsecond=0), "is_demo": is_demo(), "home": HOME}


def _info(one: Public, language: str) -> Info:
    """Return what is said in a language or, where nothing is, in Chinese, or else first; a Cancel may say nothing."""
    order, infos = (language, "zh", ""), one.message.infos
    found = (info for begin in order for info in infos if info.language.lower().startswith(begin))
    return next(found, Info(event=one.told.event or one.told.identifier))


def _told(request: OpenRequest, one: Public) -> dict[str, Any]:
    """Return what a page says of a warning: what to do goes before what it is called."""
    wanted = request.GET.get("lang", "") or request.language
    info = _info(one, wanted)
    does = [part.strip() for part in SENTENCE.split(info.instruction) if part.strip()]
    ender = next((other for other in reads.published(request.at) if other.no == one.ended_by), None)
    return {
        "href": f"{HOME}{one.no}/",
        "file": f"{HOME}{one.no}.cap.xml",
        "level": LEVELS.get(one.told.colour or ""),
        "language": info.language or "zh-CN",
        "languages": [
            {"code": said.language, "word": NAMED.get(said.language[:2].lower(), said.language), "here": said is info}
            for said in one.message.infos
        ],
        "does": does[0] if does else info.headline or info.event,
        "actions": does[1 : ACTIONS + 1],
        "headline": info.headline or info.event,
        "description": info.description,
        "where": "、".join(area.description for area in info.areas if area.description),
        "until": info.expires,
        "by": info.sender_name or one.message.sender,
        "at": one.released_at,
        "is_over": one.is_over(request.at),
        "is_ended": one.ended_at is not None and one.why != UPDATED,
        "is_updated": one.why == UPDATED,
        "newer": f"{HOME}{one.ended_by}/" if one.why == UPDATED and ender else "",
        "ended_at": _changed_at(one, request.at),
        "end": _info(ender, wanted).description if ender and one.why != UPDATED else "",
    }


def _entry(request: OpenRequest, one: Public) -> Published:
    address = request.build_absolute_uri
    return Published(
        message=one.message,
        info=_info(one, "zh"),
        page=address(f"{HOME}{one.no}/"),
        file=address(f"{HOME}{one.no}.cap.xml"),
        changed_at=_changed_at(one, request.at),
        is_over=one.is_over(request.at),
    )
