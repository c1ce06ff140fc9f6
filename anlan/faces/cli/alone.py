"""Whether a house is served: what makes it another, as an upgrade, waits until nobody lives in it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from anlan.faces.cli.console import NotReady, say

LOCK = "serving.lock"


@contextmanager
def lived_in() -> Iterator[None]:
    """Say for as long as this lasts that the house is served from here; others may serve it, too."""
    with _held(fcntl.LOCK_SH):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody serve the house for as long as this lasts. Raises NotReady where somebody does."""
    with _held(fcntl.LOCK_EX):
        yield


@contextmanager
def _held(how: int) -> Iterator[None]:
    handle = os.open(Path(settings.ANLAN_HOME) / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    held = False
    try:
        with suppress(BlockingIOError):
            fcntl.flock(handle, how | fcntl.LOCK_NB)
            held = True
        if not held and how == fcntl.LOCK_EX:
            raise NotReady(
                "served",
                say(
                    "服务还在运行，请先停止（systemctl stop anlan，或 Ctrl-C）。",
                    "The house is being served. Stop it first: systemctl stop anlan, or Ctrl-C.",
                ),
            )
        if not held:
            raise NotReady(
                "kept",
                say(
                    "正在升级或迁移，办完之前不能启动服务。",
                    "The house is being upgraded or moved, and is not served before that has ended.",
                ),
            )
        yield
    finally:
        os.close(handle)  # which lets go of it
