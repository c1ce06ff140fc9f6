"""One's own second factor: set up with an authenticator, confirmed by a code, and taken off where nobody must."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.engines.proofs.square import square
from anlan.kernel.credentials import entrance, factors, threshold, totp
from anlan.kernel.credentials import reads as credentials
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import accounts, door
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest, page, trying
from anlan.kernel.registry.may import ANYBODY
from anlan.kernel.registry.noes import TurnedAway


@page(may=ANYBODY, is_before_factor=True)
def factor(request: VisitRequest) -> HttpResponse:
    """Show whether one has a second factor, and what can be done about it."""
    return _page(request)


@page(may=ANYBODY, methods=("POST",), is_before_factor=True)
def begin(request: VisitRequest) -> HttpResponse:
    """Show a new secret, as a square code and in letters, and ask for a code of it."""
    _must_be_here(request)
    request.visit.must_be_fresh()
    return _asking(request, factors.begin(request.visit.by.person))


@page(may=ANYBODY, methods=("POST",), is_before_factor=True)
def confirm(request: VisitRequest) -> HttpResponse:
    """Give the factor of which a code is shown; show the recovery codes, this once."""
    held = _must_be_here(request)
    with trying(request):
        told = entrance.confirm_factor(request.visit, request.POST.get("code", ""), but=held)
        return render(request, "factor.html", _shown(request) | {"codes": told, "given": True})
    return _asking(request, factors.to_confirm(request.visit.by.person))


@page(may=ANYBODY, methods=("POST",))
def end(request: VisitRequest) -> HttpResponse:
    """Take one's own factor off, where nobody must have one; what is open ends."""
    _must_be_here(request)
    with trying(request):
        entrance.end_factor(request.visit, request.POST.get("code", ""), address=door.address_of(request))
        return HttpResponseRedirect("/sign-in/")
    return _page(request)


def _must_be_here(request: VisitRequest) -> str:
    """Return the hash of the session in which somebody is here himself: a program gives nobody a factor.

    Nor has anybody one whom the demo invented: its clock is its own, and no authenticator goes by it.
    """
    if request.session_held is None:
        raise TurnedAway("sign-in")
    if door.is_demo():
        raise NotHere
    return request.session_held.hash


def _page(request: VisitRequest) -> HttpResponse:
    return render(request, "factor.html", _shown(request), status=request.no.status if request.no else 200)


def _asking(request: VisitRequest, secret: bytes) -> HttpResponse:
    name = accounts.Account.objects.filter(person=request.visit.by.person).values_list("name", flat=True).first()
    text = totp.as_text(secret)
    asking: dict[str, Any] = {
        "square": square(totp.address(secret, house=_("安澜"), name=name or request.visit.by.person)),
        "secret": " ".join(text[start : start + 4] for start in range(0, len(text), 4)),
    }
    status = request.no.status if request.no else 200
    return render(request, "factor.html", _shown(request) | {"asking": asking}, status=status)


def _shown(request: VisitRequest) -> dict[str, Any]:
    person, role = request.visit.by.person, request.visit.post.role
    has = factors.has(person)
    return {
        "removal": _removal(request),
        "has": has,
        "left": factors.left(person) if has else 0,
        "must": factors.must_have(role, at=request.at),
        "kept_out": threshold.lacks_factor(request.visit),
        "demo": door.is_demo(),
    }


def _removal(request: VisitRequest) -> dict[str, Any] | None:
    """Return who asked to have one's factor taken off, and who agreed, until one has another."""
    told = credentials.removal_of(request.visit.by.person)
    if told is None or not (told.taken_at or told.is_open(request.at)):
        return None
    names = registry.names(no for no in (told.asked_by, told.taken_by) if no)
    by = {"asked_by": names[told.asked_by], "taken_by": names.get(told.taken_by or "")}
    return by | {"at": told.taken_at or told.asked_at}
