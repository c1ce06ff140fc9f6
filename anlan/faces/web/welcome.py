"""The welcome of a demo: what is invented, the places the map is drawn from, and whom one may be with one press."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anlan.faces.web.outline import outline
from anlan.faces.web.templatetags import times
from anlan.kernel.drills import keeping
from anlan.kernel.journal.facts import NotHere, day_of
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.sums import Sums
from anlan.kernel.registry import door
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import OpenRequest, open_page

# Written by the demo when it builds its home; people stand in it by number, as everywhere.
CAST = "demo/cast.json"
UNKNOWN = "—"


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
    language, figures = "en" if request.language == "en" else "zh", _figures(told, request.at)
    people = [
        {
            **one,
            "title": one[f"title_{language}"],
            "try": one[f"try_{language}"].format(**figures),
            "is_out": not registry.posts_of(one["person"], on=day_of(request.at)),
        }
        for one in told["cast"]
    ]
    shown = {
        "people": people,
        "summary": told["summary"][language].format(**figures).splitlines(),
        "ledgers": told["ledgers"],
        "warnings": told.get("warnings", ()),  # a demo of before has none
        "outline": outline(told["county"]),
        "demo": True,
        "wide": True,
        "scenes": [] if settings.DRILL else [_scene(name, language) for name in keeping.scenes()],
    }
    return render(request, "pages/welcome.html", shown)


@open_page(why="a newcomer has not signed in", methods=("GET", "POST"))
def play(request: OpenRequest, name: str) -> HttpResponse:
    """Begin to play a scene beside the demo, and lead there once it is served."""
    door.must_be_shown_here(request)
    if settings.DRILL or name not in keeping.scenes():
        raise NotHere
    home = keeping.home_of(name)
    if request.method == "POST":
        if not keeping.is_played(home):
            _begin(name)
        return HttpResponseRedirect(f"/welcome/{name}/")  # a form leads to no other port: the page then does
    if address := keeping.served_at(home):
        return HttpResponseRedirect(address)
    return render(request, "pages/play_begins.html", {"demo": True, **_scene(name, request.language)})


def _scene(name: str, language: str) -> dict[str, str]:
    scene = keeping.scene(name)
    return {"name": name, "title": scene.en if language == "en" else scene.zh}


def _begin(name: str) -> None:
    """Play a scene in a process of its own, which ends with this one; its name is one of ours."""
    command = [sys.executable, "-m", "anlan.faces.cli.leash", str(os.getpid()), "anlan", "play", name]
    around = os.environ | {"ANLAN_HOME": str(settings.ANLAN_HOME)}
    subprocess.Popen(command, start_new_session=True, env=around, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _figures(told: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Return how the ledger stands now, and as of when: as who keeps watch and who checks see it."""
    people = {one["part"]: one["person"] for one in told["cast"]}
    county, checks = (_sums(people[part]) if part in people else None for part in ("duty", "officer"))
    return {
        "at": times.moment(at),
        "open": county.open if county else UNKNOWN,
        "overdue": county.overdue if county else UNKNOWN,
        "due_today": county.due_today if county else UNKNOWN,
        "waiting": checks.to_check if checks else UNKNOWN,
        "struck_off_today": county.struck_today if county else UNKNOWN,
    }


def _sums(person: str) -> Sums | None:
    """Return what somebody sees of the ledger in figures; of who was put out of his post, nothing."""
    try:
        told: Sums = door.at_console(person).ask(items.sums, {})
    except NotHere:
        return None
    return told


def _told() -> dict[str, Any]:
    path = settings.ANLAN_HOME / CAST
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told
