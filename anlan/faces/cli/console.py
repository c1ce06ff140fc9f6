"""Who speaks at the console, and how the console speaks: in words or as JSON, in the language of its user."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer
from django.conf import settings
from django.db import DatabaseError, connection

from anlan import clock
from anlan.faces.cli import belonging, closing, keyring
from anlan.faces.cli.demo import homes
from anlan.kernel.credentials import threshold
from anlan.kernel.journal.facts import NotHere, PersonNo
from anlan.kernel.registry import door, forms, noes
from anlan.kernel.registry.door import Visit
from anlan.kernel.registry.noes import No, TurnedAway
from anlan.kernel.upkeep import asof as past
from anlan.kernel.upkeep import moved, restore, upgrade

OK, NO, USAGE = 0, 1, 2  # what a command ends with: done; refused, or found wrong; not understood
LEAST_FREE = 1 << 20  # bytes; with less a database cannot even be read
DISK_FULL = (
    "磁盘已满，这次没有写成，什么都没有改变。",
    "The disk is full: nothing was written, and nothing has changed.",
)
HERE = "console"  # the address of whoever sits here, in locks and audit lines

speaking: list[Visit] = []  # whose commands this process has answered


def language() -> str:
    """Return the language of whoever sits at the console, as LANG says."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh" if told.startswith("zh") else "en"


def say(zh: str, en: str) -> str:
    """Return what is said, in the language of the console."""
    return zh if language() == "zh" else en


