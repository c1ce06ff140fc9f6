"""The process that asks the sources: begun once there is one, away from the clock, so that no feed holds a call up."""

from __future__ import annotations

import logging
import os
import subprocess
import time
from collections.abc import Sized
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from anlan import clock
from anlan.domains.warning.acts import take_in
from anlan.faces.cli.leash import on_leash
from anlan.kernel.sources import reads
from anlan.kernel.sources.keeping import Rounds

EACH_S = 1.0
AGAIN_S = 5.0  # how long one that fell is left alone before it is begun anew

log = logging.getLogger("anlan.sources")


def go_round(told: Sized) -> int:
    """Each second, let every source be asked whose turn it is, until somebody ends this by a word in `told`."""
    rounds = Rounds(take=take_in, now=clock.now)
    while not told:
        began = time.monotonic()
        try:
            rounds.turn(clock.now())
        except (DatabaseError, InterfaceError) as away:
            log.error("the database is away: %s", type(away).__name__)
            connection.close()
        while not told and time.monotonic() - began < EACH_S:
            time.sleep(0.05)
    return 0


class Bringers:
    """Whether that process goes on, for as long as there is a source; and which sources are late."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._late = frozenset[str]()

    def look(self, at: datetime) -> None:
        """Begin the process where it is wanted and does not run, end it where it is not; tell the log who is late."""
        self._keep_up(is_wanted=bool(reads.every()))
        late = {str(one.no): one for one in reads.late(at)}
        for no in late.keys() - self._late:
            since = late[no].heard_at or late[no].added_at
            log.critical(
                "source %s (%s) is silent since %s", no, late[no].told.called, since.isoformat(timespec="seconds")
            )
        for no in self._late - late.keys():
            log.warning("source %s goes on again", no)
        self._late = frozenset(late)

    def end(self) -> None:
        """End the process."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
        self._process = None

    def _keep_up(self, *, is_wanted: bool) -> None:
        if not is_wanted:
            return self.end()
        if self._process and self._process.poll() is None:
            return None
        if self._process:
            log.error("the process of the sources fell with %s", self._process.returncode)
        if time.monotonic() - self._began > AGAIN_S:
            home = os.environ | {"ANLAN_HOME": str(settings.ANLAN_HOME)}
            words = on_leash("anlan", "serve", "--only", "sources")
            self._process = subprocess.Popen(words, start_new_session=True, env=home)
            self._began = time.monotonic()
        return None
