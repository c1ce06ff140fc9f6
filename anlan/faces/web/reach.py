"""Who can be reached: each who holds a post, by which channels, and how old the proof is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.faces.web import letters
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import step_word
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import OFFICIALS
from anlan.kernel.ringing import reads
from anlan.kernel.ringing.reaching import Way
from anlan.kernel.ringing.reads import Reached, Reaching, Told
from anlan.kernel.ringing.rules import Trouble
from anlan.rooms import words

SAYS = {
    Trouble.AWAY: gettext_lazy("%(channel)s连续 %(n)s 次没有接通，已暂停，每隔片刻试一条；叫应改走其他渠道。"),
    Trouble.NEAR_MOST: gettext_lazy("%(channel)s今天已发 %(n)s 条，上限 %(most)s 条；到上限后只发红色预警。"),
    Trouble.AT_MOST: gettext_lazy("%(channel)s今天已发 %(n)s 条，到了上限 %(most)s 条：只发红色预警。"),
    Trouble.PARKED: gettext_lazy("%(channel)s有 %(n)s 条一发就出错，已搁置，改走其他渠道。"),
    Trouble.DOUBT: gettext_lazy("%(channel)s有 %(n)s 条不知道是否发出，没有再发。请打电话核实。"),
}


@page(may=OFFICIALS)
def reach(request: VisitRequest) -> HttpResponse:
    """List who can be reached, those first who cannot."""
    told: Reaching = request.visit.ask(reads.reach, {})
    shown = framed(
        request,
        "warnings",
        rows=[_row(one) for one in told.people],
        more=told.more,
        channels=told.channels,
        troubles=troubles(request),
        tabs=letters.tabs(request, here="reach"),
    )
    return render(request, "pages/reach.html", shown)


def troubles(request: VisitRequest) -> list[str]:
    """Say what somebody has to know of the channels."""
    told: tuple[Told, ...] = request.visit.ask(reads.troubles, {})
    return [SAYS[one.what] % {"channel": _called(one.channel), "n": one.n, "most": one.most} for one in told]


def by_person(request: VisitRequest, people: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return how it stands with each way to each of these people, as far as the visitor may know that."""
    wanted = sorted(set(people))
    if not wanted or request.visit.post.role not in reads.reach.may:
        return {}
    told: Reaching = request.visit.ask(reads.reach, {"people": wanted})
    return {one.person: [_told(way) for way in one.ways] for one in told.people}


def _row(one: Reached) -> dict[str, Any]:
    return {
        "who": one.name,
        "post": one.title,
        "unit": one.unit,
        "late": one.is_good is False,
        "ways": [_told(way) for way in one.ways],
    }


def _told(way: Way) -> dict[str, Any]:
    return {"channel": _called(way.channel), "says": _says(way), "at": way.at, "late": not way.is_good}


def _called(channel: str) -> str:
    return str(step_word(channel)) if channel in words() else channel


def _says(way: Way) -> str:
    if not way.has_address:
        return _("没有号码")
    if way.at is None:
        return _("从未验证")
    if way.was_test:
        return _("静默测试通") if way.is_good else _("静默测试不通")
    return _("消息送到") if way.is_good else _("消息未送到")
