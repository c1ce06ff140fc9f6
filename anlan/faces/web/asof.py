"""The house as it was known at a moment, behind the door: it is looked at, and nothing is done in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from anlan.kernel.journal import rules
from anlan.kernel.journal.facts import Refused
from anlan.kernel.registry import noes
from anlan.kernel.registry.door import OpenRequest
from anlan.kernel.registry.noes import no_of
from anlan.kernel.upkeep import asof

# Forms by which somebody comes in, goes, or says how he wants to look: they change nothing of the house.
LOOKING = frozenset({"sign-in", "sign-in-factor", "proof", "sign-out", "welcome", "post", "language"})
TAKING_AWAY = frozenset({"paper", "export", "export-items", "rejects"})  # no band would stand on these
# Pages that are there only to ask for what would be done.
ASKING = frozenset(
    {"file", "correct", "move", "many", "whole-list", "new-watch", "move-watch", "away", "invite", "propose"}
    | {"end-post", "deputy", "give-code", "code", "factor"}
)


def does(href: str | None) -> bool:
    """Tell whether what stands at an address, or is sent by a form, would do something or take something away."""
    if href is None:
        return True
    try:
        return resolve(urlsplit(href).path).url_name in TAKING_AWAY | ASKING
    except Resolver404:
        return False


class AsOf:
    """The middleware that refuses every act with a sentence, and the past to who no longer holds the post of then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.told = asof.told_here() if settings.AS_OF else None

    def __call__(self, request: OpenRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.AS_OF:
            response.headers["Anlan-As-Of"] = settings.AS_OF.isoformat()
        return response

    def process_view(self, request: OpenRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse what would be done, and what would be taken away."""
        if not settings.AS_OF or not self.told:
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        try:
            if name in TAKING_AWAY | ASKING or (request.method not in ("GET", "HEAD") and name not in LOOKING):
                rules.only_read(settings.AS_OF)
            if request.visit and name not in LOOKING:
                asof.must_still_hold(request.visit.post.no, request.visit.by.person, self.told)
        except Refused as refused:
            answer = no_of(refused, language=request.language, method=request.method)
            assert answer, "a refusal has a no"
            return noes.tell(request, answer)
        return None
