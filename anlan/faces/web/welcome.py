"""The welcome of a demo: what is invented, the places the map is drawn from, and whom one may be with one press."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anlan.faces.web.outline import outline
from anlan.faces.web.templatetags import times
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.obligations import reads as items
from anlan.kernel.registry import door
from anlan.kernel.registry.door import OpenRequest, open_page

# Written by the demo when it builds its home; people stand in it by number, as everywhere.
CAST = "demo/cast.json"


@open_page(why="a newcomer has not signed in", methods=("GET", "POST"))
def welcome(request: OpenRequest) -> HttpResponse:
    """Say what is invented, and let the newcomer be any of its people."""
    if not door.is_demo():
        raise NotHere
    told = _told()
    if request.method == "POST":
        wanted = request.POST.get("person", "")
        if wanted not in {one["person"] for one in told["cast"]}:
            raise NotHere
        door.be(request, wanted)
        return HttpResponseRedirect("/")
    language, figures = "en" if request.language == "en" else "zh", _figures(told)
    people = [
        {**one, "title": one[f"title_{language}"], "try": one[f"try_{language}"].format(**figures)}
        for one in told["cast"]
    ]
    shown = {
        "people": people,
        "summary": told["summary"][language].format(**figures).splitlines(),
        "ledgers": told["ledgers"],
        "outline": outline(told["county"]),
        "demo": True,
        "wide": True,
    }
    return render(request, "pages/welcome.html", shown)


def _figures(told: dict[str, Any]) -> dict[str, Any]:
    """Return how the ledger stands now, and as of when: as who keeps watch and who checks see it."""
    people = {one["part"]: one["person"] for one in told["cast"]}
    county, checks = (door.at_console(people[part]).ask(items.sums, {}) for part in ("duty", "officer"))
    return {
        "at": times.moment(county.at),
        "open": county.open,
        "overdue": county.overdue,
        "due_today": county.due_today,
        "waiting": checks.to_check,
        "struck_off_today": county.struck_today,
    }


def _told() -> dict[str, Any]:
    path = settings.ANLAN_HOME / CAST
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told
