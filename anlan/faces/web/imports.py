"""Ledgers in and out: a file is brought, looked at, read, and taken in while one may leave; and any list goes out."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

from django.db import connections
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from anlan.engines.forensics.sending import disposition
from anlan.faces.web.columns import asked_of
from anlan.faces.web.frame import IMPORTERS, framed
from anlan.faces.web.ledger import ASKED as ASKED_OF_LEDGER
from anlan.faces.web.templatetags.look import short
from anlan.kernel.intake import acts, jobs
from anlan.kernel.intake import reads as ledgers
from anlan.kernel.intake.jobs import Progress
from anlan.kernel.intake.lookups import who_may
from anlan.kernel.intake.reads import Form
from anlan.kernel.intake.rules import TAKEN_BY, Ledger
from anlan.kernel.intake.uploads import Changed
from anlan.kernel.journal.acts import ACTS, Act
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import Asked, View
from anlan.kernel.obligations.reads import Page
from anlan.kernel.registry.door import VisitRequest, address_of, page, trying
from anlan.kernel.registry.forms import words_of_form
from anlan.kernel.registry.may import EVERYONE, Role
from anlan.kernel.registry.noes import leave_line

LEDGERS = {
    Ledger.DANGERS: gettext_lazy("隐患台账"),
    Ledger.ORGANISATIONS: gettext_lazy("单位名录"),
    Ledger.PEOPLE: gettext_lazy("人员名录"),
}
STATES = {
    jobs.PROPOSED: gettext_lazy("待核对列"),
    jobs.CHECKING: gettext_lazy("正在核对"),
    jobs.CHECKED: gettext_lazy("待确认"),
    jobs.RUNNING: gettext_lazy("正在导入"),
    jobs.STOPPED: gettext_lazy("停下了"),
    jobs.FINISHED: gettext_lazy("已完成"),
    jobs.FAILED: gettext_lazy("未能读取"),
}
# What is done about owners whom a ledger only named, once it is taken in.
OWNERS: dict[str, Act[...]] = {"enter-owner": acts.enter_owner, "take-back": acts.take_back_owner}
SOON_S = 1.0


@page(may=IMPORTERS, methods=("GET", "POST"))
def imports(request: VisitRequest) -> HttpResponse:
    """Show one's imports, and take a file for another."""
    if request.method == "POST":
        with trying(request):
            return HttpResponseRedirect(f"/imports/{_received(request)}/")
    shown = framed(
        request,
        "imports",
        mine=[_line(job, request) for job in jobs.mine(by=request.visit.by)],
        **_offered(request),
        ledger=request.POST.get("ledger", Ledger.DANGERS),
        wrong=request.no.says if request.no else "",
    )
    return render(request, "imports/list.html", shown, status=request.no.status if request.no else 200)


@page(may=IMPORTERS, methods=("GET", "POST"))
def job(request: VisitRequest, no: str) -> HttpResponse:
    """Show where an import stands, and take the next step: check, take in, stop, go on."""
    by = request.visit.by
    if request.method == "POST":
        with trying(request):
            _step(request, no, step := request.POST.get("step", ""))
            return HttpResponseRedirect("/imports/" if step == "discard" else f"/imports/{no}/{_done(request)}")
    told = jobs.progress(no, by=by)
    shown = framed(request, "imports", job=told, line=_line(told, request), wrong=request.no.says if request.no else "")
    shown |= {"toast": _toast(request, no)}
    template, more = _shown(request, told)
    return render(request, template, shown | more, status=request.no.status if request.no else 200)


@page(may=IMPORTERS)
def progress(request: VisitRequest, no: str) -> HttpResponse:
    """Show only how far an import has come, for a page that asks again."""
    told = jobs.progress(no, by=request.visit.by)
    return render(request, "imports/work.html", {"job": _work(told, request)})


@page(may=IMPORTERS)
def rejects(request: VisitRequest, no: str) -> HttpResponse:
    """Send the rows that could not come in, to be mended and brought again."""
    told = jobs.progress(no, by=request.visit.by)
    content = jobs.rejects(no, language=request.language, by=request.visit.by)
    return _sent(content, ledgers.MEDIA[Form.XLSX], _("退回 %(name)s.xlsx") % {"name": told.name.rpartition(".")[0]})


