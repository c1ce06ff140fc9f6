"""The page of the clock: that it was moved, what waits because of it, and the word of whoever has looked at it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anlan.faces.web.frame import framed, moved_clock
from anlan.kernel.chase import acts
from anlan.kernel.chase import reads as chase
from anlan.kernel.chase.rules import Jump
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry.door import VisitRequest, page, trying


@page(may=acts.CONFIRMING, methods=("GET", "POST"))
def clock(request: VisitRequest) -> HttpResponse:
    """Show how the clock of the machine was moved, and let whoever has looked at it say that it is right."""
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.confirm_clock, {})
            return HttpResponseRedirect("/")
    jump: Jump | None = request.visit.ask(chase.moved_clock, {})
    if jump is None:
        raise NotHere
    return render(request, "pages/clock.html", framed(request, "today", jump=jump, says=moved_clock(jump)))
