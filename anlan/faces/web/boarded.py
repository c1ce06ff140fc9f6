"""The call board of a warning beside its rows: where they are silent, the answer curve, and ringing by one key."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from anlan.domains.calls import reads as calls
from anlan.domains.calls.facts import Channel, Deed, Outcome
from anlan.domains.calls.reads import Board, Lot
from anlan.domains.calls.rules import Call
from anlan.domains.warning import reads as warnings
from anlan.domains.warning.rules import Alert
from anlan.faces.web import curves, outline
from anlan.faces.web.calls import sites
from anlan.faces.web.frame import framed
from anlan.faces.web.outline import E7, Sheet
from anlan.faces.web.people import leave_line
from anlan.faces.web.templatetags.look import short, step_word
from anlan.kernel.credentials import people as kept
from anlan.kernel.credentials.people import RINGING
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.live.curves import Curve, last_drill
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page

WIDE = 420
DIGITS = (6, 4, 2)  # of a county, and of what lies above it: the nearest of which an outline is known
LEAST, MOST = 5, 14  # how large a township is drawn, by how many are silent in it


def beside(request: VisitRequest, alert: Alert, board: Board) -> dict[str, Any]:
    """Return what stands beside the rows of a board; nothing where nobody was called."""
    if not board.rows:
        return {}
    lots: tuple[Lot, ...] = request.visit.ask(calls.spread, {"matter": alert.no})
    chosen = request.GET.get("place", "")
    return {
        "lots": [_lot(one, chosen) for one in lots],
        "rings": request.visit.post.role in RINGING,
        "chosen": next((one.name for one in lots if one.place == chosen), ""),
        "silent_map": silent_map(alert, lots),
        "curve": _curve(request, alert.no),
    }


def within_place(board: Board, place: str) -> Board:
    """Return a board with the rows of one township alone; its figures stay those of all."""
    if not place:
        return board
    rows = tuple(row for row in board.rows if row.call.item.place.startswith(place))
    return Board(matter=board.matter, rows=rows, funnel=board.funnel, names=board.names, at=board.at)


def silent_map(alert: Alert, lots: tuple[Lot, ...]) -> dict[str, Any] | None:
    """Draw where they are silent: each township as large as so many are; the table beside it says the same."""
    codes = (alert.told.place[:digits] for digits in DIGITS if len(alert.told.place) >= digits)
    found = next((shapes for code in codes if (shapes := outline.around(code))), [])
    if not found:
        return None
    paper, most = Sheet(found, WIDE), max((one.silent for one in lots), default=0)
    return {
        "width": paper.width,
        "height": paper.height,
        "parts": [{"path": one.path, "name": one.name} for one in map(paper.drawn, found)],
        "rings": [_points(paper, ring) for ring in alert.told.rings],
        "spots": [spot for one in reversed(lots) if (spot := _spot(paper, one, most))],
        "off": sum(one.at_e7 is None for one in lots),
    }


def _points(paper: Sheet, ring: tuple[int, ...]) -> str:
    flat = (paper.at(lon / E7, lat / E7) for lon, lat in zip(ring[::2], ring[1::2], strict=False))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in flat)


def _spot(paper: Sheet, one: Lot, most: int) -> dict[str, Any] | None:
    if one.at_e7 is None:
        return None
    x, y = paper.at(one.at_e7[0] / E7, one.at_e7[1] / E7)
    r = LEAST + (MOST - LEAST) * one.silent / most if most else LEAST
    drawn = {"x": x, "y": y, "r": r, "left": x - r, "top": y - r, "side": 2 * r}
    told = {"name": one.name, "silent": one.silent, "called": one.called, "href": f"?place={one.place}"}
    return told | {name: f"{size:.1f}" for name, size in drawn.items()}


def _lot(one: Lot, chosen: str) -> dict[str, Any]:
    is_chosen = one.place == chosen
    told = {"name": one.name, "called": one.called, "silent": one.silent, "heard": one.heard, "acted": one.acted}
    return told | {"href": "?" if is_chosen else f"?place={one.place}", "is_chosen": is_chosen}


def _curve(request: VisitRequest, matter: str) -> dict[str, Any] | None:
    this: Curve | None = request.visit.ask(calls.curve, {"matter": matter})
    if this is None:
        return None
    last: str | None = request.visit.ask(calls.before, {"matter": matter})
    live: Curve | None = request.visit.ask(calls.curve, {"matter": last}) if last else None
    return curves.chart(this, last_drill(), live)


@page(may=RINGING, methods=("POST",))
def ring(request: VisitRequest, no: str) -> HttpResponse:
    """Show by which number somebody is rung, what to tell him, and where to write down what he said.

    That his whole number was looked at leaves an audit line.
    """
    call: Call = request.visit.ask(calls.call, {"item": [no]})
    names = registry.names([call.item.owner, *call.named])
    shown = framed(
        request,
        "warnings",
        call=call,
        who=names[call.item.owner],
        unit=names[call.item.organisation],
        where=sites(call, names, most=len(call.sites)) or names[call.item.place],
        told=request.visit.ask(warnings.told, {"item": [call.item.no]}),
        number=_number(request, call.item.owner),
        href=f"/i/{short(call.item.no)}/",
        back=f"/warnings/{call.matter}/",
        channel=Channel.PHONE.value,
        outcomes=[{"value": one.value, "word": step_word(one)} for one in Outcome if one != Outcome.UNCLEAR],
        deeds=[{"value": one.value, "word": step_word(one)} for one in Deed],
    )
    return render(request, "pages/ring.html", shown)


def _number(request: VisitRequest, person: str) -> str:
    """Return the number of somebody; nothing where there is none, or none that is the visitor's to see."""
    try:
        whole = kept.phone(person, post=request.visit.post, by=request.visit.by, at=request.at)
    except NotHere:
        return ""
    leave_line(request, "phone-shown")
    return whole
