"""Warnings: what came in and waits, who lets it go out, whom it calls, and the board of their answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.domains.calls import reads as calls
from anlan.domains.calls.reads import Board
from anlan.domains.issuing import acts as issuing
from anlan.domains.stopping import acts as halting
from anlan.domains.warning import acts, reads, rules
from anlan.domains.warning.acts import BRINGS
from anlan.domains.warning.facts import State
from anlan.domains.warning.reads import Shown
from anlan.domains.warning.rules import Alert
from anlan.engines.cap.reading import Outcome
from anlan.faces.web import boarded, bringing, issued, letters, reach, reached, received, stopping
from anlan.faces.web import calls as board
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import brief, moment, step_word
from anlan.kernel.journal.acts import Act
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, is_demo, page, trying
from anlan.kernel.registry.forms import said
from anlan.kernel.registry.may import OFFICIALS
from anlan.kernel.registry.noes import ProofAsked

LEVELS = {"red": 1, "orange": 2, "yellow": 3, "blue": 4}
VERBS: dict[str, Act[...]] = {
    "release": acts.release,
    "refuse": acts.refuse,
    "vouch": acts.vouch,
    "end": issuing.end,
    "stop": halting.stop,
}
DONE = {
    "receive": gettext_lazy("已接收，待签发"),
    "compose": gettext_lazy("已送签，待另一人签发"),
    "release": gettext_lazy("已签发，正在叫应"),
    "end": gettext_lazy("已解除，正在通知原来叫应的人"),
    "stop": gettext_lazy("已叫停，正在更正"),
    "refuse": gettext_lazy("已记为不予签发"),
    "vouch": gettext_lazy("已核对，须另一人签发"),
}


@page(may=OFFICIALS, methods=("GET", "POST"))
def warnings(request: VisitRequest) -> HttpResponse:
    """Show the warnings that touch one's place, and take in another as a file."""
    if request.method == "POST" and request.visit.post.role in BRINGS:
        with trying(request):
            return bringing.bring(request)
    event = request.GET.get("event", "")
    told: tuple[Alert, ...] = request.visit.ask(reads.warnings, {"event": [event]})
    names = registry.names([one.told.place for one in told])
    took = bringing.took(request)
    more = {"toast": {"sentence": took}} if took else {}
    shown = framed(
        request,
        "warnings",
        rows=[_row(one, names) for one in told],
        tabs=letters.tabs(request, here="warnings"),
        events=received.events(request, told, chosen=event),
        brings=request.visit.post.role in BRINGS,
        phones=is_demo(),
        troubles=reach.troubles(request),
        lacking=reached.lacking(request),
        public=not settings.DRILL,
        wrong=request.no.says if request.no else "",
        **more,
    )
    return render(request, "pages/warnings.html", shown, status=request.no.status if request.no else 200)


@page(may=OFFICIALS)
def show(request: VisitRequest, no: str) -> HttpResponse:
    """Show a warning: what it says, whom it would call, or the board of who answered; or that on paper."""
    return _page(request, no)


@page(may=BRINGS, methods=("POST",))
def move(request: VisitRequest, no: str, verb: str) -> HttpResponse:
    """Let a warning go out, or keep it back."""
    told: Shown = request.visit.ask(reads.warning, {"no": [no]})
    if verb not in VERBS:
        raise NotHere
    with trying(request):
        request.visit.do(VERBS[verb], said(request.POST) | {"warning": told.alert.no})
        return HttpResponseRedirect(f"{_href(told.alert)}?done={verb}")
    return _page(request, no)


def _page(request: VisitRequest, no: str) -> HttpResponse:
    told: Shown = request.visit.ask(reads.warning, {"no": [no]})
    alert, out = told.alert, told.alert.state in (State.RELEASED, State.ENDED)
    rung: Board | None = request.visit.ask(calls.board, {"matter": alert.no}) if out else None
    done = DONE.get(request.GET.get("done", "")) if request.method == "GET" else None
    shown = framed(
        request,
        "warnings",
        alert=alert,
        told=alert.told,
        href=_href(alert),
        level=LEVELS.get(alert.told.colour or ""),
        facts=_facts(told),
        defects=received.defects(request, told),
        notes=received.notes(request, told),
        languages=received.languages(alert),
        related=received.related(told),
        waiting=received.waiting(told),
        original=f"{_href(alert)}file/",
        beside=received.beside(told),
        draft=_draft(told),
        names=told.names,
        may_release=told.may_release and request.visit.post.role in BRINGS,
        vouches=told.may_release and rules.waits_to_be_vouched_for(alert, told.reach.root if told.reach else None),
        proves=_proves(request),
        **issued.beside(request, told),
        **stopping.beside(request, alert.no),
        **_board(request, alert, rung),
        lacking=reached.lacking(request),
        at=told.at,
        typed=request.POST.dict() if request.method == "POST" else {},
        wrong=request.no.says if request.no else "",
        toast={"sentence": done} if done else None,
    )
    template = "pages/print_calls.html" if "print" in request.GET and rung else "pages/warning.html"
    return render(request, template, shown, status=request.no.status if request.no else 200)


