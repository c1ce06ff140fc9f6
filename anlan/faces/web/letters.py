"""Dead letters: what came in and was not read as a warning, kept as it came, each with why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.domains.warning import reads
from anlan.domains.warning.reads import Letter
from anlan.domains.warning.rules import Alert
from anlan.engines.cap.advice import advice
from anlan.engines.forensics import sending
from anlan.faces.web.frame import framed
from anlan.kernel.channels import reads as channels
from anlan.kernel.journal import files
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import OFFICIALS


@page(may=OFFICIALS)
def letters(request: VisitRequest) -> HttpResponse:
    """List the dead letters of one's place, the last first."""
    told: tuple[Letter, ...] = request.visit.ask(reads.letters, {})
    done = request.GET.get("done", "")
    new = next((one for one in told if one.no == done), None)
    shown = framed(
        request,
        "warnings",
        rows=[_row(request, one) for one in told],
        tabs=tabs(request, here="letters"),
        notice=_("没有读成预警，已原样留存：%(why)s") % {"why": new.why[request.language != "zh"]} if new else "",
    )
    return render(request, "pages/letters.html", shown)


@page(may=OFFICIALS)
def file(request: VisitRequest, no: str) -> HttpResponse:
    """Hand out what came in, byte by byte as it came; no browser opens it."""
    told: Letter = request.visit.ask(reads.letter, {"no": [no]})
    return HttpResponse(files.read(told.file), headers=sending.headers("application/octet-stream", f"{told.no}.txt"))


@page(may=OFFICIALS)
def original(request: VisitRequest, no: str) -> HttpResponse:
    """Hand out a warning byte by byte as it came; no browser opens it."""
    told: Alert = request.visit.ask(reads.alert, {"no": [no]})
    return HttpResponse(
        files.read(told.told.file), headers=sending.headers("application/octet-stream", f"{told.no}.xml")
    )


def tabs(request: VisitRequest, *, here: str) -> list[dict[str, Any]]:
    """Return what stands side by side: warnings, what could not be read as one, and replies that are no answer."""
    dead, replied = request.visit.ask(reads.lettered, {}), len(request.visit.ask(channels.unanswered, {}))
    return [
        {"href": "/warnings/", "word": _("预警"), "n": None, "current": here == "warnings"},
        {"href": "/sources/", "word": _("来源"), "n": None, "current": here == "sources"},
        {"href": "/zones/", "word": _("风险区和巡查区"), "n": None, "current": here == "zones"},
        {"href": "/reach/", "word": _("能否叫到"), "n": None, "current": here == "reach"},
        {"href": "/warnings/letters/", "word": _("死信"), "n": dead, "current": here == "letters"},
        {"href": "/warnings/replies/", "word": _("未采用的回复"), "n": replied, "current": here == "replies"},
    ]


def _row(request: VisitRequest, one: Letter) -> dict[str, Any]:
    return {
        "no": one.no,
        "name": one.name or one.no,
        "why": one.why[request.language != "zh"],
        "do": advice(one.code, request.language),
        "who": one.brought_by,
        "size": one.size,
        "at": one.at,
        "href": f"/warnings/letters/{one.no}/file/",
    }
