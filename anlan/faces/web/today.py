"""Today: what I have to do now, first things first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import short, verb_word
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import Day, Due, Ledger, Row
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import ADMINISTRATORS, ANYBODY

MOST = 9


@page(may=ANYBODY)
def today(request: VisitRequest) -> HttpResponse:
    """Show what waits for the visitor, the most pressing first; an administrator's day is elsewhere."""
    if request.visit.post.role in ADMINISTRATORS:
        return render(request, "pages/keeper.html", framed(request, "today"))
    told: Ledger = request.visit.ask(items.today, {})
    days: tuple[Day, ...] = request.visit.ask(items.week, {})
    things = [_thing(row, told, request.visit.by.person) for row in told.rows[:MOST]]
    late = sum(row.due == Due.OVERDUE for row in told.rows)
    shown = framed(
        request,
        "today",
        things=things,
        count=told.total,
        late=late,
        more={"n": told.total - len(things), "href": "/items/?view=mine-now"},
        days=days,
        struck=[day.struck for day in days],
        filed=sum(day.filed for day in days),
        closed=sum(day.struck for day in days),
    )
    return render(request, "pages/today.html", shown)


def _thing(row: Row, told: Ledger, person: str) -> dict[str, Any]:
    item, href = row.item, f"/i/{short(row.item.no)}/"
    verb = "take" if item.offered_to == person else str(row.next_verb)
    unit = told.names.get(item.organisation, item.organisation)
    place = told.places.get(item.place, item.place)
    return {
        "what": f"{verb_word(verb)}：{item.what}",
        "why": f"{unit} · {place}" + (f" · {_('已退回 %(n)s 次') % {'n': item.returns}}" if item.returns else ""),
        "href": href,
        "due_at": item.due_at,
        "grade": item.grade,
        "action": _action(item.no, verb, href),
    }


def _action(no: str, verb: str, href: str) -> dict[str, Any]:
    """What is said in one word is done from here; what needs words or photos is done on the item's page."""
    if verb in ("accept", "take"):
        return {"word": verb_word(verb), "url": f"{href}{verb}/", "fields": {"stay": "/"}, "small": True}
    return {"word": verb_word(verb), "href": f"{href}submit/" if verb == "submit" else href, "small": True}
