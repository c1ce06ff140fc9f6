"""Signing in and out, and going on in another post or another language."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from anlan.kernel.credentials import entrance, factors
from anlan.kernel.credentials import reads as credentials
from anlan.kernel.credentials.entrance import FactorAsked
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
            return HttpResponseRedirect("/factor/" if credentials.removal_of(known) else _onward(request))
    shown = {"onward": _onward(request), "name": request.POST.get("name", ""), "demo": door.is_demo()}
    return render(request, "sign_in.html", shown, status=request.no.status if request.no else 200)


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
        shown = {"onward": _onward(request), "name": "", "demo": door.is_demo()}
        return render(request, "sign_in.html", shown, status=request.no.status)
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
    return render(request, "proof.html", shown, status=request.no.status if request.no else 200)


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
