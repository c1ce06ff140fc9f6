"""Watches: who is on duty, who comes next, the hand-over, and the log of a watch, which writes itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.faces.web import alarm, logged
from anlan.faces.web.asking import asked_form
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import moment
from anlan.faces.web.verbs import WHY, Ask
from anlan.kernel.chase import reads as chase
from anlan.kernel.chase.reads import HandOver, Log
from anlan.kernel.duty import acts
from anlan.kernel.duty import reads as duty
from anlan.kernel.duty.acts import ROSTERING
from anlan.kernel.duty.musts import NewWatch, is_due
from anlan.kernel.duty.reads import Keeper, Page, Roster
from anlan.kernel.duty.watch import State, Watch
from anlan.kernel.journal.acts import Act
from anlan.kernel.journal.facts import BEIJING, NotHere, OrganisationNo, PersonNo, PlaceCode
from anlan.kernel.registry import forms
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import EVERYONE, OFFICIALS

HOURS = (8, 12, 24)
# What can be done about a watch, and the key for it.
VERBS = {
    "take": (gettext_lazy("接班"), "H"),
    "begin": (gettext_lazy("上岗"), "H"),
    "hand_over": (gettext_lazy("交班"), "H"),
    "note": (pgettext_lazy("watch", "记事"), "O"),
    "agree_swap": (gettext_lazy("同意换班"), "A"),
    "refuse_swap": (gettext_lazy("不同意换班"), ""),
    "ask_swap": (gettext_lazy("申请换班"), ""),
    "cancel": (gettext_lazy("取消排班"), ""),
}
# What is said on the page to which one comes from each.
DONE = {
    "take": gettext_lazy("已接班，清单归您跟进"),
    "begin": gettext_lazy("已上岗"),
    "hand_over": gettext_lazy("已交班，等对方接班；接班之前仍由您值守"),
    "note": gettext_lazy("已记入日志"),
    "try_alarm": gettext_lazy("试告警的结果已记入日志"),
    "agree_swap": gettext_lazy("已同意换班，排班已改"),
    "refuse_swap": gettext_lazy("未同意换班，排班不变"),
    "ask_swap": gettext_lazy("已申请换班，待领导同意；同意之前排班不变"),
    "cancel": gettext_lazy("已取消排班，班上的人会收到通知"),
    "roster": gettext_lazy("已排班，班上的人会收到通知；可接着排下一班"),
}
FORMS: dict[str, tuple[Ask, ...]] = {
    "take": (Ask(name="text", label=gettext_lazy("接班意见"), required=False),),
    "hand_over": (
        Ask(name="text", label=gettext_lazy("交代"), required=False, hint=gettext_lazy("清单之外，接班人要知道的。")),
        Ask(
            name="equipment",
            label=gettext_lazy("设备情况"),
            kind="text",
            required=False,
            hint=gettext_lazy("电话、传真、视频、车辆。"),
        ),
    ),
    "note": (Ask(name="text", label=gettext_lazy("发生了什么")),),
    "ask_swap": (
        Ask(name="to", label=gettext_lazy("由谁值这一班"), kind="select"),
        Ask(name="in_return", label=gettext_lazy("换值对方的"), kind="select", required=False),
        WHY,
    ),
    "refuse_swap": (WHY,),
    "cancel": (WHY,),
}
ROSTER = (
    Ask(name="from_at", label=gettext_lazy("起"), kind="datetime-local"),
    Ask(name="hours", label=gettext_lazy("时长"), kind="select"),
    Ask(name="officer", label=gettext_lazy("值班员"), kind="select"),
    Ask(name="deputy", label=gettext_lazy("副班"), kind="select", required=False),
    Ask(name="leader", label=gettext_lazy("带班领导"), kind="select"),
)


@page(may=EVERYONE)
def watches(request: VisitRequest) -> HttpResponse:
    """Show who is on duty, who comes next, and who was."""
    told: Roster = request.visit.ask(duty.watches, {})
    rosters = request.visit.post.role in ROSTERING
    shown = framed(
        request,
        "watches",
        on=[_row(one, told) for one in told.on],
        coming=[_row(one, told) for one in told.coming],
        past=[_row(one, told) for one in told.past],
        new="/watches/new/" if rosters else None,
        official=request.visit.post.role in OFFICIALS,
        away=duty.is_away(request.visit.by.person, at=request.at),
    )
    return render(request, "pages/watches.html", shown)


@page(may=ROSTERING, methods=("GET", "POST"))
def new(request: VisitRequest) -> HttpResponse:
    """Ask for one watch of one's own office, and put it on the roster."""
    if request.method == "POST":
        with trying(request):
            row = _asked(request)
            request.visit.do(acts.roster, {"rows": (row,)})
            after = row.until_at.astimezone(BEIJING)
            return HttpResponseRedirect(f"/watches/new/?done=roster&after={after:%Y-%m-%dT%H:%M}")
    keepers: tuple[Keeper, ...] = request.visit.ask(duty.keepers, {})
    people = [{"value": one.no, "word": one.name} for one in keepers]
    nobody = [{"value": "", "word": "—"}]
    options = {
        "hours": [{"value": str(n), "word": _("%(n)s 小时") % {"n": n}} for n in HOURS],
        "officer": people,
        "deputy": nobody + people,
        "leader": [{"value": one.no, "word": one.name} for one in keepers if one.leads],
    }
    begins = request.GET.get("after") or f"{request.at.astimezone(BEIJING):%Y-%m-%dT%H:00}"
    typed = {"from_at": begins, "hours": "12"} | request.POST.dict()
    shown = {"word": _("排班"), "url": "/watches/new/", "back": "/watches/", "toast": _toast(request)}
    return asked_form(request, ROSTER, options, typed, **shown)


