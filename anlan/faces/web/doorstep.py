"""Signing in and out, and going on in another post or another language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from anlan.kernel.credentials import entrance, factors, oidc
from anlan.kernel.credentials import reads as credentials
from anlan.kernel.credentials.entrance import FactorAsked
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import accounts, door
from anlan.kernel.registry.door import OpenRequest, VisitRequest, open_page, page, trying
from anlan.kernel.registry.may import ANYBODY
from anlan.kernel.registry.noes import TurnedAway


@open_page(why="here people sign in", methods=("GET", "POST"))
def sign_in(request: OpenRequest) -> HttpResponse:
    """Ask for name and password; let in, and lead on to where the person wanted to go."""
    if request.method == "POST":
        with trying(request):
            name, password = request.POST.get("name", ""), request.POST.get("password", "")
            try:
                known = entrance.by_password(door.address_of(request), name, password)
            except FactorAsked as asked:
                return _ask_factor(request, asked.half)
            door.begin(request, known)
            # Whose factor was taken off is told so, and gives himself another.
            lacks = credentials.removal_of(known) and not settings.AS_OF
            return HttpResponseRedirect("/factor/" if lacks else _onward(request))
    return _sign_in_page(request)


def _sign_in_page(request: OpenRequest) -> HttpResponse:
    shown = {"onward": _onward(request), "name": request.POST.get("name", ""), "demo": door.is_demo()}
    return render(request, "sign_in.html", shown | _service(), status=request.no.status if request.no else 200)


def _service() -> dict[str, str]:
    """Return by which name a foreign sign-in service is offered, where there is one."""
    return {"service": settings.OIDC["name"] or _("统一身份认证")} if oidc.is_set() else {}


@open_page(why="people of the sign-in service begin here")
def to_service(request: OpenRequest) -> HttpResponse:
    """Send the browser to the sign-in service, with what it keeps meanwhile in a cookie for the way back."""
    _must_be_set()
    with trying(request):
        begun = entrance.to_service(back=request.build_absolute_uri(reverse("sso-back")), onward=_onward(request))
        response = HttpResponseRedirect(begun.address)
        response.set_cookie(
            _sso_cookie(), begun.kept, max_age=600, httponly=True, samesite="Lax", secure=settings.OPEN_TO_OTHERS
        )
        return response
    return _sign_in_page(request)


@open_page(why="the sign-in service sends people back here")
def from_service(request: OpenRequest) -> HttpResponse:
    """Let in whom the sign-in service means, once, if this very browser began it; a second factor is asked here."""
    _must_be_set()
    kept, state = request.COOKIES.get(_sso_cookie(), ""), request.GET.get("state", "")
    with trying(request):
        try:
            known, onward = entrance.by_service(kept=kept, state=state, code=request.GET.get("code", ""))
        except FactorAsked as asked:
            return _ask_factor(request, asked.half)
        door.begin(request, known)
        return _without_cookie(HttpResponseRedirect(onward))
    return _without_cookie(_sign_in_page(request))


def _without_cookie(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(_sso_cookie(), samesite="Lax")
    return response


def _must_be_set() -> None:
    if not oidc.is_set() or door.is_demo():
        raise NotHere


def _sso_cookie() -> str:
    return "__Host-sso" if settings.OPEN_TO_OTHERS else "sso"


@open_page(why="whoever comes for the first time has no password yet", methods=("GET", "POST"))
def by_code(request: OpenRequest) -> HttpResponse:
    """Let somebody give himself a password by a one-time code, and come in."""
    if request.method == "POST":
        with trying(request):
            told = request.POST
            if told.get("password", "") != told.get("again", ""):
                raise TurnedAway("not-twice")
            name, code, password = (told.get(word, "") for word in ("name", "code", "password"))
            try:
                door.begin(request, entrance.by_code(door.address_of(request), name, code, password))
            except FactorAsked as asked:
                return _ask_factor(request, asked.half)
            return HttpResponseRedirect("/")
    shown = {"name": request.POST.get("name", ""), "least": accounts.PASSWORD_LEAST, "demo": door.is_demo()}
    return render(request, "code.html", shown, status=request.no.status if request.no else 200)


@open_page(why="here people sign in, the second half", methods=("POST",))
def by_factor(request: OpenRequest) -> HttpResponse:
    """Let in who has shown the password a moment ago, and shows a code of the second factor now."""
    half = request.POST.get("half", "")
    with trying(request):
        door.begin(request, entrance.by_factor(door.address_of(request), half, request.POST.get("code", "")))
        return HttpResponseRedirect(_onward(request))
    if request.no and request.no.code == "half-gone":
        return _sign_in_page(request)
    return _ask_factor(request, half)


@page(may=ANYBODY, methods=("GET", "POST"), is_before_factor=True)
def prove(request: VisitRequest) -> HttpResponse:
    """Have somebody show once more who he is, before something grave; he goes on in a new session, in the same post."""
    person = request.visit.by.person
    if request.method == "POST":
        with trying(request):
            if request.session_held is None:
                raise TurnedAway("sign-in")  # a program asks for another token
            known = entrance.prove_again(person, request.POST.get("shown", ""), address=door.address_of(request))
            door.begin(request, known)
            return HttpResponseRedirect(_onward(request))
    shown = {"onward": _onward(request), "has": factors.has(person), "demo": door.is_demo()}
    return render(request, "proof.html", shown | _service(), status=request.no.status if request.no else 200)


@page(may=ANYBODY, methods=("POST",), is_before_factor=True)
def sign_out(request: VisitRequest) -> HttpResponse:
    """End the session."""
    door.sign_out(request)
    return HttpResponseRedirect("/sign-in/")


@page(may=ANYBODY, methods=("POST",), is_before_factor=True)
def take_post(request: VisitRequest) -> HttpResponse:
    """Go on in another post of the same person."""
    door.take_post(request, request.POST.get("post", ""))
    return HttpResponseRedirect(_onward(request))


@open_page(why="strangers read, too", methods=("POST",))
def speak(request: OpenRequest) -> HttpResponse:
    """Go on in another language."""
    response = HttpResponseRedirect(_onward(request))
    door.speak(request, response, request.POST.get("language", ""))
    return response


def _ask_factor(request: OpenRequest, half: str) -> HttpResponse:
    """Ask for a code of the second factor; the first half stands for a while in the form, signed."""
    shown = {"onward": _onward(request), "half": half, "demo": door.is_demo()}
    return render(request, "second.html", shown, status=request.no.status if request.no else 200)


def _onward(request: HttpRequest) -> str:
    """Return where to go next: never out of the house, wherever a link may point."""
    wanted = request.POST.get("onward") or request.GET.get("onward", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