@page(may=EVERYONE)
def export_items(request: VisitRequest) -> HttpResponse:
    """Send the dangers of a view of the ledger, all its pages, as a file."""
    words = {word: request.GET.getlist(name) for name, word in ASKED_OF_LEDGER.items() if request.GET.get(name)}
    words |= {word: request.GET.getlist(word) for word in ("organisation",) if request.GET.get(word)}
    return _exported(request, Ledger.DANGERS, Asked(**({"view": View.OPEN} | words_of_form(items.ledger, words))))


@page(may=EVERYONE | {Role.SYSTEM})
def export(request: VisitRequest, ledger: str) -> HttpResponse:
    """Send a whole ledger, as far as one sees it."""
    if ledger not in tuple(Ledger):
        raise NotHere
    return _exported(request, Ledger(ledger), None)


def start(no: str, *, at: datetime) -> None:
    """Work at a job in a thread of this process; the page tells how far it is, and nobody need wait for it."""

    def work() -> None:
        try:
            jobs.run(no, at=at)
        except Refused:  # whoever keeps the house was there first, and goes on with it
            return
        finally:
            connections.close_all()

    thread = threading.Thread(target=work, name=no)
    thread.start()
    thread.join(SOON_S)  # a short one is over before its page is asked for


def _shown(request: VisitRequest, told: Progress) -> tuple[str, dict[str, Any]]:
    """Return which page shows a job, and with what; where its file can no longer be read, the one that says so."""
    if told.is_at_work or told.state == jobs.STOPPED:
        return "imports/progress.html", {"work": _work(told, request)}
    if told.state == jobs.PROPOSED or "columns" in request.GET or (request.no and told.state != jobs.FINISHED):
        with trying(request):
            return "imports/columns.html", asked_of(request, told)
        return "imports/report.html", {"said": request.no.says if request.no else ""}
    return "imports/report.html", _report(request, told)


def _offered(request: VisitRequest) -> dict[str, Any]:
    """Return which ledgers the visitor may bring in, and have; of the others who brings them in."""
    role, is_zh = request.visit.post.role, request.language == "zh"
    others: dict[str, list[str]] = {}
    for ledger, word in LEDGERS.items():
        if role not in ACTS[TAKEN_BY[ledger]].may:
            who = who_may(TAKEN_BY[ledger])["who" if is_zh else "who_en"]
            others.setdefault(who, []).append(str(word))
    return {
        "ledgers": [
            {"value": str(ledger), "word": word}
            for ledger, word in LEDGERS.items()
            if role in ACTS[TAKEN_BY[ledger]].may
        ],
        "others": [
            _("%(ledgers)s由%(who)s导入。") % {"ledgers": ("、" if is_zh else ", ").join(of), "who": who}
            for who, of in others.items()
        ],
        "exports": [
            {"value": str(ledger), "word": word}
            for ledger, word in LEDGERS.items()
            if role in ledgers.MAY_EXPORT[ledger]
        ],
    }


def _received(request: VisitRequest) -> str:
    ledger, file = request.POST.get("ledger", ""), request.FILES.get("file")
    if ledger not in tuple(Ledger):
        raise NotHere
    content, name = (file.read(), file.name or "") if file else (b"", "")
    return jobs.receive(content, name, Ledger(ledger), by=request.visit.by, at=request.at)


def _step(request: VisitRequest, no: str, step: str) -> None:
    by = request.visit.by
    if step == "check":
        given = {key.removeprefix("column-"): request.POST[key] for key in request.POST if key.startswith("column-")}
        answers = {key.removeprefix("answer-"): request.POST[key] for key in request.POST if key.startswith("answer-")}
        jobs.choose(no, mapping=given, answers=answers, by=by)
    elif step == "take-in":
        request.visit.do(acts.ask_import, {"job": [no]})
    elif step in OWNERS:
        words = {word: request.POST.getlist(word) for word in OWNERS[step].asked if word in request.POST}
        request.visit.do(OWNERS[step], words | {"job": [no]})
        return
    elif step == "discard":
        jobs.discard(no, by=by)
        return
    elif step == "stop":
        jobs.stop(no, by=by)
        return
    elif not jobs.progress(no, by=by).is_at_work:
        raise NotHere
    start(no, at=request.at)


