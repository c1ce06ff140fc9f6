"""What is said of a warning that was wrong."""

from __future__ import annotations

from anlan.kernel.journal.facts import Fact


class WarningStopped(Fact, name="stopping.stopped", waits=False):
    """A warning was stopped on its way out, and whoever it had reached is told that it was wrong. 叫停预警"""

    warning: str
    correction: str  # what they are told
    gone: int  # people whom it had reached, or may have reached
    kept: int  # people who were called, and whom it did not reach
