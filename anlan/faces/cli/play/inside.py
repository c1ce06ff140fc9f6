"""Inside the home of the drill: the stage is founded, the scene is played, and what happened is told."""

from __future__ import annotations

import socket
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command

from anlan import clock
from anlan.engines.scenes.scene import Scene
from anlan.faces.cli import serving
from anlan.faces.cli.alone import lived_in
from anlan.faces.cli.console import note, refuse, say, tell
from anlan.faces.cli.demo import homes
from anlan.faces.cli.play import stage as stages
from anlan.faces.cli.play import telling
from anlan.faces.cli.play.player import Player
from anlan.kernel.drills import forking, keeping
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import BEIJING
from anlan.kernel.live import curves
from anlan.kernel.registry import reads as registry

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "anlan stage")
LOOKS_S = 0.05
# Whom one may be in the drill, with a title and what one can try, in both languages.
CAST = (
    (
        "duty",
        "Duty officer of the county",
        "看叫应台，给没有应答的人打电话。",
        "Look at the board, and telephone the silent.",
    ),
    (
        "head",
        "Deputy head of the county",
        "核对地点与人数，签发预警。",
        "Check place and headcount; let the warning go out.",
    ),
    ("town-duty", "Duty officer of the township", "上门告知，登记应答。", "Go to the door, and write down the answer."),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the drill is served."""

    host: str
    port: int


@dataclass
class Night:
    """What was said so far."""

    events: list[tuple[datetime, str, str]] = field(default_factory=list)

    def said(self, at: datetime, zh: str, en: str) -> None:
        """Tell whoever looks on what happens, and remember it."""
        self.events.append((at, zh, en))
        note(telling.line(at, zh, en))


def play(scene: Scene, pace: float | None, seed: int, evening: date, where: Place, *, as_json: bool) -> int:
    """Play a scene from what is handed over on the standard input; return with what the command ends."""
    call_command("migrate", verbosity=0)
    forking.fill(sys.stdin.buffer)
    begins = datetime.combine(evening, scene.begins, tzinfo=BEIJING)
    try:
        stage = _founded(scene, begins, seed)
    except stages.NoCounty:
        refuse(
            "no-county",
            say(
                "本系统的辖区内没有已知边界的县，无处推演。",
                "No county of which the outline is known lies in the place of this house: there is nowhere to play.",
            ),
            as_json,
        )
    night = Night()
    player = Player(stage=stage, seed=seed, said=night.said)
    with lived_in(), serving.told_to_end() as told:
        if pace is None:
            done = _through(player, told, lambda at: True)
            return _told(player, night, as_json) if done else 1
        return _served(player, night, told, pace, where, as_json)


def _founded(scene: Scene, begins: datetime, seed: int) -> stages.Stage:
    stage = stages.found(
        scene,
        place=settings.HOUSE_TOLD["place"],
        begins=begins,
        seed=seed,
        key=lambda what: str(uuid.uuid5(NAMESPACE, f"{scene.name} {seed} {begins} {what}")),
    )
    homes.write_told(_welcome(stage))
    return stage


def _through(player: Player, told: list[int], waits: Callable[[datetime], bool]) -> bool:
    """Go through the night, from moment to moment; return whether it came to its end."""
    for at in player.moments():
        if not waits(at) or told:
            return False
        player.play(at)
    seals.seal(player.ends)
    keeping.turn(1, then=player.ends)  # whoever looks on afterwards lives as fast as life
    return True


def _served(player: Player, night: Night, told: list[int], pace: float, where: Place, as_json: bool) -> int:
    """Play while others look on; afterwards they may go on looking until somebody ends it."""
    with serving.hold_port(where.host, where.port) as held:
        free = held.getsockname()[1]
        with serving.pages_beside(where.host, free) as is_up:
            address = f"http://{where.host}:{free}/x/{settings.DRILL}/welcome/"
            _wait_until_answered(where.host, free, is_up)
            keeping.serve_at(address)
            note(say(f"演练 → {address}　按 Ctrl-C 结束", f"Drill → {address}  Ctrl-C ends it"))
            keeping.turn(pace, then=player.stage.begins)

            def waits(at: datetime) -> bool:
                while clock.now() < at and not told and is_up():
                    time.sleep(LOOKS_S)
                return is_up()

            if not _through(player, told, waits):
                return 0 if told else 1
            code = _told(player, night, as_json)
            while not as_json and not told and is_up():
                time.sleep(LOOKS_S)
            return code


def _wait_until_answered(host: str, port: int, is_up: Callable[[], bool]) -> None:
    while is_up():
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(LOOKS_S)


def _told(player: Player, night: Night, as_json: bool) -> int:
    board = player.board(player.ends)
    assert board, "everybody was called"
    told = telling.told(player, board, night.events)
    if curve := player.curve():
        curves.keep(replace(curve, name=settings.DRILL))  # the living house lays its own beside it
    tell(telling.shown(told), told, as_json=as_json)
    return 0


def _welcome(stage: stages.Stage) -> dict[str, Any]:
    """Return what the welcome page of the drill shows: whom one may be, in its home alone."""
    scene, titles = stage.scene, stage.titles
    names = registry.names(stage.people.values())
    cast = [
        {
            "part": part,
            "person": stage.people[part],
            "name": names[stage.people[part]],
            "title_zh": titles[part],
            "title_en": title,
            "try_zh": try_zh,
            "try_en": try_en,
        }
        for part, title, try_zh, try_en in CAST
    ]
    summary = {"zh": f"{scene.zh}。{scene.source_zh}", "en": f"{scene.en}. {scene.source_en}"}
    return {
        "day": stage.begins.date().isoformat(),
        "county": stage.county,
        "summary": summary,
        "cast": cast,
        "ledgers": [],
    }
