"""The ledger: who owes what, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from anlan.domains.dangers import acts as dangers
from anlan.faces.web.entities import tabs
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags import look, terms, times
from anlan.faces.web.templatetags.look import short
from anlan.kernel.obligations import acts
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import State
from anlan.kernel.obligations.lists import PAGE, Due, Group, Ledger, Row, View
from anlan.kernel.obligations.sums import Sums
from anlan.kernel.registry import forms
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import EVERYONE, OFFICIALS
from anlan.kernel.search import saved

VIEWS = (
    (View.OPEN, _("全部在册")),
    (View.MINE_NOW, _("该我办的")),
    (View.MINE, _("我负责")),
    (View.TO_CHECK, _("待我验收")),
    (View.OVERDUE, _("逾期")),
    (View.DUE_TODAY, _("今日到期")),
    (View.MAJOR, _("重大隐患")),
    (View.LISTED, _("挂牌督办")),
    (View.STRUCK_TODAY, _("今日已销号")),
    (View.STRUCK_OFF, _("已销号")),
    (View.BEFORE, _("系统外销号")),
    (View.VOID, _("已作废")),
)
# Why a view is empty.
EMPTY = {
    View.OPEN: _("台账上没有在册的事项。"),
    View.MINE_NOW: _("没有等您办的事项。"),
    View.MINE: _("您名下没有在册的事项。"),
    View.TO_CHECK: _("没有等您验收的事项。"),
    View.OVERDUE: _("没有逾期的事项。"),
    View.DUE_TODAY: _("今天没有到期的事项。"),
    View.MAJOR: _("没有在册的重大隐患。"),
    View.LISTED: _("没有挂牌督办的隐患。"),
    View.STRUCK_TODAY: _("今天还没有销号。"),
    View.STRUCK_OFF: _("还没有销号的事项。"),
    View.BEFORE: _("没有随台账带进来的、已销号的事项。"),
    View.VOID: _("没有作废的事项。"),
}
# What has left the ledger is looked at more rarely: these views are folded away.
FOLDED = frozenset({View.STRUCK_OFF, View.BEFORE, View.VOID})
# What the numbers at the head lead to has no place among the views until one is there.
BY_NUMBER = frozenset({View.DUE_TODAY})
GROUPS = {
    Group.DUE: (_("分组：时限"), _("按时限")),
    Group.ORGANISATION: (_("分组：单位"), _("按单位")),
    Group.PLACE: (_("分组：地点"), _("按地点")),
    Group.DEPARTMENT: (_("分组：部门"), _("按部门")),
    Group.KIND: (_("分组：类型"), _("按类型")),
    Group.NONE: (_("不分组"), _("不分组")),
}
DUES = {
    Due.OVERDUE: _("逾期"),
    Due.TODAY: _("今日到期"),
    Due.WEEK: _("七日内"),
    Due.LATER: _("七日以后"),
    Due.ENDED: _("已办结"),
}
AGES = (_("0–7 天"), _("8–15 天"), _("16–30 天"), _("31–60 天"), _("60 天以上"))
# What of the address the ledger itself is asked; the rest it does not know.
ASKED = {
    "view": "view",
    "q": "words",
    "kind": "kind",
    "grade": "grade",
    "place": "place",
    "group": "group",
    "among": "among",
}


@page(may=EVERYONE)
def ledger(request: VisitRequest) -> HttpResponse:
    """Show a view of the ledger; the address says which, so that it can be sent."""
    asked = {word: request.GET.getlist(name) for name, word in ASKED.items() if name in request.GET}
    asked |= {word: request.GET.getlist(word) for word in ("organisation", "page") if word in request.GET}
    told: Ledger = request.visit.ask(items.ledger, asked)
    frame = framed(request, "ledger")
    sums: Sums = frame["sums"]
    view = View(request.GET.get("view", "").strip() or View.OPEN)
    shown = {
        "view": view,
        "tabs": tabs("/items/"),
        "views": _views(request, view, sums),
        "choices": _choices(request, view),
        "filters": _filters(request, told),
        "empty": EMPTY.get(view, EMPTY[View.OPEN]),
        "numbers": _numbers(sums),
        "buckets": [{"word": word, "n": n} for word, n in zip(AGES, sums.ages, strict=True)],
        "groups": grouped(told, request.at, _struck_today(view, asked, told)),
        "struck": _struck_today(view, asked, told),
        "told": told,
        "pagination": _pagination(request, told),
        "may_file": request.visit.post.role in dangers.file.may,
        "chosen": _chosen(request, told),
        "nudges": request.visit.post.role in acts.nudge_many.may,
        "assigns": request.visit.post.role in OFFICIALS,
        "samples": request.visit.post.role in OFFICIALS and not request.visit.post.department,
        "hands": view in (View.MINE, View.MINE_NOW),
        "saved": _saved(request),
        "query": _to(request, page=None, path="").removeprefix("?"),
        "keeps": {word: request.GET[word] for word in ("view", "group") if request.GET.get(word)},
        "export": {form: _to(request, page=None, form=form, path="/items/export/") for form in ("xlsx", "csv")},
    }
    template = "pages/print_ledger.html" if "print" in request.GET else "pages/ledger.html"
    return render(request, template, frame | shown)


def _to(request: VisitRequest, path: str = "/items/", **changes: Any) -> str:
    """Return this address with some of its words changed; a word that becomes None goes."""
    kept = {word: request.GET.getlist(word) for word in (*ASKED, "organisation", "page") if request.GET.get(word)}
    words = {word: value for word, value in (kept | changes).items() if value is not None}
    return f"{path}?{urlencode(words, doseq=True)}" if words else path


def _views(request: VisitRequest, view: View, sums: Sums) -> list[dict[str, Any]]:
    counts = {
        View.OPEN: sums.open,
        View.MINE_NOW: sums.mine_now,
        View.MINE: sums.mine,
        View.TO_CHECK: sums.to_check,
        View.OVERDUE: sums.overdue,
        View.DUE_TODAY: sums.due_today,
        View.MAJOR: sums.major,
        View.STRUCK_TODAY: sums.struck_today,
    }
    return [
        {
            "href": _to(request, view=None if one == View.OPEN else str(one), page=None),
            "word": word,
            "n": counts.get(one),
            "current": one == view,
        }
        for one, word in VIEWS
        if one == view or one not in FOLDED | BY_NUMBER
    ]


def _saved(request: VisitRequest) -> list[dict[str, Any]]:
    """Return the views that the visitor keeps under names of his own."""
    now = _to(request, page=None, path="").removeprefix("?")
    views = saved.views_of(request.visit.by.person)
    return [{"name": one.name, "href": f"/items/?{one.query}", "current": one.query == now} for one in views]


@page(may=EVERYONE, methods=("POST",))
def views(request: VisitRequest) -> HttpResponse:
    """Keep a view of the ledger under a name of one's own, or drop it; the address of a view is its link for others."""
    name, query = request.POST.get("name", ""), QueryDict(request.POST.get("query", ""))
    kept = {word: query.getlist(word) for word in (*ASKED, "organisation") if query.get(word)}
    if "drop" in request.POST:
        saved.drop(request.visit.by.person, name)
    else:
        with trying(request):
            name = forms.text(name, field="name")
            saved.keep(request.visit.by.person, name, urlencode(kept, doseq=True), at=request.at)
    if request.no:
        return render(request, "pages/views.html", framed(request, "ledger", no=request.no), status=request.no.status)
    return HttpResponseRedirect(f"/items/?{urlencode(kept, doseq=True)}")


