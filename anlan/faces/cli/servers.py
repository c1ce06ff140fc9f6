"""What `anlan doctor` says of a PostgreSQL server: what must not be, and what is worth a note."""

from __future__ import annotations

from django.db import connection

from anlan.faces.cli.console import say
from anlan.faces.cli.fitness import Server
from anlan.faces.cli.found import Found, fit, note, wrong

OLDEST, TRIED = 140_000, 180_000  # versions: that Django takes, that the tests run on
FEWEST_CONNECTIONS = 30  # eight pages, clock, watchdog, imports, and whoever keeps the server
NEAR = ("", "127.0.0.1", "::1", "localhost")


def judged(told: Server) -> Found:
    """Judge what a server says of itself."""
    says = f"PostgreSQL {told.version // 10_000}.{told.version % 10_000}, {told.encoding}, {told.collation}"
    if against := [(what, do) for is_so, what, do in _against(told) if is_so]:
        what, do = (say("；", "; ").join(words) for words in zip(*against, strict=True))
        return wrong(f"{says}{say('：', ': ')}{what}", do)
    if noted := [what for is_so, what in _worth_a_note(told) if is_so]:
        return note(says, say("；", "; ").join(noted))
    return fit(says)


def _against(told: Server) -> list[tuple[bool, str, str]]:
    """Return what must not be: whether it is, what it is, and what to do."""
    off = ", ".join(told.unsafe)
    few = f"max_connections = {told.max_connections}"
    return [
        (told.version < OLDEST, say("版本太旧", "too old"), say("升级到 18", "upgrade it to 18")),
        (
            told.is_standby,
            say("只读（备机）", "it only reads"),
            say("把 ANLAN_DB 指向主机", "point ANLAN_DB to the primary"),
        ),
        (
            bool(told.unsafe),
            say(f"已关 {off}", f"off: {off}"),
            say(
                "在 postgresql.conf 中打开，否则断电会丢已办的事",
                "set it on, or a cut of the power loses what was acknowledged",
            ),
        ),
        (
            told.encoding != "UTF8",
            say("编码不是 UTF8", "not in UTF8"),
            say("另建 ENCODING 'UTF8' 的库", "make a database with ENCODING 'UTF8'"),
        ),
        (
            told.is_sorted_otherwise,
            say("系统的排序规则已变，索引可能错乱", "the machine sorts otherwise than its indexes were made"),
            say(
                "先 REINDEX，再 ALTER DATABASE … REFRESH COLLATION VERSION",
                "REINDEX, then ALTER DATABASE … REFRESH COLLATION VERSION",
            ),
        ),
        (
            told.max_connections < FEWEST_CONNECTIONS,
            few,
            say(f"至少设为 {FEWEST_CONNECTIONS}", f"set it to {FEWEST_CONNECTIONS} or more"),
        ),
    ]


def _worth_a_note(told: Server) -> list[tuple[bool, str]]:
    host = str(connection.settings_dict["HOST"])
    is_near = host in NEAR or host.startswith("/")
    return [
        (told.version < TRIED, say("测试所用是 18 版，更旧的没有试过", "tests run on 18, and on nothing older")),
        (
            told.collation not in ("C", "POSIX"),
            say(
                "再建库时用 LC_COLLATE 'C'，系统升级不会弄乱索引",
                "make the next database with LC_COLLATE 'C', which no upgrade of the machine sorts otherwise",
            ),
        ),
        (
            told.is_superuser,
            say("改用普通账号：超级用户能去掉触发器", "use another role: a superuser could take off the triggers"),
        ),
        (
            not is_near and not told.is_encrypted,
            say(
                "到数据库没有加密：在 ANLAN_DB 中加 sslmode=verify-full",
                "the way to it is not encrypted: put sslmode=verify-full into ANLAN_DB",
            ),
        ),
        (
            not told.has_checksums,
            say("没有开启数据校验和（pg_checksums --enable）", "it keeps no checksums (pg_checksums --enable)"),
        ),
    ]
