"""The words of the demo, as the packs hold them. A pack is read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import anlan

PACKS = Path(str(anlan.__file__)).parent / "packs"
SIMULATED = "（模拟）"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One danger as the field writes it. `{n}` in `what` stands for a small number."""

    department: str
    title: str
    what: str
    spots: tuple[str, ...]
    category: str
    basis: str
    measures: str
    scene: str
    sectors: tuple[str, ...]
    grade: str = "general"
    control: str = ""


@cache
def page(name: str) -> dict[str, Any]:
    """Return a page of the demo's words: names, organisations, words, cast or summary."""
    return tomllib.loads((PACKS / "cn" / "demo" / f"{name}.toml").read_text("utf-8"))


@cache
def where() -> dict[str, Any]:
    """Return where the demo stands."""
    return tomllib.loads((PACKS / "cn-qinghai" / "demo.toml").read_text("utf-8"))


@cache
def texts() -> tuple[Text, ...]:
    """Return the texts of all dangers, department by department."""
    found: list[Text] = []
    for path in sorted((PACKS / "cn" / "demo" / "dangers").glob("*.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        for row in told["danger"]:
            row |= {"spots": tuple(row["spots"]), "sectors": tuple(row["sectors"])}
            found.append(Text(department=told["department"], **row))
    return tuple(found)
