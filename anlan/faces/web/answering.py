"""The page of an answer link: whoever was rung says that he has it, what he is to do, and what he did. No script."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anlan.domains.calls import acts as calls
from anlan.domains.calls import reads
from anlan.domains.calls.facts import Channel, Deed, Wanted
from anlan.domains.calls.rules import Call
from anlan.domains.warning import reads as warnings
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import step_word
from anlan.kernel.journal.acts import Act
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import OpenRequest, Visit, VisitRequest, is_demo, open_page, page, trying
from anlan.kernel.registry.may import OFFICIALS
from anlan.kernel.ringing import links
from anlan.kernel.ringing import reads as rung

# What is said at one press, besides that one has it.
ANSWERS: dict[str, Act[...]] = {"ask_again": calls.ask_again, "pass_on": calls.pass_on}


@open_page(why="whoever was rung answers by the link that he was rung with", methods=("GET", "POST"))
def answer(request: OpenRequest, token: str) -> HttpResponse:
    """Show one call to whoever has its link, and take his answer."""
    visit = links.visit(token, at=request.at, language=request.language)
    no = links.opened(token)
    if request.method == "POST":
        with trying(request):
            _said(request, visit.under(request.POST.get("command", "")), no)
            return HttpResponseRedirect(f"/r/{token}/")
    call: Call = visit.ask(reads.call, {"item": no})
    shown: dict[str, Any] = {
        "call": call,
        "told": visit.ask(warnings.told, {"item": no}),
        "who": registry.names([call.item.owner])[call.item.owner],
        "sites": list(registry.names(call.sites).values()),
        "deputy": _deputy(visit, call),
        "deeds": [(deed.value, step_word(deed)) for deed in Deed],
        "deed": step_word(call.deed) if call.deed else "",
        "is_open": call.item.is_open,
        "is_demo": is_demo(),
        "here": f"/r/{token}/",
        "wrong": request.no.says if request.no else "",
    }
    return render(request, "pages/answer.html", shown, status=request.no.status if request.no else 200)


@page(may=OFFICIALS)
def phones(request: VisitRequest) -> HttpResponse:
    """Show the telephones of a demo, and what came to each."""
    told = request.visit.ask(rung.phones, {})
    return render(request, "pages/phones.html", framed(request, "warnings", rungs=told))


def _deputy(visit: Visit, call: Call) -> str:
    """Return who stands in for whoever is called, by name; nothing where nobody does, or it was passed on."""
    if call.heard_at or call.passed_to or not call.item.is_open:
        return ""
    found: Wanted | None = visit.ask(reads.deputy, {"item": call.item.no})
    return registry.names([found.person])[found.person] if found else ""


def _said(request: OpenRequest, visit: Visit, no: str) -> None:
    """Do what was pressed, of this call alone."""
    verb, said = request.POST.get("verb", ""), {"item": no, "channel": Channel.LINK.value}
    if verb == "accept":
        visit.do(calls.hear, said)
    elif verb in ANSWERS:
        visit.do(ANSWERS[verb], said)
    elif verb == "repeat":
        visit.do(calls.repeat, said | {"text": request.POST.get("text", "")})
    elif verb == "report":
        words = {word: request.POST.get(word, "") for word in ("deed", "moved", "expected", "text")}
        visit.do(calls.report, said | {word: text for word, text in words.items() if text})
    else:
        raise NotHere
