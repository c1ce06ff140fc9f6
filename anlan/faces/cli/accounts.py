"""Who may sign in: accounts are opened, given another password and shut at the console of the house."""

from __future__ import annotations

import secrets
import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from django.db import IntegrityError

from anlan.faces.cli.console import AsJson, keeper, leave_line_of, refuse, say, tell
from anlan.kernel.credentials import codes, factors
from anlan.kernel.credentials.rules import CONSOLE
from anlan.kernel.journal.facts import BEIJING, NotHere, PersonNo
from anlan.kernel.registry import accounts, forms
from anlan.kernel.registry import reads as registry

WHOM = "PERSON"
LEAST = accounts.PASSWORD_LEAST
WEAK = say(
    f"密码太弱：至少 {LEAST} 位，且不能与用户名或手机号相同。",
    f"This password is too weak: give at least {LEAST} characters, and neither name nor telephone.",
)


NO_NAME = say(
    "手机号不能作用户名：登记在名录里的手机号，本人本来就能用它登录。",
    "A telephone number is no name: whoever has it in the register signs in by it as it is.",
)
NONE = say("没有读到密码：请在终端输入，或经标准输入给出一行。", "No password came: type it, or pipe one line.")


class Doing(StrEnum):
    """What can be done about an account."""

    OPEN = "open"
    CODE = "code"
    PASSWORD = "password"
    SHUT = "shut"
    FACTOR = "factor"
    LIST = "list"


AsDoing = Annotated[
    Doing,
    typer.Argument(
        metavar="DOING",
        help=say(
            "开户、发一次性代码、改密码、停用、解除丢失的动态口令或列出。",
            "Open, give a one-time code, another password, shut, take a lost second factor off, or list.",
        ),
    ),
]
AsWhom = Annotated[str, typer.Argument(metavar=WHOM, help=say("人员编号。", "The number of the person."))]
AsName = Annotated[
    str,
    typer.Option("--name", help=say("开户用的用户名，不填则为人员编号。", "The name to open by; else the number.")),
]


def open_by_code(*, person: str, name: str, at: datetime) -> tuple[str, datetime]:
    """Open an account whose password nobody knows, and return the one-time code by which its person sets his own."""
    accounts.open_account(person=person, name=name, password=secrets.token_urlsafe(), at=at)
    return codes.give(person, by=keeper().by, at=at)


def account(doing: AsDoing, person: AsWhom = "", name: AsName = "", as_json: AsJson = False) -> None:
    """Open an account, give a one-time code or another password, take a lost second factor off, or shut it.

    A password is typed, or read from standard input; with a code its person sets one himself, at /sign-in/code/.
    """
    if doing == Doing.LIST:
        _list(as_json)
        return
    no = registry.person(str(forms.value(PersonNo, person, field=WHOM, typed=False))).no
    name = name.strip() or no
    if accounts.telephone(name):
        refuse("name-is-telephone", NO_NAME, as_json)
    match doing:
        case Doing.SHUT:
            _shut(no, as_json)
        case Doing.FACTOR:
            _take_factor_off(no, as_json)
        case Doing.CODE:
            _give_code(no, name, as_json)
        case _:
            _open(no, name, doing, as_json)
    leave_line_of("code-given" if doing == Doing.CODE else "account-changed", f"account {doing} {no}")


def _open(no: PersonNo, name: str, doing: Doing, as_json: bool) -> None:
    """Open an account, or give it another password."""
    if not (password := _password()):
        refuse("no-password", NONE, as_json)
    try:
        _set(no, name, doing, password)
    except accounts.WeakPassword:
        refuse("weak-password", WEAK, as_json)
    except IntegrityError:
        has_one, _ = accounts.taken(person=no, name=name)
        taken = (
            say(f"{no} 已有账号。见 anlan account list。", f"{no} has an account already. See anlan account list.")
            if has_one
            else say(f"{name} 已是别人的用户名。", f"{name} is the name of somebody else's account.")
        )
        refuse("account-taken", taken, as_json)
    name = _name_of(no)
    tell(
        say(
            f"{no} 可以用 {name} 或名录中登记的手机号登录了。",
            f"{no} can sign in now, as {name} or by the telephone number in the register.",
        ),
        {"person": no, "name": name},
        as_json=as_json,
    )