def _board(request: VisitRequest, alert: Alert, rung: Board | None) -> dict[str, Any]:
    """Return the board of a warning that has gone out: the rows of one township where one was chosen, and figures."""
    if rung is None:
        return {"board": []}
    shown = boarded.within_place(rung, request.GET.get("place", ""))
    return boarded.beside(request, alert, rung) | {
        "board": board.groups(shown, reached.sent(request, [row.call.item.no for row in shown.rows])),
        "funnel": board.funnel(rung.funnel),
        "figures": board.figures(rung.funnel),
        "ladder": board.ladder(rung.rows[0].call.ladder) if rung.rows else "",
        "silent": rung.funnel.silent,
    }


def _proves(request: VisitRequest) -> bool:
    """Test whether the visitor must show once more who he is, before anything is typed that would be lost."""
    try:
        request.visit.must_be_fresh()
    except ProofAsked:
        return True
    return False


def _row(one: Alert, names: dict[str, str]) -> dict[str, Any]:
    return {
        "href": _href(one),
        "level": LEVELS.get(one.told.colour or ""),
        "headline": one.told.headline or one.told.event or one.told.identifier,
        "place": names[one.told.place],
        "sender": one.told.sender_name or one.told.sender,
        "state": step_word(one.state),
        "waits": one.state == State.HELD,
        "at": one.received_at,
        "held_back": one.told.outcome == Outcome.QUARANTINE,
    }


def _facts(told: Shown) -> list[dict[str, Any]]:
    """Return what a warning says and what became of it, word by word; what nobody said is left out."""
    alert, names = told.alert, told.names
    said_of = alert.told
    known = (
        (_("发布单位"), said_of.sender_name or said_of.sender),
        (_("事件"), received.event(alert)),
        (_("性质"), step_word(said_of.status) if said_of.status not in (None, "Actual") else ""),
        (_("签名"), received.signature(alert)),
        (_("区域"), said_of.area or names[said_of.place]),
        (_("内容"), said_of.description),
        (_("怎么做"), said_of.instruction),
        (_("起止"), _span(alert)),
        (_("编号"), said_of.identifier),
        (pgettext("when", "接收"), f"{moment(alert.received_at)} {names[alert.received_by]}"),
        (_("核对"), f"{moment(alert.vouched_at)} {names[alert.vouched_by]}" if alert.vouched_by else ""),
        (_("签发"), f"{moment(alert.released_at)} {names[alert.released_by]}" if alert.released_by else ""),
        (_("叫应人数"), str(alert.headcount) if alert.headcount is not None else ""),
        (_("不予签发的原因"), alert.why if alert.state == State.REFUSED else ""),
        (_("解除"), moment(alert.ended_at) if alert.state == State.ENDED else ""),
    )
    return [{"word": word, "value": value} for word, value in known if value]


def _span(alert: Alert) -> str:
    begins = alert.told.onset_at or alert.told.effective_at or alert.told.sent_at
    ends = brief(alert.told.expires_at) if alert.told.expires_at else _("未写明")
    return f"{brief(begins)} – {ends}"


def _draft(told: Shown) -> dict[str, Any] | None:
    """Return whom a warning calls now, by why; and the units in which nobody answers."""
    if told.reach is None:
        return None
    tiers: dict[str, int] = {}
    for one in told.reach.wanted:
        tiers[one.tier] = tiers.get(one.tier, 0) + 1
    root = told.reach.root
    return {
        "reach": told.reach,
        "ends": (root.told.headline or root.told.event or root.told.identifier) if root else "",
        "tiers": [{"word": step_word(tier), "n": n} for tier, n in tiers.items()],
        "nobody": [told.names[unit] for unit in told.reach.nobody],
        "ladder": board.ladder(told.reach.ladder) if told.reach.ladder and told.reach.wanted else "",
    }


def _href(alert: Alert) -> str:
    return f"/warnings/{alert.no}/"
