"""Serving: the web, the clock and the watchdog, each a process of its own, begun and ended together.

The web answers. The clock seals the journal each second, lets its followers come up, and chases what is owed. The
watchdog looks whether the clock goes on, and the clock whether the watchdog does; pages say so, too. A province runs
them apart.
"""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager, suppress
from functools import partial

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from anlan import clock
from anlan.domains.calls import acts as calls
from anlan.engines.proofs.audit import Unsound
from anlan.faces.cli import belonging, carrier, lines, resuming
from anlan.faces.cli.alone import lived_in
from anlan.faces.cli.bringing import Bringers, go_round
from anlan.faces.cli.console import NotReady, language, must_be_there, no_database, note, say
from anlan.faces.cli.ending import told_to_end as told_to_end
from anlan.faces.cli.leash import on_leash
from anlan.faces.cli.steadying import Steady
from anlan.kernel.audit import days
from anlan.kernel.chase import keeping
from anlan.kernel.chase.reads import silent
from anlan.kernel.chase.rules import STOPPED, Beating
from anlan.kernel.intake import uploads
from anlan.kernel.journal import followers, reads, seals
from anlan.kernel.looks import keeping as looking
from anlan.kernel.notices import keeping as telling
from anlan.kernel.registry import noes, vault
from anlan.kernel.registry.noes import AuditLine
from anlan.kernel.registry.vault import KeyLost
from anlan.kernel.search import indexing

PORTS = 20  # how many are tried, from the one asked for upwards
EACH_S = 1.0
BEATING_S = 30.0  # how often it is said that something goes on
LOOKING_S = 10.0  # how often the watchdog looks around
CHASING_S = 60.0  # how often the chase looks for what has come due
HOURLY_S = 3600.0  # how often uploaded ledgers are forgotten, and what had no line of its own gets one
SOON_S = 10.0  # who falls sooner than this would fall again
ENDING_S = 2.0  # how long those who were told to end are waited for
GATE = "anlan.faces.web.gate:application"
LOG = settings.HOUSE / "faces/web/granian.json"
WEB = ("--interface", "asginl", "--workers-kill-timeout", "1", "--no-ws", "--log-level", "warning")

log = logging.getLogger("anlan.serving")


