"""Reading JSON from strangers: strictly, and within bounds."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from django.http import HttpRequest

from anlan.kernel.registry.noes import TurnedAway

DEPTH_MOST = 32
# Possessive, and glad of a string without an end: whoever gives nothing back reads every byte once.
BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the object that a body holds.

    Raises TurnedAway for another type of content, for what is not JSON or is too deep, and for a key that comes twice.
    """
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type != "application/json" or charset.lower() != "utf-8":
        raise TurnedAway("wrong-type")
    try:
        _must_be_shallow(request.body)
        msgspec.json.decode(request.body)  # refuses NaN, 1e999, halves of characters and bytes that are not UTF-8
        told = json.loads(request.body, object_pairs_hook=_once)
    except (ValueError, RecursionError) as wrong:
        raise TurnedAway("unreadable") from wrong
    if not isinstance(told, dict):
        raise TurnedAway("unreadable")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):  # two readers would each believe another one
        raise ValueError("a key comes twice")
    return told


def _must_be_shallow(body: bytes) -> None:
    depth = 0
    for found in BRACKET.finditer(body):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        if depth > DEPTH_MOST:
            raise ValueError("too deep")
