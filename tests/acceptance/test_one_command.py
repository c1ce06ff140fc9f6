"""On a machine where everything is installed, one command leads to the welcome page within a minute."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

ROOT = settings.HOUSE.parent
MOST_S = 60
PORT = 8931


@pytest.mark.skipif("ANLAN_NIGHTLY" not in os.environ, reason="it takes a minute: make nightly")
def test_the_demo_welcomes_a_newcomer_within_a_minute(tmp_path):
    around = {name: value for name, value in os.environ.items() if name not in ("ANLAN_DB", "ANLAN_NOW")}
    began = time.monotonic()
    command = [ROOT / ".venv/bin/python", "-m", "anlan", "demo", "--port", str(PORT)]
    demo = subprocess.Popen(command, cwd=ROOT, env=around | {"ANLAN_HOME": str(tmp_path / "home")})
    try:
        while not _welcomes():
            assert demo.poll() is None
            assert time.monotonic() - began < MOST_S
            time.sleep(0.5)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(15)


def _welcomes() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/welcome/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
