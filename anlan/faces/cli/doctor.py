"""`anlan doctor`: the house is examined part by part, and each finding says what to do about it.

Nothing of the house is changed or mended by asking, and no key, password or name is ever among the findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from unicodedata import east_asian_width

import typer
from django.db import DatabaseError, InterfaceError

from anlan.engines.proofs.audit import Unsound
from anlan.faces.cli import examining
from anlan.faces.cli.console import NO, AsJson, NotReady, say, tell
from anlan.faces.cli.found import Found, State

LABELS = {
    State.FIT: ("正常", "ok"),
    State.NOTE: ("注意", "note"),
    State.WRONG: ("有误", "wrong"),
    State.UNSEEN: ("未查", "unseen"),
}
WORDS = {
    "python": ("运行环境", "python"),
    "home": ("数据目录", "home"),
    "owner": ("属主", "owner"),
    "permissions": ("权限", "permissions"),
    "disk": ("磁盘", "disk"),
    "hosts": ("开放与代理", "hosts"),
    "settings": ("设置", "settings"),
    "database": ("数据库", "database"),
    "server": ("数据库设置", "server"),
    "tables": ("表结构", "tables"),
    "triggers": ("触发器", "triggers"),
    "vault": ("姓名密钥", "vault"),
    "key": ("签名密钥", "key"),
    "heads": ("签名头", "heads"),
    "backup": ("备份", "backup"),
    "channels": ("渠道", "channels"),
    "clock": ("时钟", "clock"),
    "chase": ("督催", "chase"),
    "seals": ("封存", "seals"),
    "carrier": ("呼叫送达", "carrier"),
    "watchdog": ("看守", "watchdog"),
}
# Each with what has to be well before it can be looked at.
CHECKS: dict[str, tuple[Callable[[], Found], tuple[str, ...]]] = {
    "python": (examining.python, ()),
    "home": (examining.home, ()),
    "owner": (examining.owner, ("home",)),
    "permissions": (examining.permissions, ("owner",)),
    "disk": (examining.disk, ("home",)),
    "hosts": (examining.hosts, ()),
    "settings": (examining.deployment, ("owner",)),
    "database": (examining.database, ("owner",)),
    "server": (examining.server, ("database",)),
    "tables": (examining.tables, ("database",)),
    "triggers": (examining.triggers, ("tables",)),
    "vault": (examining.vault, ("tables",)),
    "key": (examining.key, ("tables",)),
    "heads": (examining.heads, ("tables",)),
    "backup": (examining.backup, ("tables",)),
    "channels": (examining.channels, ("vault",)),
    "clock": (examining.time, ("tables",)),
    "chase": (examining.chase, ("tables",)),
    "seals": (examining.seals, ("tables",)),
    "carrier": (examining.carrier, ("tables",)),
    "watchdog": (examining.watchdog, ("tables",)),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was found at one part of the house."""

    check: str
    state: State
    says: str
    do: str


def doctor(as_json: AsJson = False) -> None:
    """Examine the house part by part; end with 1 where something is wrong or could not be looked at."""
    lines = examined()
    against = [line.check for line in lines if line.state in (State.WRONG, State.UNSEEN)]
    tell(_as_text(lines), {"fit": not against, "checks": [asdict(line) for line in lines]}, as_json=as_json)
    if against:
        raise typer.Exit(NO)


def examined(checks: Mapping[str, tuple[Callable[[], Found], tuple[str, ...]]] = CHECKS) -> list[Line]:
    """Return what was found at each part, in order."""
    found: dict[str, Found] = {}
    for name, (look, needs) in checks.items():
        if unfit := [one for one in needs if found[one].state in (State.WRONG, State.UNSEEN)]:
            words = say(f"先处理“{WORDS[unfit[0]][0]}”，再查这一项", f"Not looked at before {unfit[0]} is mended")
            found[name] = Found(State.UNSEEN, words)
        else:
            found[name] = _looked(look)
    return [Line(check=name, state=one.state, says=one.says, do=one.do) for name, one in found.items()]


def _looked(look: Callable[[], Found]) -> Found:
    """Look at one part; what stands in the way of looking is what was found."""
    try:
        return look()
    except NotReady as no:
        return Found(State.WRONG, no.says)
    except Unsound as unsound:
        return Found(State.WRONG, say(*unsound.fault.says()), examining.verify_it())
    except (DatabaseError, InterfaceError) as away:
        kind = type(away).__name__  # its own words may quote what was asked
        words = say(f"数据库答不了这一问（{kind}）", f"The database could not answer ({kind})")
        return Found(State.WRONG, words, say("看数据库的日志，再运行一次", "Look into its log, then run this again"))
    except OSError as wrong:
        says = say(f"读不了 {wrong.filename}：{wrong.strerror}", f"{wrong.filename} cannot be read: {wrong.strerror}")
        return Found(
            State.WRONG, says, say("核对属主与权限，再运行一次", "Check whose it is and who may, and run this again")
        )


def _as_text(lines: list[Line]) -> str:
    told = []
    for line in lines:
        state, name = say(*LABELS[line.state]), say(*WORDS[line.check])
        told.append(f"{_wide(state, 8)}{_wide(name, 13)}{line.says}")
        if line.do:
            told.append(f"{_wide('', 21)}→ {line.do}")
    counted = {state: sum(line.state == state for line in lines) for state in State}
    wrong, noted, unseen = counted[State.WRONG], counted[State.NOTE], counted[State.UNSEEN]
    told.append(
        say(
            f"共查 {len(lines)} 项：有误 {wrong}，未查 {unseen}，注意 {noted}。",
            f"{len(lines)} parts: {wrong} wrong, {unseen} unseen, {noted} to note.",
        )
    )
    return "\n".join(told)


def _wide(text: str, columns: int) -> str:
    """Return a text filled up to so many columns of a terminal, where a Chinese character takes two."""
    return text + " " * (columns - sum(2 if east_asian_width(one) in "WF" else 1 for one in text))
