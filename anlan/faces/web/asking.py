"""A form of a few fields that belongs to no item: what is asked, what was typed, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from anlan.faces.web.frame import framed
from anlan.faces.web.item import errors_of
from anlan.faces.web.verbs import Ask
from anlan.kernel.registry.door import VisitRequest


def asked_form(
    request: VisitRequest, asks: tuple[Ask, ...], options: dict[str, Any], typed: dict[str, Any], **shown: Any
) -> HttpResponse:
    """Show a form of a few fields under the places of a person."""
    errors = errors_of(request, {one.name: one.label for one in asks})
    wrong = {error["field"]: error["sentence"] for error in errors if "field" in error}
    told = [
        {**vars(one), "wrong": wrong.get(one.name), "typed": typed.get(one.name), "options": options.get(one.name)}
        for one in asks
    ]
    framing = framed(request, "watches", asks=told, errors=errors, **shown)
    return render(request, "pages/watch_form.html", framing, status=request.no.status if request.no else 200)
