"""`anlan play`: outside it makes the home of the drill and watches the house that lives; inside it plays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from anlan import clock, disk
from anlan.engines.scenes.scene import Scene
from anlan.faces.cli import house, serving
from anlan.faces.cli.console import AsJson, note, refuse, say, tell
from anlan.faces.cli.demo import homes, packs
from anlan.faces.cli.leash import on_leash
from anlan.faces.cli.play import inside
from anlan.faces.cli.play.inside import Place
from anlan.kernel.drills import forking, keeping
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import BEIJING, day_of
from anlan.kernel.registry import laws

MAX, PACE, FASTEST = "max", 60.0, 600.0
SEED = 7
LOOKS_S = 0.05
WATCHES_S = 1.0  # how often the house that lives is looked at meanwhile
REAL = frozenset({"warning.received", "warning.released"})
# What a drill does not take over: it has a database, a clock and an origin of its own, and nobody is signed in there.
LEFT_OUT = (
    *("ANLAN_DB", "ANLAN_AHEAD", "ANLAN_NOW", "ANLAN_PACE", "ANLAN_ORIGIN", "ANLAN_TOKEN", "ANLAN_ASOF"),
    *("ANLAN_CLOCK", "ANLAN_PACK", "ANLAN_INBOX"),
)

AsScene = Annotated[
    str, typer.Argument(metavar="SCENE", help=say("情景名，如 flash-flood-night。", "The name of a scene."))
]
AsSpeed = Annotated[
    str, typer.Option(metavar="1…600|max", help=say("快多少倍；max 不等。", "How fast; max waits for nothing."))
]
AsSeed = Annotated[
    int, typer.Option(help=say("同一种子与日期，同一个夜晚。", "The same seed and day, the same night."))
]
AsDay = Annotated[
    str | None, typer.Option(metavar="YYYY-MM-DD", help=say("哪天晚上；默认今晚。", "Which evening; tonight."))
]
AsGoOn = Annotated[
    bool, typer.Option("--go-on", help=say("让暂停的演练继续。", "Let a drill go on that stands still."))
]


def play(
    name: AsScene,
    speed: AsSpeed = "60",
    seed: AsSeed = SEED,
    day: AsDay = None,
    host: house.AsHost = house.HOST,
    port: house.AsPort = house.PORT + 1,
    go_on: AsGoOn = False,
    as_json: AsJson = False,
) -> None:
    """Play a scene in a home of its own, with invented people, and say what happened."""
    scene, pace = _scene(name), _pace(speed)
    if settings.DRILL:
        raise typer.Exit(
            inside.play(scene, pace, seed, _evening(scene, day), Place(host=host, port=port), as_json=as_json)
        )
    homes.keep_its_hour()
    serving.must_be_ready()
    home = keeping.home_of(scene.name)
    if go_on:
        _go_on(home, pace or PACE, as_json)
        return
    evening = _evening(scene, day)
    words = ["--speed", speed, "--seed", str(seed), "--host", host, "--port", str(port), *(["--json"] * as_json)]
    words += ["--day", evening.isoformat()]
    with keeping.played(home) as mine:
        if not mine:
            _refuse_to_play_twice(as_json)
        _make(home, scene, evening)
        raise typer.Exit(_outside(home, scene, words))


def _scene(name: str) -> Scene:
    if name not in (known := keeping.scenes()):
        raise typer.BadParameter(say(f"SCENE 只能是 {'、'.join(known)}。", f"SCENE takes {', '.join(known)}."))
    return keeping.scene(name)


def _pace(speed: str) -> float | None:
    """Return how many times as fast as life; nothing where nobody waits."""
    with suppress(ValueError):
        if speed == MAX or 1 <= float(speed) <= FASTEST:
            return None if speed == MAX else float(speed)
    raise typer.BadParameter(
        say(f"--speed 为 1 到 {FASTEST:g} 之间的数，或 max。", f"--speed takes a number from 1 to {FASTEST:g}, or max.")
    )


def _evening(scene: Scene, typed: str | None) -> date:
    """Return on which day it begins: today, or tomorrow where that hour has passed."""
    try:
        if typed is not None:
            return date.fromisoformat(typed)
    except ValueError as wrong:
        raise typer.BadParameter(
            say("--day 应为 2026-07-18 这样的日期。", "--day takes a day such as 2026-07-18.")
        ) from wrong
    now = clock.now()
    begins = datetime.combine(day_of(now), scene.begins, tzinfo=BEIJING)
    return day_of(now) if now < begins else day_of(now) + timedelta(days=1)


# Outside, in the house that lives.


def _refuse_to_play_twice(as_json: bool) -> NoReturn:
    refuse(
        "playing",
        say(
            "这个情景正在演练。先在那边按 Ctrl-C 结束，或加 --go-on 让它继续。",
            "This scene is being played. End it there with Ctrl-C, or let it go on with --go-on.",
        ),
        as_json,
    )


def _make(home: Path, scene: Scene, evening: date) -> None:
    """Make an empty home for the drill; what was played there before is thrown away."""
    shutil.rmtree(home, ignore_errors=True)
    disk.make_folder(home)
    place = settings.HOUSE_TOLD["place"] if settings.HOUSE_TOLD else packs.where()["county"]["code"]
    origin = f"{settings.ORIGIN[:10]}x"
    _write(home / "house.json", {"origin": origin, "pack": laws.chain()[0], "place": place})
    begins = datetime.combine(evening, scene.begins, tzinfo=BEIJING)
    keeping.turn(0, then=begins, home=home)
    told = {"name": scene.name, "zh": scene.zh, "en": scene.en, "of": settings.ORIGIN, "size": journal.size()}
    _write(home / keeping.TOLD, told | {"begins": begins.isoformat(), "at": clock.now().isoformat()})


def _write(path: Path, told: dict[str, Any]) -> None:
    disk.write(path, json.dumps(told, ensure_ascii=False).encode())


def _outside(home: Path, scene: Scene, words: list[str]) -> int:
    """Let the drill be played in a process of its own; meanwhile what is real goes first."""
    around = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    around |= {"ANLAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anlan.settings"}
    upto = journal.size()
    with serving.told_to_end() as told:
        command = on_leash("anlan", "play", scene.name, *words)
        process = subprocess.Popen(command, env=around, start_new_session=True, stdin=subprocess.PIPE)
        assert process.stdin, "it was asked for"
        with suppress(BrokenPipeError), process.stdin as pipe:
            pipe.writelines(forking.said(upto))
        looked = time.monotonic()
        while process.poll() is None:
            if told:
                with suppress(ProcessLookupError):
                    process.send_signal(signal.SIGINT)
                process.wait()
            elif time.monotonic() - looked >= WATCHES_S:
                looked, upto = time.monotonic(), _let_the_real_go_first(home, upto)
            time.sleep(LOOKS_S)
    return process.returncode if not told else 0


def _let_the_real_go_first(home: Path, seen: int) -> int:
    """Halt the drill where a real warning has come in since; return up to which entry one has looked."""
    try:
        size = journal.size()
        lines = journal.lines_named(sorted(REAL), until=size) if size > seen else []
    except (DatabaseError, InterfaceError):
        return seen  # it is away; what is said meanwhile is looked at when it is back
    real = [line for line in lines if line.seq > seen and _is_real(line.fact)]
    if real:
        no = real[-1].fact.subject if real[-1].fact else ""
        keeping.turn(0, why=no, home=home)
        note(
            say(
                f"真实预警 {no}：演练已暂停，请先办理。",
                f"A real warning, {no}: the drill stands still. See to that first.",
            )
        )
        note(say("办完后运行 anlan play … --go-on 继续。", "Then let the drill go on: anlan play … --go-on."))
    return size


def _is_real(fact: Any) -> bool:
    """Test whether this calls people: not a word about another message, an exercise, or a test."""
    return fact is not None and getattr(fact, "waits_for_release", True)


def _go_on(home: Path, pace: float, as_json: bool) -> None:
    if not keeping.is_played(home):
        refuse("not-playing", say("没有正在演练的这个情景。", "Nobody plays this scene."), as_json)
    keeping.turn(pace, home=home)
    tell(say("演练继续。", "The drill goes on."), {"goes_on": True}, as_json=as_json)
