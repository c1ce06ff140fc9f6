"""`anlan channel`: the channels of the house are set, listed, tried and taken off. A secret is read, and never told."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.engines.gateways.client import SAYS
from anlan.faces.cli.console import NO, AsJson, AsPerson, note, refuse, say, stop, tell, visit
from anlan.kernel.channels import reads, setting, trying
from anlan.kernel.channels.reads import Stands
from anlan.kernel.channels.rules import WORDS, Kind, State
from anlan.kernel.registry.door import Visit
from anlan.kernel.registry.may import MayNot, Role

ENDED = (State.DELIVERED, State.FAILED)
LOOKED, LONGEST = 0.25, 600  # seconds between two looks, and as long as anybody waits
NO_SECRET = say(
    "没有读到密钥：请用 --secret-file，或经标准输入给出一行。",
    "No secret came: give --secret-file, or pipe one line.",
)


class Doing(StrEnum):
    """What can be done about channels."""

    LIST = "list"
    SET = "set"
    TEST = "test"
    REMOVE = "remove"


AsDoing = Annotated[
    Doing,
    typer.Argument(
        metavar="DOING", help=say("列出、设置、试拨、停用。", "List, set, test by your own telephone, or remove.")
    ),
]
KEYLESS = frozenset({Kind.CONSOLE, Kind.PUSH})  # nobody brings a secret for these
AsName = Annotated[str, typer.Argument(metavar="NAME", help=say("渠道名，例如 sms。", "The name, as sms."))]
AsKind = Annotated[
    Kind,
    typer.Option(
        "--kind",
        help=say(
            "短信、语音电话、群机器人或邮件、推送、控制台。",
            "Text messages, voice calls, groups and mail, pushes to browsers, or the console.",
        ),
    ),
]
AsAddress = Annotated[
    str,
    typer.Option(
        "--address",
        metavar="URL",
        help=say(
            "网关的网址，https:// 开头；推送：可以使用的推送服务，空格隔开。",
            "Of the gateway: https://…; of pushes, the services that may be used, with blanks between.",
        ),
    ),
]
AsFile = Annotated[
    Path | None,
    typer.Option(
        "--secret-file",
        metavar="FILE",
        help=say(
            "密钥（群机器人和邮件：整个地址）所在文件；不填则从标准输入读一行。不写在命令行上。",
            "Where the secret lies (of groups and mail, the whole address); else one line of standard input.",
        ),
    ),
]
AsWait = Annotated[
    int, typer.Option("--wait", metavar="SECONDS", help=say("等送达报告多少秒。", "How long to wait for the report."))
]


def channel(
    doing: AsDoing,
    name: AsName = "",
    kind: AsKind = Kind.SMS,
    address: AsAddress = "",
    secret_file: AsFile = None,
    wait: AsWait = 30,
    person: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """List the channels, set one, ring your own telephone by it, or take it off."""
    here = visit(person)
    match doing:
        case Doing.LIST:
            _list(here, as_json)
        case Doing.SET:
            _set(_keeper(here), name, kind, address, secret_file, as_json)
        case Doing.TEST:
            _test(here, name, wait, as_json)
        case Doing.REMOVE:
            setting.remove(name, by=_keeper(here).by, at=here.at)
            said = say(f"渠道“{name}”已停用，密钥已删除。", f"{name} is taken off, and its secret is gone.")
            tell(said, {"channel": name}, as_json=as_json)


def _list(here: Visit, as_json: bool) -> None:
    told: tuple[Stands, ...] = here.ask(reads.standing, {})
    none = say(
        "还没有渠道：叫应发不出去。见 anlan channel set --help。",
        "There is no channel: no call leaves this house. See anlan channel set --help.",
    )
    tell("\n".join(map(_line, told)) or none, [asdict(one) for one in told], as_json=as_json)


def _line(one: Stands) -> str:
    trouble = f"  {say(*SAYS[one.trouble])}" if one.trouble else ""
    return f"{one.name:20}{say(*WORDS[one.kind]):10}{one.host}  {one.fingerprint}{trouble}"


def _set(here: Visit, name: str, kind: Kind, address: str, file: Path | None, as_json: bool) -> None:
    secret = "" if kind in KEYLESS else file.read_text("utf-8", "replace") if file else _piped()
    if not secret.strip() and kind not in KEYLESS:
        refuse("no-secret", NO_SECRET, as_json)
    setting.set_(name, kind=kind, address=address, secret=secret, by=here.by, at=here.at)
    if kind not in setting.SIGNED:
        words = say(f"渠道“{name}”已设置。请试拨。", f"{name} is set. Try it.")
        tell(words, {"channel": name}, as_json=as_json)
        return
    said = say(
        f"渠道“{name}”已设置。网关把报告和回复送到 /channels/{name}/reports/。请试拨：anlan channel test {name}。",
        f"{name} is set. Its gateway reports to /channels/{name}/reports/. Try it: anlan channel test {name}.",
    )
    tell(said, {"channel": name}, as_json=as_json)


def _test(here: Visit, name: str, wait: int, as_json: bool) -> None:
    """Ring the speaker's own telephone, and say in plain words what came of it; end with 1 where nothing arrived."""
    key = trying.ring_own(name, by=here.by, at=here.at)
    until = time.monotonic() + min(wait, LONGEST)
    while (row := trying.became(key)) and row.state not in ENDED and time.monotonic() < until:
        time.sleep(LOOKED)
    state = row.state if row else None
    said = _said(name, state, wait)
    told: dict[str, Any] = {"channel": name, "key": key, "state": state, "why": row.why if row else None, "says": said}
    if state == State.DELIVERED:
        tell(said, told, as_json=as_json)
    elif state == State.HANDED_OVER:
        tell(said, told, as_json=as_json)
        raise typer.Exit(NO)
    else:
        why = say(*WORDS[row.why]) if row and row.why in WORDS else _trouble(name)
        stop(f"{said}{why}", told | {"error": "not-delivered"}, as_json=as_json)


def _said(name: str, state: str | None, wait: int) -> str:
    match state:
        case State.DELIVERED:
            return say(f"“{name}”通了：您的手机已收到。", f"{name} works: your telephone has it.")
        case State.HANDED_OVER:
            return say(
                f"网关收下了，{wait} 秒内没有送达报告。若手机已响，请核对网关的报告地址。",
                f"The gateway has it, and reported nothing within {wait} seconds. If your telephone rang, look at where"
                " the gateway sends its reports.",
            )
        case State.FAILED:
            return say("没有送达：", "It was not delivered: ")
        case State.IN_DOUBT:
            return say("不知是否送出：", "Nobody knows whether it left: ")
    return say("没有送出：", "Nothing left: ")


def _trouble(name: str) -> str:
    return next((say(*SAYS[code]) for code in [setting.trouble_of(name)] if code), "")


def _keeper(here: Visit) -> Visit:
    """Return the visit of who may set channels: the system administrator, or who sits at the machine."""
    if here.post.role != Role.SYSTEM:
        raise MayNot(here.post.role)
    here.must_be_fresh()
    return here


def _piped() -> str:
    """Read one line that is piped in, or typed where nobody sees it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    note(say("密钥不会显示。", "What you type is not shown."))
    return str(typer.prompt(say("密钥", "Secret"), hide_input=True))
