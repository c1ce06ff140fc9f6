"""One gateway, as the house speaks to it: over TLS, signed, in bounded time, and only to the address that was set."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from anlan.engines.gateways import exchange, signing
from anlan.engines.gateways.exchange import Address, Asked, Batch, Kind, Outgoing, Said, Tested, Unreadable

SECONDS_MOST, SECONDS_TO_CONNECT, BYTES_MOST = 20.0, 5.0, 1 << 20
BUSY = frozenset({408, 425, 429})

SAYS = {
    "address-unfit": (
        "地址应为 https:// 开头的网址，不含用户名、问号和井号；只有本机（127.0.0.1）可用 http://。",
        "The address begins with https:// and has no user name, question mark or #; only this machine (127.0.0.1) may"
        " be spoken to by http://.",
    ),
    "away": ("连不上网关。", "The gateway cannot be reached."),
    "certificate-expired": (
        "网关的证书已过期，未发送。请更换证书。",
        "The gateway's certificate has expired: nothing was sent. Have it renewed.",
    ),
    "certificate-early": (
        "网关的证书尚未生效，未发送。请核对两边的时钟。",
        "The gateway's certificate does not hold yet: nothing was sent. Compare the clocks.",
    ),
    "certificate-other": (
        "网关的证书不是这个地址的，未发送。请核对地址。",
        "The gateway's certificate is for another name: nothing was sent. Check the address.",
    ),
    "certificate-unknown": (
        "网关的证书不是本机信任的机构签发的，未发送。请把签发机构的证书交给本机信任（SSL_CERT_FILE）。",
        "Nobody whom this machine trusts issued the gateway's certificate: nothing was sent. Have this machine trust"
        " who did (SSL_CERT_FILE).",
    ),
    "not-tls": ("网关没有用 TLS 应答，未发送。", "The gateway did not answer by TLS: nothing was sent."),
    "not-let-in": ("网关不认这个密钥。请重新设置。", "The gateway does not know this secret. Set it anew."),
    "moved": (
        "网关要求改用别的地址，未跟随。请核对地址。",
        "The gateway pointed elsewhere, and was not followed. Check the address.",
    ),
    "busy": ("网关忙，稍后再发。", "The gateway is busy; it will be asked again."),
    "declined": ("网关不收这样的请求。", "The gateway does not take such a request."),
    "no-answer": (
        "已发出，网关没有应答，不知收到与否。",
        "It was sent and the gateway did not answer: nobody knows whether it has it.",
    ),
    "unreadable": ("网关的应答读不出。", "What the gateway answered cannot be read."),
}


class UnfitAddress(ValueError):
    """The house does not speak to such an address."""


class NothingLeft(Exception):
    """Nothing was taken by the gateway, for a reason in SAYS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NobodyKnows(NothingLeft):
    """The request may have been taken; its answer was lost, or could not be read."""


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """Where a gateway is, and the secret by which it and the house know each other."""

    kind: Kind
    address: str = field(repr=False)
    secret: bytes = field(repr=False)
    seconds: float = SECONDS_MOST

    def hand_over(self, messages: Sequence[Outgoing], *, at: datetime) -> dict[str, Said]:
        """Return what the gateway says of each message; one of which it says nothing is UNKNOWN.

        Raises NothingLeft and NobodyKnows.
        """
        told = self._told("messages", exchange.encoded(Batch(kind=self.kind, messages=tuple(messages))), at)
        return {one.id: told.get(one.id, Said.UNKNOWN) for one in messages}

    def ask(self, ids: Iterable[str], *, at: datetime) -> dict[str, Said]:
        """Return what the gateway knows of some messages: taken, later (it has none of it), or unknown.

        Raises NothingLeft.
        """
        asked = tuple(ids)
        told = self._told("asked", exchange.encoded(Asked(kind=self.kind, ids=asked)), at)
        return {one: told.get(one, Said.UNKNOWN) for one in asked}

    def test(self, numbers: Sequence[str], *, at: datetime) -> list[Said]:
        """Return of each number whether it would take a message: taken, refused (never), or what nobody knows.

        Raises NothingLeft, also where this gateway cannot be asked such a thing.
        """
        asked = tuple(Address(id=str(no), to=number) for no, number in enumerate(numbers))
        told = self._told("tested", exchange.encoded(Tested(kind=self.kind, numbers=asked)), at)
        return [told.get(one.id, Said.UNKNOWN) for one in asked]

    def _told(self, what: str, body: bytes, at: datetime) -> dict[str, Said]:
        headers = signing.signed(self.secret, body, no=uuid4().hex, at=at) | {"Content-Type": "application/json"}
        path = f"{urlsplit(self.address).path.rstrip('/')}/{what}"
        status, content = _answered(self.address, path, body, headers, seconds=self.seconds)
        if not 200 <= status < 300:
            raise NothingLeft(_no(status))
        try:
            return exchange.answers(content)
        except Unreadable as wrong:
            raise NobodyKnows("unreadable") from wrong


