"""A clock that is moved while the house goes on is not believed: what climbs and is raised waits for a person."""

from __future__ import annotations

import logging

from django.db import DatabaseError, InterfaceError

from anlan import clock
from anlan.kernel.chase import keeping, reads

log = logging.getLogger("anlan.serving")


class Steady:
    """How the clock of the machine went when it was last looked at."""

    def __init__(self) -> None:
        self._offset = clock.offset()

    def waits(self) -> bool:
        """Say how the clock was moved since, and test whether what climbs and is raised waits for somebody to look."""
        now = clock.offset()
        try:
            if keeping.notice(now - self._offset, clock.now()):
                log.critical("the clock was moved by %s", now - self._offset)
            self._offset = now
            return reads.is_waiting()
        except (DatabaseError, InterfaceError):
            return True  # it is away: nothing can be done now, and the clock is looked at again
