"""Filing a danger and correcting a filing: first which unit, then what, who and by when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers import reads as told_of
from anlan.domains.dangers.rules import Category, Danger, Grade, Source
from anlan.engines.forensics.unfit import Unfit
from anlan.faces.web.frame import framed
from anlan.faces.web.item import errors_of, words_of
from anlan.faces.web.showing import closed_here
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import short
from anlan.faces.web.templatetags.times import in_beijing
from anlan.faces.web.uploads import carried, unfit_no
from anlan.kernel.intake.lookups import who_may
from anlan.kernel.journal.facts import day_of
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import UNITS
from anlan.kernel.registry import acts as register
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.forms import TEXT_MOST
from anlan.kernel.registry.may import Role

FILERS = dangers.file.may
# The words of a form that stand in the description of a danger, and not beside it.
TOLD = ("description", "spot", "category", "basis", "measures", "control")
DAYS = (0, 3, 7)
# What the form calls the words of the act.
LABELS = {
    "what": _("什么隐患"),
    "evidence": _("现场照片"),
    "grade": _("分级"),
    "owner": _("责任人"),
    "due_on": _("时限"),
    "department": _("监管部门"),
    "found_at": _("发现时间"),
    "source": _("来源"),
    "why": _("更正原因"),
    "told.description": _("描述"),
    "told.spot": _("部位"),
    "told.category": _("类别"),
    "told.basis": _("判定依据"),
    "told.measures": _("整改措施"),
    "told.control": _("临时管控措施"),
}
# Beside which field a refusal is told; it is told above the form, too.
BESIDE = {
    "title-empty": "what",
    "title-too-long": "what",
    "found-ahead": "found_at",
    "owner-elsewhere": "owner",
    "day-gone": "due_on",
    "beyond-the-limit": "due_on",
}


@page(may=FILERS, methods=("GET", "POST"))
def file(request: VisitRequest) -> HttpResponse:
    """Ask for the unit, then for the danger; file it, and show what came onto the ledger."""
    unit = request.POST.get("organisation") or request.GET.get("organisation")
    if not unit and request.visit.post.role == Role.ENTERPRISE:
        unit = request.visit.post.organisation
    if not unit:
        return _units(request)
    if request.method == "POST":
        with trying(request):
            try:
                words = _words(request)
            except Unfit as unfit:
                request.no = unfit_no(unfit, request.language)
            else:
                done = request.visit.do(dangers.file, words)
                key = request.visit.by.command
                return HttpResponseRedirect(f"/i/{short(done.subject)}/?done=file&of={done.subject}&key={key}")
    typed = {word: request.GET[word] for word in ("spot", "category") if word in request.GET}
    return _form(request, unit, typed | {word: request.POST.get(word, "") for word in request.POST})


@page(may=FILERS, methods=("GET", "POST"))
def correct(request: VisitRequest, no: str) -> HttpResponse:
    """Show what was filed as a form; say what is right instead, and why."""
    danger: Danger = request.visit.ask(told_of.danger, {"item": [no]})
    item, told = danger.item, danger.told
    typed = {word: request.POST.get(word, "") for word in request.POST}
    if request.method == "POST":
        with trying(request):
            words = _words(request) | {"item": item.no, "organisation": item.organisation}
            request.visit.do(dangers.correct, {word: words[word] for word in words if word in dangers.correct.asked})
            key = request.visit.by.command
            return HttpResponseRedirect(f"/i/{short(item.no)}/?done=correct&of={item.no}&key={key}")
    before = {word: getattr(told, word) or "" for word in TOLD}
    before |= {"what": item.what, "grade": item.grade or "", "department": item.department or "", "place": item.place}
    return _form(request, item.organisation, before | typed, corrects=item.no)


def _units(request: VisitRequest) -> HttpResponse:
    """Let the visitor choose the unit, by a part of its name."""
    words = request.GET.get("unit", "").strip()
    units = request.visit.ask(items.units, {"words": [words]})
    enter = register.register_organisations
    shown = framed(
        request,
        "ledger",
        words=words,
        units=units,
        is_long=len(units) == UNITS,
        may_enter=request.visit.post.role in enter.may,
        who=who_may(enter.name)["who" if request.language == "zh" else "who_en"],
    )
    return render(request, "pages/new_unit.html", shown)


def _form(request: VisitRequest, unit: str, typed: dict[str, Any], corrects: str | None = None) -> HttpResponse:
    organisation = request.visit.ask(registry.organisation, {"no": unit})
    people = request.visit.ask(registry.people_of, {"organisation": unit})
    today = day_of(request.at)
    errors = _errors(request)
    spot, category = str(typed.get("spot", ""))[:TEXT_MOST], str(typed.get("category", ""))
    shown = framed(
        request,
        "ledger",
        unit=organisation,
        may_choose=request.visit.post.role != Role.ENTERPRISE,
        corrects=corrects,
        before=closed_here(request, unit, spot, category if category in list(Category) else None, but=corrects),
        typed=_usual(request, organisation.place) | typed,
        wrong={error["field"]: error["sentence"] for error in errors if "field" in error},
        carried=carried(request, "evidence"),
        errors=errors,
        people=[{"value": one.no, "word": one.name} for one in people],
        grades=[{"value": str(grade), "word": terms.GRADES[grade]} for grade in Grade],
        sources=[{"value": str(source), "word": terms.source(source)} for source in Source],
        categories=[{"value": "", "word": "—"}]
        + [{"value": str(one), "word": terms.category(one)} for one in Category],
        departments=_departments(request, organisation.department),
        days=[_day(today + timedelta(days=days), days) for days in DAYS],
        first=today,
    )
    return render(request, "pages/new.html", shown, status=request.no.status if request.no else 200)


def _errors(request: VisitRequest) -> list[dict[str, Any]]:
    """Return what is wrong, each with the field that it stands beside, where it stands beside one."""
    if request.no is None:
        return []
    if request.no.missing:
        says = _("重大隐患必须填写“%(word)s”。")
        labelled = [(word, LABELS.get(f"told.{word}") or LABELS[word]) for word in request.no.missing]
        return [{"field": word, "sentence": says % {"word": label}} for word, label in labelled]
    errors = errors_of(request, LABELS)
    beside = BESIDE.get(request.no.code)
    return [{"field": beside, **error} for error in errors] if beside else errors


def _usual(request: VisitRequest, place: str) -> dict[str, str]:
    """Return what a filing says unless somebody says otherwise: general, found now on inspection, three days."""
    now = in_beijing(request.at)
    due_on = now.date() + timedelta(days=DAYS[1])
    told = {"grade": "general", "source": "inspection", "place": place, "due_on": due_on.isoformat()}
    return told | {"found_at": f"{now:%Y-%m-%dT%H:%M}"}


def _departments(request: VisitRequest, of_unit: str | None) -> list[dict[str, Any]]:
    """Offer the department of the visitor's post alone, where it binds; else all, that of the unit first."""
    mine = request.visit.post.department
    codes = [mine] if mine else sorted(terms.departments(), key=lambda code: code != of_unit)
    return [{"value": code, "word": terms.department(code)} for code in codes]


def _day(on: Any, days: int) -> dict[str, Any]:
    return {
        "value": on.isoformat(),
        "word": _("今天") if days == 0 else _("%(n)s 天内") % {"n": days},
        "note": f"{on:%m-%d}",
    }


def _words(request: VisitRequest) -> dict[str, Any]:
    """Return the words of the form as the act asks for them: the description as one of them."""
    flat = words_of(request)
    told = {word: texts[0] for word, texts in flat.items() if word in TOLD and texts and texts[0].strip()}
    words = {word: texts for word, texts in flat.items() if word not in TOLD}
    chosen = [day for day in (words.pop("other_day", []), words.pop("due_on", [])) if day and day[0].strip()]
    return words | {"told": told} | ({"due_on": chosen[0]} if chosen else {})
