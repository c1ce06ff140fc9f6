"""Imports that were left by whoever died at them are gone on with, beside the clock, which does not wait for them.

Who works at a job holds its lock, and who dies lets go of it: whether a page's own thread is still at work, the lock
says and nothing else. A slice and its tally are one transaction, so that the next one begins where the last one ended.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connections

from anlan.kernel.intake import jobs
from anlan.kernel.journal.facts import JobNo, Refused
from anlan.kernel.registry.vault import KeyLost

AGAIN_S = 60.0  # a job that ends its worker is not tried again at once
NAME = "import left behind"

log = logging.getLogger("anlan.resuming")
_tried: dict[str, float] = {}


def resume(*, at: datetime) -> JobNo | None:
    """Go on with the first import at which nobody works, in a thread beside; return which. One at a time."""
    if any(thread.name == NAME for thread in threading.enumerate()):
        return None
    now = time.monotonic()
    left = next((no for no in jobs.running() if now - _tried.get(no, -AGAIN_S) >= AGAIN_S), None)
    if left:
        _tried[left] = now
        # Who ends the clock does not wait: the slice in hand is then absent, and the next clock goes on.
        threading.Thread(target=_work, args=(left, at), name=NAME, daemon=True).start()
    return left


def _work(no: JobNo, at: datetime) -> None:
    try:
        jobs.run(no, at=at)
    except Refused:
        log.info("the import %s is in other hands by now", no)
    except (DatabaseError, InterfaceError) as away:
        log.error("the import %s waits for the database: %s", no, type(away).__name__)
    except KeyLost:
        log.error("the import %s waits for the key of names, which is not here; run `anlan check`", no)
    finally:
        connections.close_all()
