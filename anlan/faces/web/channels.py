"""The channels of the house: the system administrator sets, tries and removes them. A secret goes in, and never out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.engines.gateways.client import SAYS
from anlan.faces.web.frame import framed
from anlan.faces.web.templatetags.look import brief, moment, step_word
from anlan.kernel.channels import reads, setting, trying
from anlan.kernel.channels.reads import Stands
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.door import trying as trying_to
from anlan.kernel.registry.forms import value
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.noes import ProofAsked, TurnedAway

DONE = {
    "set": gettext_lazy("渠道“%(name)s”已设置。请试拨。"),
    "test": gettext_lazy("已试拨“%(name)s”。送达与否见下，稍等再刷新。"),
    "remove": gettext_lazy("渠道“%(name)s”已停用，密钥已删除。"),
}


@page(may={Role.SYSTEM}, methods=("GET", "POST"))
def channels(request: VisitRequest) -> HttpResponse:
    """Show how each channel stands, and take in where one is and its secret."""
    if request.method == "POST":
        with trying_to(request):
            name = request.POST.get("name", "").strip()
            _may_write(request)
            kind = value(Kind, request.POST.get("kind"), field="kind", typed=False)
            told = {"address": request.POST.get("address", ""), "secret": request.POST.get("secret", "")}
            setting.set_(name, kind=kind, **told, by=request.visit.by, at=request.at)
            return HttpResponseRedirect(f"/channels/?done=set&of={name}")
    return _page(request)


@page(may={Role.SYSTEM}, methods=("POST",))
def move(request: VisitRequest, name: str, verb: str) -> HttpResponse:
    """Ring one's own telephone by a channel, or take it off."""
    verbs = {"test": trying.ring_own, "remove": setting.remove}
    if verb not in verbs:
        raise NotHere
    with trying_to(request):
        _may_write(request)
        verbs[verb](name, by=request.visit.by, at=request.at)
        return HttpResponseRedirect(f"/channels/?done={verb}&of={name}")
    return _page(request)


def _page(request: VisitRequest) -> HttpResponse:
    told: tuple[Stands, ...] = request.visit.ask(reads.standing, {})
    names = registry.names([no for one in told for no in (one.set_by, one.tried_by) if no])
    done, of = request.GET.get("done", ""), request.GET.get("of", "")
    sentence = DONE[done] % {"name": of} if request.method == "GET" and done in DONE else None
    typed = (
        {word: request.POST.get(word, "") for word in ("name", "kind", "address")} if request.method == "POST" else {}
    )
    shown = framed(
        request,
        "channels",
        rows=[_row(request, one, names) for one in told],
        kinds=[{"value": kind.value, "word": step_word(kind)} for kind in Kind],
        address=settings.ADDRESS,
        typed=typed,
        wrong=request.no.says if request.no else "",
        proves=_proves(request),
        toast={"sentence": sentence} if sentence else None,
    )
    return render(request, "pages/channels.html", shown, status=request.no.status if request.no else 200)


def _row(request: VisitRequest, one: Stands, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": step_word(one.kind),
        "reports": one.kind in setting.SIGNED,
        "facts": [
            {"word": _("网关"), "value": one.host},
            {"word": _("密钥指纹"), "value": one.fingerprint},
            {"word": _("设置"), "value": f"{moment(one.set_at)} {names.get(one.set_by, one.set_by)}"},
            {"word": _("最近送出"), "value": moment(one.taken_at) if one.taken_at else _("还没有")},
            {"word": _("最近试拨"), "value": _tried(one, names)},
        ],
        "trouble": _trouble(one, request.language),
    }


def _tried(one: Stands, names: dict[str, str]) -> str:
    """Say when somebody last had his own telephone rung, and what came of it."""
    if one.tried_at is None or one.tried_by is None:
        return _("还没有")
    parts = [moment(one.tried_at), names.get(one.tried_by, one.tried_by)]
    if one.tried_state and one.tried_state_at:
        parts.append(f"{step_word(one.tried_state)} {brief(one.tried_state_at)}")
    else:
        parts.append(_("没有送出"))
    if one.answered_at:
        parts.append(_("已回数字 %(at)s") % {"at": brief(one.answered_at)})
    return " · ".join(parts)


def _trouble(one: Stands, language: str) -> str:
    if one.trouble is None or one.trouble_at is None:
        return ""
    return f"{moment(one.trouble_at)} {SAYS[one.trouble][language == 'en']}"


def _may_write(request: VisitRequest) -> None:
    request.visit.must_be_fresh()
    if not request.visit.by.command:
        raise TurnedAway("key-missing")
    if settings.AS_OF:
        raise NotHere


def _proves(request: VisitRequest) -> bool:
    try:
        request.visit.must_be_fresh()
    except ProofAsked:
        return True
    return False
