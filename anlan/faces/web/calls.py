"""Calls as pages show them: what was heard of who was called, and the board of all calls about one warning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from anlan.domains.calls import reads as calls
from anlan.domains.calls.reads import Board, Funnel, Row
from anlan.domains.calls.rules import Call
from anlan.domains.warning import reads as warnings
from anlan.domains.warning.facts import WarningReceived
from anlan.faces.web import reached
from anlan.faces.web.templatetags.look import brief, short, step_word
from anlan.faces.web.templatetags.times import span
from anlan.kernel.duty import ladders
from anlan.kernel.duty.ladders import Ladder
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.obligations.life import State
from anlan.kernel.obligations.reads import Page
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest

# How a call stands, in the order of the board: who is silent first.
SILENT, RINGING, HEARD, READ_BACK, DONE, OVER = range(6)
GROUPS = {
    SILENT: gettext_lazy("未应答"),
    RINGING: gettext_lazy("呼叫中"),
    HEARD: gettext_lazy("已收到，未复述"),
    READ_BACK: gettext_lazy("已复述，未报行动"),
    DONE: gettext_lazy("已行动"),
    OVER: gettext_lazy("已结束"),
}
SITES_MOST = 2
KEYS = 9


def called(request: VisitRequest, told: Page) -> list[tuple[Any, Any]]:
    """Return what is known of a call beside its item, word by word; nothing of one that was only offered."""
    try:
        call: Call = request.visit.ask(calls.call, {"item": [told.item.no]})
    except NotHere:
        return []
    names, warns = registry.names(call.sites), _warning(request, call)
    return [
        (_("怎么做"), warns.instruction if warns else None),
        (_("险情"), warns.description if warns else None),
        (_("区域"), warns.area if warns else None),
        (_("发布单位"), (warns.sender_name or warns.sender) if warns else None),
        (_("截止"), brief(warns.expires_at) if warns and warns.expires_at else None),
        (_("为什么叫"), step_word(call.tier)),
        (_("点位"), sites(call, names, most=len(call.sites))),
        (_("送达"), reached.sent(request, [call.item.no]).get(call.item.no)),
        (_("收到"), _heard(call)),
        (_("由谁接续"), _passed(request, call)),
        (_("复述"), brief(call.read_back_at) if call.read_back_at else None),
        (_("行动"), _deed(call)),
        (_("未接"), _missed(call)),
    ]


def _warning(request: VisitRequest, call: Call) -> WarningReceived | None:
    """Return what the warning says about which somebody is called."""
    try:
        told: WarningReceived = request.visit.ask(warnings.told, {"item": [call.item.no]})
    except NotHere:
        return None
    return told


def sites(call: Call, names: dict[str, str], *, most: int = SITES_MOST) -> str:
    """Name the sites for which somebody is called, the first few of many."""
    named = _("、").join(names[no] for no in call.sites[:most])
    more = len(call.sites) - most
    return (
        named
        if more <= 0
        else ngettext("%(named)s 等 %(n)s 处", "%(named)s 等 %(n)s 处", len(call.sites))
        % {
            "named": named,
            "n": len(call.sites),
        }
    )


def groups(board: Board, sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the calls as the board has them: in groups, who is silent first."""
    found: dict[int, list[dict[str, Any]]] = {}
    keys = iter(range(1, KEYS + 1))
    for row in board.rows:
        line = _line(row, board, sent)
        line["key"] = next(keys, None) if line["ring"] else None  # one key to ring the n-th who is silent
        found.setdefault(_stands(row), []).append(line)
    return [{"word": GROUPS[no], "rows": found[no], "late": no == SILENT} for no in sorted(found)]


