"""Somebody in a process of his own who closes items in a hurry: `python -m tests.abuse.hurrier ACT BEGIN ITEM…`."""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from anlan.domains.dangers import acts  # noqa: E402
from anlan.kernel.journal.facts import ItemNo, Refused  # noqa: E402
from tests.cast import MORNING, by  # noqa: E402


def main(act: str, begin: Path, numbers: list[str]) -> None:
    """Say that one is ready; once the file is there that lets everybody begin, close each item."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not begin.exists():
        time.sleep(0.001)
    json.dump([closed(act, ItemNo(no)) for no in numbers], sys.stdout)


def closed(act: str, no: ItemNo) -> str:
    """Close one item; return how that ended."""
    try:
        if act == "void":
            acts.void(item=no, why="there was none", by=by("zhao", command=f"void {no}"), at=MORNING)
        else:
            acts.strike_off(item=no, by=by("li", command=f"strike off {no}"), at=MORNING)
    except Refused as refused:
        return refused.code
    return "done"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