def _choices(request: VisitRequest, view: View) -> list[dict[str, Any]]:
    """Offer what is folded away: the views of what has left the ledger, and the ways of grouping."""
    now = Group(request.GET.get("group", "").strip() or Group.DUE)
    folded = [
        {"href": _to(request, view=str(one), page=None), "word": word, "current": one == view}
        for one, word in VIEWS
        if one in FOLDED
    ]
    groups = [
        {"href": _to(request, group=str(group), page=None), "word": word, "current": group == now}
        for group, (_now, word) in GROUPS.items()
    ]
    return [{"word": _("已出账"), "options": folded}, {"word": GROUPS[now][0], "options": groups}]


def _filters(request: VisitRequest, told: Ledger) -> list[dict[str, Any]]:
    """Return by what the view is narrowed, each with the address without it."""
    first = told.rows[0].item if told.rows else None
    narrowed: dict[str, Any] = {
        "q": request.GET.get("q"),
        "organisation": first and told.names.get(first.organisation),
        "place": first and told.places.get(request.GET.get("place", "")),
        "grade": terms.GRADES.get(request.GET.get("grade", "")),
        "kind": terms.KINDS.get(request.GET.get("kind", "")),
        "among": _("所选的"),
    }
    return [
        {"word": word or request.GET[name], "href": _to(request, **dict[str, Any]({name: None, "page": None}))}
        for name, word in narrowed.items()
        if request.GET.get(name)
    ]


def _chosen(request: VisitRequest, told: Ledger) -> dict[str, int] | None:
    """Return how many were chosen one by one and how many of them are shown: what one does not see stays out."""
    numbers = {no for no in request.GET.getlist("among") if no.strip()}
    return {"n": len(numbers), "shown": told.total} if numbers else None


