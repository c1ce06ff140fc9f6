"""What the page of a warning shows of one that was written here, and of any that waits: where it holds."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from anlan.domains.issuing import reads
from anlan.domains.issuing.acts import ISSUES
from anlan.domains.issuing.facts import Corners
from anlan.domains.issuing.rules import Ready
from anlan.domains.warning.facts import State
from anlan.domains.warning.reads import Shown
from anlan.faces.web import drawing
from anlan.kernel.registry.door import VisitRequest


def beside(request: VisitRequest, told: Shown) -> dict[str, Any]:
    """Return what stands beside a warning: while it waits the map, and of ours the words that are ready."""
    ready: Ready | None = request.visit.ask(reads.ready, {"no": [told.alert.no]})
    is_out, was_out = told.alert.state == State.RELEASED, told.alert.released_at is not None
    return {
        "map": _map(request, told) if told.reach else None,
        "ready": ready,
        "public": f"/public/{told.alert.no}/" if was_out and _is_public(request, told.alert.no) else "",
        "may_end": is_out and request.visit.post.role in ISSUES,
    }


def _is_public(request: VisitRequest, no: str) -> bool:
    return not settings.DRILL and any(one.no == no for one in reads.published(request.at))


def _map(request: VisitRequest, told: Shown) -> Any:
    """Draw where a warning holds that waits, with the sites in it: whoever lets it go out has seen it."""
    said = told.alert.told
    spots = request.visit.ask(reads.spots, {"no": [told.alert.no]})
    rings = [Corners(e7=ring) for ring in said.rings]
    return drawing.sheet(said.place, said.places, rings, spots, circles=said.circles)
