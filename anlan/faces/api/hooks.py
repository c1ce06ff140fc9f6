"""Where warnings come in by themselves: believed by their signature alone, and told one thing whatever is wrong."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.http import HttpResponse, RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from anlan.domains.warning.acts import take_in
from anlan.kernel.registry.door import OpenRequest, open_page
from anlan.kernel.sources import hooks, keeping

# The same, whatever is wrong.
UNSIGNED = {"error": "unsigned", "says": "签名、时间或随机数不对。The signature, its time or its nonce will not do."}


@csrf_exempt  # no cookie is looked at; and another site cannot sign
@open_page(why="a machine that brings warnings proves itself by a signature over what it brings", methods=("POST",))
def bring(request: OpenRequest, no: str) -> HttpResponse:
    """Take in what a source pushes: one message, or a feed with several. An empty body says that it is still there."""
    try:
        body = request.body
    except RawPostDataException:  # it came as a form, which nobody signs
        return _json(UNSIGNED, 401)
    words = {word: request.headers.get(f"Anlan-{word.title()}", "") for word in ("nonce", "signature")}
    signed = hooks.Signed(stamp=request.headers.get("Anlan-Timestamp", ""), **words)
    source = hooks.believed(no, body, signed, at=request.at)
    if source is None:
        return _json(UNSIGNED, 401)
    came = [keeping.took(source, content, take=take_in, at=request.at) for content in keeping.of_file(body) if content]
    keeping.note_heard(source, at=request.at, brought=keeping.Came.TAKEN in came)
    told = {str(one): came.count(one) for one in keeping.Came}
    return _json(told, 503 if keeping.Came.BROKE in came else 200)  # what broke is to come again


def _json(told: Mapping[str, object], status: int) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(told), content_type="application/json", status=status)
