"""Behind the door: whoever must have a second factor and has none yet gets no further than the page that gives one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.credentials import factors
from anlan.kernel.registry import door, noes
from anlan.kernel.registry.door import OpenRequest, Visit


class Threshold:
    """The middleware right behind the door. On a house that serves its own machine alone it lets everybody pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: OpenRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead a person to the page where he gives himself a factor; tell a program that one is missing."""
        rule = getattr(view, "rule", None)
        if rule is None or rule.may is None or rule.is_before_factor or not lacks_factor(request.visit):
            return None
        if request.method == "GET" and request.session_held and not settings.AS_OF:
            return HttpResponseRedirect(reverse("factor"))
        return noes.tell(request, noes.no("factor-missing", request.language))


def lacks_factor(visit: Visit | None) -> bool:
    """Test whether somebody must have a second factor before he may do anything, and has none."""
    if visit is None or not settings.OPEN_TO_OTHERS or not factors.must_have(visit.post.role, at=visit.at):
        return False
    return not factors.has(visit.by.person) and not door.is_demo()
