"""What happened: of each who was called, and of all together; in words, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from anlan.domains.calls.facts import Step
from anlan.domains.calls.reads import Board, Row
from anlan.faces.cli.console import say
from anlan.faces.cli.play.player import Player
from anlan.kernel.journal.facts import BEIJING

CLIMBED = frozenset({Step.ABOVE, Step.LAPSED})


def told(player: Player, board: Board, events: Sequence[tuple[datetime, str, str]]) -> dict[str, Any]:
    """Return all that happened: the same seed and day tell the same."""
    stage, funnel = player.stage, board.funnel
    people = [_person(player, row) for row in board.rows]
    first = [one for one in people if not one["instead_of"]]
    return {
        "scene": stage.scene.name,
        "seed": player.seed,
        "begins": _hour(stage.begins),
        "ends": _hour(player.ends),
        "warning": board.matter,
        "called": len(first),
        "called_instead": len(people) - len(first),
        "answered": sum(one["answered_after_s"] is not None for one in first),
        "climbed": sum(bool(one["steps"]) for one in first),
        "answered_or_climbed": sum(one["answered_after_s"] is not None or _has_climbed(one) for one in first),
        "read_back": funnel.read_back,
        "acted": funnel.acted,
        "late": funnel.late,
        "in_five_minutes": funnel.in_five,
        "median_s": funnel.median_s,
        "nine_in_ten_s": funnel.p90_s,
        "moved": sum(one["moved"] or 0 for one in _each_unit_once(first)),
        "residents": sum(stage.residents[unit] for unit in {one["unit"] for one in first} & set(stage.residents)),
        "people": people,
        "events": [{"at": _hour(at), "zh": zh, "en": en} for at, zh, en in events],
    }


def shown(told: dict[str, Any]) -> str:
    """Return what happened in words."""
    median, nine = (_minutes(told[word]) for word in ("median_s", "nine_in_ten_s"))
    called, answered, climbed, in_five = (
        told[word] for word in ("called", "answered", "answered_or_climbed", "in_five_minutes")
    )
    return "\n".join(
        [
            say(
                f"{called} 人应叫，{answered} 人应答，{told['read_back']} 人复述，{told['acted']} 人报行动；"
                f"另改叫 {told['called_instead']} 人。",
                f"{called} were called: {answered} answered, {told['read_back']} said it again,"
                f" {told['acted']} acted; {told['called_instead']} were called instead of others.",
            ),
            say(
                f"应答或已升级 {climbed}/{called}；5 分钟内应答 {in_five} 人，"
                f"中位 {median}，九成在 {nine} 内；迟答 {told['late']} 人。",
                f"Answered or climbed: {climbed} of {called}. Within five minutes:"
                f" {in_five}; median {median}, nine in ten within {nine}; late: {told['late']}.",
            ),
            say(
                f"转移 {told['moved']}/{told['residents']} 人。",
                f"Moved: {told['moved']} of {told['residents']} people.",
            ),
        ]
    )


def line(at: datetime, zh: str, en: str) -> str:
    """Return one line of what happens, with its hour."""
    return f"{at.astimezone(BEIJING):%H:%M:%S}  {say(zh, en)}"


def _person(player: Player, row: Row) -> dict[str, Any]:
    call = row.call
    played = player.played.get(call.item.no)
    return {
        "call": call.item.no,
        "person": call.item.owner,
        "unit": call.item.organisation,
        "temper": played.way.temper.key if played else None,
        "instead_of": call.instead,
        "answered_after_s": _after(call.heard_at, call.item.filed_at),
        "channel": call.channel,
        "is_late": call.is_late,
        "read_back_after_s": _after(call.read_back_at, call.item.filed_at),
        "acted_after_s": _after(call.acted_at, call.item.filed_at),
        "deed": call.deed,
        "moved": call.moved,
        "missed": call.missed,
        "steps": [step.value for step in row.steps],
    }


def _has_climbed(one: dict[str, Any]) -> bool:
    return bool(CLIMBED & {Step(step) for step in one["steps"]})


def _each_unit_once(people: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one of each unit: four of a village report the same people moved."""
    return list({one["unit"]: one for one in sorted(people, key=lambda one: one["moved"] or 0)}.values())


def _after(then: datetime | None, since: datetime) -> int | None:
    return None if then is None else int((then - since) / timedelta(seconds=1))


def _hour(at: datetime) -> str:
    return at.astimezone(BEIJING).isoformat(timespec="seconds")


def _minutes(seconds: int | None) -> str:
    if seconds is None:
        return say("无人应答", "unknown")
    return say(f"{seconds // 60} 分 {seconds % 60} 秒", f"{seconds // 60} min {seconds % 60} s")
