"""Killed without warning, at any moment: nothing promised is lost, nothing is half done."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

KILLS = int(os.environ.get("ANLAN_KILLS", "20"))  # two hundred in the night


def test_nothing_promised_is_lost_and_nothing_is_half_done(tmp_path, outside):
    chance = random.Random(7)
    for round_ in range(KILLS + 1):  # who comes after the last kill still looks
        command = [sys.executable, "-m", "tests.journal.speaker", str(tmp_path), str(round_)]
        with subprocess.Popen(command, env=outside, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE) as speaker:
            assert speaker.stdout is not None
            assert speaker.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.3))
            speaker.kill()

    assert len((tmp_path / "promised").read_text().splitlines()) > KILLS
