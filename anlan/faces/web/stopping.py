"""What the page of a warning shows of stopping it: the key while it goes out, and afterwards how far it had gone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.domains.stopping import reads
from anlan.domains.stopping.acts import STOPS
from anlan.domains.stopping.reads import Stopping
from anlan.domains.warning.facts import State
from anlan.faces.web.templatetags.look import counted, moment
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import VisitRequest


def beside(request: VisitRequest, no: str) -> dict[str, Any]:
    """Return how far a warning has gone out, for whoever may stop it, and what was said where it was stopped."""
    told: Stopping = request.visit.ask(reads.stopping, {"no": [no]})
    is_out = told.state == State.RELEASED and told.is_covered and request.visit.post.role in STOPS
    return {"stop": told if is_out else None, "stopped": _stopped(told) if told.at else None}


def _stopped(told: Stopping) -> dict[str, str]:
    """Say of a warning that was stopped how many it had reached, and how many know by now that it was wrong."""
    assert told.at
    assert told.person
    said = {
        "at": moment(told.at),
        "who": registry.names([told.person])[told.person],
        "gone": counted(told.gone),
        "kept": counted(told.kept),
        "corrected": counted(told.corrected),
    }
    words = _("%(who)s %(at)s 叫停：此前已发给 %(gone)s 人，拦下 %(kept)s 人；更正已发给 %(corrected)s 人。")
    return {"says": words % said, "correction": told.correction}
