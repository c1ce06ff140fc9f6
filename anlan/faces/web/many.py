"""Many items at once: what was chosen, listed once more; its count, written by hand; and then all of it or nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anlan.faces.web.frame import framed
from anlan.faces.web.item import errors_of
from anlan.faces.web.ledger import line, ready
from anlan.faces.web.templatetags.look import verb_word
from anlan.faces.web.verbs import FORMS, nobody
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import Group, Ledger, View
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import EVERYONE

VERBS = ("nudge", "hand_over", "assign")
GIVING = frozenset({"hand_over", "assign"})  # each names one person, who is to have them all
BACK = "take_back"
COUNT = _("件数")


@page(may=EVERYONE, methods=("GET", "POST"))
def many(request: VisitRequest, verb: str) -> HttpResponse:
    """List what was chosen and ask for its count; or do it, all or none."""
    if verb not in (*VERBS, BACK):
        raise Http404
    if request.method == "POST":
        words: dict[str, Any] = {word: request.POST.getlist(word) for word in _asked(verb) if word in request.POST}
        with trying(request):
            request.visit.do(ACTS[f"obligations.{verb}_many"], words)
            told = {"done": f"{verb}_many", "n": request.POST.get("count", ""), "key": request.visit.by.command}
            return HttpResponseRedirect(f"/items/?{urlencode(told)}")
    return _form(request, verb)


def _asked(verb: str) -> tuple[str, ...]:
    return ("key",) if verb == BACK else ("items", "count", *(one.name for one in FORMS[verb]))


def _form(request: VisitRequest, verb: str) -> HttpResponse:
    among = [no for no in (request.POST if request.method == "POST" else request.GET).getlist("among") if no.strip()]
    among += request.POST.getlist("items")
    asked = {"view": [View.ALL], "group": [Group.NONE], "among": among}
    told: Ledger | None = request.visit.ask(items.ledger, asked) if among else None
    asks = FORMS.get(verb, ())
    people, why_not = _takers(request, told, verb) if told and told.rows and verb in GIVING else ([], "")
    errors = errors_of(request, {"count": COUNT} | {one.name: one.label for one in asks})
    wrong = {error["field"]: error["sentence"] for error in errors if "field" in error}
    shown = {
        "verb": verb,
        "word": verb_word(verb),
        "rows": [ready(line(row, told), request.at) for row in told.rows] if told else [],
        "count": told.total if told else 0,
        "errors": errors,
        "asks": [{**vars(one), "typed": request.POST.get(one.name, ""), "wrong": wrong.get(one.name)} for one in asks],
        "people": people,
        "why_not": why_not,
        "label": COUNT,
        "typed": request.POST.get("count", ""),
        "wrong": wrong.get("count"),
    }
    frame = framed(request, "ledger", **shown)
    return render(request, "pages/many.html", frame, status=request.no.status if request.no else 200)


def _takers(request: VisitRequest, told: Ledger, verb: str) -> tuple[list[dict[str, str]], str]:
    """Return everybody of the unit of what was chosen who could have it; where there is nobody, say why."""
    others = sum(row.item.owner != request.visit.by.person for row in told.rows)
    if others and verb == "hand_over":
        asked = ngettext("其中 %(n)s 件不由您负责。", "其中 %(n)s 件不由您负责。", others) % {"n": others}
        return [], asked + gettext("只有责任人可以移交；要换责任人，请分派。")
    units = {row.item.organisation for row in told.rows}
    if len(units) > 1:
        return [], gettext("选定的事项分属几个单位，一次只能办理同一单位的。请分开选。")
    people = request.visit.ask(registry.people_of, {"organisation": units.pop()})
    owners = {row.item.owner for row in told.rows}
    found = [{"value": one.no, "word": one.name} for one in people if verb == "assign" or one.no not in owners]
    found = [one for one in found if owners != {one["value"]}]
    return found, "" if found else nobody(request.visit.post.role)
