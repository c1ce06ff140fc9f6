"""The map: how many items are open where, drawn here and again as a table; a browser that can makes it move."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from anlan.faces.web import outline
from anlan.faces.web.frame import framed
from anlan.faces.web.outline import E7, OUTLINES, Sheet, coordinates
from anlan.faces.web.shades import breaks, shade, spans
from anlan.kernel.obligations.lists import View
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import EVERYONE
from anlan.kernel.units import reads as units
from anlan.kernel.units.spread import Part, Pin, Spread

WIDE = 720  # of the drawing
VILLAGE = "village"
HEADS = (
    gettext_lazy("区划"),
    gettext_lazy("在册"),
    gettext_lazy("逾期"),
    gettext_lazy("重大隐患"),
    pgettext_lazy("list", "单位"),
)
PIN_HEADS = (gettext_lazy("单位"), gettext_lazy("在册"), gettext_lazy("逾期"), gettext_lazy("场所"))


@page(may=EVERYONE)
def map_(request: VisitRequest) -> HttpResponse:
    """Show a place by its divisions: a drawing, and a table of the same."""
    place = request.GET.get("place", "")
    told: Spread = request.visit.ask(units.spread, {"place": [place]} if place else {})
    worst_first = sorted(told.parts, key=lambda one: (-one.overdue, -one.open, -one.units, one.code))
    told_of = [one for one in worst_first if one.open or one.units]
    quiet = [one for one in worst_first if not (one.open or one.units)]
    rows = [_row(one) for one in told_of]
    if any((told.rest.open, told.rest.units)):
        rows.append(_rest(told))
    shown = {
        "told": told,
        "path": " ".join(told.path),
        "above": f"/map/?place={told.above}" if told.above else None,
        "says": _says(told),
        "heads": HEADS,
        "rows": rows,
        "quiet": [_row(one) for one in quiet],
        "pin_heads": PIN_HEADS,
        "holders": _holders(told),
        "is_simulated": any(one.is_simulated for one in told.pins),
        "unseen": told.pinned - len(told.pins),
        "chart": chart(told),
        "legend": legend(told),
        "off": _off(told),
        "data": _data(told),
        "shapes": f"/map/shapes/?{urlencode({'place': told.place})}",
    }
    return render(request, "pages/map.html", framed(request, "map", **shown))


@page(may=EVERYONE)
def shapes(request: VisitRequest) -> HttpResponse:
    """Answer the outlines of a place and of its divisions, with its waters: what a pack says, of nobody a secret."""
    answer = HttpResponse(_squeezed(request.GET.get("place", "")), content_type="application/geo+json")
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@lru_cache(maxsize=OUTLINES)
def _squeezed(place: str) -> bytes:
    found = [*outline.around(place), *outline.waters_in(place)]
    return gzip.compress(json.dumps({"type": "FeatureCollection", "features": found}).encode(), mtime=0)


def chart(told: Spread) -> dict[str, Any] | None:
    """Draw a place with its divisions, a number in each; nothing where the pack has no outline of it."""
    found = outline.around(told.place)
    if not found:
        return None
    sheet, bounds = Sheet(found, WIDE), _bounds(told)
    drawn = {one["properties"]["code"]: sheet.drawn(one) for one in found}
    parts = [
        {
            "path": drawn[one.code].path if one.code in drawn else "",
            "href": f"/map/?place={one.code}",
            "name": one.name,
            "n": one.open,
            "late": one.overdue,
            "shade": shade(one.open, bounds),
            "at": _at(sheet, one),
        }
        for one in told.parts
        if one.code in drawn or (_at(sheet, one) and one.open)
    ]
    owed = {one.no: one for one in told.holders}
    pins = [
        {"at": _at(sheet, one), "late": owed[one.organisation].overdue, "n": owed[one.organisation].open}
        for one in told.pins
    ]
    return {
        "width": sheet.width,
        "height": sheet.height,
        "outside": drawn[told.place].path if told.place in drawn else "",
        "unknown": [drawn[code] for code in _unknown(told)],
        "parts": parts,
        "pins": pins[::-1],
    }


def _bounds(told: Spread) -> tuple[int, ...]:
    """Return from how many open items on a division is drawn darker: as the divisions of this place stand."""
    return breaks(one.open for one in told.parts)


def _unknown(told: Spread) -> list[str]:
    """Return the divisions that have an outline and of which the visitor is told nothing: that is not zero."""
    seen = {told.place, *(one.code for one in told.parts)}
    return [code for one in outline.around(told.place) if (code := one["properties"]["code"]) not in seen]


def legend(told: Spread) -> dict[str, Any]:
    """Return what the looks of divisions and of sites mean, each with its figures; nothing of what is not drawn."""
    outlined = {one["properties"]["code"] for one in outline.around(told.place)}
    drawn = any(one.code in outlined for one in told.parts)
    told_of = spans(_bounds(told), max((one.open for one in told.parts), default=0))
    words = [str(first) if first == last else f"{first}–{last}" for first, last in told_of]
    shades = [{"look": f"shade-{no}", "word": word} for no, word in enumerate(["0", *words])] if drawn else []
    if _unknown(told):
        shades.append({"look": "unknown", "word": _("不在您的范围内，件数未知")})
    pins = [
        {"look": "pin late", "word": _("单位有逾期")},
        {"look": "pin", "word": _("单位有在册，无逾期")},
        {"look": "pin none", "word": _("单位没有在册")},
    ]
    return {"shades": shades, "pins": pins if told.pins else [], "points": not drawn and bool(told.parts)}


def _off(told: Spread) -> int:
    """Return how many open items the table has and the drawing has not: those of places without a position."""
    return told.rest.open + sum(one.open for one in told.parts if one.lon_e7 is None or one.lat_e7 is None)


def _at(sheet: Sheet, one: Part | Pin) -> dict[str, str] | None:
    if one.lon_e7 is None or one.lat_e7 is None:
        return None
    x, y = sheet.at(one.lon_e7 / E7, one.lat_e7 / E7)
    return {"x": f"{x:.1f}", "y": f"{y:.1f}"}


def _items(place: str, view: View) -> str:
    return f"/items/?{urlencode({'place': place, 'view': view})}"


def _row(one: Part) -> dict[str, Any]:
    deeper = f"/map/?place={one.code}" if one.level != VILLAGE else None
    return {"code": one.code, "name": one.name, "href": deeper, "cells": _cells(one)}


def _cells(one: Part) -> list[dict[str, Any]]:
    return [
        {"word": HEADS[1], "n": one.open, "href": _items(one.code, View.OPEN)},
        {"word": HEADS[2], "n": one.overdue, "href": _items(one.code, View.OVERDUE), "late": one.overdue > 0},
        {"word": HEADS[3], "n": one.major, "href": _items(one.code, View.MAJOR)},
        {"word": HEADS[4], "n": one.units, "href": f"/entities/?{urlencode({'place': one.code})}"},
    ]


def _rest(told: Spread) -> dict[str, Any]:
    """Return the line of what lies in none of the divisions; its numbers lead nowhere, as no list has just these."""
    name = _("%(place)s，未归到下级") % {"place": told.rest.name} if told.parts else told.rest.name
    cells = [cell | {"href": None} for cell in _cells(told.rest)] if told.parts else _cells(told.rest)
    return {"code": told.rest.code, "name": name, "href": None, "cells": cells}


def _holders(told: Spread) -> list[dict[str, Any]]:
    """Return a line of each unit: what it owes, told once, and its sites."""
    sites: dict[str, list[dict[str, str]]] = {one.no: [] for one in told.holders}
    for pin in told.pins:
        sites[pin.organisation].append(_pin(pin))
    return [
        {"name": one.name, "href": f"/e/{one.no}/", "open": one.open, "overdue": one.overdue, "sites": sites[one.no]}
        for one in told.holders
    ]


def _pin(one: Pin) -> dict[str, str]:
    where = coordinates(one.lon_e7, one.lat_e7)
    return {"no": one.no, "name": one.name, "where": where, "to": f"{one.lon_e7 / E7:.6f},{one.lat_e7 / E7:.6f}"}


def _says(told: Spread) -> str:
    n, late = (sum(getattr(one, word) for one in (*told.parts, told.rest)) for word in ("open", "overdue"))
    words = {"n": n, "late": late}
    return ngettext("在册 %(n)s 件，其中逾期 %(late)s 件。", "在册 %(n)s 件，其中逾期 %(late)s 件。", n) % words


def _data(told: Spread) -> dict[str, Any]:
    """Return what the browser's map shows; it has the same numbers as the table."""
    bounds, owed = _bounds(told), {one.no: one for one in told.holders}
    parts = {
        one.code: {
            "name": one.name,
            "n": one.open,
            "late": one.overdue,
            "shade": shade(one.open, bounds),
            "href": f"/map/?place={one.code}" if one.level != VILLAGE else "",
            "at": None if one.lon_e7 is None or one.lat_e7 is None else [one.lon_e7 / E7, one.lat_e7 / E7],
        }
        for one in told.parts
    }
    pins = [
        {
            "no": one.no,
            "name": one.name,
            "unit": owed[one.organisation].name,
            "n": owed[one.organisation].open,
            "late": owed[one.organisation].overdue,
            "at": [one.lon_e7 / E7, one.lat_e7 / E7],
        }
        for one in told.pins
    ]
    return {"place": told.place, "parts": parts, "pins": pins}
