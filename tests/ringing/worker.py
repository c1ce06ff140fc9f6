"""Whoever carries, in a process of its own that is killed: `worker.py prepare N`, or `worker.py carry PORT`."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import django

PACE = 20  # its clock runs so much faster, so that a channel left alone is tried again soon
SETTLED = ("sent", "dropped", "parked", "doubt", "wrong-address")


def main(verb: str, word: str) -> None:
    django.setup()
    from django.core.management import call_command

    from anlan.kernel.journal import followers
    from anlan.kernel.journal.tables import Letter
    from anlan.kernel.ringing import door, keeping
    from tests.cast import MORNING
    from tests.ringing import gateways
    from tests.ringing.loopback import Way

    matter = door.Matter(headline="暴雨红色预警", instruction="立即转移", colour="red", expires_at=None)
    door.TELLING[:] = [lambda no: matter]
    if verb == "prepare":
        door.MAKERS[:] = [lambda: [Way(0)]]
        call_command("migrate", verbosity=0)
        gateways.called(gateways.crowd(int(word)))
        while Letter.objects.count() < int(word):
            followers.follow_on("ringing", MORNING)
        return
    door.MAKERS[:] = [lambda: [Way(int(word))]]
    began = float(os.environ["ANLAN_BEGAN"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while Letter.objects.exclude(state__in=SETTLED).exists():
        keeping.keep(MORNING + timedelta(seconds=(time.time() - began) * PACE))
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
