"""Write what was measured into the page that people read: `python -m bench.page`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.cases import CASES, Case

ROOT = Path(__file__).parents[1]
RESULTS, PAGE = ROOT / "bench/results/latest.json", ROOT / "docs/performance.md"
BEGIN, END = "<!-- measured -->\n", "<!-- /measured -->\n"
HEAD = "| case | n | ours | limit | peer | ours ÷ limit | peer ÷ ours | promised |\n|---|--:|--:|--:|--:|--:|--:|---|\n"


def table(told: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Return the figures as a table, each promise with what became of it, and below it where they were taken."""
    measured = [(case, told[case.job][case.name]) for case in CASES if case.name in told.get(case.job, {})]
    places = sorted({f"{figures['machine']}, {figures['at'][:10]}" for _, figures in measured})
    return HEAD + "".join(_line(case, figures) for case, figures in measured) + f"\nTaken on {'; '.join(places)}.\n"


def page(text: str, told: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Return the page with these figures in it."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + table(told) + "\n" + END + rest.split(END)[1]


def _line(case: Case, figures: dict[str, Any]) -> str:
    times = " | ".join(f"{figures[way]:,.2f} s" for way in ("ours_s", "limit_s", "peer_s"))
    ratios = " | ".join(f"{figures[ratio]:,.2f}" for ratio in ("ours_over_limit", "peer_over_ours"))
    kept = [
        f"{promise}: {figures[promise.figure]:,.4g}" + ("" if promise.is_kept(figures) else " **MISSED**")
        for promise in case.promises
    ]
    return f"| {case.job} `{case.name}` | {figures['n']:,} | {times} | {ratios} | {'; '.join(kept)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(), json.loads(RESULTS.read_text())))
