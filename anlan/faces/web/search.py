"""The search of the frame: one box for everything, and what was found by its sorts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render

from anlan.engines.words.grams import LEAST, squeezed
from anlan.faces.web.frame import framed
from anlan.faces.web.ledger import grouped
from anlan.faces.web.templatetags.look import short
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import Group, Ledger, View
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import EVERYONE
from anlan.kernel.search import reads
from anlan.kernel.search.reads import Finds


@page(may=EVERYONE)
def search(request: VisitRequest) -> HttpResponse:
    """Show what was found by some words; one number alone leads to its item at once."""
    words = request.GET.get("q", "").strip()
    if not words:
        return render(request, "pages/search.html", framed(request, "search", words=words))
    found: Finds = request.visit.ask(reads.search, {"words": [words]})
    if found.is_number and found.count == 1 and not (found.units or found.places or found.people):
        return redirect(f"/i/{short(found.items[0].no)}/")
    shown = {
        "words": words,
        "found": found,
        **_lines(request, found),
        "units": [_unit(one.no, one.name) for one in found.units],
        "places": [_place(one.code, one.name, one.path) for one in found.places],
        "people": [
            {"name": one.name, "unit": found.names[one.organisation], "by_phone": one.by_phone} for one in found.people
        ],
        "all": "/items/?" + urlencode({"view": View.ALL, "q": words}),
        "nothing": not (found.items or found.units or found.places or found.people),
        "too_short": len(squeezed(words)) < LEAST,
    }
    return render(request, "pages/search.html", framed(request, "search", **shown))


def _lines(request: VisitRequest, found: Finds) -> dict[str, Any]:
    """Return the items that were found as the ledger shows them, in the order in which they were found."""
    if not found.items:
        return {}
    among = [item.no for item in found.items]
    told: Ledger = request.visit.ask(items.ledger, {"view": [View.ALL], "group": [Group.NONE], "among": among})
    groups = grouped(told, request.at, 0)
    for group in groups:
        group["rows"].sort(key=lambda row: among.index(row["no"]))
    return {"groups": groups, "told": told}


def _unit(no: str, name: str) -> dict[str, str]:
    return {"word": name, "href": f"/e/{no}/"}


def _place(code: str, name: str, path: tuple[str, ...]) -> dict[str, str]:
    return {"word": name, "more": " ".join(path), "href": "/items/?" + urlencode({"place": code})}
