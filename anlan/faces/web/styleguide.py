"""The style guide: every token, and every part of a page in its states, drawn by the templates that all pages use."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anlan.faces.web.entities import strip
from anlan.faces.web.ledger import ready
from anlan.faces.web.samples import states
from anlan.faces.web.samples.guide import PAGES
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.registry import door
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import ANYBODY, Role

HOME = "/styleguide/"


@page(may=ANYBODY, methods=("GET", "POST"))
def styleguide(request: VisitRequest, name: str = "index") -> HttpResponse:
    """Show a page of the style guide, in a demo or to whoever keeps the machine. Its forms do nothing."""
    if not (door.is_demo() or request.visit.post.role == Role.SYSTEM):
        raise NotHere
    if request.method == "POST":
        return HttpResponseRedirect(HOME)
    if name.endswith("/peek"):
        return render(request, "fragments/peek.html", shown("styleguide/ledger"))
    template = next((one for one in (name, f"styleguide/{name}") if one in PAGES), None)
    if template is None:
        raise NotHere
    return render(request, f"{template}.html", shown(template))


def shown(template: str) -> dict[str, Any]:
    """Return what a page of the guide shows: invented, on an afternoon in July, the same for everybody."""
    told: dict[str, Any] = {"now": states.NOW, "guide": [(one, _address(one)) for one in PAGES], **PAGES[template]}
    if "groups" in told:
        told["groups"] = [
            group | {"rows": [ready(row, states.NOW) for row in group["rows"]]} for group in told["groups"]
        ]
    if "dots" in told:
        told["strip"] = strip(*told["dots"])
    return told


def _address(template: str) -> str:
    name = template.removeprefix("styleguide/")
    return HOME if name == "index" else f"{HOME}{name}/"