def post(address: str, body: bytes, headers: dict[str, str], *, seconds: float = SECONDS_MOST) -> int:
    """Give something to an address, and return the status it answers. Raises NothingLeft and NobodyKnows."""
    told = urlsplit(address)
    target = (told.path or "/") + (f"?{told.query}" if told.query else "")
    status, _ = _answered(address, target, body, headers, seconds=seconds)
    return status


def _answered(address: str, path: str, body: bytes, headers: dict[str, str], *, seconds: float) -> tuple[int, bytes]:
    with _line(address, seconds) as line:
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            content = answer.read(BYTES_MOST + 1)
        except (OSError, http.client.HTTPException, ValueError) as lost:
            raise NobodyKnows("no-answer") from lost
    if len(content) > BYTES_MOST:
        raise NobodyKnows("unreadable")
    return answer.status, content


@contextmanager
def _line(address: str, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """Connect, and cut the connection when its time is over, whatever drips through it. Raises NothingLeft."""
    told = urlsplit(address)
    line = _Line(str(told.hostname), told.port, is_tls=told.scheme == "https")
    cut = threading.Timer(seconds, line.cut)
    cut.daemon = True
    cut.start()
    try:
        line.connect()
        yield line
    except ssl.SSLCertVerificationError as wrong:
        raise NothingLeft(_of_certificate(wrong)) from wrong
    except ssl.SSLError as wrong:
        raise NothingLeft("not-tls") from wrong
    except OSError as away:
        raise NothingLeft("away") from away
    finally:
        cut.cancel()
        line.close()


class _Line(http.client.HTTPConnection):
    """A connection that can be cut from outside. What it trusts is what this machine trusts; nothing turns that off."""

    def __init__(self, host: str, port: int | None, *, is_tls: bool) -> None:
        super().__init__(host, port or (443 if is_tls else 80), timeout=SECONDS_TO_CONNECT)
        self.is_tls = is_tls

    def connect(self) -> None:
        super().connect()
        if self.is_tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.sock.settimeout(SECONDS_MOST)

    def cut(self) -> None:
        """Let whoever waits for this connection wait no longer."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself


def must_be_fit(address: str) -> str:
    """Return an address as it is kept, if the house may speak to it. Raises UnfitAddress."""
    try:
        told = urlsplit(address.strip())
        host, _ = told.hostname or "", told.port
    except ValueError as wrong:
        raise UnfitAddress(address) from wrong
    is_safe = told.scheme == "https" or (told.scheme == "http" and _is_loopback(host))
    is_plain = address.strip().isascii() and address.strip().isprintable() and " " not in address.strip()
    if not (host and is_safe and is_plain) or "@" in told.netloc or told.query or told.fragment:
        raise UnfitAddress(address)
    return address.strip()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _no(status: int) -> str:
    if status in (401, 403):
        return "not-let-in"
    if 300 <= status < 400:
        return "moved"
    return "busy" if status in BUSY or status >= 500 else "declined"


def _of_certificate(wrong: ssl.SSLCertVerificationError) -> str:
    """Say what is wrong with a certificate, by the number that OpenSSL has for it."""
    codes = {10: "certificate-expired", 9: "certificate-early", 62: "certificate-other", 64: "certificate-other"}
    return codes.get(wrong.verify_code, "certificate-unknown")
