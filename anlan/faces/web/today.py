"""Today: what I have to do now, first things first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.faces.web import homes, keeper, watches
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import short, state_word, step_word, verb_word
from anlan.kernel.chase import reads as chase
from anlan.kernel.chase.reads import Raised
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import Due, Group, Ledger, Row, View
from anlan.kernel.obligations.sums import Day, Sums
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import ADMINISTRATORS, ANYBODY, OFFICIALS

MOST = 9


@page(may=ANYBODY)
def today(request: VisitRequest) -> HttpResponse:
    """Show what waits for the visitor, the most pressing first; an administrator's day is elsewhere."""
    if request.visit.post.role in ADMINISTRATORS:
        return keeper.home(request)
    told: Ledger = request.visit.ask(items.today, {})
    days: tuple[Day, ...] = request.visit.ask(items.week, {})
    things = [_thing(row, told, request.visit.by.person) for row in told.rows[:MOST]]
    told_me: tuple[Raised, ...] = request.visit.ask(chase.raised, {})
    raised = [_raised(one) for one in told_me if one.item.no not in {row.item.no for row in told.rows}]
    exceptions = [] if things or raised else _exceptions(request)
    late = sum(row.due == Due.OVERDUE for row in told.rows)
    shown = framed(
        request,
        "today",
        things=things,
        raised=raised[:MOST],
        raised_count=len(raised),
        raised_more={"n": max(len(raised) - MOST, 0), "href": "/items/?view=overdue"},
        exceptions=exceptions,
        count=told.total,
        late=late,
        more={"n": told.total - len(things), "href": "/items/?view=mine-now"},
        days=days,
        struck=[day.struck for day in days],
        dates=[day.on for day in days],
        filed=sum(day.filed for day in days),
        closed=sum(day.struck for day in days),
        watch=watches.mine(request),
    )
    home = homes.block(request, shown["sums"], days)
    return render(request, "pages/today.html", shown | _asking(exceptions, shown["sums"]) | {"home": home})


def _asking(exceptions: list[dict[str, Any]], sums: Sums) -> dict[str, Any]:
    """Return how many overdue or, where nothing is, major items are to be asked about, and where the others are."""
    if not exceptions:
        return {}
    view, n = (View.OVERDUE, sums.overdue) if sums.overdue else (View.MAJOR, sums.major)
    rest = {"n": max(n - len(exceptions), 0), "href": f"/items/?view={view}"}
    return {"asking": {"n": n, "late": sums.overdue > 0}, "more": rest}


def _exceptions(request: VisitRequest) -> list[dict[str, Any]]:
    """Return what one should ask about who owes nothing himself: the overdue, longest first, then the major."""
    if request.visit.post.role not in OFFICIALS:
        return []
    seen: dict[str, dict[str, Any]] = {}
    for view in (View.OVERDUE, View.MAJOR):
        told: Ledger = request.visit.ask(items.ledger, {"view": [view], "group": [Group.NONE]})
        for row in told.rows[:MOST]:
            seen.setdefault(row.item.no, _exception(row, told))
    return list(seen.values())[:MOST]


def _raised(one: Raised) -> dict[str, Any]:
    """What the chase brought to the visitor: he asks about it, and the owner still owes it."""
    item, href = one.item, f"/i/{short(one.item.no)}/"
    unit, owner = (one.names.get(no, no) for no in (item.organisation, item.owner))
    return {
        "what": item.what,
        "why": f"{step_word(one.step)} · {unit} · {owner} · {state_word(item.state, item.kind)}",
        "href": href,
        "due_at": item.due_at,
        "grade": item.grade,
        "action": {"word": verb_word("nudge"), "url": f"{href}nudge/", "fields": {"stay": "/"}, "small": True},
    }


def _exception(row: Row, told: Ledger) -> dict[str, Any]:
    item, href = row.item, f"/i/{short(row.item.no)}/"
    unit = told.names.get(item.organisation, item.organisation)
    who = told.names.get(row.next_person or "", "")
    nudge = {"word": verb_word("nudge"), "url": f"{href}nudge/", "fields": {"stay": "/"}, "small": True}
    return {
        "what": item.what,
        "why": f"{unit} · {who} · {state_word(item.state, item.kind)}",
        "href": href,
        "due_at": item.due_at,
        "grade": item.grade,
        "action": nudge,
    }


def _thing(row: Row, told: Ledger, person: str) -> dict[str, Any]:
    item, href = row.item, f"/i/{short(row.item.no)}/"
    verb = _verb(row, person)
    unit = told.names.get(item.organisation, item.organisation)
    place = told.places.get(item.place, item.place)
    returned = [_("已退回 %(n)s 次") % {"n": item.returns}] if item.returns else []
    return {
        "what": _("%(verb)s：%(what)s") % {"verb": verb_word(verb), "what": item.what},
        "why": " · ".join([unit, place, *returned]),
        "href": href,
        "due_at": item.due_at,
        "grade": item.grade,
        "action": _action(item.no, verb, href),
    }


def _verb(row: Row, person: str) -> str:
    """Return what this person is to do about an item: its next step, if nothing else is asked of him."""
    if row.item.offered_to == person:
        return "take"
    return "extend" if row.item.approver == person else str(row.next_verb)


def _action(no: str, verb: str, href: str) -> dict[str, Any]:
    """What is said in one word is done from here; what needs words or photos is done on the item's page."""
    if verb in ("accept", "take"):
        return {"word": verb_word(verb), "url": f"{href}{verb}/", "fields": {"stay": "/"}, "small": True}
    return {"word": verb_word(verb), "href": f"{href}submit/" if verb == "submit" else href, "small": True}
