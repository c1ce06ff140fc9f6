"""The first block of Today: what each role comes for, before the list of what waits for everybody alike."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.faces.web.sampling import said_of
from anlan.faces.web.templatetags.look import brief, short, state_word, step_word
from anlan.faces.web.templatetags.look import counted as written
from anlan.kernel.chase import reads as chase
from anlan.kernel.chase.reads import HandOver
from anlan.kernel.duty import hours
from anlan.kernel.duty import reads as duty
from anlan.kernel.duty.watch import State, Watch
from anlan.kernel.looks import reads as looks
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.lists import Group, Ledger, View
from anlan.kernel.obligations.sums import Day, Sums
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest
from anlan.kernel.registry.may import Role

ROWS = 5


def block(request: VisitRequest, sums: Sums, days: tuple[Day, ...]) -> dict[str, Any] | None:
    """Return the first block of the visitor's Today: a title, sentences, a few rows, and what can be done at once."""
    match request.visit.post.role:
        case Role.DUTY:
            return _duty(request)
        case Role.INSPECTOR:
            return _inspector(sums)
        case Role.OFFICER:
            return _officer(sums)
        case Role.LEADER:
            return _leader(request, sums, days)
        case Role.ENTERPRISE:
            return _enterprise(request, sums)
    return None


def _duty(request: VisitRequest) -> dict[str, Any] | None:
    """Say of a watch what stands on its list now; of somebody off duty, who is on."""
    mine = duty.mine_at(request.visit.by.person, at=request.at)
    if mine is None or not mine.is_kept:
        keeper = hours.keeper_at(request.visit.post.place, at=request.at)
        if keeper is None:
            said = _("现在没有人值班，也没有排班。")
        else:
            who = keeper.kept_by or keeper.officer
            names = registry.names([who])
            said = _("现在由%(who)s值班，至 %(at)s。") % {"who": names[who], "at": brief(keeper.until_at)}
        return {"title": _("值班"), "says": [said], "actions": [{"word": _("值班表"), "href": "/watches/"}]}
    left: HandOver = request.visit.ask(chase.hand_over, {"no": [mine.no]})
    whys = Counter(one.why for one in left.left)
    parts = [_("%(why)s %(n)s 件") % {"why": step_word(why), "n": n} for why, n in whys.items()]
    listed = (
        _("现在交班要交代：%(parts)s。") % {"parts": _("，").join(parts)} if parts else _("现在交班没有要交代的事项。")
    )
    says = [_still_on(mine, request.at), listed]
    action = {"word": _("看本班"), "href": f"/watches/{mine.no}/"}
    return {"title": _("本班"), "says": says, "actions": [action]}


def _still_on(mine: Watch, at: datetime) -> str:
    """Say until when somebody is on duty; who has handed over still is, until the other takes it."""
    after = duty.following(mine, at=at) if mine.state == State.OFFERED else None
    if after is None:
        return _("您在班，至 %(at)s。") % {"at": brief(mine.until_at)}
    who = registry.names([after.officer])[after.officer]
    return _("已交班给%(who)s，待其接班；接班之前仍由您在班。") % {"who": who}


def _inspector(sums: Sums) -> dict[str, Any]:
    actions = [
        {"word": _("登记隐患"), "href": "/items/new/", "primary": True, "big": True},
        {"word": _("今日到期"), "href": "/items/?view=due-today", "big": True},
    ]
    return {"title": _("现场检查"), "says": [_late(sums), _due(sums)], "actions": actions}


def _officer(sums: Sums) -> dict[str, Any]:
    n = sums.to_check
    waiting = ngettext("等您验收 %(n)s 件。", "等您验收 %(n)s 件。", n) % {"n": written(n)}
    check = [{"word": _("去验收"), "href": "/items/?view=to-check", "primary": True, "key": "S"}] if n else []
    actions = [*check, {"word": _("看逾期"), "href": "/items/?view=overdue"}]
    return {"title": _("本行业"), "says": [_late(sums), waiting], "actions": actions}


def _leader(request: VisitRequest, sums: Sums, days: tuple[Day, ...]) -> dict[str, Any]:
    """Say it in a few sentences; the exceptions stand below."""
    told = {"open": written(sums.open), "major": written(sums.major)}
    week = {"filed": written(sum(day.filed for day in days)), "struck": written(sum(day.struck for day in days))}
    says = [
        _("在册 %(open)s 件，其中重大隐患 %(major)s 件。") % told,
        _late(sums),
        _("七日新增 %(filed)s 件，销号 %(struck)s 件。") % week,
        said_of(request.visit.ask(looks.share, {})),
    ]
    actions = [
        {"word": _("责任表"), "href": "/responsibility/"},
        {"word": _("此刻谁负责"), "href": "/answers/"},
        {"word": _("销号抽查"), "href": "/sampling/"},
    ]
    return {"title": _("概况"), "says": says, "actions": actions}


def _enterprise(request: VisitRequest, sums: Sums) -> dict[str, Any]:
    """Show the open dangers of the unit with the days left, and what its safety manager does for it."""
    told: Ledger = request.visit.ask(items.ledger, {"view": [View.OPEN], "group": [Group.NONE]})
    rows = [
        {
            "what": row.item.what,
            "href": f"/i/{short(row.item.no)}/",
            "grade": row.item.grade,
            "who": f"{told.names.get(row.item.owner, '')} · {state_word(row.item.state, row.item.kind)}",
            "due_at": row.item.due_at,
        }
        for row in told.rows
        if row.item.is_open
    ]
    says = [_("本单位在册 %(open)s 件。") % {"open": written(sums.open)}, _late(sums)]
    actions = [
        {"word": _("本单位台账"), "href": "/items/"},
        {"word": _("邀请本单位人员"), "href": "/people/invite/"},
        {"word": _("取走本单位数据"), "href": "/items/export/?view=all&form=xlsx"},
    ]
    return {"title": _("本单位隐患"), "says": says, "rows": rows[:ROWS], "actions": actions}


def _late(sums: Sums) -> str:
    n = sums.overdue
    if not n:
        return _("没有逾期的。")
    return ngettext("逾期 %(n)s 件。", "逾期 %(n)s 件。", n) % {"n": written(n)}


def _due(sums: Sums) -> str:
    n = sums.due_today
    if not n:
        return _("今日没有到期的。")
    return ngettext("今日到期 %(n)s 件。", "今日到期 %(n)s 件。", n) % {"n": written(n)}
