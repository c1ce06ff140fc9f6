"""What stopping a warning asks: that it is out, a word, and what to say to whom it had reached. Pure."""

from __future__ import annotations

from anlan.domains.stopping import facts
from anlan.domains.warning.facts import State, WarningEnded
from anlan.kernel.journal.facts import Fact, Refused

WORDS_TYPED = frozenset({"停", "停发", "stop"})
STOPPED = "stopped"

SAYS = {
    "type-stop": ("要叫停，请键入“停”。", "To stop it, type stop."),
    "not-out": ("{warning}没有在发，不用叫停。", "{warning} is not going out: there is nothing to stop."),
    "say-what-is-wrong": (
        "请写明对已收到的人怎么说。",
        "Say what those are told whom it has reached.",
    ),
    "not-yours-to-stop": (
        "{warning}的区域超出您管的地方，须由上一级叫停。",
        "{warning} reaches beyond the place that is yours: it is stopped from above.",
    ),
}


def stop(
    *, warning: str, state: State, is_covered: bool, word: str, correction: str, gone: int, kept: int
) -> list[Fact]:
    """Stop a warning, and say to whoever it has reached that it was wrong."""
    if state != State.RELEASED:
        raise Refused("not-out", warning=warning)
    if not is_covered:
        raise Refused("not-yours-to-stop", warning=warning)
    if word.strip().lower() not in WORDS_TYPED:
        raise Refused("type-stop")
    if not correction.strip():
        raise Refused("say-what-is-wrong")
    said = facts.WarningStopped(warning=warning, correction=correction.strip(), gone=gone, kept=kept)
    return [said, WarningEnded(warning=warning, ended_by=None, why=STOPPED)]