def _numbers(sums: Sums) -> list[dict[str, Any]]:
    return [
        {"n": sums.open, "word": _("在册"), "href": "/items/"},
        {"n": sums.overdue, "word": _("逾期"), "late": True, "href": "/items/?view=overdue"},
        {"n": sums.due_today, "word": _("今日到期"), "href": "/items/?view=due-today"},
        {"n": sums.to_check, "word": _("待我验收"), "href": "/items/?view=to-check"},
        {"n": sums.struck_today, "word": _("今日已销号"), "href": "/items/?view=struck-today"},
    ]


def _struck_today(view: View, asked: dict[str, Any], told: Ledger) -> int:
    """Return how many of what is listed as open were struck off today, and are shown beside it until midnight."""
    return told.ended if view == View.OPEN and not asked.get("among") else 0


def grouped(told: Ledger, now: datetime, struck: int) -> list[dict[str, Any]]:
    """Return the groups of a page of the ledger, each with its lines."""
    counts, words = dict(told.groups), DUES | ({Due.ENDED: _("今日已销号")} if struck else {})
    groups: dict[str, dict[str, Any]] = {}
    for row in told.rows:
        group = groups.setdefault(
            row.group,
            {
                "word": words.get(row.group) or _group_word(row.group, told),  # type: ignore[call-overload]
                "n": counts.get(row.group, told.total),
                "late": row.group == Due.OVERDUE,
                "rows": [],
            },
        )
        group["rows"].append(ready(line(row, told), now))
    return list(groups.values())


def _group_word(group: str, told: Ledger) -> Any:
    """Return what a group is called: a unit, a place, a kind or a department; lines that are not grouped, nothing."""
    if not group:
        return _("未归部门") if told.groups else ""
    found = told.names.get(group) or told.places.get(group) or terms.KINDS.get(group)
    return found or (terms.department(group) if group in terms.departments() else group)


def line(row: Row, told: Ledger) -> dict[str, Any]:
    """Return one item as the ledger shows it: what it is, where, whose, until when, and how far it has come."""
    item, no = row.item, short(row.item.no)
    unit = told.names.get(item.organisation, item.organisation)
    found = terms.source(item.source)
    return {
        "no": item.no,
        "kind": item.kind,
        "what": item.what,
        "where": " · ".join(word for word in (told.places.get(item.place, item.place), found) if word),
        "grade": item.grade,
        "listed": item.listed is not None,
        "owner": told.names.get(item.owner, item.owner),
        "owner_unit": unit,
        "due_at": item.due_at,
        "since": item.filed_at,
        "ended_at": _ended(row),
        "pieces": item.shown,
        "asked": 0 if item.state == State.CLOSED_BEFORE else max(1, item.shown),
        "checker": told.names.get(item.checker or "", ""),
        "checker_unit": "",
        "state": item.state,
        "href": f"/i/{no}/",
        "peek": f"/i/{no}/peek/",
    }


def ready(line: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return a line with all that its row says in words, marks and moments.

    A template that asks five hundred times takes longer than we who say it once; and what a row lacks it says it lacks,
    for a template searches long for what is not there.
    """
    ended, due_at, kind, state = line.get("ended_at"), line["due_at"], line["kind"], line["state"]
    words: dict[str, Any] = {
        "short": look.short(line["no"]),
        "marks": (" x" if ended else "") + (" cur" if line.get("current") else ""),
        "kind_word": look.kind_word(kind),
        "major": look.grade_word("major") if line.get("grade") == "major" else None,
        "shape": look.state_shape(state),
        "state_word": "" if state == State.STRUCK_OFF else look.state_word(state, kind),
        "evidence": f"{line['pieces']} / {line['asked']}" if line["asked"] else str(line["pieces"] or "—"),
        "ended": ended and times.as_told_brief(ended, now),
        "level": None,
        "listed": False,
        "current": False,
        "peek": None,
    }
    if ended:
        words["ended_iso"] = look.iso(ended)
    else:
        words |= {"urgency": look.urgency(due_at, now), "left": look.left(due_at, now), "due_iso": look.iso(due_at)}
        words["gone"] = look.spent(line.get("since"), due_at, now)
    return words | line


def _ended(row: Row) -> datetime | None:
    return None if row.item.is_open else (row.item.ended_at or row.item.moved_at)


def _pagination(request: VisitRequest, told: Ledger) -> dict[str, Any]:
    first = (told.page - 1) * PAGE
    return {
        "first": first + 1 if told.rows else 0,
        "last": first + len(told.rows),
        "whole": told.total,
        "before": _to(request, page=told.page - 1) if told.page > 1 else None,
        "after": _to(request, page=told.page + 1) if told.page < told.pages else None,
    }