def must_be_ready() -> None:
    """Raise NotReady where tables are missing or old, or where nothing keeps the journal from being changed."""
    must_be_there()
    executor = must_be_of_this_version()
    if not executor.loader.applied_migrations:
        raise NotReady(
            "not-migrated",
            say(
                "数据库里还没有表。新建系统请运行 anlan init；只建空表，运行 anlan migrate。",
                "There are no tables yet. Run anlan init to found a house; anlan migrate makes empty tables alone.",
            ),
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady(
            "not-migrated",
            say(
                "表结构不是最新，请先运行 anlan upgrade 文件夹（先备份再升级）。",
                "The tables are not up to date. Run anlan upgrade FOLDER first, which backs up and then upgrades.",
            ),
        )
    if missing := [*reads.unguarded(), *reads.unguarded(AuditLine)]:
        raise NotReady(
            "unguarded",
            say(
                f"账本的保护触发器缺失，不启动服务：{'、'.join(missing)}。请恢复备份，或查明是谁改了数据库。",
                f"The triggers that guard the journal are missing: {', '.join(missing)}. Nothing is served without"
                " them. Restore a backup, or find out who changed the database.",
            ),
        )
    must_have_its_keys()
    belonging.note()


def must_be_behind_tls() -> None:
    """Raise NotReady where the house is opened to others and no proxy is named that would bring them over TLS."""
    try:
        named = [ipaddress.ip_network(one, strict=False) for one in settings.PROXIES]
    except ValueError as wrong:
        raise NotReady(
            "proxy-unfit",
            say(
                f"ANLAN_PROXY 须为地址或网段，以空格隔开：{wrong}。",
                f"ANLAN_PROXY takes addresses or networks with spaces between them: {wrong}.",
            ),
        ) from wrong
    if settings.OPEN_TO_OTHERS and not named:
        raise NotReady(
            "no-proxy",
            say(
                "设了 ANLAN_HOSTS，就要由前面的代理提供 HTTPS：请把代理的地址写入 ANLAN_PROXY（如 127.0.0.1），"
                "否则每个页面都会不停地转向自身。",
                "With ANLAN_HOSTS a proxy in front brings HTTPS: name its address in ANLAN_PROXY, such as 127.0.0.1."
                " Without it every page would lead to itself for ever.",
            ),
        )


def speaks_against() -> list[str]:
    """Return what speaks against the settings of a house that is opened to others."""
    found = [one for one in run_checks(include_deployment_checks=True) if one.level >= WARNING]
    return [f"{one.id}: {one.msg}" for one in found if not one.is_silenced()]


def must_have_its_keys() -> None:
    """Raise NotReady where names cannot be read, or heads no longer be signed, for want of a key."""
    try:
        vault.must_open()
    except KeyLost as lost:
        raise NotReady("key-lost", noes.no("key-lost", language()).says) from lost
    if seals.lost_key():
        raise NotReady(
            "no-key",
            say(
                "签名密钥（keys/heads.pem）不在这里，不能再封存。请从备份恢复；确已丢失，运行 anlan seal --new-key 启用"
                "新密钥，账本会记下这件事。",
                "The key that signs heads (keys/heads.pem) is not here, and nothing more is sealed. Restore it; if it"
                " is lost for good, anlan seal --new-key begins a new one, and the journal says so.",
            ),
        )


def must_be_of_this_version() -> MigrationExecutor:
    """Raise NotReady where another version of the program has made tables that this one does not know."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as away:
        raise NotReady("no-database", no_database(away)) from away
    unknown = sorted(name for _, name in set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        raise NotReady(
            "other-version",
            say(
                f"这里的数据由另一版本的安澜建立（{'、'.join(unknown)}），本版本不认识。请用原版本运行；"
                "若是演示，make demo-reset 可重新开始。",
                f"Another version of Anlan made this home ({', '.join(unknown)}), and this one does not know it."
                " Run that version; if this is a demo, make demo-reset begins anew.",
            ),
        )
    return executor


def newest_migration() -> str:
    """Return the name of the newest migration that this program has."""
    return max(name for app, name in MigrationExecutor(connection).loader.disk_migrations if app == "anlan")


def hold_port(host: str, port: int) -> socket.socket:
    """Hold the first port from this one upwards that nobody has: for the web, which shares it, and for no other house.

    Otherwise two houses that begin at once would both listen on it, and answer by turns.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in range(port, min(port + PORTS, 1 << 16)):
        held = socket.socket(family)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            with socket.socket(family) as door:
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                door.bind((host, tried))
            held.bind((host, tried))  # and never listened on
        except OSError as wrong:
            held.close()
            if wrong.errno != errno.EADDRINUSE:
                raise NotReady("no-port", _no_port(host, tried, wrong)) from wrong
        else:
            return held
    raise NotReady(
        "no-port",
        say(
            f"端口 {port} 到 {port + PORTS - 1} 都被占用，请用 --port 另选一个。",
            f"The ports {port} to {port + PORTS - 1} are all taken. Choose another with --port.",
        ),
    )


def serve(host: str, port: int, only: str | None) -> int:
    """Run the processes asked for until somebody ends them, or until one cannot be kept up; return the exit code."""
    lines.log_what_falls()
    with lived_in():
        return BEGUN[only]() if only in BEGUN else _serve_together(host, port, only)


@contextmanager
def pages_beside(host: str, port: int) -> Iterator[Callable[[], bool]]:
    """Serve the pages while something else is done, as a play; yield what tests whether they are up."""
    web = _web(host, port)
    try:
        yield web.is_up
    finally:
        _end([web])


def _web(host: str, port: int) -> Child:
    return Child("granian", *WEB, "--log-config", str(LOG), "--host", host, "--port", str(port), GATE)


def _serve_together(host: str, port: int, only: str | None) -> int:
    web = _web(host, port)
    children = [web] if only == "web" else [web, *(Child("anlan", "serve", "--only", name) for name in ALONE)]
    with told_to_end() as told:
        while not told and all(child.is_up() for child in children):
            time.sleep(0.1)
    fallen = not all(child.is_up() for child in children)
    _end(children)
    if fallen and not told:
        note(say("有一个进程刚启动就退出了，服务已停止。", "A process fell as soon as it began; everything was ended."))
    return 1 if fallen and not told else 0


def keep_time() -> int:
    """Each second, do what is due beside the journal; at the end seal it once more."""
    forgets = chases = beats = time.monotonic()
    known, steady = frozenset[Beating](), Steady()
    with told_to_end() as told:
        while not told:
            began = time.monotonic()
            follows = _keep(followers.keep)
            waits = steady.waits()
            _keep(resuming.resume)
            _keep(indexing.keep)
            _keep(telling.keep)
            if not waits:
                _keep(calls.climb)
            if began >= chases and not waits and _chase():
                _keep(partial(keeping.beat, Beating.CHASE))
                chases = began + CHASING_S
            if began >= beats and follows:
                _keep(partial(keeping.beat, Beating.SEALS))
                beats = began + BEATING_S
                known = _look_around({Beating.WATCHDOG}, known)  # who watches is watched, too
            if began >= forgets:
                _keep(vault.hold_to_the_list)
                _keep(uploads.forget)
                _keep(noes.say_more)
                _keep(days.keep)
                forgets = began + HOURLY_S
            while not told and time.monotonic() - began < EACH_S:
                time.sleep(0.05)
    with suppress(DatabaseError, seals.KeyGone):
        seals.seal(clock.now())
    return 0


def _chase() -> bool:
    """Tell of every step of the chase that came due, and open the second looks that did; return whether both went."""
    meanwhile = _each_second(followers.keep)
    went = _keep(partial(keeping.keep, meanwhile=meanwhile))
    return _keep(partial(looking.keep, meanwhile=meanwhile)) and went


class Child:
    """A process that is begun anew when it falls, unless it fell as soon as it had begun."""

    def __init__(self, module: str, *words: str) -> None:
        self._module, self._words = module, words
        self._begin()

    def is_up(self) -> bool:
        """Test whether it runs, and begin it anew if it ran for a while and fell."""
        if self.process.poll() is not None and time.monotonic() - self._began > SOON_S:
            log.error("%s fell with %s and is begun anew", self._module, self.process.returncode)
            self._begin()
        return self.process.poll() is None

    def _begin(self) -> None:
        # In a session of its own, so that Ctrl-C does not reach it and it is ended in good order.
        home = os.environ | {"ANLAN_HOME": str(settings.ANLAN_HOME)}
        self.process = subprocess.Popen(on_leash(self._module, *self._words), start_new_session=True, env=home)
        self._began = time.monotonic()


def _each_second(due: Callable[..., object]) -> Callable[[], None]:
    """Return what may be called as often as one likes, and keeps what is due each second."""
    kept = [time.monotonic()]

    def keep() -> None:
        if time.monotonic() - kept[-1] >= EACH_S:
            _keep(due)
            kept[-1] = time.monotonic()

    return keep


def watch_over() -> int:
    """Look whether the clock goes on, tell the log where something stops or goes on again, and say that one looks."""
    known, bringers = frozenset[Beating](), Bringers()
    beats = time.monotonic()
    with told_to_end() as told:
        while not told:
            began = time.monotonic()
            known = _look_around(set(Beating) - {Beating.WATCHDOG}, known)
            _keep(bringers.look)
            if began >= beats and _keep(partial(keeping.beat, Beating.WATCHDOG)):
                beats = began + BEATING_S
            while not told and time.monotonic() - began < LOOKING_S:
                time.sleep(0.05)
    bringers.end()
    return 0


def bring() -> int:
    """Ask the sources."""
    with told_to_end() as told:
        return go_round(told)


def _look_around(whom: Set[Beating], known: frozenset[Beating]) -> frozenset[Beating]:
    """Tell the log what of these has stopped since it was last told and what goes on; return what stands still."""
    try:
        still = {one.what: one.since for one in silent(clock.now()) if one.what in whom}
    except (DatabaseError, InterfaceError) as away:
        log.error("the database is away: %s", type(away).__name__)
        connection.close()
        return known
    for what in still.keys() - known:
        log.critical("%s (%s, silent since %s)", STOPPED[what][1], what, still[what].isoformat(timespec="seconds"))
    for what in known - still.keys():
        log.warning("%s goes on again", what)
    return frozenset(still)


def carry_out() -> int:
    """Hand over the calls that are to leave the house."""
    with told_to_end() as told:
        carrier.carry_out(_keep, told)
    return 0


# Processes of their own …
ALONE: dict[str, Callable[[], int]] = {"clock": keep_time, "carrier": carry_out, "watchdog": watch_over}
BEGUN = ALONE | {"sources": bring}  # … and what the watchdog begins


def _keep(due: Callable[..., object]) -> bool:
    """Let what is due be done; return whether it was. One waits for a database, and signs no altered journal."""
    try:
        due(at=clock.now())
        return True
    except (DatabaseError, InterfaceError) as away:
        log.error("the database is away: %s", type(away).__name__)
        connection.close()
    except seals.KeyGone:
        log.error("the key that signs heads is not here and nothing is sealed; run `anlan check`")
    except Unsound as altered:
        log.error("the journal was altered and is not signed any more; run `anlan verify`: %s", altered)
    return False


def _end(children: list[Child]) -> None:
    processes = [child.process for child in children]
    for child in processes:
        with suppress(ProcessLookupError):
            child.send_signal(signal.SIGINT)
    until = time.monotonic() + ENDING_S
    for child in processes:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
    for child in processes:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # what it began itself goes with it
        child.wait()


def _no_port(host: str, port: int, wrong: OSError) -> str:
    return say(
        f"不能在 {host} 的端口 {port} 上监听：{wrong.strerror}。请核对 --host 与 --port。",
        f"Nobody can listen on port {port} of {host}: {wrong.strerror}. Check --host and --port.",
    )
