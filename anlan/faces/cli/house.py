"""What keeps the house: its tables, its journal, its packs, and serving it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer
from django.conf import settings
from django.core.management import call_command

from anlan.engines.proofs import receipt as receipts
from anlan.engines.proofs.audit import Unsound
from anlan.faces.cli import glossary, serving
from anlan.faces.cli.console import AsJson, NotReady, keeper, language, must_be_there, note, refuse, say, stop, tell
from anlan.faces.cli.demo import homes
from anlan.faces.cli.explain import REFERENCE, explain, reference, stories
from anlan.kernel.audit import held
from anlan.kernel.audit.rules import Found
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import rebuild as folding
from anlan.kernel.journal import seals
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import ItemNo, NotHere
from anlan.kernel.registry import acts as registry
from anlan.kernel.registry import forms, laws
from anlan.rooms import rooms as every_room

NAMED_MOST = 50  # of what was altered beside the journal, in words; all of it in JSON
TAMPERED = (
    "请停止服务，原样保留此目录备查，再从备份恢复。",
    " Stop the house, leave this folder as it is for whoever looks into it, and restore a backup elsewhere.",
)
OF = "ITEM|SEQ"
MOST_DIGITS = 18  # of the number of an entry
HOST, PORT = "127.0.0.1", 8765

AsHost = Annotated[str, typer.Option(help=say("监听地址。", "The address to listen on."))]
AsPort = Annotated[
    int, typer.Option(min=1, max=65535, help=say("端口；被占用时取下一个。", "The port; if taken, the next."))
]


def migrate(as_json: AsJson = False) -> None:
    """Make the home and its tables, or bring them up to date."""
    homes.make()
    serving.must_be_of_this_version()
    call_command("migrate", verbosity=0)
    told = {"home": str(settings.ANLAN_HOME), "migrated": True}
    tell(
        say(f"{settings.ANLAN_HOME} 的表结构已是最新。", f"The tables of {settings.ANLAN_HOME} are up to date."),
        told,
        as_json=as_json,
    )


def serve(
    host: AsHost = HOST,
    port: AsPort = PORT,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="web|clock|carrier|watchdog|sources", help=say("只运行其中之一。", "Run only one of them.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Serve the pages and keep the clock, until Ctrl-C."""
    if only not in (None, "web", *serving.BEGUN):
        raise typer.BadParameter(
            say(
                "--only 只能是 web、clock、carrier、watchdog 或 sources。",
                "--only takes web, clock, carrier, watchdog or sources.",
            )
        )
    homes.keep_its_hour()
    serving.must_be_ready()
    if only in serving.BEGUN:
        raise typer.Exit(serving.serve(host, port, only))
    serving.must_be_behind_tls()
    with serving.hold_port(host, port) as held:
        free = held.getsockname()[1]
        _say_ready(host, port, free, as_json)
        raise typer.Exit(serving.serve(host, free, only))


