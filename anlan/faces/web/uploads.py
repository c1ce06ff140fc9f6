"""Photos and papers that people put in: looked at first, then kept, before any act speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response

from anlan.engines.forensics import sending
from anlan.engines.forensics.examine import examine
from anlan.engines.forensics.unfit import Unfit
from anlan.engines.proofs.entry import digest
from anlan.faces.web import copies
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import FileNo, NotHere
from anlan.kernel.registry.door import VisitRequest, page
from anlan.kernel.registry.may import EVERYONE
from anlan.kernel.registry.noes import No

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})


@page(may=EVERYONE, methods=("POST",))
def upload(request: VisitRequest) -> HttpResponse:
    """Keep one file at once, while the form is still being filled in; answer its number."""
    try:
        numbers = kept(request, request.FILES.getlist("file"))
    except Unfit as unfit:
        return JsonResponse({"says": unfit.says(request.language)}, status=422)
    return JsonResponse({"file": numbers[0]} if numbers else {"says": ""}, status=200 if numbers else 422)


@page(may=EVERYONE)
def look(request: VisitRequest, file: str) -> HttpResponseBase:
    """Show the picture that the visitor has put in and not yet spoken of, small."""
    told = files.kept_by(file, request.visit.by.person)
    if told is None or told.media not in PICTURES:
        raise NotHere(file)
    return picture(request, told.no, told.name, is_small=True)


def picture(request: VisitRequest, no: str, name: str, *, is_small: bool) -> HttpResponseBase:
    """Send the copy of a picture, or say that the browser still has it. Whether it may be seen was asked before."""
    mark = f'"{no}-{copies.recipe(is_small=is_small)}"'
    if known := get_conditional_response(request, etag=mark):
        known.headers["Cache-Control"] = sending.KEPT_BY_WHO_ASKED
        return known
    content = copies.copy_of(no, is_small=is_small)
    return HttpResponse(content, headers=sending.headers("image/jpeg", name, public_copy=True) | {"ETag": mark})


def kept(request: VisitRequest, sent: Iterable[Any]) -> list[FileNo]:
    """Look at files, keep those that can be evidence, and return their numbers. Raises Unfit if one of them cannot."""
    numbers, refused = [], None
    for file in sent:
        content = file.read()
        try:
            found = examine(content, file.name or "")
        except Unfit as unfit:
            refused = refused or unfit
        else:
            numbers.append(files.keep(content, name=found.name, person=request.visit.by.person, at=request.visit.at))
    if refused:
        raise refused
    return numbers


def carried(request: VisitRequest, name: str) -> list[dict[str, Any]]:
    """Return the files which a form brought that is shown again: none is to be chosen twice."""
    numbers = [no for no in request.POST.getlist(name) if no]
    for file in request.FILES.getlist(name):
        file.seek(0)
        numbers.append(digest(file.read()))
    told = [files.kept_by(no, request.visit.by.person) for no in dict.fromkeys(numbers)]
    return [
        {"no": one.no, "name": one.name, "src": f"/uploads/{one.no}/" if one.media in PICTURES else None}
        for one in told
        if one
    ]


def unfit_no(unfit: Unfit, language: str) -> No:
    """Return the no that a file means which cannot be kept."""
    return No(status=422, code=unfit.code, says=unfit.says(language))
