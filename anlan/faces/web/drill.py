"""A drill stands under /x/NAME/: what is asked there is answered as at home, and what leads onward is moved there.

Addresses are written in pages as they are at home. Whatever does not stand under the drill is not there for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# Attributes of a page that hold words, not addresses.
WORDS = "value|placeholder|title|alt|content|aria-[a-z]+"
NOWHERE = "/.beside-the-drill"


def root() -> str:
    """Return what stands before every address of this house: nothing, where people live in it."""
    return f"/x/{settings.DRILL}" if settings.DRILL else ""


def as_at_home(scope: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is asked with the address as it is at home; beside the drill there is nothing."""
    if not settings.DRILL:
        return scope
    within = str(scope["path"]).removeprefix(root())
    is_inside = scope["path"] != within and within.startswith("/")
    path = within if is_inside else NOWHERE
    return {**scope, "path": path, "raw_path": path.encode()}


class Moved:
    """The middleware that moves every address in a page, and every way onward, under the drill."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        to_here = rf"""(\s(?!(?:{WORDS})=)[a-z-]+=")(?=/(?!/))(?!{root()}/)"""
        self.address = re.compile(to_here.encode())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not settings.DRILL:
            return response
        onward = response.headers.get("Location", "")
        if onward.startswith("/") and not onward.startswith((f"{root()}/", "//")):
            response.headers["Location"] = root() + onward
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = self.address.sub(rb"\1" + root().encode(), response.content)  # type: ignore[attr-defined]
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        return response