def _report(request: VisitRequest, told: Progress) -> dict[str, Any]:
    by, is_zh = request.visit.by, request.language == "zh"
    found = jobs.report(told.no, by=by)
    lines = [
        line
        | {"says": line["zh"] if is_zh else line["en"], "where": _where(line["sheet"], line["row"], line["column"])}
        for line in map(vars, found.lines)
    ]
    return {
        "found": found,
        "bad_lines": [line for line in lines if not line["is_note"]],
        "notes": [line for line in lines if line["is_note"]],
        "units": sorted(found.units.items()),
        "changed": [_changed(one, told.ledger, is_zh=is_zh) for one in found.changed],
        "unnamed": max(0, told.changed - len(found.changed)),
        "told": _told(told, found.closed),
        "may_take_in": told.state == jobs.CHECKED and bool(told.new + told.changed),
        "nothing": _nothing(told),
        "said": told.said[not is_zh],
        "unphoned": _unphoned(request, told),
    }


def _nothing(told: Progress) -> str:
    """Return, of a file that was checked and in which nothing is to be taken in, why that is so."""
    if told.state != jobs.CHECKED or told.new + told.changed:
        return ""
    return _("没有可导入的行。请改正退回的行，再放进来。") if told.bad else _("全部不变，不用导入。")


def _where(sheet: str, row: int, column: str = "") -> str:
    """Return where something stands in a file, as people say it."""
    said = _("%(sheet)s 第 %(row)s 行") % {"sheet": sheet, "row": row} if row else sheet
    return " · ".join(filter(None, (said, column)))


def _changed(one: Changed, ledger: Ledger, *, is_zh: bool) -> dict[str, Any]:
    """Return what a row says otherwise than we, with the address of the item it speaks of."""
    at = 0 if is_zh else 1
    return {
        "where": _where(one.sheet, one.row),
        "what": one.what,
        "href": f"/i/{short(one.no)}/" if ledger == Ledger.DANGERS else "",
        "no": short(one.no) if ledger == Ledger.DANGERS else "",
        "changes": [
            {"column": change.column[at], "before": change.before[at], "now": change.now[at]} for change in one.changes
        ],
    }


def _told(told: Progress, closed: int) -> str:
    """Return what of the rows is not in the numbers above: what was struck off before, and what is no row."""
    said = [ngettext("共 %(n)s 行", "共 %(n)s 行", told.whole) % {"n": told.whole}]
    if closed:
        said.append(_("新增中 %(n)s 行登记为系统外销号") % {"n": closed})
    if told.passed:
        said.append(
            ngettext("%(n)s 行是合计或说明，不导入", "%(n)s 行是合计或说明，不导入", told.passed) % {"n": told.passed}
        )
    return " · ".join(said)


def _unphoned(request: VisitRequest, told: Progress) -> list[dict[str, Any]] | None:
    """Return the owners who wait for a telephone, with what was typed for one of them in vain."""
    if told.state != jobs.FINISHED or told.ledger != Ledger.DANGERS:
        return None
    tried = (request.POST.get("organisation"), request.POST.get("name"))
    said = {"typed": request.POST.get("phone", ""), "wrong": request.no.says if request.no else ""}
    found = request.visit.ask(ledgers.unphoned, {"job": [told.no]})
    return [
        vars(one) | {"id": f"phone-{place}"} | (said if (one.organisation, one.name) == tried else {})
        for place, one in enumerate(found, start=1)
    ]


def _done(request: VisitRequest) -> str:
    """Return what the page is to say of what was just done about an owner."""
    step = request.POST.get("step", "")
    return f"?{urlencode({'done': step, 'key': request.visit.by.command})}" if step in OWNERS else ""


