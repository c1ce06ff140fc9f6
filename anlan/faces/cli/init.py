"""`anlan init`: found a house that is lived in, with its three administrators and nothing invented."""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from anlan import clock, disk
from anlan.faces.cli import accounts as console_accounts
from anlan.faces.cli import serving
from anlan.faces.cli.console import AsJson, keeper, refuse, say, tell
from anlan.faces.cli.demo import homes
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import seals
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import BEIJING, OrganisationNo, PersonNo, PlaceCode, day_of
from anlan.kernel.journal.follow import fetch
from anlan.kernel.journal.lock import pen
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry import laws
from anlan.kernel.registry.may import Role
from anlan.kernel.registry.rules import NewOrganisation, NewPerson, NewPost

ORIGIN = re.compile("[a-z][a-z0-9]{1,11}")
PEOPLE = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
ASKED = {
    "origin": ("本系统的代号（编号的开头，如 xunhua）", "A short name for this house, which begins its numbers"),
    "place": ("所辖地区代码（如 630222）", "The code of the place it serves, such as 630222"),
    "office": ("主管单位的名称", "The name of the office that keeps it"),
    "system": ("系统管理员的姓名", "The name of the system administrator"),
    "security": ("安全保密管理员的姓名", "The name of the security administrator"),
    "audit": ("安全审计员的姓名", "The name of the audit administrator"),
}
NEXT = (
    ("anlan doctor", "看看还差什么", "what is still missing here"),
    ("anlan serve", "启动服务", "begin to serve"),
    ("/sign-in/code/", "三位管理员各自以一次性代码设密码", "each administrator sets a password by his code"),
    ("/setup/", "照单继续：单位、人员、岗位、备份", "go on by the list: units, people, posts, a backup"),
)

AsOrigin = Annotated[str | None, typer.Option("--origin", help=say(*ASKED["origin"]))]
AsPack = Annotated[str | None, typer.Option("--pack", help=say("数据包。", "The pack of the jurisdiction."))]
AsPlace = Annotated[str | None, typer.Option("--place", help=say(*ASKED["place"]))]
AsOffice = Annotated[str | None, typer.Option("--office", help=say(*ASKED["office"]))]
AsDepartment = Annotated[str, typer.Option("--department", help=say("主管单位的部门代码。", "Its department."))]
AsSystem = Annotated[str | None, typer.Option("--system", help=say(*ASKED["system"]))]
AsSecurity = Annotated[str | None, typer.Option("--security", help=say(*ASKED["security"]))]
AsAudit = Annotated[str | None, typer.Option("--audit", help=say(*ASKED["audit"]))]


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """One of the three, as he is told to the person who founds the house: the code stands nowhere else."""

    role: str
    person: str
    name: str
    code: str
    until: datetime


def init(
    origin: AsOrigin = None,
    pack: AsPack = None,
    place: AsPlace = None,
    office: AsOffice = None,
    department: AsDepartment = "safety",
    system: AsSystem = None,
    security: AsSecurity = None,
    audit: AsAudit = None,
    as_json: AsJson = False,
) -> None:
    """Found a living house here: tables, pack, keys and three administrators; it is refused where one lives."""
    homes.make()
    _must_be_nobodys(as_json)
    pack = _pack(pack)
    given = {"origin": origin, "place": place, "office": office, "system": system, "security": security, "audit": audit}
    told = _asked(given)
    _must_fit(told, pack, department)
    _write_down(told["origin"], pack, told["place"])
    call_command("migrate", verbosity=0)
    at = clock.now()
    with pen(), transaction.atomic():
        made = _found(told, department, at)
    seals.seal(at)
    _tell(told, made, as_json)


def _must_be_nobodys(as_json: bool) -> None:
    """Stop where a journal has begun, in whichever version: nothing of it is touched."""
    serving.must_be_of_this_version()
    has_tables = "journal_head" in connection.introspection.table_names()
    if has_tables and fetch("SELECT 1 FROM journal_head WHERE seq > 0 LIMIT 1"):
        words = say(
            f"{settings.ANLAN_HOME} 已有账本，不再新建。继续使用请运行 anlan serve；另建请另设 ANLAN_HOME。",
            f"A house lives in {settings.ANLAN_HOME} already, and is left alone. anlan serve goes on with it; to found"
            " another, set another ANLAN_HOME.",
        )
        refuse("lives", words, as_json)


def _pack(named: str | None) -> str:
    """Return the pack that was named, or the only one that no other extends."""
    if named is not None and named not in laws.names():
        raise typer.BadParameter(
            say(f"没有数据包 {named}。有：", f"There is no pack {named}. There are: ") + ", ".join(laws.names())
        )
    os.environ["ANLAN_PACK"] = named or os.environ.get("ANLAN_PACK", "")
    return laws.chain()[0]


