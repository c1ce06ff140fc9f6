"""A gateway on the loopback that counts what it is handed and what rings, and the channel that speaks to it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from anlan.kernel.ringing.door import Message, Verdict

WAIT_S = 10


class Loopback(ThreadingHTTPServer):
    """The gateway. `mode` is ok, down, slow, half-ack, dup, or errors; the same key rings once, as gateways have it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.mode = "ok"
        self.handed: Counter[str] = Counter()
        self.rang: Counter[str] = Counter()
        self.people: dict[str, str] = {}
        self.lock = threading.Lock()

    def take(self, messages: list[dict[str, str]]) -> list[str]:
        verdicts = []
        with self.lock:
            for n, message in enumerate(messages):
                if self.mode == "errors" and n % 2:
                    verdicts.append(Verdict.LATER.value)
                    continue
                self.handed[message["key"]] += 1
                self.rang[message["key"]] = 1
                self.people[message["key"]] = message["to"]
                verdicts.append(Verdict.TAKEN.value)
        return verdicts

    def knows(self, keys: list[str]) -> list[str]:
        with self.lock:
            return [(Verdict.TAKEN if self.rang[key] else Verdict.LATER).value for key in keys]


class Answer(BaseHTTPRequestHandler):
    """One request."""

    server: Loopback
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mode = self.server.mode
        if mode == "down":
            self._say(503, [])
            return
        if mode == "slow":
            time.sleep(0.2)
        answer = self.server.take(told) if self.path == "/send" else self.server.knows(told)
        if mode == "dup" and self.path == "/send":
            self.server.take(told)  # the network brought it twice
        if mode == "half-ack" and self.path == "/send":
            self.close_connection = True  # it did the work, and its answer is lost
            return
        self._say(200, answer)

    def _say(self, status: int, answer: list[str]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@contextmanager
def listening() -> Iterator[Loopback]:
    """Let a gateway listen on the loopback."""
    gateway = Loopback()
    thread = threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        gateway.server_close()


class Way:
    """The channel that speaks to it."""

    name, batch, reports = "sms", 500, False

    def __init__(self, port: int) -> None:
        self._port = port

    def addresses(self, people):
        return {person: person for person in people}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        try:
            answer = self._ask("/send", [{"key": one.key, "to": one.to, "text": one.text} for one in messages])
        except ConnectionRefusedError:
            answer = [Verdict.LATER] * len(messages)
        except (OSError, http.client.HTTPException):
            answer = [Verdict.UNKNOWN] * len(messages)
        return answer or [Verdict.LATER] * len(messages)

    def ask(self, keys):
        try:
            return dict(zip(keys, self._ask("/ask", list(keys)), strict=False))
        except (OSError, http.client.HTTPException):
            return {}

    def _ask(self, path: str, told: object) -> list[Verdict]:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WAIT_S)
        try:
            line.request("POST", path, json.dumps(told), {"Content-Type": "application/json"})
            return [Verdict(word) for word in json.loads(line.getresponse().read())]
        finally:
            line.close()
