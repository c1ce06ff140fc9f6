"""Asking a feed: by a connection of our own, which looks up its name once, and goes only where one may be led.

Nothing is followed, and nobody is waited for beyond a stated time and size. There is no way to do without TLS.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from anlan.kernel.sources.addresses import Unfit, Where, feed_of, may_lead

SECONDS_MOST = 10.0
BYTES_MOST = 8 << 20
PIECE = 1 << 16
TYPES = ("xml", "text/plain", "application/octet-stream")
OF_TLS = {9: "tls-not-yet", 10: "tls-expired", 62: "tls-other-name", 64: "tls-other-name"}
UNKNOWN = {2, 18, 19, 20, 21, 24}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a feed answered; nothing where it says that it is as it was."""

    content: bytes | None
    etag: str
    certificate_until: datetime | None


class Failed(Exception):
    """A feed could not be asked; the code is one of `rules.WRONG`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def ask(address: str, *, etag: str = "") -> Answer:
    """Return what stands at an address. Raises Failed."""
    until = time.monotonic() + SECONDS_MOST
    try:
        where = feed_of(address)
    except Unfit as unfit:
        raise Failed("address-refused", where=unfit.says[1]) from unfit
    line = _connected(where, until)
    with closing(line), _cut(line, until) as is_cut:
        try:
            _shake_hands(line)
            answer = _answered(line, where, etag)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as broken:
            raise _of(broken, is_cut=is_cut.is_set()) from broken
        if is_cut.is_set():
            raise _too_slow()  # what was cut off may look like an end
        return answer


def _connected(where: Where, until: float) -> socket.socket:
    """Return a connection to a number that the name has now, if it may lead there: nobody looks it up again."""
    numbers = _resolved(where)
    if refused := [one for one in numbers if not may_lead(where, one, settings.SOURCE_NETWORKS)]:
        raise Failed("address-refused", where=str(refused[0]))
    for number in numbers:
        left = max(0.1, min(3.0, until - time.monotonic()))
        try:
            line = socket.create_connection((str(number), where.port), timeout=left)
        except OSError:
            continue
        line.settimeout(SECONDS_MOST)
        return _within_tls(line, where) if where.scheme == "https" else line
    raise Failed("no-answer")


def _resolved(where: Where) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise Failed("name-unknown") from unknown
    texts = dict.fromkeys(str(sockaddr[0]).partition("%")[0] for *_, sockaddr in found)
    return [ipaddress.ip_address(text) for text in texts]


def _within_tls(line: socket.socket, where: Where) -> ssl.SSLSocket:
    """Return the connection as one of TLS, whose certificate must be valid for the name; hands are shaken later."""
    context = ssl.create_default_context()
    if settings.SOURCE_CA:
        try:
            context.load_verify_locations(cafile=settings.SOURCE_CA)
        except OSError as gone:
            raise Failed("tls") from gone
    return context.wrap_socket(line, server_hostname=where.host, do_handshake_on_connect=False)


def _shake_hands(line: socket.socket) -> None:
    if isinstance(line, ssl.SSLSocket):
        line.do_handshake()


def _answered(line: socket.socket, where: Where, etag: str) -> Answer:
    asking = http.client.HTTPConnection(where.host, where.port)
    asking.sock, asking.auto_open = line, 0  # it must never look the name up by itself
    headers = {"User-Agent": "Anlan", "Accept": "application/xml, text/xml, */*;q=0.1", "Accept-Encoding": "gzip"}
    asking.request("GET", where.target, headers=headers | ({"If-None-Match": etag} if etag else {}))
    answer = asking.getresponse()
    until = _valid_until(line)
    if answer.status == http.client.NOT_MODIFIED and etag:
        return Answer(content=None, etag=etag, certificate_until=until)
    if 300 <= answer.status < 400:
        raise Failed("redirected", status=str(answer.status))
    if answer.status != http.client.OK:
        raise Failed("status", status=str(answer.status))
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and not any(one in kind for one in TYPES):
        raise Failed("wrong-type", type=kind[:60])
    content = _read(answer)
    return Answer(content=content, etag=answer.headers.get("ETag", "")[:200], certificate_until=until)


def _read(answer: http.client.HTTPResponse) -> bytes:
    """Return the body, unpacked where it is packed, as far as it is not too large either way."""
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise Failed("wrong-type", type=packing[:60])
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in packing else None
    content, came = bytearray(), 0
    while piece := answer.read1(PIECE):
        came += len(piece)
        content += unpacking.decompress(piece, BYTES_MOST + 1 - len(content)) if unpacking else piece
        if came > BYTES_MOST or len(content) > BYTES_MOST:
            raise Failed("too-large", megabytes=str(BYTES_MOST >> 20))
    if answer.length or (unpacking and not unpacking.eof):
        raise Failed("no-answer")  # it broke off
    return bytes(content)


@contextmanager
def _cut(line: socket.socket, until: float) -> Iterator[threading.Event]:
    """Cut a connection off at a moment, whatever is being waited for; the event tells that it was."""
    is_cut = threading.Event()

    def cut() -> None:
        is_cut.set()
        try:
            socket.socket.shutdown(line, socket.SHUT_RDWR)
        except OSError:
            return  # it is gone already

    timer = threading.Timer(max(0.0, until - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_cut
    except Failed as failed:
        raise (_too_slow() if is_cut.is_set() and failed.code == "no-answer" else failed) from failed
    finally:
        timer.cancel()


def _of(broken: Exception, *, is_cut: bool) -> Failed:
    """Return why a feed could not be asked, of what was raised."""
    if is_cut or isinstance(broken, TimeoutError):
        return _too_slow()
    if isinstance(broken, ssl.SSLCertVerificationError):
        return Failed(OF_TLS.get(broken.verify_code, "tls-unknown" if broken.verify_code in UNKNOWN else "tls"))
    if isinstance(broken, ssl.SSLError):
        return Failed("tls")
    return Failed("no-answer" if isinstance(broken, OSError) else "not-http")


def _too_slow() -> Failed:
    return Failed("too-slow", seconds=str(int(SECONDS_MOST)))


def _valid_until(line: socket.socket) -> datetime | None:
    told = line.getpeercert() if isinstance(line, ssl.SSLSocket) else None
    ends = told.get("notAfter") if told else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None