def verify(
    without_files: Annotated[
        bool,
        typer.Option(
            "--without-files", help=say("不读取证据文件的内容。", "Do not read the bytes of files of evidence.")
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read the whole journal and name the first entry that is not what was said, and what was altered beside it."""
    must_be_there()
    report = seals.verify(held.HEED)
    zh, en = report.says()
    counted = {"entries": report.entries, "sealed": report.sealed, "heads": report.heads, "erased": report.erased}
    if report.fault:
        fault = {"seq": report.fault.seq, "until": report.fault.until, "what": report.fault.what}
        says = say(*report.fault.says())
        if report.fault.what != "node":  # of which the sentence itself says how it is made anew
            says += say(*TAMPERED)
        stop(says, counted | {"fault": fault, "says": says}, as_json=as_json)
    if altered := list(held.altered(report, with_bytes=not without_files)):
        _stop_over(altered, counted, as_json)
    beside = say(
        "这里核验了各条、签名头、审计记录与证据文件；由各条推出的表、索引和树，由 anlan rebuild --check 核对。",
        "This looked at entries, signed heads, audit lines and files; what follows from the entries (tables, mentions,"
        " tree) anlan rebuild --check compares.",
    )
    whole = say("账本完整。" + zh, "The journal is whole: " + en)
    try:
        serving.must_have_its_keys()
    except NotReady as no:
        lacking = {"error": no.code, "says": no.says}
        stop(f"{whole}\n{no.says}", counted | {"fault": None} | lacking, as_json=as_json)
    tell(f"{whole}\n{beside}", counted | {"fault": None}, as_json=as_json)


def rebuild(
    check: Annotated[
        bool, typer.Option("--check", help=say("只核对，不改动。", "Only compare; change nothing."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fold all tables anew from the journal, and name what comes out different."""
    must_be_there()
    try:
        differing = folding.check() if check else folding.rebuild()
    except Unsound as unsound:
        _stop_unsound(unsound, as_json)
    kept = folding.not_folded()
    told = {"differing": differing, "not_folded": kept, "changed": bool(differing) and not check}
    beside = say(f"不由账本推出、未动：{'、'.join(kept)}。", f"Not folded, and left alone: {', '.join(kept)}.")
    if differing:
        lines = "\n".join(f"  {line}" for line in differing)
        words = say("下列各表与账本推出的不一致", "These tables do not follow from the journal")
        anew = say("运行 anlan rebuild 由账本重建。", "Run anlan rebuild to fold them anew.")
        cure = f"{anew}\n" if check else ""
        stop(f"{words}{say('：', ':')}\n{lines}\n{cure}{beside}", told, as_json=as_json)
    tell(say("各表与账本一致。", "Every table follows from the journal.") + f"\n{beside}", told, as_json=as_json)


def seal(
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help=say("签名密钥丢失时，启用新密钥。", "Where the key is lost, begin a new one.")),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Sign a head over everything that has been said so far."""
    speaker = keeper()
    if not new_key:
        serving.must_have_its_keys()
    try:
        signed = seals.seal(speaker.at, new_key=new_key)
    except Unsound as unsound:
        _stop_unsound(unsound, as_json)
    size = signed.said().size if signed else 0
    tell(say(f"已封存 {size} 条。", f"{size} entries are sealed."), {"sealed": size}, as_json=as_json)


def receipt(
    of: Annotated[
        str, typer.Argument(metavar=OF, help=say("事项编号或记录序号。", "An item, or the number of an entry."))
    ],
    out: Annotated[Path | None, typer.Option("--out", help=say("写入此文件。", "Write it to this file."))] = None,
    as_json: AsJson = False,
) -> None:
    """Write the receipt of an entry or, for an item, of its strike-off."""
    speaker = keeper()
    try:
        seq = _entry(of) if of.isdecimal() else _strike_off_of(of, as_json)
        packed = receipts.pack(seals.receipt(seq, at=speaker.at))
    except Unsound as unsound:
        _stop_unsound(unsound, as_json)
    if out:
        out.write_text(packed + "\n", encoding="ascii")
    saved = say(f"第 {seq} 条的凭证已写入 {out}。", f"The receipt of entry {seq} is in {out}.")
    tell(saved if out else packed, {"seq": seq, "receipt": packed, "file": out and str(out)}, as_json=as_json)


def load_pack(
    name: Annotated[
        str | None,
        typer.Argument(metavar="PACK", help=say("数据包；省略则全部。", "The pack; all of them if left out.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load the data of the jurisdiction that came with the house."""
    speaker = keeper()
    if name is None:
        done = [one.subject for one in registry.load_packs(by=speaker.by, at=speaker.at)]
    else:
        if name not in laws.names():
            words = say(f"没有数据包 {name}。有：", f"There is no pack {name}. There are: ") + ", ".join(laws.names())
            refuse("not-here", words, as_json)
        done = [speaker.do(ACTS["registry.load_pack"], {"pack": name}).subject]
    nothing = say("数据包没有变化。", "No pack has changed.")
    tell(say("已装载：", "Loaded: ") + ", ".join(done) if done else nothing, {"loaded": done}, as_json=as_json)


def check(as_json: AsJson = False) -> None:
    """Test whether this home may be opened to others: settings, tables and triggers."""
    serving.must_be_ready()
    serving.must_be_behind_tls()
    if against := serving.speaks_against():
        words = say("还不能投入使用：", "This speaks against it:")
        stop("\n  ".join([words, *against]), {"error": "not-fit", "says": words, "found": against}, as_json=as_json)
    tell(say("可以投入使用。", "Nothing speaks against it."), {"ready": True}, as_json=as_json)


def explained(
    asked: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help=say("名称或中文术语，如 销号。", "A name, or a Chinese term such as 销号.")
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=say("全部，写成一页。", "All of it, as one page."))] = False,
    write: Annotated[
        bool, typer.Option("--write", help=say("写入 docs/reference.md。", "Write docs/reference.md."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Follow an act to its last consequence, each step with its line."""
    if every:
        page = reference()
        if write:
            REFERENCE.write_text(page, encoding="utf-8")
        tell(str(REFERENCE) if write else page, {"page": page}, as_json=as_json)
        return
    if asked is None:
        raise typer.BadParameter(say("请写明要说明什么，或用 --all。", "Say what is to be explained, or --all."))
    told = stories(asked)
    if not told:
        words = say(
            f"没有叫“{asked}”的办理、查询或事实；anlan acts 列出全部。", f"Nothing is called {asked}. See anlan acts."
        )
        refuse("not-here", words, as_json)
    tell(explain(asked, language()), msgspec.to_builtins(told), as_json=as_json)


def rooms(as_json: AsJson = False) -> None:
    """Say what rooms the house has."""
    cards = {room.removeprefix("anlan."): str(import_module(room).__doc__) for room in every_room()}
    told = {room: say(glossary.told(card, room), card) for room, card in cards.items()}
    tell("\n".join(f"{room:24}{card}" for room, card in told.items()), told, as_json=as_json)


def _stop_over(altered: list[Found], counted: dict[str, int], as_json: bool) -> None:
    """Name what was altered beside the journal: of many, the first, and how many more."""
    named = [{"what": one.what, "on": one.on, "count": one.count, "says": say(*one.says())} for one in altered]
    shown = [say(*one.says()) for one in altered[:NAMED_MOST]]
    if len(altered) > NAMED_MOST:
        rest = len(altered) - NAMED_MOST
        shown.append(say(f"…… 另有 {rest} 处。", f"… and {rest} more."))
    words = say("账本完整，但账本之外有改动：", "The journal is whole, but beside it this was altered:")
    lines = "\n".join(f"  {line}" for line in shown)
    stop(f"{words}\n{lines}", counted | {"fault": None, "altered": named}, as_json=as_json)


def _say_ready(host: str, port: int, free: int, as_json: bool) -> None:
    if free != port:
        note(say(f"端口 {port} 已被占用，改用 {free}。", f"Port {port} is taken; using {free}."))
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{free}/"
    first = address + ("welcome/" if homes.told() else "")
    tell(
        say(f"就绪 → {first}　按 Ctrl-C 停止", f"Ready → {first}  Ctrl-C ends it"),
        {"address": address},
        as_json=as_json,
    )


def _stop_unsound(unsound: Unsound, as_json: bool) -> NoReturn:
    """Say which entry stands in the way, and how to see what else is wrong."""
    says = say(*unsound.fault.says()) + say("运行 anlan verify 核验全部。", " Run anlan verify for the whole journal.")
    refuse("unsound", says, as_json)


def _entry(number: str) -> int:
    """Return the number of an entry. Raises NotHere for one that no journal has: a database does not even ask."""
    if len(number) > MOST_DIGITS:
        raise NotHere(number)
    return int(number)


def _strike_off_of(number: str, as_json: bool) -> int:
    """Return the entry that struck an item off. What was not struck off has no receipt as an item."""
    no = forms.value(ItemNo, number, field=OF, typed=False)
    lines = journal.lines_about(no)
    if not lines:
        raise NotHere(number)
    struck = [line.seq for line in lines if line.name == "items.struck-off"]
    if not struck:
        words = say(
            f"#{forms.short(no)} 没有销号，因此没有凭证。"
            f"要某条记录的凭证请写序号；说到它的最后一条是 {lines[-1].seq}。",
            f"#{forms.short(no)} was not struck off, so there is no receipt of that. For that of one entry, write its "
            f"number; the last that speaks of it is {lines[-1].seq}.",
        )
        stop(words, {"error": "not-struck-off", "says": words, "last_entry": lines[-1].seq}, as_json=as_json)
    return struck[-1]
