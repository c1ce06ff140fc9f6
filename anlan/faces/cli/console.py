"""Who speaks at the console, and how the console speaks: in words or as JSON, in the language of its user."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, NoReturn

import msgspec
import typer

from anlan.faces.cli.demo import homes
from anlan.kernel.journal.facts import PersonNo
from anlan.kernel.registry import door, forms
from anlan.kernel.registry.door import Visit

OK, NO, USAGE = 0, 1, 2  # what a command ends with: done; refused, or found wrong; not understood


def language() -> str:
    """Return the language of whoever sits at the console, as LANG says."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh" if told.startswith("zh") else "en"


def say(zh: str, en: str) -> str:
    """Return what is said, in the language of the console."""
    return zh if language() == "zh" else en


AsJson = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出。", "Answer as JSON."))]
AsPerson = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="PERSON", help=say("以此人身份办理（仅限演示）。", "Be this person (in a demo only).")
    ),
]


def visit(person: str | None = None, *, at: datetime | None = None, key: str | None = None) -> Visit:
    """Return the visit of the console itself or, in the home of a demo, of the person named. Raises NotHere."""
    come = door.at_console(person and _number(person), key=key, language=language())
    return come if at is None else replace(come, at=at)


def tell(text: str, told: Any = None, *, as_json: bool = False) -> None:
    """Put an answer out: the text for people or, where JSON was asked for, what it is made of."""
    if as_json:
        encoded = msgspec.json.encode(told, enc_hook=str)
        text = msgspec.json.format(encoded, indent=2 if sys.stdout.isatty() else 0).decode()
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Say something beside the answer."""
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


def stop(text: str, told: Mapping[str, Any], *, as_json: bool = False, code: int = NO) -> NoReturn:
    """End a command that was refused or found something wrong: with a sentence, and a code for programs."""
    if as_json:
        tell("", told, as_json=True)
    else:
        note(text)
    raise typer.Exit(code)


def _number(person: str) -> str:
    """Return the number of a person: as typed or, for one of those on the welcome page, by the part, as `officer`."""
    return homes.cast().get(person) or str(forms.value(PersonNo, person, field="as", typed=False))
