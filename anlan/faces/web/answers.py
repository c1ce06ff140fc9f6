"""Who answers: for one matter at an hour, and for everything at a place on a day; who is away, and who stands in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.faces.web.asking import asked_form
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import brief, step_word
from anlan.faces.web.verbs import WHY, Ask, nobody
from anlan.kernel.duty import acts
from anlan.kernel.duty.hours import Answering, Cell, Reached, Sheet, answering, sheet
from anlan.kernel.duty.musts import Absence
from anlan.kernel.duty.reads import Keeper, keepers
from anlan.kernel.journal.facts import BEIJING, NotHere, day_of
from anlan.kernel.obligations import acts as obligations
from anlan.kernel.registry import forms, laws
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import EVERYONE, OFFICIALS

AWAY = (
    Ask(name="from_at", label=gettext_lazy("起"), kind="datetime-local"),
    Ask(name="until_at", label=gettext_lazy("止"), kind="datetime-local"),
    Ask(name="kind", label=gettext_lazy("事由"), kind="select"),
)
WHOLE = (Ask(name="to", label=gettext_lazy("移交给"), kind="select"), WHY)
DEPUTY = (
    Ask(
        name="deputy",
        label=gettext_lazy("B角"),
        kind="select",
        required=False,
        hint=gettext_lazy("任职人外出时由其负责；须在本单位任同样角色的岗位。"),
    ),
    Ask(name="from_on", label=gettext_lazy("自"), kind="date"),
    Ask(name="until_on", label=gettext_lazy("至（不含当日）"), kind="date", required=False),
)


@page(may=OFFICIALS)
def answers(request: VisitRequest) -> HttpResponse:
    """Show who answers for a matter at a place at an hour, and in which order to ask."""
    place = _place(request)
    asked = {word: request.GET[word] for word in ("matter", "department", "hour", "site") if request.GET.get(word)}
    if asked.get("matter", "danger") == "danger" and "department" not in asked:  # of all together nobody answers first
        asked["department"] = request.visit.post.department or "safety"
    told: Answering | None = None
    with trying(request):
        told = request.visit.ask(answering, {word: [text] for word, text in asked.items()} | {"place": [place]})
    first = told.first if told else None
    shown = framed(
        request,
        "watches",
        place=place,
        where=_path(request, told.place if told else place),
        asked={"matter": "danger"} | asked,
        hour=asked.get("hour") or f"{request.at.astimezone(BEIJING):%Y-%m-%dT%H:%M}",
        matters=[{"value": one, "word": _matter(one)} for one in _matters()],
        departments=[{"value": "", "word": "—"}, *_departments()],
        places=_places(request, place),
        told=told,
        first=first,
        people=[_reached(one, is_first=one is first) for one in told.people] if told else [],
    )
    return render(request, "pages/answers.html", shown, status=request.no.status if request.no else 200)


@page(may=OFFICIALS)
def responsibility(request: VisitRequest) -> HttpResponse:
    """Show who answers for each matter at a place on a day, and mark loudly where nobody does."""
    place, on = _place(request), request.GET.get("on") or f"{day_of(request.at):%Y-%m-%d}"
    told: Sheet | None = None
    with trying(request):
        told = request.visit.ask(sheet, {"place": [place], "on": [on]})
    shown = framed(
        request,
        "watches",
        place=place,
        where=_path(request, place),
        on=on,
        told=told,
        rows=[_cell(one, told, request) for one in told.cells] if told else [],
        places=_places(request, place),
    )
    template = "pages/print_responsibility.html" if "print" in request.GET and told else "pages/responsibility.html"
    return render(request, template, shown, status=request.no.status if request.no else 200)


@page(may=OFFICIALS, methods=("GET", "POST"))
def away(request: VisitRequest) -> HttpResponse:
    """Ask from when to when the visitor is away, or say that he is back."""
    if request.method == "POST":
        with trying(request):
            act = acts.tell_back if "back" in request.POST else acts.tell_away
            said = forms.said(request.POST)
            request.visit.do(act, {word: said[word] for word in said if word != "back"})
            return HttpResponseRedirect("/watches/")
    options = {"kind": [{"value": one.value, "word": step_word(one.value)} for one in Absence]}
    typed = {"from_at": f"{request.at.astimezone(BEIJING):%Y-%m-%dT%H:00}"} | request.POST.dict()
    return asked_form(request, AWAY, options, typed, word=_("外出报备"), url="/watches/away/", back="/watches/")


@page(may=OFFICIALS, methods=("GET", "POST"))
def deputy(request: VisitRequest, no: str) -> HttpResponse:
    """Ask who stands in for the holder of a post."""
    post = registry.post(no, on=day_of(request.at))
    if post is None or post.organisation != request.visit.post.organisation:
        raise NotHere
    if request.method == "POST":
        with trying(request):
            request.visit.do(acts.name_deputy, forms.said(request.POST) | {"post": post.no})
            return HttpResponseRedirect(f"/responsibility/?place={post.place}")
    among: tuple[Keeper, ...] = request.visit.ask(keepers, {})
    people = [{"value": one.no, "word": one.name} for one in among if one.no != post.person]
    options = {"deputy": [{"value": "", "word": _("不设B角")}, *people]}
    names = registry.names([post.no, post.person])
    typed = {"from_on": f"{day_of(request.at):%Y-%m-%d}"} | request.POST.dict()
    shown = {"word": _("明确B角"), "url": f"/posts/{post.no}/deputy/", "back": f"/responsibility/?place={post.place}"}
    return asked_form(request, DEPUTY, options, typed, under=f"{names[post.no]} · {names[post.person]}", **shown)


@page(may=EVERYONE, methods=("GET", "POST"))
def whole_list(request: VisitRequest) -> HttpResponse:
    """Ask to whom the visitor offers all that he owes, and offer it: who leaves a post hands over his list."""
    if request.method == "POST":
        with trying(request):
            request.visit.do(obligations.hand_over_all, forms.said(request.POST))
            return HttpResponseRedirect("/items/?view=mine")
    people = request.visit.ask(registry.people_of, {"organisation": request.visit.post.organisation})
    options = {"to": [{"value": one.no, "word": one.name} for one in people if one.no != request.visit.by.person]}
    shown: dict[str, Any] = {"word": _("整单移交"), "url": "/items/hand-over/", "back": "/items/?view=mine"}
    shown["crumb"] = {"href": "/items/", "word": _("台账")}
    shown["under"] = _("您负责的全部在办事项。对方逐件接手之前，仍由您负责。")
    shown["why_not"] = "" if options["to"] else nobody(request.visit.post.role)
    return asked_form(request, WHOLE, options, request.POST.dict(), **shown)


def _place(request: VisitRequest) -> str:
    return request.GET.get("place", "").strip() or request.visit.post.place


def _path(request: VisitRequest, place: str) -> str:
    return " · ".join(registry.path_of(place, on=day_of(request.at))[-3:]) or place


def _places(request: VisitRequest, place: str) -> list[dict[str, str]]:
    """Offer the place itself and those right below it, and one's own to come back to."""
    below = request.visit.ask(registry.places_under, {"code": place, "on": day_of(request.at)}) if place else ()
    near = dict.fromkeys([request.visit.post.place, place])
    names = registry.names(near)
    own = [{"value": code, "word": names[code]} for code in near]
    return own + [{"value": one.code, "word": one.name} for one in below if one.code not in near]


