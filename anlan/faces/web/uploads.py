"""Photos and papers that people put in: looked at first, then kept, before any act speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, JsonResponse

from anlan.engines.forensics.examine import examine
from anlan.engines.forensics.unfit import Unfit
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import FileNo
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import EVERYONE
from anlan.kernel.registry.noes import No


@page(may=EVERYONE, methods=("POST",))
def upload(request: VisitRequest) -> HttpResponse:
    """Keep one file at once, while the form is still being filled in; answer its number."""
    try:
        numbers = kept(request, request.FILES.getlist("file"))
    except Unfit as unfit:
        return JsonResponse({"says": unfit.says(request.language)}, status=422)
    return JsonResponse({"file": numbers[0]} if numbers else {"says": ""}, status=200 if numbers else 422)


def kept(request: VisitRequest, sent: Iterable[Any]) -> list[FileNo]:
    """Look at files, keep those that can be evidence, and return their numbers. Raises Unfit."""
    numbers = []
    for file in sent:
        content = file.read()
        found = examine(content, file.name or "")
        numbers.append(files.keep(content, name=found.name, person=request.visit.by.person, at=request.visit.at))
    return numbers


def unfit_no(unfit: Unfit, language: str) -> No:
    """Return the no that a file means which cannot be kept."""
    return No(status=422, code=unfit.code, says=unfit.says(language))
