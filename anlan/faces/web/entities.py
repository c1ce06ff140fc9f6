"""The units: a list of them, and for each its file: who answers, what is owed, and whether the same comes again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from anlan.domains.dangers import reads as dangers
from anlan.domains.dangers.reads import Dot
from anlan.domains.dangers.rules import Category
from anlan.faces.web import reach
from anlan.faces.web.frame import framed
from anlan.faces.web.outline import coordinates
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import day, short
from anlan.kernel.journal.facts import day_of
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import Group, Ledger, View
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import EVERYONE
from anlan.kernel.units import reads as units
from anlan.kernel.units.reads import PAGE, Answering, Entities, Entity, File, Owing, Spot

ASKED = {"q": "words", "place": "place", "page": "page"}
OPEN_MOST = 20
YEARS = timedelta(days=730)  # how far back the dots go
WIDE, LANE, LEFT = 480, 24, 8
COUNTED = (gettext_lazy("在册"), gettext_lazy("逾期"), gettext_lazy("重大隐患"), gettext_lazy("已销号"))
HEADS = (
    *(gettext_lazy("单位"), gettext_lazy("地点"), gettext_lazy("监管部门")),
    *COUNTED,
    gettext_lazy("外部最近查出隐患"),
)
TABS = ((pgettext_lazy("list", "事项"), "/items/"), (pgettext_lazy("list", "单位"), "/entities/"))


@page(may=EVERYONE)
def entities(request: VisitRequest) -> HttpResponse:
    """Show the units that the visitor sees, by name, and how each stands."""
    asked = {word: request.GET.getlist(name) for name, word in ASKED.items() if request.GET.get(name)}
    told: Entities = request.visit.ask(units.entities, asked)
    shown_now = {
        "tabs": tabs("/entities/"),
        "heads": [{"word": word, "n": word in COUNTED} for word in HEADS],
        "rows": [_line(row, told) for row in told.rows],
        "words": request.GET.get("q", ""),
        "pagination": _pagination(request, told),
        "total": told.total,
    }
    return render(request, "pages/entities.html", framed(request, "ledger", **shown_now))


@page(may=EVERYONE)
def entity(request: VisitRequest, no: str) -> HttpResponse:
    """Show the file of one unit."""
    told: File = request.visit.ask(units.entity, {"no": [no]})
    since = day_of(request.at) - YEARS
    dots: tuple[Dot, ...] = request.visit.ask(dangers.repeats, {"organisation": [no], "since": [since.isoformat()]})
    asked = {"organisation": [no], "view": [View.OPEN], "group": [Group.NONE]}
    open_now: Ledger = request.visit.ask(items.ledger, asked)
    shown_now = {
        "tabs": tabs(""),
        "told": told,
        "facts": _facts(told),
        "answering": [_answering(one) for one in told.answering],
        "reached": _reached(request, told.answering),
        "numbers": _numbers(told.no, told.owing),
        "sites": [_site(one) for one in told.sites],
        "rows": [row for row in open_now.rows if row.item.is_open][:OPEN_MOST],  # without what was struck off today
        "more": max(open_now.total - open_now.ended - OPEN_MOST, 0),
        "ledger": f"/items/?{urlencode({'organisation': no, 'view': 'all'})}",
        "strip": strip(dots, since, day_of(request.at)) if dots else None,
    }
    return render(request, "pages/entity.html", framed(request, "ledger", **shown_now))


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the tabs of the ledger: what is owed, and by whom."""
    return [{"word": word, "href": href, "current": href == here} for word, href in TABS]