class NotReady(Exception):
    """The home cannot be used as it is; the sentence says what to do."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code, self.says = code, says


def must_be_there() -> None:
    """Raise NotReady where there is no home, or none in which one may write; close to others one that is."""
    must_be_a_home()
    must_be_whole()
    _close_to_others(Path(settings.ANLAN_HOME))


def must_be_a_home() -> None:
    """Raise NotReady where there is no home, or none in which one may write. Nothing is made or changed by asking."""
    home, name = Path(settings.ANLAN_HOME), connection.settings_dict["NAME"]
    if home.exists() and not home.is_dir():
        raise NotReady(
            "no-home", say(f"{home} 不是文件夹，请核对 ANLAN_HOME。", f"{home} is no folder. Check ANLAN_HOME.")
        )
    if "ANLAN_DB" not in os.environ and moved.told():
        raise NotReady(
            "moved",
            say(
                "这套系统已迁到 PostgreSQL，请设 ANLAN_DB 为其地址。",
                "This house lives on a PostgreSQL server now. Set ANLAN_DB to its address.",
            ),
        )
    must_belong()
    if not home.exists() or (name == home / "anlan.sqlite3" and not (home / "anlan.sqlite3").exists()):
        raise NotReady(
            "no-home",
            say(
                f"{home} 里没有安澜。请核对 ANLAN_HOME；新建请运行 anlan init（正式）、anlan demo（演示）"
                "或 anlan migrate（空库）。",
                f"There is no house in {home}. Check ANLAN_HOME; to make one there, run anlan init, anlan demo for one"
                " that is invented, or anlan migrate for an empty one.",
            ),
        )
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise NotReady(
            "no-access",
            say(
                f"无权读写 {home}，或其磁盘只读，请核对。",
                f"You may not read and write {home}, or its disk is read-only. Check both.",
            ),
        )
    _must_be_its_own(home)


def must_belong() -> None:
    """Raise NotReady where the home belongs to another database than the one that is asked."""
    if found := belonging.other():
        home, mark = settings.ANLAN_HOME, belonging.mark()
        raise NotReady(
            "other-database",
            say(
                f"{home} 属于数据库 {found[0]}，现在要用的却是 {found[1]}：是否漏设或错设了 ANLAN_DB？"
                f"确是有意换了库名的，删去文件 {mark} 再试。",
                f"{home} belongs to the database {found[0]}, and {found[1]} is asked: was ANLAN_DB forgotten, or is it"
                f" another one? If the database was given another name on purpose, remove {mark} and try again.",
            ),
        )


def must_be_whole() -> None:
    """Raise NotReady where half of a restore or of an upgrade stands."""
    home = Path(settings.ANLAN_HOME)
    if restore.mark(home):
        raise NotReady(
            "restoring",
            say(
                f"{home} 的恢复没有做完，请再运行一次 anlan restore。",
                f"A restore began in {home} and did not end. Run anlan restore once more.",
            ),
        )
    if upgrade.mark():
        raise NotReady(
            "upgrading",
            say(
                f"{home} 的升级没有做完，请再运行一次 anlan upgrade。",
                f"An upgrade began in {home} and did not end. Run anlan upgrade once more.",
            ),
        )


def _must_be_its_own(home: Path) -> None:
    """Raise NotReady where the home is that of another house."""
    if settings.HOUSE_TOLD and settings.HOUSE_TOLD["origin"] != settings.ORIGIN:
        told = settings.HOUSE_TOLD["origin"]
        raise NotReady(
            "other-origin",
            say(
                f"此目录是 {told} 的，ANLAN_ORIGIN 却是 {settings.ORIGIN}。请去掉 ANLAN_ORIGIN，或另设 ANLAN_HOME。",
                f"This is the home of {told}, and ANLAN_ORIGIN says {settings.ORIGIN}. Leave ANLAN_ORIGIN out, or set"
                " another ANLAN_HOME.",
            ),
        )


def _close_to_others(home: Path) -> None:
    """Close what others on the machine could read of a home, and say so."""
    closed, open_still = closing.close()
    if closed:
        some = say("、", ", ").join(closed)
        note(
            say(
                f"{home} 中他人原可读的已收紧：{some}。",
                f"Others could read this in {home}, and no longer can: {some}.",
            )
        )
    if open_still:
        some = say("、", ", ").join(open_still)
        note(
            say(
                f"{home} 中他人可读、又不归您所有：{some}。请由所有者运行 chmod go-rwx。",
                f"Others can read this in {home}, and it is not yours to close: {some}. Let its owner chmod go-rwx it.",
            )
        )


def no_database(away: DatabaseError) -> str:
    """Say why there is no database."""
    if connection.settings_dict["HOST"]:
        return say(
            "连不上数据库，请核对 ANLAN_DB，并确认 PostgreSQL 正在运行。",
            "The database does not answer. Check ANLAN_DB, and that PostgreSQL runs.",
        )
    name = connection.settings_dict["NAME"]
    if shutil.disk_usage(settings.ANLAN_HOME).free < LEAST_FREE:
        return say(*DISK_FULL)
    return say(f"{name} 打不开：{away}。", f"{name} cannot be opened: {away}.")


AsJson = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出。", "Answer as JSON."))]
AsPerson = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="PERSON", help=say("以此人身份办理（仅限演示）。", "Be this person (in a demo only).")
    ),
]


def keeper(*, at: datetime | None = None, key: str | None = None) -> Visit:
    """Return the visit of the house that keeps itself, whoever has signed in."""
    must_be_there()
    come = door.at_console(key=key, language=language())
    return come if at is None else replace(come, at=at)


def visit(person: str | None = None, *, key: str | None = None) -> Visit:
    """Return the visit of the person named, in the home of a demo; of whoever signed in; or else of the house itself.

    Raises NotHere and, for a sign-in that has ended, TurnedAway.
    """
    must_be_there()
    token = None if person else secret()
    try:
        come = door.at_console(person and _number(person), token=token, key=key, language=language())
    except NotHere:
        note(_who_there_is())
        raise
    speaking.append(come)
    if come.post != door.KEEPER and threshold.lacks_factor(come):
        raise TurnedAway("factor-missing")
    if settings.AS_OF and come.post != door.KEEPER:
        past.must_still_hold(come.post.no, come.by.person, past.told_here())
    return come


def secret() -> str | None:
    """Return the token of whoever signed in; one that others could read is refused."""
    try:
        return keyring.token()
    except keyring.Exposed as exposed:
        words = say(
            f"{exposed.path} 他人可读，登录已不保密：请运行 anlan sign-out，再重新登录。",
            f"Others can read {exposed.path}, so this sign-in is no secret: run anlan sign-out, and sign in again.",
        )
        raise NotReady("exposed", words) from exposed


def leave_line(answer: No, asked: str) -> None:
    """Leave an audit line of a no that somebody was told here, as the pages do."""
    _leave_line(answer.status, answer.code, asked)


def leave_line_of(code: str, asked: str) -> None:
    """Leave an audit line of what was done here, and is no no."""
    _leave_line(200, code, asked)


def _leave_line(status: int, code: str, asked: str) -> None:
    by = speaking[-1].by if speaking else None
    noes.leave_line(
        at=clock.now(),
        person=by.person if by else None,
        post=by.post if by else None,
        status=status,
        code=code,
        address=HERE,
        method="",
        path=f"anlan {asked}",
        agent="",
    )


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


def refuse(code: str, words: str, as_json: bool) -> NoReturn:
    """End a command with a sentence, and this code for programs."""
    stop(words, {"error": code, "says": words}, as_json=as_json)


def _who_there_is() -> str:
    parts = homes.cast()
    if not parts:
        return say("--as 仅限演示。请用 anlan sign-in 登录。", "--as is for a demo only. Sign in: anlan sign-in.")
    return say(
        f"--as 之后应为在任人员的编号，或演示中的角色：{'、'.join(parts)}。",
        f"--as takes the number of a person in a post, or one of the cast of the demo: {', '.join(parts)}.",
    )


def _number(person: str) -> str:
    """Return the number of a person: as typed or, for one of those on the welcome page, by the part, as `officer`."""
    return homes.cast().get(person) or str(forms.value(PersonNo, person, field="as", typed=False))
