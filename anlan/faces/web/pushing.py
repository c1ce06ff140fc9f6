"""On which browsers of one's own calls are pushed: to let it be done on this one, or on none."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.faces.web.frame import framed
from anlan.kernel.channels import acts, pushes
from anlan.kernel.journal.acts import Act
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import ANYBODY

VERBS: dict[str, Act[...]] = {"here": acts.push_here, "nowhere": acts.push_nowhere}


@page(may=ANYBODY)
def push(request: VisitRequest) -> HttpResponse:
    """Show on how many browsers one is pushed to, and by which services."""
    return _page(request)


@page(may=ANYBODY, methods=("POST",))
def move(request: VisitRequest, verb: str) -> HttpResponse:
    """Let calls be pushed to this browser, or to none."""
    if verb not in VERBS:
        raise NotHere
    said = {word: request.POST.get(word, "") for word in ("endpoint", "p256dh", "auth")} if verb == "here" else {}
    with trying(request):
        request.visit.do(VERBS[verb], said)
        return HttpResponseRedirect(f"/push/?done={verb}")
    return _page(request)


def _page(request: VisitRequest) -> HttpResponse:
    done = {"here": _("这台设备会收到叫应"), "nowhere": _("所有设备都不再推送")}
    sentence = done.get(request.GET.get("done", "")) if request.method == "GET" else None
    shown = framed(
        request,
        "push",
        key=next(iter(pushes.public_keys()), ""),
        browsers=[urlsplit(one["endpoint"]).hostname for one in pushes.kept(request.visit.by.person)],
        wrong=request.no.says if request.no else "",
        toast={"sentence": sentence} if sentence else None,
    )
    return render(request, "pages/push.html", shown, status=request.no.status if request.no else 200)