def strip(dots: Sequence[Dot], since: date, until_on: date) -> dict[str, Any]:
    """Draw dots in a lane for each category: what comes again stands beside itself. The same in words, and as rows."""
    span = max((until_on - since).days, 1)
    lanes: list[dict[str, Any]] = []
    for category in (*Category, None):
        mine = [dot for dot in dots if dot.category == category]
        if not mine:
            continue
        y = LANE * len(lanes) + LANE // 2
        drawn = [
            {"x": LEFT + round((WIDE - 2 * LEFT) * (day_of(one.at) - since).days / span), "dot": one} for one in mine
        ]
        word = terms.category(category) if category else _("没有写类别")
        lanes.append({"word": word, "n": len(mine), "y": y, "dots": drawn})
    rows = [
        {"dot": dot, "href": f"/i/{short(dot.item)}/", "category": terms.category(dot.category), "at": day(dot.at)}
        for dot in reversed(dots)
    ]
    most = max(lanes, key=lambda lane: lane["n"])
    said = ngettext("近两年 %(n)s 件隐患", "近两年 %(n)s 件隐患", len(dots)) % {"n": len(dots)}
    if most["n"] > 1:
        said = _("%(said)s，最多的是%(word)s：%(n)s 件") % {"said": said, "word": most["word"], "n": most["n"]}
    return {
        "lanes": lanes,
        "rows": rows,
        "wide": WIDE,
        "high": LANE * len(lanes),
        "said": said,
        "since": day(since),
        "until": day(until_on),
    }


def _line(row: Entity, told: Entities) -> dict[str, Any]:
    owing = row.owing
    cells: list[dict[str, Any]] = [
        {"text": row.name, "href": f"/e/{row.no}/"},
        {"text": told.places.get(row.place, row.place)},
        {"text": terms.department(row.department)},
        {"n": owing.open},
        {"n": owing.overdue, "late": owing.overdue > 0},
        {"n": owing.major},
        {"n": owing.struck_off},
        {"text": day(row.looked_at) or _("没有记录")},
    ]
    words = zip(HEADS, cells, strict=True)
    return {"is_closed": row.is_closed, "cells": [{"word": word, "n": None} | cell for word, cell in words]}


def _facts(told: File) -> list[dict[str, Any]]:
    """Return what is known of a unit; what nobody said is left out, and what nobody has done is said."""
    known: list[tuple[Any, Any]] = [
        (_("地点"), " ".join(told.where)),
        (_("统一社会信用代码"), told.uscc),
        (_("行业"), terms.sector(told.sector)),
        (_("监管部门"), terms.department(told.department)),
        (_("外部最近查出隐患"), day(told.looked_at) or _("没有记录")),
        (_("自查最近查出隐患"), day(told.checked_itself_at) or _("没有记录")),
        (_("状态"), _("已停业或注销") if told.is_closed else None),
    ]
    return [{"word": word, "value": value} for word, value in known if value]


def _answering(one: Answering) -> dict[str, Any]:
    note = _("自 %(day)s 起") % {"day": day(one.since)}
    return {"word": one.title, "chip": {"name": one.name, "unit": one.unit, "note": note}}


def _reached(request: VisitRequest, answering: Sequence[Answering]) -> list[dict[str, Any]]:
    """Return of who answers by which channels he is reached, where the visitor may know that and there is one."""
    known = reach.by_person(request, [one.person for one in answering])
    names = {one.person: one.name for one in answering}
    return [{"who": name, "ways": known[no]} for no, name in names.items() if known.get(no)]


def _numbers(no: str, owing: Owing) -> list[dict[str, Any]]:
    def to(view: View) -> str:
        return f"/items/?{urlencode({'organisation': no, 'view': view})}"

    return [
        {"n": owing.open, "word": _("在册"), "href": to(View.OPEN)},
        {"n": owing.overdue, "word": _("逾期"), "late": True, "href": to(View.OVERDUE)},
        {"n": owing.major, "word": _("重大隐患"), "href": to(View.MAJOR)},
        {"n": owing.struck_off, "word": _("已销号"), "href": to(View.STRUCK_OFF)},
        {"n": owing.closed_before, "word": _("系统外销号"), "href": to(View.BEFORE)},
    ]


def _site(one: Spot) -> dict[str, str]:
    where = _("没有坐标")
    if one.lon_e7 is not None and one.lat_e7 is not None:
        where = coordinates(one.lon_e7, one.lat_e7)
    return {"name": one.name, "place": one.place_name, "where": where}


def _pagination(request: VisitRequest, told: Entities) -> dict[str, Any]:
    def to(number: int) -> str | None:
        kept = {word: request.GET[word] for word in ("q", "place") if request.GET.get(word)}
        return f"/entities/?{urlencode(kept | {'page': number})}" if 1 <= number <= told.pages else None

    first = (told.page - 1) * PAGE
    return {
        "first": min(first + 1, told.total),
        "last": first + len(told.rows),
        "whole": told.total,
        "before": to(told.page - 1),
        "after": to(told.page + 1),
    }
