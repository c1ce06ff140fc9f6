"""Signing in and out, and going on in another post or another language."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from anlan.kernel.registry import door
from anlan.kernel.registry.door import OpenRequest, VisitRequest, open_page, page, trying
from anlan.kernel.registry.may import ANYBODY


@open_page(why="here people sign in", methods=("GET", "POST"))
def sign_in(request: OpenRequest) -> HttpResponse:
    """Ask for name and password; let in, and lead on to where the person wanted to go."""
    if request.method == "POST":
        with trying(request):
            person = door.known(request, request.POST.get("name", ""), request.POST.get("password", ""))
            door.begin(request, person)
            return HttpResponseRedirect(_onward(request))
    shown = {"onward": _onward(request), "name": request.POST.get("name", ""), "demo": door.is_demo()}
    return render(request, "sign_in.html", shown, status=request.no.status if request.no else 200)


@page(may=ANYBODY, methods=("POST",))
def sign_out(request: VisitRequest) -> HttpResponse:
    """End the session."""
    door.sign_out(request)
    return HttpResponseRedirect("/sign-in/")


@page(may=ANYBODY, methods=("POST",))
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


def _onward(request: HttpRequest) -> str:
    """Return where to go next: never out of the house, wherever a link may point."""
    wanted = request.POST.get("onward") or request.GET.get("onward", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