@page(may=EVERYONE)
def show(request: VisitRequest, no: str) -> HttpResponse:
    """Show a watch, what it leaves to the next, and its log; or the log as a sheet for the printer."""
    return _page(request, no)


@page(may=EVERYONE, methods=("GET", "POST"))
def move(request: VisitRequest, no: str, verb: str) -> HttpResponse:
    """Ask for what a verb needs, or do it."""
    told: Page = request.visit.ask(duty.show, {"no": [no]})
    act, href = _act(verb), _href(told.watch)
    if request.method == "POST":
        with trying(request):
            request.visit.do(act, forms.said(request.POST) | {"watch": told.watch.no})
            # Whoever took over goes on with his own watch.
            after = told.following if verb == "take" and told.following else told.watch
            return HttpResponseRedirect(f"{_href(after)}?done={verb}")
    asks = FORMS.get(verb, ())
    if not asks or verb not in told.verbs:
        return _page(request, no)
    options = _swaps(request, told) if verb == "ask_swap" else {}
    left = _left(request, no) if verb in ("hand_over", "take") else None
    shown = {"word": VERBS[verb][0], "url": f"{href}{verb}/", "back": href, "under": _told(told.watch, told.names)}
    shown |= {"left": left, "to": told.names.get(told.following.officer) if told.following and left else None}
    return asked_form(request, asks, options, request.POST.dict(), **shown)


def mine(request: VisitRequest) -> dict[str, Any] | None:
    """Return what the visitor's own watch asks of him now, as a button with the key H; else where the roster is."""
    visit = request.visit
    one = duty.mine_at(visit.by.person, at=request.at)
    if one is None:
        return {"word": _("值班表"), "href": "/watches/", "key": "H"} if visit.post.role in ROSTERING else None
    told: Page = visit.ask(duty.show, {"no": [one.no]})
    given = duty.handing_to(one)
    if given and is_due(one, request.at):
        return {"word": _("接班"), "href": f"{_href(given)}take/", "key": "H", "primary": True}
    if one.state == State.OFFERED:
        return {"word": _("待接班"), "href": _href(one), "key": "H"}
    verb = next((verb for verb in ("begin", "hand_over") if verb in told.verbs), None)
    words = {"begin": _("上岗"), "hand_over": _("交接班")}
    return {
        "word": words.get(verb or "", _("本班")),
        "href": f"{_href(one)}{verb}/" if verb == "hand_over" else _href(one),
        "key": "H",
    }


def _page(request: VisitRequest, no: str) -> HttpResponse:
    told: Page = request.visit.ask(duty.show, {"no": [no]})
    log: Log = request.visit.ask(chase.log, {"no": [no]})
    lines = logged.lines(told, log)
    shown = framed(
        request,
        "watches",
        told=told,
        watch=told.watch,
        href=_href(told.watch),
        title=_span(told.watch),
        under=_told(told.watch, told.names),
        facts=logged.facts(told),
        lines=lines if "print" in request.GET else lines[::-1],
        left=_left(request, no) if told.watch.begun_at else None,
        actions=_actions(request, told),
        alarm=alarm.of_watch(request, told),
        missed=told.watch.is_missed(request.at),
        late=told.watch.is_kept and told.watch.until_at < request.at,
        toast=_toast(request),
    )
    template = "pages/print_watch.html" if "print" in request.GET else "pages/watch.html"
    return render(request, template, shown, status=request.no.status if request.no else 200)


