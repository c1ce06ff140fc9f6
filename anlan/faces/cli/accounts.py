"""Who may sign in: accounts are opened, given another password and shut at the console of the house."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer
from django.db import IntegrityError

from anlan.faces.cli.console import AsJson, keeper, say, stop, tell
from anlan.kernel.journal.facts import NotHere, PersonNo
from anlan.kernel.registry import accounts, forms
from anlan.kernel.registry import reads as registry

LEAST = accounts.PASSWORD_LEAST
WEAK = say(
    f"密码太弱：至少 {LEAST} 位，且不能与用户名相同。",
    f"This password is too weak: give at least {LEAST} characters, and not the name.",
)


class Doing(StrEnum):
    """What can be done about an account."""

    OPEN = "open"
    PASSWORD = "password"
    SHUT = "shut"


AsDoing = Annotated[Doing, typer.Argument(help=say("开户、改密码或停用。", "Open, another password, or shut."))]
AsWhom = Annotated[str, typer.Argument(metavar="PERSON", help=say("人员编号。", "The number of the person."))]
AsName = Annotated[str, typer.Option("--name", help=say("用户名（开户时）。", "The name to sign in by (to open)."))]


def account(doing: AsDoing, person: AsWhom, name: AsName = "", as_json: AsJson = False) -> None:
    """Open an account, give it another password, or shut it; a password is typed, or read from standard input."""
    no = registry.person(str(forms.value(PersonNo, person, field="person", typed=False))).no
    if doing == Doing.SHUT:
        accounts.disable(person=no, at=keeper().at)
        tell(say(f"{no} 已停用。", f"{no} is shut out, also from what was open."), {"person": no}, as_json=as_json)
        return
    if doing == Doing.OPEN and not name.strip():
        raise typer.BadParameter(say("开户须给出 --name。", "To open an account, give --name."))
    try:
        _set(no, name, doing, _password())
    except accounts.WeakPassword:
        stop(WEAK, {"error": "weak-password", "says": WEAK}, as_json=as_json)
    except IntegrityError:
        taken = say(f"{name} 或 {no} 已有账号。", f"There is an account of {name} or {no} already.")
        stop(taken, {"error": "account-taken", "says": taken}, as_json=as_json)
    tell(say(f"{no} 可以登录了。", f"{no} can sign in now."), {"person": no, "name": name}, as_json=as_json)


def _set(person: PersonNo, name: str, doing: Doing, password: str) -> None:
    if doing == Doing.OPEN:
        accounts.open_account(person=person, name=name, password=password, at=keeper().at)
    elif accounts.signs_in(person):
        accounts.change_password(person=person, password=password, at=keeper().at)
    else:
        raise NotHere(person)


def _password() -> str:
    """Ask for a password twice where somebody types, and read one line where a program pipes."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(say("密码", "Password"), hide_input=True, confirmation_prompt=True))