def _toast(request: VisitRequest, no: str) -> dict[str, Any] | None:
    """Say what was just done about an owner, and offer to take it back while that may be."""
    done, key = request.GET.get("done", ""), request.GET.get("key", "")
    if done == "take-back":
        return {"sentence": _("已撤回，恢复原状")}
    numbers = ledgers.offered_under(key, by=request.visit.by) if done == "enter-owner" and key else ()
    if not numbers:
        return None
    told: Page = request.visit.ask(items.show, {"no": [numbers[0]]})
    to = told.names.get(told.item.offered_to or "", "")
    seconds = request.visit.ask(items.undoable, {"no": [numbers[0]], "key": [key]})
    if not to or not seconds:
        return None
    said = ngettext("已将 %(n)s 项移交给%(to)s，待其接手", "已将 %(n)s 项移交给%(to)s，待其接手", len(numbers))
    fields = {"step": "take-back", "key": key}
    said %= {"n": len(numbers), "to": to}
    return {"sentence": said, "undo": f"/imports/{no}/", "fields": fields, "seconds": seconds}


def _state(told: Progress) -> Any:
    if told.is_at_work and not told.is_alive:
        return _("停下了")
    return _("没有要导入的") if _nothing(told) else STATES[told.state]


def _line(told: Progress, request: VisitRequest) -> dict[str, Any]:
    return {
        "no": told.no,
        "href": f"/imports/{told.no}/",
        "name": told.name,
        "word": LEDGERS[told.ledger],
        "state": _state(told),
        "at": told.asked_at,
        "counts": _counts(told),
    }


def _counts(told: Progress) -> list[dict[str, Any]]:
    """Return what the rows are to us; before they were read that is unknown, and not none of them."""
    if told.state in (jobs.PROPOSED, jobs.CHECKING, jobs.FAILED):
        return []
    return [
        {"word": pgettext("row", "新增"), "n": told.new},
        {"word": _("不变"), "n": told.unchanged},
        {"word": _("有变化"), "n": told.changed},
        {"word": _("有误"), "n": told.bad, "late": True},
    ]


def _work(told: Progress, request: VisitRequest) -> dict[str, Any]:
    """Return how far a job is, as the fragment of progress wants it."""
    rest = (told.whole - told.done) // told.rate if told.rate and told.state == jobs.RUNNING else 0
    stopped = told.state == jobs.STOPPED or (told.is_at_work and not told.is_alive)
    here = f"/imports/{told.no}/"
    return {
        "word": f"{LEDGERS[told.ledger]} · {told.name}",
        "done": told.done,
        "whole": told.whole,
        "rate": told.rate,
        "left": _("还要约 %(n)s 秒") % {"n": rest} if rest else "",
        "bad": told.bad,
        "over": not told.is_at_work and not stopped,
        "said": _("还没有导完：%(done)s / %(whole)s 行。") % {"done": told.done, "whole": told.whole}
        if stopped
        else "",
        "stop": here if told.state == jobs.RUNNING and not stopped else "",
        "resume": here if stopped else "",
        "step": "take-in" if told.state in (jobs.RUNNING, jobs.STOPPED) else "go-on",
    }


def _exported(request: VisitRequest, ledger: Ledger, asked: Asked | None) -> HttpResponse:
    form = request.GET.get("form", Form.XLSX)
    if form not in tuple(Form):
        raise NotHere
    visit = request.visit
    if ledgers.tells_phones(ledger, visit.post):
        visit.must_be_fresh()
    file = ledgers.export(ledger, Form(form), post=visit.post, at=visit.at, language=visit.language, asked=asked)
    if file.phones:
        asks = {"path": f"{ledger} {file.phones} {request.get_full_path()}", "method": "GET"}
        asks |= {"address": address_of(request), "agent": request.headers.get("User-Agent", "")}
        leave_line(at=visit.at, person=visit.by.person, post=visit.by.post, status=200, code="exported", **asks)
    return _sent(file.content, file.media, file.name)


def _sent(content: bytes, media: str, name: str) -> HttpResponse:
    headers = {"Content-Type": media, "Content-Disposition": disposition(name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, headers=headers | {"Cache-Control": "private, no-store"})
