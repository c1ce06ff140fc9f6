"""The page of a play: what has happened and what comes, how fast the clock of the drill goes, and a halt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anlan.domains.calls import reads as calls
from anlan.domains.calls.reads import Board
from anlan.domains.warning import reads as warnings
from anlan.domains.warning.rules import Alert
from anlan.faces.web import calls as board
from anlan.faces.web.frame import framed
from anlan.kernel.drills import keeping
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import OFFICIALS

HALT = "0"


@page(may=OFFICIALS, methods=("GET", "POST"))
def play(request: VisitRequest) -> HttpResponse:
    """Show how far the night has come, and let whoever looks on halt it, or let it go on faster or slower."""
    if not settings.DRILL:
        raise NotHere
    if request.method == "POST":
        wanted = request.POST.get("pace", "")
        if wanted not in {HALT, *map(str, keeping.PACES)}:
            raise NotHere
        keeping.turn(float(wanted))
        return HttpResponseRedirect("/play/")
    pace = keeping.pace()
    shown = framed(
        request,
        "warnings",
        halted=pace == 0,
        paces=[{"value": one, "chosen": one == pace} for one in keeping.PACES],
        lines=_lines(request.at),
        boards=list(_boards(request)),
    )
    return render(request, "pages/play.html", shown)


def _lines(at: datetime) -> list[dict[str, Any]]:
    """Return what the scene says, each with its hour and whether it has come; the next one is marked."""
    scene, begins = keeping.scene(settings.DRILL), keeping.begins()
    hours = [begins + timedelta(minutes=one.minute) for one in scene.injects]
    following = next((hour for hour in hours if hour > at), None)
    return [
        {"at": hour, "zh": one.zh, "en": one.en, "has_come": hour <= at, "is_next": hour == following}
        for hour, one in zip(hours, scene.injects, strict=True)
    ]


def _boards(request: VisitRequest) -> list[dict[str, Any]]:
    """Return the warnings because of which somebody is called, each with how far the calls have come."""
    told: tuple[Alert, ...] = request.visit.ask(warnings.warnings, {})
    found = []
    for one in told:
        seen: Board = request.visit.ask(calls.board, {"matter": [one.no]})
        if seen.rows:
            found.append(
                {"href": f"/warnings/{one.no}/", "what": one.told.headline, "funnel": board.funnel(seen.funnel)}
            )
    return found
