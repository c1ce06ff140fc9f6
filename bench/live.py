"""How soon what one does is on another's screen: `python -m bench.live`. Not three ways, but a clock and two who look.

A small demo is built and served. Two hundred people have pages open that nothing concerns; one listens by a stream, and
one asks each five seconds. Somebody acts; for each act it is taken when either was told, and when he had the page anew.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

IDLE, ACTS, EACH_S, POLL_S, REST_S = 200, 60, 1.0, 5.0, 10.0
SEED = 7
WORDS = {"DJANGO_SETTINGS_MODULE": "anlan.settings"}
COME_IN = """
import json, django; django.setup()
from anlan import clock
from anlan.faces.cli.demo import homes
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import accounts
from anlan.kernel.registry.may import ADMINISTRATORS
from anlan.kernel.registry.tables import Post
homes.keep_its_hour()
posts = Post.objects.filter(until_on=None).exclude(role__in=ADMINISTRATORS).order_by("no")
sessions = [
    accounts.open_session(person=post.person, post=post.no, language="zh", at=clock.unhurried()) for post in posts[:300]
]
item = Item.objects.filter(state="in-hand").order_by("no").first()
owner = Post.objects.filter(person=item.owner).first()
token = accounts.make_token(person=item.owner, post=owner.no, label="bench", at=clock.now())
print(json.dumps({"sessions": sessions, "item": item.no, "token": token, "leader": homes.cast()["province"]}))
"""


class House:
    """A demo that is served."""

    def __init__(self, home: Path) -> None:
        self.around = (
            {k: v for k, v in os.environ.items() if k not in ("ANLAN_NOW",)} | WORDS | {"ANLAN_HOME": str(home)}
        )
        self._anlan("demo", "--prepare", "--size", "small")
        came = subprocess.run([sys.executable, "-c", COME_IN], env=self.around, check=True, stdout=subprocess.PIPE)
        self.told: dict[str, Any] = json.loads(came.stdout)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anlan", "serve", "--only", "web", "--port", "8901"],
            env=self.around,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        found = re.search(r"http://[^:]+:(\d+)/", self.process.stdout.readline())
        assert found, "it does not serve"
        self.port = int(found[1])
        while not self._answers():
            time.sleep(0.1)

    def get(self, path: str, session: str) -> bytes:
        """Ask for a page as somebody who has come in."""
        return self._ask("GET", path, None, {"Cookie": f"session={session}"})

    def act(self, words: dict[str, Any]) -> None:
        """Say how the item goes."""
        headers = {"Authorization": f"Bearer {self.told['token']}", "Content-Type": "application/json"}
        self._ask(
            "POST", "/api/acts/obligations.note", json.dumps(words), headers | {"Idempotency-Key": str(uuid.uuid4())}
        )

    def listen(self, query: str, session: str) -> socket.socket:
        """Open a stream."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        head = f"Host: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: session={session}\r\n"
        line.sendall(f"GET /live?{query} HTTP/1.1\r\n{head}\r\n".encode())
        assert b"text/event-stream" in line.recv(4096)
        return line

    def serving(self) -> tuple[float, int, int]:
        """Return how long the process of the pages has computed, how many threads it has, and its megabytes."""
        found = [(_stat(pid), pid) for pid in _children(self.process.pid)]
        (seconds, threads, megabytes), _ = max(found)
        return seconds, threads, megabytes

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, body, headers)
        answer = line.getresponse()
        told = answer.read()
        assert answer.status == 200, (path, answer.status, told[:300])
        return told

    def _anlan(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", "anlan", *words], env=self.around, check=True, stdout=subprocess.DEVNULL)

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0


class Screen:
    """Somebody's page: when he was told of each act, and when he had it anew."""

    def __init__(self, house: House, session: str) -> None:
        self.house, self.session = house, session
        self.page = f"/i/{house.told['item'].removeprefix('demo-20')}/"
        self.told: list[float] = []
        self.seen: dict[str, float] = {}

    def look(self) -> None:
        """Fetch the page, and note what is on it for the first time."""
        text = self.house.get(self.page, self.session).decode()
        now = time.monotonic()
        for no in re.findall(r"act number (\d+)", text):
            self.seen.setdefault(no, now)


def stream(screen: Screen) -> None:
    """Listen, and look when told."""
    line = screen.house.listen(f"item={screen.house.told['item']}&after={1 << 40}", screen.session)
    line.settimeout(120)
    read = b""
    while piece := line.recv(4096):
        read += piece
        if b"event: changed" in read and read.endswith(b"\n\n\r\n"):
            read = b""
            screen.told.append(time.monotonic())
            screen.look()


def poll(screen: Screen) -> None:
    """Ask each five seconds, and look when something changed."""
    after = json.loads(screen.house.get("/live?after=0&about=items", screen.session))["seq"]
    while True:
        time.sleep(POLL_S)
        path = f"/live?item={screen.house.told['item']}&after={after}"
        told = json.loads(screen.house.get(path, screen.session))
        after = told["seq"]
        if told["n"]:
            screen.look()


def measure(house: House) -> dict[str, float]:
    """Return how soon, in milliseconds, and what two hundred idle streams cost the process."""
    sessions = list(house.told["sessions"])
    idle = [house.listen("about=watches&after=999999999", sessions[n % 60]) for n in range(IDLE)]
    began, _, _ = house.serving()
    time.sleep(REST_S)
    ended, threads, megabytes = house.serving()
    leaders = _those_who_see(house, sessions)
    screens = [Screen(house, leaders[0]), Screen(house, leaders[1])]
    for run, screen in zip((stream, poll), screens, strict=True):
        _in_thread(run, screen)
    time.sleep(POLL_S)
    acted: dict[str, float] = {}
    chance = random.Random(SEED)
    for no in range(ACTS):
        acted[str(no)] = time.monotonic()
        house.act({"item": house.told["item"], "text": f"act number {no}"})
        time.sleep(EACH_S + chance.random())
    time.sleep(POLL_S + 1)
    by_stream, by_asking = (
        sorted(1000 * (screen.seen[no] - at) for no, at in acted.items() if no in screen.seen) for screen in screens
    )
    told = sorted(1000 * (at - max(one for one in acted.values() if one < at)) for at in screens[0].told)
    for line in idle:
        line.close()
    return {
        "acts": ACTS,
        "idle": IDLE,
        "told_p95_ms": _p95(told),
        "stream_median_ms": statistics.median(by_stream),
        "stream_p95_ms": _p95(by_stream),
        "asking_median_ms": statistics.median(by_asking),
        "asking_p95_ms": _p95(by_asking),
        "missed": 2 * ACTS - len(by_stream) - len(by_asking),
        "idle_cpu_percent": 100 * (ended - began) / REST_S,
        "threads": threads,
        "memory_mb": megabytes,
    }


def _those_who_see(house: House, sessions: list[str]) -> list[str]:
    page = f"/i/{house.told['item'].removeprefix('demo-20')}/"
    found = []
    for session in sessions[60:] + sessions[:60]:
        try:
            house.get(page, session)
            found.append(session)
        except AssertionError:
            continue
        if len(found) == 2:
            return found
    raise AssertionError("nobody sees the item")


def _p95(sorted_ms: list[float]) -> float:
    return sorted_ms[int(0.95 * (len(sorted_ms) - 1))]


def _in_thread(run: Callable[[Screen], None], screen: Screen) -> None:
    threading.Thread(target=run, args=(screen,), daemon=True).start()


def _children(pid: int) -> set[int]:
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, before = {pid}, set[int]()
    while found != before:
        before = set(found)
        found |= {one for one, parent in pairs if parent in found}
    return found


def _stat(pid: int) -> tuple[float, int, int]:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks, int(fields[17]), int(fields[21]) * 4096 >> 20


@contextmanager
def _served(folder: Path) -> Iterator[House]:
    house = House(folder)
    try:
        yield house
    finally:
        house.process.terminate()
        house.process.wait(20)


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m bench.live", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder) / "home") as served:
        print(json.dumps(measure(served), indent=1))  # noqa: T201 — what it is for
