"""A child that ends when its parent does, however the parent went: `python -m anlan.faces.cli.leash PARENT MODULE …`.

Where a parent is killed, nobody tells its children; they would go on, and hold its port.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

LOOKS_EACH_S = 0.5
GRACE_S = 2.0  # how long a child may take to end in good order


def on_leash(module: str, *words: str) -> tuple[str, ...]:
    """Return the command of a module that is to end with this process; begun as a session, so that all of it does."""
    return (sys.executable, "-m", "anlan.faces.cli.leash", str(os.getpid()), module, *words)


def main(parent: int, module: str) -> None:
    """Run a module, and watch for its parent meanwhile: by its number, which no system keeps from its children."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS_EACH_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os.killpg(0, signal.SIGKILL)  # what it began itself goes with it


if __name__ == "__main__":
    parent_no, name = int(sys.argv[1]), sys.argv[2]
    sys.argv[1:] = sys.argv[3:]
    main(parent_no, name)
