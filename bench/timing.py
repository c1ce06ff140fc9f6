"""Take the time of three ways in turn, so that a noisy minute spoils all of them alike."""

from __future__ import annotations

import resource
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

WAYS = ("ours", "limit", "peer")
# Is told which round it is; may say how many seconds count, where that is not as long as it took.
Way = Callable[[int], float | None]


def in_turn(ways: Mapping[str, Way], rounds: int) -> dict[str, float]:
    """Run every way once per round, each time in another order; return the median round times the rounds.

    The ratios are medians, too, each of two ways within one round: a noisy minute then spoils one of them and not all.
    """
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        names = list(ways)
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            begun = perf_counter()
            counts = ways[name](number)
            took[name].append(perf_counter() - begun if counts is None else counts)
        say(f"round {number + 1} of {rounds}: " + ", ".join(f"{name} {took[name][-1]:.2f} s" for name in ways))
    return {f"{name}_s": statistics.median(each) * rounds for name, each in took.items()} | {
        "ours_over_limit": _ratio(took["ours"], took["limit"]),
        "peer_over_ours": _ratio(took["peer"], took["ours"]),
    }


def _ratio(some: Sequence[float], others: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(some, others, strict=True))


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def memory_mb() -> float:
    """Return the most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    """Tell whoever waits how far it is."""
    sys.stderr.write(f"  {line}\n")
    sys.stderr.flush()
