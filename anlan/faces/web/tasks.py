"""Tasks of the house as their page shows them: why each is open, what its owner is to do, and what waits for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.domains.calls import reads as calls
from anlan.domains.calls.rules import Call
from anlan.faces.web.templatetags.look import short
from anlan.kernel.journal.facts import NotHere, PersonNo
from anlan.kernel.obligations.life import AGAIN, DOOR, LEFT, NOBODY, TASK, WRONG
from anlan.kernel.obligations.reads import Page
from anlan.kernel.registry import acts
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest

WAITING_MOST = 9


def of_a_task(request: VisitRequest, told: Page) -> list[dict[str, Any]]:
    """Say why a task of the house is open and what its owner is to do; nothing of what is none, or is over."""
    item = told.item
    if item.kind != TASK or item.source == AGAIN or not item.is_open:
        return []
    if item.source == DOOR:
        return _of_a_door(request, told)
    if item.source == WRONG:
        return _of_a_number(request, told)
    waiting = told.waiting[:WAITING_MOST]
    listed = [{"word": _("在等"), "value": f"#{short(no)}", "href": f"/i/{short(no)}/"} for no in waiting]
    if item.source == LEFT:
        why = _("原责任人离任，其名下事项无人接手。")
        return _why(why, _("按“明确接手人”，在该单位人员中选一人；所列事项即由其负责，本任务销号。")) + listed
    if item.source == NOBODY:
        why = _("预警发出时，这个单位没有人可以叫应。")
        return _why(why, _("请该单位确定安全管理员，由系统管理员登记任职；任职后本任务自动销号。"))
    why = ngettext(
        "%(n)s 件整改已提请验收，但这里没有人验收。",
        "%(n)s 件整改已提请验收，但这里没有人验收。",
        len(told.waiting),
    ) % {"n": len(told.waiting)}
    how = _(
        "告诉系统管理员由谁验收：系统管理员提名其任职，安全保密管理员同意。任职后本任务自动销号，在等的事项交其验收。"
    )
    used = {"word": _("管理员用"), "value": "anlan registry propose-posts · approve-posts"}
    return [*_why(why, how), used, *listed]


def _of_a_door(request: VisitRequest, told: Page) -> list[dict[str, Any]]:
    """Say to whose door to go, for which sites, and where to write down what he said."""
    try:
        call: Call = request.visit.ask(calls.sought, {"task": [told.item.no]})
    except NotHere:
        return []
    names = registry.names([call.item.owner, *call.named])
    href = f"/i/{short(call.item.no)}/"
    why = _("电话、短信都没有应答，须当面告知并问清去向。")
    how = _("见到本人后按“代为登记应答”，怎么联系上的选“上门”；登记后本任务自动销号。本人另行应答的，不用再去。")
    return [
        {"word": _("找谁"), "chip": {"name": names[call.item.owner], "unit": names[call.item.organisation]}},
        {"word": _("到哪里"), "value": _("、").join(names[no] for no in call.sites) or names[call.item.place]},
        *_why(why, how),
        {"word": _("叫应"), "value": f"#{short(call.item.no)}", "href": href},
        {"word": _("办理"), "value": _("代为登记应答"), "href": f"{href}told/?channel=door"},
    ]


def _of_a_number(request: VisitRequest, told: Page) -> list[dict[str, Any]]:
    """Say whose number is to be put right, and where."""
    try:
        person: PersonNo = request.visit.ask(calls.doubted, {"task": [told.item.no]})
    except NotHere:
        return []
    unit = registry.person(person).organisation
    names = registry.names([person, unit])
    may = request.visit.post.role in acts.change_phone.may
    how = _("问到本人现在的号码后更正；更正后本任务自动销号。") if may else _("问到本人现在的号码，请系统管理员更正。")
    change = {"word": _("办理"), "value": _("更正电话"), "href": f"/people/{person}/number/"}
    return [
        {"word": _("谁的电话"), "chip": {"name": names[person], "unit": names[unit]}},
        *_why(_("叫应时打的是空号，或接的不是本人。下一次预警叫不到他。"), how),
        *([change] if may else []),
    ]


def _why(why: str, how: str) -> list[dict[str, Any]]:
    return [{"word": _("缘由"), "value": why}, {"word": _("怎么办"), "value": how}]
