"""The homes of drills on the disk: which are played, where they are served, and how fast their clocks go."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from anlan import clock, disk
from anlan.engines.scenes.scene import Scene, read

FOLDER, CLOCK, TOLD, SERVED = "drills", "clock.json", "drill.json", "served.json"
SCENES = settings.HOUSE / "packs" / "cn" / "scenes"
PACES = (1, 10, 60, 120)  # how many times as fast as life one may choose on the page


def scenes() -> tuple[str, ...]:
    """Return the names of the scenes that there are."""
    return tuple(sorted(path.stem for path in SCENES.glob("*.toml")))


def scene(name: str) -> Scene:
    """Return one of them."""
    assert name in scenes(), "whoever asks has looked"
    return read((SCENES / f"{name}.toml").read_bytes())


def home_of(name: str) -> Path:
    """Return the home of the drill in which a scene is played, under the home that lives."""
    return Path(settings.ANLAN_HOME) / FOLDER / name


@contextmanager
def played(home: Path) -> Iterator[bool]:
    """Hold a drill for as long as it is played and looked at, and say whether one does: of two who come, one plays."""
    disk.make_folder(home.parent)
    handle = os.open(_lock(home), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def is_played(home: Path) -> bool:
    """Test whether a drill is being played, or looked at after it was."""
    if not _lock(home).exists():
        return False
    with played(home) as mine:
        return not mine


def _lock(home: Path) -> Path:
    return home.parent / f"{home.name}.lock"  # beside the home, which is thrown away


def serve_at(address: str) -> None:
    """Write down at which address the drill of this home is served."""
    disk.write(Path(settings.ANLAN_HOME) / SERVED, json.dumps({"address": address}).encode())


def served_at(home: Path) -> str | None:
    """Return the address at which a drill is served that is being played; nothing while it is not yet."""
    with suppress(FileNotFoundError):
        if is_played(home):
            return str(json.loads((home / SERVED).read_text("utf-8"))["address"])
    return None


def begins() -> datetime:
    """Return the moment at which the scene of this drill begins."""
    told = json.loads((Path(settings.ANLAN_HOME) / TOLD).read_text("utf-8"))
    return datetime.fromisoformat(told["begins"])


def turn(pace: float, *, then: datetime | None = None, why: str = "", home: Path | None = None) -> None:
    """Let a drill's clock go so many times as fast as life, from now or a moment; nought is a halt, and says why."""
    file = (home or Path(settings.ANLAN_HOME)) / CLOCK
    clock.turn(file, then=then or clock.shown(file), pace=pace, why=why)


def pace() -> float:
    """Return how fast the clock of this drill goes."""
    return clock.pace(Path(settings.ANLAN_HOME) / CLOCK)


def why_halted() -> str:
    """Return the real warning for which this drill stands still; nothing where it goes on, or is no drill."""
    return clock.why_halted()