def _shut(no: PersonNo, as_json: bool) -> None:
    """Shut somebody out, also from what he has open."""
    if not any(one.person == no for one in codes.everyone()):
        refuse("no-account", _no_account(no), as_json)
    accounts.disable(person=no, at=keeper().at)
    tell(say(f"{no} 已停用。", f"{no} is shut out, also from what was open."), {"person": no}, as_json=as_json)


def _give_code(no: PersonNo, name: str, as_json: bool) -> None:
    """Give a one-time code; whoever has no account yet gets one, by the name that was told."""
    at = keeper().at
    if accounts.signs_in(no):
        code, until = codes.give(no, by=keeper().by, at=at)
    elif any(accounts.taken(person=no, name=name)):
        words = say(
            f"{no} 的账号已停用，或 {name} 已是别人的用户名。", f"{no} is shut out, or {name} is somebody else's."
        )
        refuse("account-taken", words, as_json)
    else:
        code, until = open_by_code(person=no, name=name, at=at)
    name = _name_of(no)
    day = f"{until.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    words = say(
        f"{code}\n有效到 {day}，只显示这一次。请本人在 /sign-in/code/ 用它设密码，"
        f"用户名 {name}，或名录中登记的手机号。",
        f"{code}\nIt holds until {day} and is shown this once. Its person sets a password by it, at /sign-in/code/,"
        f" as {name} or by the telephone number in the register.",
    )
    tell(words, {"person": no, "name": name, "code": code, "until": until}, as_json=as_json)


def _take_factor_off(no: PersonNo, as_json: bool) -> None:
    """Take a lost factor off where no two administrators can: whoever sits here has the whole house in his hands."""
    here = keeper()
    if not factors.has(no):
        words = say(f"{no} 没有启用动态口令。", f"{no} has no second factor.")
        refuse("no-factor", words, as_json)
    factors.take_off(no, ground=CONSOLE, by=here.by, at=here.at)
    words = say(
        f"{no} 的动态口令已解除，已开的登录都已失效。此事已记入账本。",
        f"The second factor of {no} is off, and what was open has ended. The journal says so.",
    )
    tell(words, {"person": no}, as_json=as_json)


def _list(as_json: bool) -> None:
    """Say which accounts there are, whose, and whether they are shut."""
    keeper()
    rows = codes.everyone()
    called = registry.names(row.person for row in rows)
    told = [
        {"name": row.name, "person": row.person, "called": called[row.person], "is_shut": row.disabled_at is not None}
        for row in rows
    ]
    shut = say("（已停用）", " (shut)")
    lines = [f"{row['name']:20}{row['person']:18}{row['called']}{shut if row['is_shut'] else ''}" for row in told]
    tell("\n".join(lines) or say("还没有账号。", "There is no account."), told, as_json=as_json)


def _set(person: PersonNo, name: str, doing: Doing, password: str) -> None:
    if doing == Doing.OPEN:
        accounts.open_account(person=person, name=name, password=password, at=keeper().at)
    elif accounts.signs_in(person):
        accounts.change_password(person=person, password=password, at=keeper().at)
    else:
        raise NotHere(person)


def _name_of(person: str) -> str:
    """Return as whom a person signs in: a telephone number that once became a name is told to nobody."""
    name = next(one.name for one in codes.everyone() if one.person == person)
    return person if accounts.telephone(name) else name


def _no_account(person: str) -> str:
    return say(f"{person} 没有账号。见 anlan account list。", f"{person} has no account. See anlan account list.")


def _password() -> str:
    """Ask for a password twice where somebody types, and read one line where a program pipes."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(say("密码", "Password"), hide_input=True, confirmation_prompt=True))
