"""What every template is given beside its own: the visit, whether this is the past, and whether it is a drill."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from anlan.kernel.drills import keeping
from anlan.kernel.registry.door import OpenRequest


def in_every_page(request: OpenRequest) -> dict[str, Any]:
    """Give every template the visit, the posts to choose from, and the no that has just been said."""
    told = {word: getattr(request, word, none) for word, none in (("visit", None), ("posts", ()), ("no", None))}
    drill = settings.DRILL_TOLD and settings.DRILL_TOLD | {"halted": keeping.why_halted()}
    return told | {"as_of": settings.AS_OF, "drill": drill}