def _toast(request: VisitRequest) -> dict[str, Any] | None:
    """Say what was just done, if the address tells of it."""
    done = DONE.get(request.GET.get("done", "")) if request.method == "GET" else None
    return {"sentence": done} if done else None


def _actions(request: VisitRequest, told: Page) -> list[dict[str, Any]]:
    href, actions = _href(told.watch), list[dict[str, Any]]()
    given = duty.handing_to(told.watch)
    if given and request.visit.by.person in told.watch.seats and is_due(told.watch, request.at):
        actions.append({"word": _("接班"), "key": "H", "primary": True, "href": f"{_href(given)}take/"})
    for verb in told.verbs:
        if request.visit.post.role not in _act(verb).may:
            continue
        word, key = VERBS[verb]
        is_again = verb == "hand_over" and told.watch.state == State.OFFERED
        action = {"word": _("重新交班") if is_again else word, "key": key, "primary": not actions and not is_again}
        action["href" if FORMS.get(verb) else "url"] = f"{href}{verb}/"
        actions.append(action)
    return actions


def _asked(request: VisitRequest) -> NewWatch:
    """Return the watch that a form asks for, of the visitor's own office and work."""
    said, post = request.POST, request.visit.post
    from_at: datetime = forms.value(datetime, said.get("from_at", ""), field="from_at", typed=False)
    hours: int = forms.value(int, said.get("hours", ""), field="hours", typed=False)
    people = {
        word: forms.value(PersonNo, said.get(word, ""), field=word, typed=False) for word in ("officer", "leader")
    }
    deputy = said.get("deputy", "")
    return NewWatch(
        organisation=OrganisationNo(post.organisation),
        place=PlaceCode(post.place),
        department=post.department,
        from_at=from_at,
        until_at=from_at + timedelta(hours=hours),
        deputy=forms.value(PersonNo, deputy, field="deputy", typed=False) if deputy else None,
        **people,
    )


def _swaps(request: VisitRequest, told: Page) -> dict[str, Any]:
    """Offer who else of the office could keep a watch, and which of theirs could be given for it."""
    roster: Roster = request.visit.ask(duty.watches, {})
    keepers: tuple[Keeper, ...] = request.visit.ask(duty.keepers, {})
    others = [one for one in keepers if one.no not in told.watch.seats]
    theirs = [one for one in roster.coming if one.organisation == told.watch.organisation and one.no != told.watch.no]
    returned = [
        {"value": one.no, "word": f"{roster.names[one.officer]} {_span(one)}"}
        for one in theirs
        if one.officer != told.watch.officer
    ]
    people = [{"value": one.no, "word": one.name} for one in others]
    return {"to": people, "in_return": [{"value": "", "word": "—"}, *returned]}


def _left(request: VisitRequest, no: str) -> dict[str, Any]:
    told: HandOver = request.visit.ask(chase.hand_over, {"no": [no]})
    return logged.left(told)


def _row(one: Watch, told: Roster) -> dict[str, Any]:
    return {
        "href": _href(one),
        "span": _span(one),
        "officer": told.names[one.kept_by or one.officer],
        "deputy": told.names.get(one.deputy or ""),
        "leader": told.names[one.leader],
        "where": _where(one, told.names),
        "state": logged.state(one, told.at),
        "begun_at": one.begun_at,
        "late": one.is_kept and one.until_at < told.at,
    }


def _act(verb: str) -> Act[...]:
    found: dict[str, Act[...]] = {
        "take": acts.take,
        "begin": acts.begin,
        "hand_over": acts.hand_over,
        "note": acts.note,
        "try_alarm": acts.try_alarm,
        "agree_swap": acts.agree_swap,
        "refuse_swap": acts.refuse_swap,
        "ask_swap": acts.ask_swap,
        "cancel": acts.cancel,
    }
    if verb not in found:
        raise NotHere
    return found[verb]


def _told(one: Watch, names: dict[str, str]) -> str:
    return f"{names[one.kept_by or one.officer]} · {_span(one)} · {_where(one, names)}"


def _where(one: Watch, names: dict[str, str]) -> str:
    told = (names[one.place], names[one.organisation], terms.department(one.department))
    return " · ".join(word for word in told if word)


def _span(one: Watch) -> str:
    return f"{moment(one.from_at)} – {moment(one.until_at)}"


def _href(one: Watch) -> str:
    return f"/watches/{one.no}/"