def funnel(told: Funnel) -> list[dict[str, Any]]:
    """Return how far the calls have come, each as a share of all."""
    steps = (
        (_("应叫"), told.called),
        (_("收到"), told.heard),
        (_("复述"), told.read_back),
        (_("已行动"), told.acted),
    )
    return [{"word": word, "n": n, "share": 100 * n // told.called if told.called else 0} for word, n in steps]


def ladder(steps: Ladder) -> str:
    """Say by which ladder calls are chased: its name, and after how many minutes each step comes."""
    words = ladders.words(steps.key)
    name = (words.en if get_language() == "en" else words.zh) if words else steps.key
    said = {"name": name, **{step: getattr(steps, step) for step in ("again", "deputy", "above", "answer")}}
    told = _("%(name)s：%(again)s 分钟再叫，%(deputy)s 分钟叫副手，%(above)s 分钟报值班，%(answer)s 分钟内应答") % said
    return told if steps.door is None else told + _("，%(door)s 分钟派人上门") % {"door": steps.door}


def figures(told: Funnel) -> str:
    """Say how fast calls were answered; of none nothing is said."""
    if told.median_s is None or told.p90_s is None:
        return _("还没有人应答。")
    said = {"share": 100 * told.in_five // told.called, "median": span(told.median_s), "p90": span(told.p90_s)}
    return _("5 分钟内应答率 %(share)s%%。用时：中位数%(median)s，九成%(p90)s。") % said


def _stands(row: Row) -> int:
    call = row.call
    if not call.item.is_open:
        return DONE if call.item.state == State.STRUCK_OFF else OVER
    if call.heard_at is None:
        return SILENT if row.steps or call.missed else RINGING
    if call.acted_at is None:
        return HEARD if call.read_back_at is None else READ_BACK
    return DONE


def _line(row: Row, board: Board, sent: Mapping[str, str]) -> dict[str, Any]:
    call, names = row.call, board.names
    href = f"/i/{short(call.item.no)}/"
    return {
        "href": href,
        "who": names[call.item.owner],
        "unit": names[call.item.organisation],
        "where": sites(call, names) if call.sites else names[call.item.place],
        "why": step_word(call.tier),
        "steps": str(step_word(row.steps[-1])) if row.steps else "",  # the last that came: those before it are known
        "stands": " · ".join(filter(None, (_missed(call), _heard(call), _handed(call, board), _deed(call)))),
        "sent": sent.get(call.item.no, ""),
        "waited": span(_waited(call, board.at)),
        "late": call.is_late or (call.heard_at is None and call.item.is_open and call.item.due_at < board.at),
        "ring": f"{href}ring/" if call.item.is_open and call.heard_at is None else None,
        "told": f"{href}told/" if call.item.is_open else None,
        "missed": f"{href}miss/" if call.item.is_open and call.heard_at is None else None,
    }


def _waited(call: Call, at: datetime) -> float:
    """Return for how many seconds a call waited for its answer, or waits."""
    return ((call.heard_at or call.item.ended_at or at) - call.item.filed_at).total_seconds()


def _heard(call: Call) -> str:
    if call.heard_at is None or call.channel is None:
        return ""
    said = {"at": brief(call.heard_at), "by": step_word(call.channel)}
    return (_("%(at)s %(by)s，逾时应答") if call.is_late else _("%(at)s %(by)s")) % said


def _handed(call: Call, board: Board) -> str:
    """Say who answers for it now, where somebody passed it on or his watch was taken over."""
    if call.passed_to is None:
        return ""
    his = next((row.call for row in board.rows if row.call.item.no == call.passed_to), None)
    who = {"who": board.names[his.item.owner] if his else _("副手")}
    return (_("已转给%(who)s，待其应答") if call.taken_at is None else _("已由%(who)s接续")) % who


def _deed(call: Call) -> str:
    if call.deed is None:
        return ""
    word = str(step_word(call.deed))
    if call.moved is None:
        return word
    of = "?" if call.expected is None else call.expected
    return _("%(deed)s，转移 %(moved)s/%(of)s 人") % {"deed": word, "moved": call.moved, "of": of}


def _passed(request: VisitRequest, call: Call) -> str:
    """Say to whom a call was passed on, and whether he has answered."""
    if call.passed_to is None:
        return ""
    try:
        his: Call = request.visit.ask(calls.call, {"item": [call.passed_to]})
    except NotHere:
        return _("待其应答") if call.taken_at is None else _("已由其接续")
    who = {"who": registry.names([his.item.owner])[his.item.owner]}
    return (_("%(who)s，待其应答") if call.taken_at is None else _("%(who)s，已由其接续")) % who


def _missed(call: Call) -> str:
    if not call.missed or call.outcome is None:
        return ""
    said = {"n": call.missed, "why": step_word(call.outcome)}
    return ngettext("未接 %(n)s 次，%(why)s", "未接 %(n)s 次，%(why)s", call.missed) % said
