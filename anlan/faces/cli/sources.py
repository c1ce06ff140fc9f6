"""`anlan source`: which sources bring warnings in; to add, list, remove one, or to try whether it answers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.engines.cap.reading import read
from anlan.faces.cli.console import NO, AsJson, AsPerson, language, say, tell, visit
from anlan.kernel.registry.door import Visit
from anlan.kernel.sources import acts, hooks, keeping, reads
from anlan.kernel.sources.asking import Failed
from anlan.kernel.sources.facts import Kind
from anlan.kernel.sources.reads import Source
from anlan.kernel.sources.rules import WORDS, WRONG


class Doing(StrEnum):
    """What can be done about sources."""

    ADD = "add"
    LIST = "list"
    REMOVE = "remove"
    TRY = "try"


AsDoing = Annotated[
    Doing,
    typer.Argument(
        metavar="DOING", help=say("add 新增、list 列出、remove 停用、try 试取。", "add, list, remove or try.")
    ),
]
AsWhich = Annotated[
    str,
    typer.Argument(metavar="SOURCE|KIND", help=say("来源编号；新增时为类型。", "Its number; to add one, its kind.")),
]
AsCalled = Annotated[str, typer.Option("--name", help=say("名称。", "How it is called."))]
AsPlace = Annotated[str, typer.Option("--place", help=say("所属地方的代码。", "The code of the place it is for."))]
AsAddress = Annotated[
    str, typer.Option("--address", help=say("https:// 地址，或收件文件夹内的路径。", "An https:// address, or a path."))
]
AsSenders = Annotated[
    list[str] | None,
    typer.Option("--sender", help=say("可送来哪个发布单位的预警，可多次。", "Whose warnings it may bring; repeat it.")),
]
AsCertificate = Annotated[
    Path | None,
    typer.Option(
        "--signed-by", exists=True, dir_okay=False, help=say("要求由此证书签名。", "By whom it must be signed.")
    ),
]
AsLate = Annotated[
    int, typer.Option("--late", help=say("静默多少分钟算晚。", "After how many silent minutes it is late."))
]


def source(
    doing: AsDoing,
    which: AsWhich = "",
    name: AsCalled = "",
    place: AsPlace = "",
    address: AsAddress = "",
    sender: AsSenders = None,
    signed_by: AsCertificate = None,
    late: AsLate = 60,
    as_person: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """Add, list, remove or try what brings warnings in by itself."""
    come = visit(as_person)
    match doing:
        case Doing.ADD:
            told = {"kind": which, "called": name, "place": place, "address": address, "senders": sender or []}
            certificate = signed_by.read_text("utf-8") if signed_by else ""
            signed = {"is_signed": str(bool(signed_by)).lower(), "certificate": certificate}
            _add(come, told | signed | {"late_minutes": str(late)}, as_json=as_json)
        case Doing.REMOVE:
            come.do(acts.remove, {"source": which})
            tell(say(f"{which} 已停用。", f"{which} brings nothing any more."), {"source": which}, as_json=as_json)
        case Doing.TRY:
            _try(come.ask(reads.source, {"no": [which]}), as_json=as_json)
        case _:
            _list(come, as_json=as_json)


def _add(come: Visit, told: dict[str, Any], *, as_json: bool) -> None:
    no = come.do(acts.add, told).subject
    data = {"source": no}
    words = say(f"已新增 {no}。", f"{no} was added.")
    if told["kind"] == Kind.WEBHOOK:
        data["key"] = hooks.key_of(no)
        words += say(
            f"\n推送地址 /hooks/{no}/，密钥（请交给对方妥善保存）：{data['key']}",
            f"\nIt sends to /hooks/{no}/ and signs with this key, which is to be kept safe: {data['key']}",
        )
    tell(words, data, as_json=as_json)


def _list(come: Visit, *, as_json: bool) -> None:
    found: tuple[Source, ...] = come.ask(reads.sources, {})
    told = [
        {
            "source": one.no,
            "kind": one.told.kind,
            "name": one.told.called,
            "place": one.told.place,
            "address": one.told.address,
            "senders": list(one.told.senders),
            "is_signed": one.told.is_signed,
            "heard_at": one.heard_at,
            "brought_at": one.brought_at,
            "is_late": one.is_late(come.at),
            "wrong": one.wrong or None,
        }
        for one in found
    ]
    lines = [_line(one, come) for one in found]
    tell("\n".join(lines) or say("没有来源。", "There are no sources."), {"sources": told}, as_json=as_json)


def _line(one: Source, come: Visit) -> str:
    at = language() != "zh"
    heard = f"{one.heard_at:%Y-%m-%d %H:%M:%S} UTC" if one.heard_at else say("从未", "never")
    late = say("，已晚", ", late") if one.is_late(come.at) else ""
    wrong = f" {one.says(language())}" if one.wrong else ""
    return f"{one.no} {WORDS[one.told.kind][at]} {one.told.called}{say('：', ': ')}{heard}{late}{wrong}"


def _try(found: Source, *, as_json: bool) -> None:
    """Ask a feed, or look into a folder, and say what came; nothing is taken in."""
    try:
        messages, links = keeping.tried(found, at=visit(None).at)
    except Failed as failed:
        words = WRONG[failed.code][language() != "zh"].format(**failed.params)
        tell(words, {"error": failed.code, "says": words}, as_json=as_json)
        raise typer.Exit(NO) from failed
    outcomes = [read(content).outcome for content in messages]
    words = say(
        f"读到 {len(messages)} 条消息、{links} 个链接。什么都没有接收。",
        f"{len(messages)} messages and {links} links were read. Nothing was taken in.",
    )
    tell(words, {"messages": [str(one) for one in outcomes], "links": links}, as_json=as_json)
