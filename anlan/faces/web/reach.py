"""Who can be reached: each who holds a post, by which channels, and how old the proof is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.faces.web import letters
from anlan.faces.web.frame import framed
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import OFFICIALS
from anlan.kernel.ringing import reads
from anlan.kernel.ringing.reaching import Way
from anlan.kernel.ringing.reads import Reached, Reaching


@page(may=OFFICIALS)
def reach(request: VisitRequest) -> HttpResponse:
    """List who can be reached, those first who cannot."""
    told: Reaching = request.visit.ask(reads.reach, {})
    shown = framed(
        request,
        "warnings",
        rows=[_row(one) for one in told.people],
        more=told.more,
        channels=told.channels,
        tabs=letters.tabs(request, here="reach"),
    )
    return render(request, "pages/reach.html", shown)


def _row(one: Reached) -> dict[str, Any]:
    return {
        "who": one.name,
        "post": one.title,
        "unit": one.unit,
        "late": one.is_good is False,
        "ways": [
            {"channel": way.channel, "says": _says(way), "at": way.at, "late": not way.is_good} for way in one.ways
        ],
    }


def _says(way: Way) -> str:
    if not way.has_address:
        return _("没有号码")
    if way.at is None:
        return _("从未验证")
    if way.was_test:
        return _("静默测试通") if way.is_good else _("静默测试不通")
    return _("消息送到") if way.is_good else _("消息未送到")
