"""Many hand-overs, and whoever carries is killed at any moment, by a gateway that is down, slow, errs or loses answers.

By day a few; in the night a hundred thousand, and fifty kills.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.ringing.gateways import crowd
from tests.ringing.loopback import listening

MANY, KILLS = (100_000, 50) if "ANLAN_NIGHTLY" in os.environ else (2_000, 2)
MODES = ("ok", "ok", "slow", "half-ack", "dup", "errors", "down")
HOUSE = Path(__file__).parents[2]


def test_everybody_is_rung_once_whoever_is_killed_and_however_the_gateway_behaves(outside):
    chance, began = random.Random(13), str(time.time())
    around = outside | {"ANLAN_BEGAN": began}
    subprocess.run(
        [sys.executable, "-m", "tests.ringing.worker", "prepare", str(MANY)], env=around, cwd=HOUSE, check=True
    )
    with listening() as gateway:
        carry = [sys.executable, "-m", "tests.ringing.worker", "carry", str(gateway.server_port)]
        for _ in range(KILLS):
            gateway.mode = chance.choice(MODES)
            with subprocess.Popen(carry, env=around, cwd=HOUSE, stdout=subprocess.PIPE) as worker:
                assert worker.stdout is not None
                assert worker.stdout.readline() == b"ready\n"
                time.sleep(chance.uniform(0, 0.6))
                worker.kill()
        gateway.mode = "ok"
        subprocess.run(carry, env=around, cwd=HOUSE, check=True, timeout=600, stdout=subprocess.DEVNULL)

    assert Counter(gateway.people.values()) == Counter(crowd(MANY)), "none lost, none twice"
