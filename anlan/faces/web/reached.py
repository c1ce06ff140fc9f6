"""Whether anybody outside is reached, how far messages have come, and what was replied that is no answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.faces.web import letters
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import short, step_word
from anlan.faces.web.templatetags.times import span
from anlan.kernel.channels import reads
from anlan.kernel.channels.reads import Delivered, Unanswered
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import OFFICIALS
from anlan.rooms import words


@page(may=OFFICIALS)
def replies(request: VisitRequest) -> HttpResponse:
    """List what was replied in a day and became no answer, the last first: who it was, somebody has to find out."""
    told: tuple[Unanswered, ...] = request.visit.ask(reads.unanswered, {})
    rows = [
        {
            "at": one.at,
            "sender": one.sender,
            "text": one.text,
            "name": one.name,
            "why": step_word(one.why),
            "channel": one.channel,
            "href": f"/i/{short(one.call)}/" if one.call else None,
        }
        for one in told
    ]
    shown = framed(request, "warnings", rows=rows, tabs=letters.tabs(request, here="replies"))
    return render(request, "pages/replies.html", shown)


def lacking(request: VisitRequest) -> str:
    """Say that nobody outside is reached, where this house has no channel."""
    if request.visit.ask(reads.there, {}):
        return ""
    return _("本系统还没有渠道：叫应发不出去。请打电话，并代为登记应答；渠道由系统管理员设置。")


def sent(request: VisitRequest, calls: Iterable[str]) -> dict[str, str]:
    """Say of each call how far its last message by each channel has come, and how long ago that was."""
    asked = list(calls)
    told: tuple[Delivered, ...] = request.visit.ask(reads.deliveries, {"calls": asked}) if asked else ()
    last: dict[str, dict[str, Delivered]] = {}
    for one in told:
        last.setdefault(one.call, {}).setdefault(one.channel, one)
    return {call: _("；").join(_said(request, one) for one in each.values()) for call, each in last.items()}


def _said(request: VisitRequest, one: Delivered) -> str:
    known = words()
    said = {"channel": step_word(one.channel) if one.channel in known else one.channel, "state": step_word(one.state)}
    said["ago"] = span(max(0.0, (request.at - one.at).total_seconds()))
    told = _("%(channel)s %(state)s（%(ago)s前）") % said
    return f"{told} {step_word(one.why)}" if one.why in known else told
