"""The log of a watch in words: what the journal has of it and what happened meanwhile, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.faces.web import alarm
from anlan.faces.web.templatetags.look import moment, short, step_word
from anlan.faces.web.templatetags.look import shown as shown_no
from anlan.kernel.chase.handing import Event
from anlan.kernel.chase.reads import HandOver, Log
from anlan.kernel.duty.reads import Page
from anlan.kernel.duty.watch import Watch

Names = dict[str, str]

# What each fact is called in the log of a watch, and the fields whose text follows it.
SAID: dict[str, tuple[Callable[[Any, Names], str], tuple[str, ...]]] = {
    "duty.watches-rostered": (lambda fact, names: pgettext("said", "排班"), ()),
    "duty.watch-cancelled": (lambda fact, names: pgettext("said", "取消排班"), ("why",)),
    "duty.swap-asked": (
        lambda fact, names: _("申请换班，由%(to)s值班") % {"to": names.get(fact.to, fact.to)},
        ("why",),
    ),
    "duty.swap-agreed": (lambda fact, names: _("同意换班，由%(to)s值班") % {"to": names.get(fact.to, fact.to)}, ()),
    "duty.swap-refused": (lambda fact, names: pgettext("said", "不同意换班"), ("why",)),
    "duty.watch-begun": (lambda fact, names: pgettext("said", "上岗"), ()),
    "duty.alarm-tried": (lambda fact, names: alarm.tried(fact), ()),
    "duty.watch-offered": (
        lambda fact, names: _("交班给%(to)s，待其接班") % {"to": names.get(fact.to, fact.to)},
        ("text", "equipment"),
    ),
    "duty.hand-over-listed": (
        lambda fact, names: (
            _("列出交接清单") if fact.more is None else _("列出交接清单 %(n)s 件") % {"n": len(fact.items) + fact.more}
        ),
        (),
    ),
    "duty.watch-taken": (lambda fact, names: pgettext("said", "接班"), ("text",)),
    "duty.watch-noted": (lambda fact, names: pgettext("said", "记事"), ("text",)),
}


def lines(told: Page, log: Log) -> list[dict[str, Any]]:
    """Return what is known of a watch, in order, as the fragment of a history wants it."""
    names = told.names | log.names
    said = [
        {
            "at": line.recorded_at,
            "who": names.get(line.actor, line.actor),
            "said": SAID[line.name][0](line.fact, names),
            "text": " ".join(filter(None, (getattr(line.fact, word) for word in SAID[line.name][1]))),
            "tags": [_("系统随之记下")] if line.cause is not None else [],
        }
        for line in told.lines
        if line.name in SAID and line.fact is not None
    ]
    return sorted(said + [_event(one, names) for one in log.events], key=lambda one: one["at"])


def left(told: HandOver) -> dict[str, Any]:
    """Return what a watch leaves, line by line, with its figures."""
    why = {one.item: one.why for one in told.left}
    rows = [
        {
            "no": one.no,
            "href": f"/i/{short(one.no)}/",
            "what": one.what,
            "grade": one.grade,
            "why": step_word(why[one.no]),  # type: ignore[index]
            "who": f"{told.names.get(one.owner, one.owner)} · {told.names.get(one.organisation, one.organisation)}",
            "due_at": one.due_at,
            "state": one.state,
            "kind": one.kind,
        }
        for one in told.items
    ]
    figures = {"more": told.more, "filed": told.filed, "struck": told.struck, "overdue": told.overdue}
    return {"rows": rows, "is_listed": told.is_listed, **figures}


def facts(told: Page) -> list[dict[str, Any]]:
    """Return what is known of a watch, word by word; what nobody said is left out."""
    one, names = told.watch, told.names
    known = (
        (_("值班员"), names[one.officer]),
        (_("副班"), names.get(one.deputy or "")),
        (_("带班领导"), names[one.leader]),
        (_("起止"), f"{moment(one.from_at)} – {moment(one.until_at)}"),
        (
            pgettext("when", "上岗"),
            f"{moment(one.begun_at)} {names[one.kept_by]}" if one.begun_at and one.kept_by else None,
        ),
        (pgettext("when", "交班"), moment(one.offered_at)),
        (_("交出"), moment(one.ended_at) if one.begun_at else None),
        (_("下一班"), f"{names[told.following.officer]} {moment(told.following.from_at)}" if told.following else None),
        (_("申请换班"), names.get(one.swap_to or "")),
    )
    return [{"word": word, "value": value} for word, value in known if value]


def state(one: Watch, at: datetime) -> str:
    """Say how a watch stands; of one that nobody ever began, that nobody came."""
    return _("无人上岗") if one.is_missed(at) else step_word(one.state)


def _event(one: Event, names: Names) -> dict[str, Any]:
    word = {"filed": _("新增"), "struck-off": _("销号")}.get(one.what)
    told = names.get(one.person or "", "")
    raised = (_("%(step)s：%(person)s") if told else _("%(step)s：无人可报")) % {
        "step": "" if word else step_word(one.what),
        "person": told,
    }
    return {
        "at": one.at,
        "who": told if word and told else _("系统"),
        "said": word or raised,
        "text": one.title,
        "tags": [],
        "links": [{"href": f"/i/{short(one.item)}/", "word": shown_no(one.item)}],
    }
