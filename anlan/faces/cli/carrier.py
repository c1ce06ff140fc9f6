"""What hands calls over, beside the clock: each lane of each channel for itself, so that none holds up another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db import connection

from anlan.kernel.chase import keeping
from anlan.kernel.chase.rules import Beating
from anlan.kernel.ringing import carrying, reaching
from anlan.kernel.ringing import keeping as ringing
from anlan.kernel.ringing.door import Channel
from anlan.kernel.ringing.rules import Lane

LOOKING_S = 0.2  # how often one looks whether something is to leave: a released warning does not wait longer
ROUND_S = 1.0  # how often one looks for what a channel did not take in its time
BEATING_S = 30.0
TESTING_S = 3600.0  # how often some of the paths to people are tested in silence

Keeps = Callable[[Callable[..., object]], bool]  # does what is due now, and bears a database that is away
Lanes = dict[tuple[str, Lane], threading.Thread]


def carry_out(keeps: Keeps, told: Sequence[object]) -> None:
    """Hand over what is to leave, until told to end. Whatever is just leaving then is asked of its channel later."""
    at_work: Lanes = {}
    rounds = beats = tests = time.monotonic()
    while not told:
        began = time.monotonic()
        went = keeps(partial(_begin, keeps, at_work))
        if began >= rounds:
            keeps(ringing.go_round)
            rounds = began + ROUND_S
        if began >= beats and went and keeps(partial(keeping.beat, Beating.CARRIER)):
            beats = began + BEATING_S
        if began >= tests and keeps(reaching.keep):
            tests = began + TESTING_S
        time.sleep(LOOKING_S)


def _begin(keeps: Keeps, at_work: Lanes, *, at: datetime) -> None:
    """Let each lane in which something is to leave be carried, if nobody is at it."""
    for channel, lane in ringing.lanes(at):
        there = at_work.get((channel.name, lane))
        if there is None or not there.is_alive():
            thread = threading.Thread(target=_drain, args=(keeps, channel, lane), daemon=True)
            at_work[channel.name, lane] = thread
            thread.start()


def _drain(keeps: Keeps, channel: Channel, lane: Lane) -> None:
    """Carry a lane until nothing is left to leave."""
    went = [1]

    def carry(*, at: datetime) -> None:
        went.append(carrying.carry(channel, lane, at=at))

    try:
        while went[-1] and keeps(carry):
            pass
    finally:
        connection.close()
