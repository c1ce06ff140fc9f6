"""`anlan asof`: look at the house as it was known at a moment, in a home of its own that is thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from anlan import clock
from anlan.faces.cli import house, serving
from anlan.faces.cli.console import AsJson, AsPerson, note, refuse, say, secret
from anlan.faces.cli.demo import homes
from anlan.faces.cli.leash import on_leash
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.upkeep import asof as past

FOLDER = "asof"
LONGEST_S = 8 * 3600.0  # it ends by itself after so long
LOOKS_S = 0.2
LEFT_OUT = ("ANLAN_DB", "ANLAN_AHEAD", "ANLAN_PACE", "ANLAN_ORIGIN")

AsMoment = Annotated[
    str,
    typer.Argument(
        metavar="MOMENT",
        help=say("时刻，如 2026-07-18T02:14（北京时间）。", "The moment, such as 2026-07-18T02:14, in Beijing."),
    ),
]
AsPrint = Annotated[
    str | None,
    typer.Option("--print", metavar="ITEM", help=say("只打印这件事项当时的情况。", "Print this item as known then.")),
]
FILL = "import django; django.setup(); from anlan.kernel.upkeep import asof; asof.fill()"


def asof(
    moment: AsMoment,
    printed: AsPrint = None,
    host: house.AsHost = house.HOST,
    port: house.AsPort = house.PORT,
    as_person: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """Serve the house as it was known at a moment, until Ctrl-C; nothing can be done in it, and nothing of it stays."""
    at = _read(moment)
    homes.keep_its_hour()
    serving.must_be_ready()
    if at > clock.now():
        refuse("not-yet", say("这个时刻还没有到。", "That moment is yet to come."), as_json)
    with _scratch() as home:
        try:
            told = past.take(home, at, clock.now())
        except past.NothingYet:
            refuse("nothing-yet", say("那时账本里还没有记录。", "Nothing had been said by then."), as_json)
        around = _around(home, at)
        _run(around, "migrate", "--json")
        subprocess.run([sys.executable, "-c", FILL], env=around, check=True)
        if printed:
            raise typer.Exit(_printed(around, printed, as_person, as_json))
        when = f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
        note(
            say(
                f"{when} 所知的情况，到第 {told.seq} 条记录；只能看，按 Ctrl-C 结束并清除。",
                f"The house as it was known at {when}, up to entry {told.seq}; Ctrl-C ends it, nothing of it stays.",
            )
        )
        raise typer.Exit(_serve(around, host, port))


def _read(moment: str) -> datetime:
    try:
        told = datetime.fromisoformat(moment)
    except ValueError as wrong:
        raise typer.BadParameter(
            say("MOMENT 应为 2026-07-18T02:14 这样的时刻。", "MOMENT is a moment such as 2026-07-18T02:14.")
        ) from wrong
    return told if told.tzinfo else told.replace(tzinfo=BEIJING)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Make a home for as long as this lasts; what one left that was killed is removed first."""
    folder = Path(settings.ANLAN_HOME) / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.iterdir():
        if left.name.isdecimal() and not Path(f"/proc/{left.name}").exists():
            shutil.rmtree(left)
    home = folder / str(os.getpid())
    home.mkdir(mode=0o700)
    try:
        yield home
    finally:
        shutil.rmtree(home)  # what is lent to it are links, which alone go
        with suppress(OSError):
            folder.rmdir()  # another may look at another moment


def _around(home: Path, at: datetime) -> dict[str, str]:
    """Return what the processes of the past see: their home, their moment, and whose token was signed in here."""
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    token = {"ANLAN_TOKEN": told} if (told := secret()) else {}
    own = {"ANLAN_HOME": str(home), "ANLAN_NOW": at.isoformat(), "ANLAN_ASOF": at.isoformat()}
    return kept | token | own | {"ANLAN_ORIGIN": settings.ORIGIN, "DJANGO_SETTINGS_MODULE": "anlan.settings"}


def _run(around: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", "anlan", *words], env=around, check=True, stdout=subprocess.DEVNULL)


def _printed(around: dict[str, str], no: str, as_person: str | None, as_json: bool) -> int:
    words = ["obligations", "show", "--no", no, *(("--as", as_person) if as_person else ()), *(["--json"] * as_json)]
    return subprocess.run([sys.executable, "-m", "anlan", *words], env=around, check=False).returncode


def _serve(around: dict[str, str], host: str, port: int) -> int:
    """Serve the pages until somebody ends them, or for as long as anybody looks at the past at once."""
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: told.append(number))
    words = on_leash("anlan", "serve", "--only", "web", "--host", host, "--port", str(port))
    process = subprocess.Popen(words, env=around, start_new_session=True)
    ends = time.monotonic() + LONGEST_S
    while not told and process.poll() is None and time.monotonic() < ends:
        time.sleep(LOOKS_S)
    if fallen := process.poll():
        return fallen
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return 0
