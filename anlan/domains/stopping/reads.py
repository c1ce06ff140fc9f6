"""Questions about warnings that go out, and about those that were stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anlan.domains.calls import reads as calls
from anlan.domains.issuing import reads as issuing
from anlan.domains.stopping import tables
from anlan.domains.warning import reads as warnings
from anlan.domains.warning.facts import State
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import PersonNo, WarningNo
from anlan.kernel.registry.may import EVERYWHERE, OFFICIALS, Within
from anlan.kernel.ringing import outbox
from anlan.kernel.ringing.door import Matter, adds_to_matters
from anlan.kernel.ringing.rules import GONE, Fate, Stage

CORRECTION = "{what}有误，现已叫停，请勿据此行动。"


@dataclass(frozen=True, kw_only=True)
class Stopping:
    """How far a warning has gone out: the people called, whom it has reached or may have, and what they would be told.

    Of one that was stopped: by whom and when, how many it had reached then, and how many of those were corrected.
    """

    state: State
    is_covered: bool
    gone: int
    kept: int
    correction: str
    person: PersonNo | None = None
    at: datetime | None = None
    corrected: int = 0
    doubt: int = 0  # letters of which nobody can say whether they left


@read(may=OFFICIALS)
def stopping(*, no: WarningNo, within: Within) -> Stopping:
    """Return how far a warning has gone out, and how far its correction, if it was stopped. 叫停情况"""
    alert = warnings.alert(no=no, within=within)
    covered = within.places is None or alert.told.place.startswith(within.places)
    doubt = outbox.count(no, states={Fate.DOUBT})
    if stop := tables.stored(no):
        corrected = outbox.count(no, states=GONE - {Fate.SENDING}, stages={Stage.CORRECTED})
        who = {"person": PersonNo(stop.person), "at": stop.at, "corrected": corrected, "doubt": doubt}
        what = {"gone": stop.gone, "kept": stop.kept, "correction": stop.correction}
        return Stopping(state=alert.state, is_covered=covered, **what, **who)  # type: ignore[arg-type]
    called = len(calls.numbers(matter=no, within=EVERYWHERE)) if alert.state == State.RELEASED else 0
    gone = outbox.count(no, states=GONE)
    ready = issuing.ready(no=no, within=EVERYWHERE)
    called_so = alert.told.headline or alert.told.event
    words = ready.words.correction if ready else CORRECTION.format(what=f"“{called_so}”")
    return Stopping(
        state=alert.state, is_covered=covered, gone=gone, kept=max(0, called - gone), correction=words, doubt=doubt
    )


@adds_to_matters
def _stopped(no: str, matter: Matter) -> Matter:
    """Let nothing more of a stopped warning leave the house but its correction."""
    stop = tables.stored(no)
    return replace(matter, is_stopped=True, correction=stop.correction) if stop else matter