def _matters() -> list[str]:
    return ["danger", *(one for one in (*laws.codes("matters"), *laws.codes("kinds")) if one != "danger")]


def _matter(matter: str) -> str:
    kind = "matters" if matter in laws.codes("matters") else "kinds"
    return terms.coded(kind, matter)


def _departments() -> list[dict[str, str]]:
    return [{"value": code, "word": terms.department(code)} for code in terms.departments()]


def _reached(one: Reached, *, is_first: bool) -> dict[str, Any]:
    until = _("，至 %(at)s") % {"at": brief(one.until)} if one.until else ""
    return {
        "name": one.name,
        "title": one.title,
        "unit": one.organisation,
        "reason": step_word(one.reason),
        "why_not": f"{step_word(one.why_not)}{until}" if one.why_not else "",
        "is_first": is_first,
    }


def _cell(one: Cell, told: Sheet, request: VisitRequest) -> dict[str, Any]:
    is_ours = one.organisation == request.visit.post.organisation
    above = told.names.get(one.place or "", "") if one.post and one.place != told.place else ""
    return {
        "matter": _matter(one.matter),
        "department": terms.department(one.department) or _("全部"),
        "name": told.names.get(one.person or "", ""),
        "title": one.title,
        "entered": one.entered_on and f"{one.entered_on:%Y-%m-%d}",
        "deputy": told.names.get(one.deputy or "", ""),
        "above": above,
        "href": f"/posts/{one.post}/deputy/" if is_ours else None,
    }
