"""Samples of what was closed: what was drawn, how anybody draws it again, and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import as_told, brief, short, step_word, until
from anlan.faces.web.templatetags.look import shown as shown_no
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.looks import acts, drawing, rules
from anlan.kernel.looks import reads as looks
from anlan.kernel.looks.reads import Row, Share, Told
from anlan.kernel.looks.rules import Outcome
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import OFFICIALS


@page(may=OFFICIALS, methods=("GET", "POST"))
def samples(request: VisitRequest) -> HttpResponse:
    """Show what was drawn within the visitor's reach, month by month; or draw of the last month at his own place."""
    place, month = request.visit.post.place, drawing.month_before(request.at)
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.draw, {"place": place, "month": month})
            return HttpResponseRedirect(f"/sampling/{place}/{month}/")
    told: tuple[Told, ...] = request.visit.ask(looks.samples, {})
    is_drawn = any((one.sample.place, one.sample.month) == (place, month) for one in told)
    shown = framed(
        request,
        "ledger",
        rows=[_line(one) for one in told],
        month=month,
        place=registry.names([place])[place],
        draws=request.visit.post.role in acts.draw.may and not request.visit.post.department and not is_drawn,
        said=said_of(request.visit.ask(looks.share, {})),
    )
    return render(request, "pages/sampling.html", shown, status=request.no.status if request.no else 200)


@page(may=OFFICIALS)
def sample(request: VisitRequest, place: str, month: str) -> HttpResponse:
    """Show one sample: what was drawn, what came of each, and all that it takes to draw it again."""
    told: Told = request.visit.ask(looks.sample, {"place": [place], "month": [month]})
    numbers = (
        (_("销号"), told.sample.closures, False),
        (_("抽中"), len(told.rows), False),
        (_("待看"), told.count(Outcome.OPEN, Outcome.NOBODY), False),
        (_("未复发"), told.count(Outcome.AWAY), False),
        (_("未真正闭环"), told.count(*rules.FAILED), True),
    )
    shown = framed(
        request,
        "ledger",
        told=told,
        line=_line(told),
        numbers=[{"word": word, "n": n, "late": late} for word, n, late in numbers],
        rows=[_row(one, told) for one in told.rows],
        command=f"anlan looks sample --place {place} --month {month}",
    )
    return render(request, "pages/sample.html", shown)


def said_of(share: Share | None) -> str:
    """Say what came of the last month of which anything was drawn, and as of when."""
    if share is None:
        return _("还没有抽查过销号。")
    told = {
        "month": share.month,
        "drawn": share.drawn,
        "done": share.done,
        "failed": share.failed,
        "percent": share.failed_percent,
        "at": brief(share.at),
    }
    if share.failed_percent is None:
        return _("销号抽查（%(month)s）：抽中 %(drawn)s 件，还没有看完的，不实比例未知（截至 %(at)s）。") % told
    drawn = _("销号抽查（%(month)s）：抽中 %(drawn)s 件，看过 %(done)s 件，") % told
    return drawn + _("未真正闭环 %(failed)s 件，占 %(percent)s%%（截至 %(at)s）。") % told


def _line(told: Told) -> dict[str, Any]:
    one = told.sample
    return {
        "href": f"/sampling/{one.place}/{one.month}/",
        "month": one.month,
        "place": told.names.get(one.place, one.place),
        "by": _("系统") if one.drawn_by == HOUSE else told.names.get(one.drawn_by, one.drawn_by),
        "at": one.drawn_at,
        "closures": one.closures,
        "drawn": len(told.rows),
        "done": told.count(*rules.DONE),
        "failed": told.count(*rules.FAILED),
        "percent": told.failed_percent,
    }


def _row(one: Row, told: Told) -> dict[str, Any]:
    looker = ""
    if one.seen:
        task = one.seen.task
        looker = told.names.get(task.owner, task.owner)
        if task.is_open:
            looker = _("%(who)s，期限 %(day)s") % {"who": looker, "day": until(task.due_at)}
    return {
        "no": one.danger.no,
        "shown": shown_no(one.danger.no),
        "href": f"/i/{short(one.danger.no)}/",
        "what": one.danger.what,
        "grade": one.danger.grade,
        "unit": told.names.get(one.danger.organisation, ""),
        "closed_at": as_told(one.closed_at),
        "lot": one.lot,
        "task": shown_no(one.seen.task.no) if one.seen else "",
        "task_href": f"/i/{short(one.seen.task.no)}/" if one.seen else "",
        "looker": looker,
        "outcome": step_word(one.outcome),
        "bad": one.outcome in rules.FAILED,
    }
