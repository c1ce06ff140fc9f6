"""Somebody who has a page open: signed in as one of the demo, and told of what changes by a stream."""

import json
import re
import socket
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

PATIENCE_S = 5.0


class Desk:
    """One of the cast of a demo, who has come in by one press."""

    def __init__(self, port: int, person: str) -> None:
        self.port = port
        welcome = self._ask("GET", "/welcome/")
        csrf = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', welcome[1].decode())[0]
        begun = self._cookies(welcome[0])
        words = {"csrfmiddlewaretoken": csrf, "person": person}
        answer = self._ask("POST", "/welcome/", words, begun)
        self.cookie = "; ".join([begun, self._cookies(answer[0])])

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        answer, body = self._ask("GET", path, None, self.cookie, **headers)
        return answer.status, body

    def post(self, path: str, *, on: str = "", **words: str) -> int:
        """Send a form that stands on the page of this address, or on another."""
        page = self._ask("GET", on or path, None, self.cookie)
        csrf = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page[1].decode())[0]
        cookie = "; ".join([self.cookie, self._cookies(page[0])])
        return int(self._ask("POST", path, {"csrfmiddlewaretoken": csrf, **words}, cookie)[0].status)

    def listen(self, query: str, **headers: str) -> "Stream":
        return Stream(self.port, query, {"Cookie": self.cookie, **headers})

    def _ask(
        self, method: str, path: str, words: dict[str, str] | None = None, cookie: str = "", **headers: str
    ) -> tuple[Any, bytes]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=10)
        told = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, **headers}
        line.request(method, path, urlencode(words) if words else None, told)
        answer = line.getresponse()
        return answer, answer.read()

    def _cookies(self, answer: Any) -> str:
        return "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or ())


class Stream:
    """What a page hears."""

    def __init__(self, port: int, query: str, headers: dict[str, str]) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        told = {"Host": "127.0.0.1", "Accept": "text/event-stream", "Connection": "close", **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self.line.sendall(f"GET /live?{query} HTTP/1.1\r\n{head}\r\n".encode())
        self._read = b""
        self.head = self._until(b"\r\n\r\n").decode().lower()
        self.is_stream = "text/event-stream" in self.head

    def next(self, within_s: float = PATIENCE_S) -> tuple[str, int, dict[str, Any]]:
        """Return the next that is told: its name, its entry, and how many changes there were."""
        self.line.settimeout(within_s)
        told = self._until(b"\n\n").decode()
        name, no, words = re.findall(r"event: (\w+)\nid: (\d+)\ndata: (.*)\n\n", told)[-1]
        return name, int(no), json.loads(words)

    def is_silent(self, for_s: float) -> bool:
        """Test whether nothing is told for so long."""
        try:
            self.next(for_s)
        except TimeoutError:
            return True
        return False

    def is_cut(self, within_s: float) -> bool:
        """Test whether it ends within so long."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            try:
                if not self.line.recv(4096):
                    return True
            except (TimeoutError, ConnectionResetError):
                pass
        return False

    def close(self) -> None:
        self.line.close()

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._read:
            piece = self.line.recv(4096)
            if not piece:
                raise ConnectionResetError
            self._read += piece
        told, _, self._read = self._read.partition(mark)
        return told + mark
