"""A small gateway of the tests, on this machine: it keeps what it is given, and answers as it is told to."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from anlan.engines.gateways import signing
from tests.cast import MORNING

SECRET_TEXT = "whsec_" + "YW5sYW4tdGVzdHMtb25seS1zZWNyZXQtb2YtMzItYnk="
SECRET = signing.secret_of(SECRET_TEXT)
Behaviour = Callable[["Fake", BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass
class Fake:
    """A gateway that runs: where, what it was given, and how it behaves."""

    address: str
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)  # by the number of a message or a telephone
    tested: list[str] = field(default_factory=list)
    behaves: Behaviour | None = None
    at: Any = MORNING

    def answer(self, path: str, told: dict[str, Any]) -> list[dict[str, str]]:
        if path.endswith("/asked"):
            return [{"id": one, "said": "taken" if one in self.held else "later"} for one in told["ids"]]
        if path.endswith("/tested"):
            self.tested += [one["to"] for one in told["numbers"]]
            return [{"id": one["id"], "said": self.says.get(one["to"], "taken")} for one in told["numbers"]]
        answers = []
        for message in told["messages"]:
            said = self.says.get(message["id"], self.says.get(message["to"], "taken"))
            self.given.append(message["id"])
            if said == "taken":
                self.held[message["id"]] = message
            answers.append({"id": message["id"], "said": said})
        return answers


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Fake]:
    """Let a gateway run on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                signing.must_be_signed(SECRET, body, {k.lower(): v for k, v in self.headers.items()}, at=fake.at)
            except signing.NotSigned:
                return reply(self, 401, {})
            told = json.loads(body)
            if fake.behaves:
                return fake.behaves(fake, self, told)
            reply(self, 200, {"answers": fake.answer(self.path, told)})

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            """Say nothing of connections that the other side has cut."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    fake = Fake(address=f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}/gate")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def reply(to: BaseHTTPRequestHandler, status: int, told: object, **headers: str) -> None:
    content = told if isinstance(told, bytes) else json.dumps(told).encode()
    to.send_response(status)
    for name, value in headers.items():
        to.send_header(name, value)
    to.send_header("Content-Length", str(len(content)))
    to.end_headers()
    to.wfile.write(content)
