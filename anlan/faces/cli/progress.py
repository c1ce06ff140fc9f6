"""How far a long command has come: bars at a terminal, plain lines with the time where it is piped."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from anlan.faces.cli.console import note, say

EACH_S = 5.0  # how often a line is written where there are no bars

Moved = Callable[[], None]


class Steps:
    """The steps of a command, counted."""

    def __init__(self, count: int) -> None:
        self._count, self._no = count, 0

    @contextmanager
    def step(self, zh: str, en: str, total: int = 1) -> Iterator[Moved]:
        """Show a step while it runs; the body calls what it is given for each of `total` things that are done."""
        self._no += 1
        name = f"[{self._no}/{self._count}] {say(zh, en)}"
        began = time.monotonic()
        if sys.stderr.isatty():
            with _bars() as bars:
                task = bars.add_task(name, total=total)
                yield lambda: bars.advance(task)
                bars.update(task, completed=total)
        else:
            yield _lines(name, total)
        note(f"{name}  {say('完成', 'done')} {time.monotonic() - began:.1f} s")


def _bars() -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)


def _lines(name: str, total: int) -> Moved:
    done, last = 0, time.monotonic()

    def moved() -> None:
        nonlocal done, last
        done += 1
        if time.monotonic() - last > EACH_S:
            last = time.monotonic()
            note(f"{name}  {done}/{total}")

    return moved