def _asked(given: Mapping[str, str | None]) -> dict[str, str]:
    """Return what was given, and ask for the rest where somebody types."""
    lacking = [word for word, text in given.items() if not (text or "").strip()]
    if lacking and not sys.stdin.isatty():
        options = ", ".join(f"--{word}" for word in lacking)
        raise typer.BadParameter(say(f"请给出：{options}。", f"Give also: {options}."))
    asked = {word: str(typer.prompt(say(*ASKED[word]))) for word in lacking}
    return {word: str(asked.get(word, text)).strip() for word, text in given.items()}


def _must_fit(told: Mapping[str, str], pack: str, department: str) -> None:
    if not ORIGIN.fullmatch(told["origin"]) or told["origin"] == "demo":
        raise typer.BadParameter(
            say(
                "--origin 须为二至十二位小写字母与数字，以字母开头，且不是 demo。",
                "--origin takes two to twelve small letters and digits, a letter first, and is not demo.",
            )
        )
    if told["place"] not in {row.code for one in laws.chain() for row in laws.places_of(one) if row.until_on is None}:
        raise typer.BadParameter(
            say(f"数据包 {pack} 中没有地区 {told['place']}。", f"The pack {pack} has no place {told['place']}.")
        )
    if department not in laws.codes("departments"):
        codes_of = ", ".join(laws.codes("departments"))
        raise typer.BadParameter(say(f"--department 可为：{codes_of}。", f"--department is one of {codes_of}."))
    if len({told[role] for role in PEOPLE}) < len(PEOPLE):
        raise typer.BadParameter(
            say(
                "三位管理员须是三个人；同名的请加以区别。", "The administrators are three people; tell namesakes apart."
            )
        )


def _write_down(origin: str, pack: str, place: str) -> None:
    """Write down whose home this is, so that no command depends on what its environment says."""
    path = Path(settings.ANLAN_HOME) / "house.json"
    told = {"origin": origin, "pack": pack, "place": place}
    disk.write(path, json.dumps(told).encode() + b"\n")
    settings.ORIGIN, settings.HOUSE_TOLD = origin, told
    os.environ["ANLAN_ORIGIN"] = origin


def _found(told: Mapping[str, str], department: str, at: datetime) -> list[Administrator]:
    """Enter pack, office, people and posts, and open the accounts."""
    _do("registry.mark_home", {"kind": "living"}, at)
    registry.load_packs(by=keeper(at=at, key=str(uuid.uuid4())).by, at=at)
    place = PlaceCode(told["place"])
    keeps = NewOrganisation(name=told["office"], place=place, kind="office", department=department)
    office = OrganisationNo(_do("registry.register_organisations", {"rows": (keeps,)}, at)[0])
    entered = tuple(NewPerson(organisation=office, name=told[role]) for role in PEOPLE)
    people = [PersonNo(no) for no in _do("registry.register_people", {"rows": entered}, at)]
    posts = tuple(
        NewPost(
            role=role,
            title=laws.word("roles", role, "zh"),
            person=person,
            organisation=office,
            place=place,
            from_on=day_of(at),
        )
        for role, person in zip(PEOPLE, people, strict=True)
    )
    _do("registry.fill_posts", {"rows": posts}, at)
    return [_opened(role, person, told[role], at) for role, person in zip(PEOPLE, people, strict=True)]


def _opened(role: Role, person: str, name: str, at: datetime) -> Administrator:
    code, until = console_accounts.open_by_code(person=person, name=name, at=at)
    return Administrator(role=role, person=person, name=name, code=code, until=until)


def _do(act: str, words: dict[str, Any], at: datetime) -> tuple[str, ...]:
    """Do an act as the console, and return the numbers of what it entered."""
    speaker = keeper(at=at, key=str(uuid.uuid4()))
    speaker.do(ACTS[act], words)
    [line] = journal.lines_of_command(person=speaker.by.person, command=speaker.by.command)
    assert line.fact, "nothing has been erased yet"
    about = getattr(line.fact, line.fact.about)
    return about if isinstance(about, tuple) else (about,)


def _tell(told: Mapping[str, str], made: list[Administrator], as_json: bool) -> None:
    home = str(settings.ANLAN_HOME)
    lines = [
        say(f"{home} 已建成：{told['office']}，代号 {told['origin']}。", f"{told['office']} lives in {home} now."),
        say(
            f"三位管理员的用户名和一次性代码只显示这一次，代码有效到 {_day(made[0].until)}；请分别交给本人：",
            "User name and one-time code of the three administrators are shown this once; the codes hold until"
            f" {_day(made[0].until)}. Hand each to its person:",
        ),
        *(f"  {laws.word('roles', one.role, say('zh', 'en'))}  {one.name}  {one.code}" for one in made),
        say("接下来：", "What comes next:"),
        *(f"  {where:16}{say(zh, en)}" for where, zh, en in NEXT),
    ]
    administrators = [
        {"role": one.role, "person": one.person, "name": one.name, "code": one.code, "until": one.until} for one in made
    ]
    answer = {"home": home, "origin": told["origin"], "place": told["place"], "administrators": administrators}
    tell("\n".join(lines), answer | {"next": [where for where, *_ in NEXT]}, as_json=as_json)


def _day(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
