"""Every act and every read as a command. Words, types and help all come from the signature; nothing is listed here."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import msgspec
import typer

from anlan.faces.cli import glossary
from anlan.faces.cli.console import AsJson, AsPerson, note, say, tell, visit
from anlan.faces.cli.misunderstood import Command, Group
from anlan.kernel.journal import files
from anlan.kernel.journal.acts import ACTS, READS, Act, Read
from anlan.kernel.journal.facts import (
    UNDO,
    FileNo,
    ItemNo,
    JobNo,
    OrganisationNo,
    PersonNo,
    PlaceCode,
    PostNo,
    SiteNo,
    SourceNo,
    WarningNo,
    WatchNo,
)
from anlan.kernel.registry import forms
from anlan.kernel.registry.door import Visit
from anlan.kernel.registry.forms import kinds_of, misfit

AsKey = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        metavar="UUID",
        help=say("命令编号；重复提交时用同一个。", "The key of the command, the same when it is repeated."),
    ),
]


# How a value of each kind is typed.
FORMS: Mapping[Any, str] = {
    str: say("文字", "TEXT"),
    int: say("整数", "NUMBER"),
    bool: "yes|no",
    date: "YYYY-MM-DD",
    datetime: "YYYY-MM-DDThh:mm+08:00",
    ItemNo: say("事项编号", "ITEM"),
    FileNo: say("文件编号|@文件", "FILE|@FILE"),
    PlaceCode: say("区划代码", "PLACE"),
    PersonNo: say("人员编号", "PERSON"),
    OrganisationNo: say("单位编号", "ORGANISATION"),
    PostNo: say("岗位编号", "POST"),
    SiteNo: say("场所编号", "SITE"),
    JobNo: say("导入编号", "IMPORT"),
    WatchNo: say("班次编号", "WATCH"),
    SourceNo: say("来源编号", "SOURCE"),
    WarningNo: say("预警编号", "WARNING"),
}


def add_to(app: typer.Typer) -> None:
    """Give the app every act and every read: by its full name, and by its room."""
    by_name = {
        "act": (typer.Typer(cls=Group, no_args_is_help=True), say("按全名办理。", "Do an act, by its full name.")),
        "read": (typer.Typer(cls=Group, no_args_is_help=True), say("按全名查询。", "Ask a read, by its full name.")),
    }
    for name, (group, says) in by_name.items():
        app.add_typer(group, name=name, help=says)
    by_room: dict[str, typer.Typer] = {}
    for name, opened in sorted((ACTS | READS).items()):
        room, verb = name.split(".")
        if room not in by_room:
            by_room[room] = typer.Typer(cls=Group, no_args_is_help=True)
            app.add_typer(
                by_room[room], name=room, help=say(f"{room} 的办理与查询。", f"What {room} does and answers.")
            )
        words, command = _says(name, opened), command_of(opened)
        by_name["act" if isinstance(opened, Act) else "read"][0].command(name, cls=Command, help=words)(command)
        by_room[room].command(verb.strip("_").replace("_", "-"), cls=Command, help=words)(command)


def listed(opened: dict[str, Any], as_json: bool) -> None:
    """Say what can be done or asked, each with what it is and who may."""
    told = {name: {"says": _says(name, one), "may": sorted(one.may)} for name, one in sorted(opened.items())}
    tell("\n".join(f"{name:36}{one['says']}" for name, one in told.items()), told, as_json=as_json)


def _says(name: str, opened: Read[..., Any]) -> str:
    english = str(inspect.getdoc(opened.function)).splitlines()[0]
    return say(glossary.told(english, name), english)


def acts(as_json: AsJson = False) -> None:
    """Say what can be done."""
    listed(ACTS, as_json)


def reads(as_json: AsJson = False) -> None:
    """Say what can be asked."""
    listed(READS, as_json)


def command_of(opened: Read[..., Any]) -> Callable[..., None]:
    """Return the command of an act or a read, with one option for each of its words."""

    def command(*, as_person: str | None, as_json: bool, as_key: str | None = None, **given: list[str] | None) -> None:
        speaker = visit(as_person)
        speaker = speaker.under(as_key) if as_key else speaker
        words = {word: _read(word, texts, opened, speaker) for word, texts in given.items() if texts}
        answer = speaker.do(opened, words) if isinstance(opened, Act) else speaker.ask(opened, words)
        told = msgspec.to_builtins(answer, enc_hook=str)
        if isinstance(opened, Act):
            told["key"] = speaker.by.command
            if not as_json and (way := _way_back(opened, told, as_person)):
                note(way)
        tell(shown(told), told, as_json=as_json)

    house = [("as_person", AsPerson, None), ("as_json", AsJson, False)]
    house += [("as_key", AsKey, None)] if isinstance(opened, Act) else []
    options = [_parameter(word, _option(word, *kind), None) for word, kind in kinds_of(opened).items()]
    command.__signature__ = inspect.Signature(options + [_parameter(*one) for one in house])  # type: ignore[attr-defined]
    command.__annotations__ = {}
    return command


def _way_back(act: Act[...], told: dict[str, Any], as_person: str | None) -> str | None:
    """Say how what was just done to an item is taken back, while it can be."""
    if act.name == "obligations.take_back" or not forms.ITEM_NO.fullmatch(told["subject"]):
        return None
    whose = f" --as {as_person}" if as_person else ""
    words = f"anlan obligations take-back --item {forms.short(told['subject'])} --key {told['key']}{whose}"
    return say(f"{UNDO.seconds} 秒内可撤回：{words}", f"For {UNDO.seconds} seconds it can be taken back: {words}")


def shown(told: Any, indent: str = "") -> str:
    """Return an answer as people read it: a line for each thing that is said."""
    match told:
        case dict():
            lines = []
            for word, value in told.items():
                is_flat = not isinstance(value, dict | list | tuple) or not value
                lines.append(f"{indent}{word}: {_flat(value)}" if is_flat else f"{indent}{word}:")
                lines += [] if is_flat else [shown(value, indent + "  ")]
            return "\n".join(lines)
        case list() | tuple():
            return "\n".join(f"{indent}- {shown(one, indent + '  ').lstrip()}" for one in told)
    return f"{indent}{_flat(told)}"


def _flat(value: Any) -> str:
    return "–" if value in (None, [], (), {}, "") else str(value)


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _option(word: str, kind: Any, is_optional: bool) -> Any:
    """Return the option for a word. Each may be given as often as one likes; whether that fits, the forms say."""
    one = _one(kind)
    if is_dataclass(one):
        form = say("JSON|@文件", "JSON|@FILE")
    elif inspect.isclass(one) and issubclass(one, StrEnum):
        form = "|".join(one)
    else:
        form = FORMS[one]
    needed = "" if is_optional else say(" 必填", " required")
    several = say(" 可多次", " repeatable") if get_origin(kind) is tuple else ""
    return Annotated[
        list[str] | None, typer.Option(f"--{word.replace('_', '-')}", metavar=form, help=(needed + several).strip())
    ]


def _one(kind: Any) -> Any:
    """Return the type of one value of a word: `X` for `X`, `X | None` and `tuple[X, ...]`."""
    kinds = [one for one in get_args(kind) if one not in (type(None), ...)]
    return kinds[0] if kinds else kind


def _read(word: str, texts: list[str], opened: Read[..., Any], speaker: Visit) -> Any:
    """Read what was typed for one word; a structure as JSON, and a file by being kept first."""
    kind, _ = kinds_of(opened).get(word, (str, True))
    one = _one(kind)
    if one is FileNo:
        return [_kept(text[1:], word, speaker) if text.startswith("@") else text for text in texts]
    if not is_dataclass(one):
        return texts
    told = [_json(text, word) for text in texts]
    if get_origin(kind) is tuple:
        told = [row for some in told for row in (some if isinstance(some, list) else [some])]
        return forms.value(kind, told, field=word, typed=True)
    return forms.value(kind, told[-1], field=word, typed=True)


def _json(text: str, word: str) -> Any:
    try:
        return json.loads(_bytes(text[1:], word) if text.startswith("@") else text)
    except ValueError as wrong:
        raise misfit(word, "record") from wrong


def _kept(name: str, word: str, speaker: Visit) -> str:
    content = _bytes(name, word)
    return files.keep(content, name=Path(name).name, person=speaker.by.person, at=speaker.at)


def _bytes(name: str, word: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as wrong:
        raise typer.BadParameter(say(f"--{word}：读不到 {name}。", f"--{word}: {name} cannot be read.")) from wrong
