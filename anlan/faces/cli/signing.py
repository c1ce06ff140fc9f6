"""Signing in at the console, by the lock and with the lines of the page; what is kept is a token that can be ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from anlan.faces.cli import keyring
from anlan.faces.cli.accounts import NONE as NO_PASSWORD
from anlan.faces.cli.console import (
    HERE,
    USAGE,
    AsJson,
    AsPerson,
    keeper,
    must_be_there,
    refuse,
    say,
    secret,
    stop,
    tell,
    visit,
)
from anlan.kernel.credentials import entrance
from anlan.kernel.credentials.entrance import FactorAsked
from anlan.kernel.journal.facts import BEIJING, day_of
from anlan.kernel.registry import accounts, reads
from anlan.kernel.registry.accounts import Known
from anlan.kernel.registry.may import Post
from anlan.kernel.registry.noes import TurnedAway
from anlan.kernel.registry.rules import CONSOLE

LABEL = "anlan sign-in"
NOBODY = ("没有人登录；命令行只维护系统。", "Nobody has signed in; the console only keeps the house.")

AsName = Annotated[str | None, typer.Argument(metavar="NAME", help=say("用户名或手机号。", "Your name or telephone."))]
AsPost = Annotated[
    str | None, typer.Option("--post", metavar="POST", help=say("任职不止一个时选一个。", "Which, of several posts."))
]
FromStdin = Annotated[
    bool,
    typer.Option(
        "--stdin",
        help=say(
            "从标准输入读密码，动态口令另起一行。", "Read the password from stdin, and a code from the next line."
        ),
    ),
]
Shown = Annotated[
    bool,
    typer.Option(
        "--show", help=say("显示一次令牌供程序使用，本机不保存。", "Show the token once, for a program; keep nothing.")
    ),
]
AsEnd = Annotated[str | None, typer.Option("--end", metavar="TOKEN", help=say("停用这一个。", "End this one."))]


def sign_in(
    name: AsName = None, post: AsPost = None, stdin: FromStdin = False, show: Shown = False, as_json: AsJson = False
) -> None:
    """Sign in by name and password, so that what is done here is done by a person in a post."""
    must_be_there()
    name = name or str(typer.prompt(say("用户名", "Name"), err=True))
    if not (password := _password(stdin)):
        refuse("no-password", NO_PASSWORD, as_json)
    person = _known(name, password, stdin)
    at = keeper().at
    chosen = _chosen(reads.posts_of(person, on=day_of(at)), post, as_json)
    before = None if keyring.VARIABLE in os.environ else keyring.token(to_end_it=True)
    token = accounts.make_token(person=person, post=chosen.no, label=LABEL, at=at)
    told = _told(chosen)
    if show:
        tell(token, told | {"token": token}, as_json=as_json)
        return
    try:
        kept = keyring.keep(token)
    except OSError:
        accounts.end_token(token, at=at)
        raise
    if before:
        accounts.end_token(before, at=at)
    words = say(f"已登录：{_line(told)}。anlan sign-out 退出。", f"Signed in: {_line(told)}. anlan sign-out ends it.")
    tell(words, told | {"kept": str(kept)}, as_json=as_json)


def sign_out(as_json: AsJson = False) -> None:
    """Sign out: the token that was kept here is worth nothing from now on, wherever it has got to."""
    token = keyring.token(to_end_it=True)
    if token is None:
        refuse("sign-in", say(*NOBODY), as_json)
    accounts.end_token(token, at=keeper().at)
    words = say("已退出。", "Signed out.")
    if keyring.VARIABLE in os.environ:
        words += say(f"请再 unset {keyring.VARIABLE}。", f" Unset {keyring.VARIABLE} as well.")
    else:
        keyring.forget()
    tell(words, {"signed_out": True}, as_json=as_json)


def whoami(as_person: AsPerson = None, as_json: AsJson = False) -> None:
    """Say who speaks here, and in which post."""
    post = visit(as_person).post
    told = _told(post)
    tell(say(*NOBODY) if post.person == CONSOLE else _line(told), told, as_json=as_json)


def tokens(end: AsEnd = None, as_json: AsJson = False) -> None:
    """List the tokens that speak for you, or end one of them. A token itself is shown once, when it is made."""
    come = visit()
    if come.post.person == CONSOLE:
        refuse("sign-in", say(*NOBODY), as_json)
    if end:
        _end(come.post.person, end, as_json)
        return
    here = accounts.token(secret() or "")
    told = [
        {"token": one.name, "label": one.label, "post": one.post, "made_at": one.made_at, "here": one == here}
        for one in accounts.tokens_of(come.post.person)
    ]
    mark = say("　← 本机", "  <- here")
    lines = [
        f"{one['token']}  {one['made_at'].astimezone(BEIJING):%Y-%m-%d %H:%M}  {one['post']}  {one['label']}"
        + (mark if one["here"] else "")
        for one in told
    ]
    tell("\n".join(lines), told, as_json=as_json)


def _end(person: str, name: str, as_json: bool) -> None:
    if not accounts.end_token_of(person, name, at=keeper().at):
        words = say(f"没有令牌 {name}；anlan tokens 列出全部。", f"There is no token {name}. See anlan tokens.")
        refuse("not-here", words, as_json)
    tell(say(f"令牌 {name} 已停用。", f"The token {name} has ended."), {"ended": name}, as_json=as_json)


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter(say("没有终端时请加 --stdin。", "Where nobody types, add --stdin."))
    return str(typer.prompt(say("密码", "Password"), hide_input=True, err=True))


def _known(name: str, password: str, stdin: bool) -> Known:
    """Return who signs in; of whoever has a second factor its code is asked as well."""
    try:
        return entrance.by_password(HERE, name, password)
    except FactorAsked as asked:
        code = sys.stdin.readline().strip() if stdin else str(typer.prompt(say("动态口令", "Code"), err=True))
        return entrance.by_factor(HERE, asked.half, code)


def _chosen(posts: Sequence[Post], wanted: str | None, as_json: bool) -> Post:
    """Return the post asked for, or the only one; where there are several, say which."""
    if not posts:
        raise TurnedAway("no-post")
    fitting = [post for post in posts if wanted in (None, post.no)]
    if len(fitting) == 1:
        return fitting[0]
    told = [_told(post) for post in posts]
    lines = "\n".join(f"  --post {one['post']}  {_line(one)}" for one in told)
    words = say("请选一个岗位：", "Choose one of your posts:")
    stop(f"{words}\n{lines}", {"error": "which-post", "says": words, "posts": told}, as_json=as_json, code=USAGE)


def _told(post: Post) -> dict[str, Any]:
    named = reads.names([post.person, post.no, post.organisation])
    return {
        "person": post.person,
        "name": named[post.person],
        "post": post.no,
        "title": named[post.no],
        "role": post.role,
        "organisation": named[post.organisation],
        "place": post.place,
    }


def _line(told: dict[str, Any]) -> str:
    shown = say(
        f"{told['name']}，{told['organisation']}{told['title']}", "{name}, {title}, {organisation}".format(**told)
    )
    return f"{shown} ({told['person']}, {told['post']})"
