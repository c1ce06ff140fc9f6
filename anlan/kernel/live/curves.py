"""How fast the calls of a drill were answered, kept in its home: the living house lays its own beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

FILE = "answers.json"
DRILLS = "drills"


@dataclass(frozen=True, kw_only=True)
class Curve:
    """After how many seconds each of so many who were called has answered, and how many of them were late. 应答曲线"""

    begun_at: datetime
    called: int
    waited: tuple[int, ...]  # the quickest first
    late: tuple[int, ...]  # of those the ones that came after their time
    name: str = ""  # of the drill


def keep(curve: Curve) -> None:
    """Keep the curve of a drill in its home: numbers, and nobody's name."""
    told = {"begun_at": curve.begun_at.isoformat(), "called": curve.called, "name": curve.name}
    text = json.dumps(told | {"waited": curve.waited, "late": curve.late}, ensure_ascii=False)
    Path(settings.ANLAN_HOME, FILE).write_text(text, encoding="utf-8")


def last_drill() -> Curve | None:
    """Return the curve of the drill that was begun last in this house; nothing where none was played to its end."""
    found = [_read(path) for path in sorted(Path(settings.ANLAN_HOME, DRILLS).glob(f"*/{FILE}"))]
    return max((one for one in found if one), key=lambda one: one.begun_at, default=None)


def _read(path: Path) -> Curve | None:
    """Return what a home has kept; a file that was cut off tells nothing."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    times = {name: tuple(told[name]) for name in ("waited", "late")}
    return Curve(begun_at=datetime.fromisoformat(told["begun_at"]), called=told["called"], name=told["name"], **times)
