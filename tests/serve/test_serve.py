"""Serving: it begins, it answers while others are slow, and one Ctrl-C ends all of it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest

from tests.console import HOUSE, Home

SLOW = 16  # more than there are threads
ENDS_S = 3.0
KILLED_S = 6.0
BEGINS_S = 60.0


class Served:
    """A house that is being served."""

    def __init__(self, home: Home, *words: str, more: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anlan", "serve", *words],
            env=home.environment | dict(more or {}),
            cwd=HOUSE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        told = re.search(r"http://[^:]+:(\d+)/", self.process.stdout.readline())
        assert told, self.process.communicate()[1]
        self.port = int(told[1])

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Ask for a page."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request("GET", path, headers={name.replace("_", "-"): told for name, told in headers.items()})
        answer = line.getresponse()
        return answer.status, answer.read()

    def until_it_answers(self) -> None:
        """Wait until the web is there."""
        until = time.monotonic() + BEGINS_S
        while time.monotonic() < until:
            try:
                if self.get("/healthz")[0] in (200, 301, 503):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("it never answered")

    def children(self, *, deep: bool = True) -> set[int]:
        """Return the processes that it began, and those that they began."""
        listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
        if not deep:
            return {pid for pid, parent in parents.items() if parent == self.process.pid}
        found: set[int] = {self.process.pid}
        before: set[int] = set()
        while found != before:
            before = set(found)
            found |= {pid for pid, parent in parents.items() if parent in found}
        return found - {self.process.pid}


def register_somebody(home: Home) -> None:
    newcomer = '{"organisation": "demo-o-000017", "name": "新来的（模拟）"}'
    assert home.anlan("registry", "register-people", "--rows", newcomer).code == 0


@contextmanager
def serving(home: Home, *words: str, more: Mapping[str, str] | None = None) -> Iterator[Served]:
    served = Served(home, *words, more=more)
    try:
        served.until_it_answers()
        yield served
    finally:
        served.process.send_signal(signal.SIGINT)
        served.process.wait(20)


@pytest.fixture(scope="module")
def served(demo):
    with serving(demo, "--port", "8950", "--only", "web") as house:
        yield house


def test_it_answers_for_its_health_and_shows_who_one_may_be(served):
    status, told = served.get("/healthz", Accept_Language="en")

    assert status == 503  # pages alone are no house: clock, carrier and watchdog are to run as well
    assert set(json.loads(told)["parts"]) == {"chase", "seals", "carrier", "watchdog"}
    assert served.get("/welcome/")[0] == 200
    assert served.get("/")[0] in (302, 303, 401)


@pytest.mark.parametrize(("trusted", "status"), [("127.0.0.0/8", 200), ("10.0.0.1", 301)])
def test_behind_a_proxy_a_page_comes_over_tls_and_only_the_one_that_is_trusted_says_so(demo, trusted, status):
    opened = {"ANLAN_HOSTS": "127.0.0.1", "ANLAN_PROXY": trusted}
    with serving(demo, "--port", "8955", "--only", "web", more=opened) as house:
        assert house.get("/sign-in/", X_Forwarded_Proto="https", X_Forwarded_For="203.0.113.9")[0] == status
        assert house.get("/sign-in/", X_Forwarded_Proto="http")[0] == 301
        assert house.get("/sign-in/")[0] == 301


@pytest.mark.parametrize(
    ("named", "error", "words"),
    [({}, "no-proxy", ("ANLAN_PROXY", "127.0.0.1")), ({"ANLAN_PROXY": "proxy.lan"}, "proxy-unfit", ("proxy.lan",))],
)
@pytest.mark.parametrize("lang", ["zh_CN.UTF-8", "C.UTF-8"])
def test_a_house_that_would_lead_its_visitors_in_a_circle_is_not_served_and_that_is_said(
    demo, named, error, words, lang
):
    for command in ("serve", "check"):
        said = demo.anlan(command, "--json", more={"ANLAN_HOSTS": "anlan.example", **named}, lang=lang)

        assert (said.code, said.told["error"]) == (1, error)
        assert all(word in said.told["says"] for word in words)


def test_no_answer_says_what_serves_it(served):
    for asked in (b"GET /healthz", b"GET /nowhere", b"GET /static/dist/nothing.js", b"POST /", b"NONSENSE /", b"\x00"):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
            line.sendall(asked + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            answer = line.makefile("rb").read().lower()
        head = answer.partition(b"\r\n\r\n")[0]
        assert head.startswith(b"http/1.1 "), asked
        assert b"granian" not in answer
        assert b"python" not in head
        assert not re.search(rb"\r\nserver: *[^\r ]", head), head


def test_whoever_sends_slowly_holds_nobody_up(served):
    lines = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(SLOW)]
    for line in lines:
        line.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nname=")

    began = time.monotonic()
    answers = [served.get("/healthz")[0] for _ in range(20)]

    assert answers == [503] * 20
    assert time.monotonic() - began < 10
    for line in lines:
        line.close()


def test_what_is_longer_than_anything_taken_in_is_refused(served):
    line = HTTPConnection("127.0.0.1", served.port, timeout=60)
    line.putrequest("POST", "/api/files")
    line.putheader("Transfer-Encoding", "chunked")
    line.endheaders()
    piece = b"0" * (1 << 20)
    with pytest.raises((BrokenPipeError, ConnectionResetError)):  # noqa: PT012  # it is told no while it sends
        for _ in range(160):
            line.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        assert line.getresponse().status == 413
        raise BrokenPipeError


def test_a_port_that_is_taken_is_passed_over_and_that_is_said(demo, served):
    with serving(demo, "--port", str(served.port), "--only", "web") as another:
        assert another.port > served.port
        assert another.get("/healthz")[0] == 503
    assert f"Port {served.port} is taken" in another.process.communicate()[1]


def test_two_houses_that_begin_at_once_take_a_port_each(demo):
    houses = [Served(demo, "--port", "8960", "--only", "web") for _ in range(2)]
    for house in houses:
        house.until_it_answers()
        house.process.send_signal(signal.SIGINT)
        house.process.wait(20)

    assert len({house.port for house in houses}) == 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--host", "203.0.113.9"), 1, "Check --host and --port"),
        (("--host", "no.such.host.invalid"), 1, "Check --host and --port"),
        (("--port", "99999"), 2, "65535"),
    ],
)
def test_where_nobody_can_listen_that_is_said(demo, words, code, says):
    said = demo.anlan("serve", *words)

    assert (said.code, says in said.err, "Traceback" in said.err) == (code, True, False), said.err


def test_one_ctrl_c_ends_everything_in_time_and_what_was_said_is_sealed(lived_in):
    house = Served(lived_in, "--port", "8970")
    house.until_it_answers()
    until = time.monotonic() + BEGINS_S
    while json.loads(house.get("/healthz")[1])["sealed_s_ago"] > 10:  # the clock has not begun to go
        assert time.monotonic() < until
        register_somebody(lived_in)
    while house.get("/healthz")[0] != 200:  # all of it is up: pages, chase, sealing, watchdog
        assert time.monotonic() < until
        time.sleep(0.1)
    register_somebody(lived_in)
    children = house.children()
    assert len(children) >= 2

    began = time.monotonic()
    house.process.send_signal(signal.SIGINT)
    code = house.process.wait(20)

    assert code == 0
    assert time.monotonic() - began < ENDS_S
    assert not [pid for pid in children if os.path.exists(f"/proc/{pid}") and not _is_dead(pid)]
    assert lived_in.anlan("verify", "--json").told["entries"] == lived_in.anlan("verify", "--json").told["sealed"]


@pytest.mark.parametrize("killed", ["the house", "the house and the web"])
def test_what_is_killed_leaves_nobody_behind_that_holds_its_port(lived_in, killed):
    house = Served(lived_in, "--port", "8990")
    house.until_it_answers()
    children = house.children()
    web = {pid for pid in house.children(deep=False) if "granian" in _command_of(pid)}
    assert len(web) == 1
    assert len(children) >= 3

    for pid in [house.process.pid, *(web if killed.endswith("the web") else ())]:
        os.kill(pid, signal.SIGKILL)
    house.process.wait(20)

    until = time.monotonic() + KILLED_S
    while not (_is_free(house.port) and all(_is_dead(pid) for pid in children)):
        assert time.monotonic() < until, [_command_of(pid) for pid in children]
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) != 0


def _command_of(pid: int) -> str:
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def _is_dead(pid: int) -> bool:
    """Test whether a process has ended and only waits to be buried."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
