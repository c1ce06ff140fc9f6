"""A feed on this machine that does what it should not: sends without end, drips, leads elsewhere, packs a bomb."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
BOMB = gzip.compress(b" " * (64 << 20), compresslevel=1)


class Feed(ThreadingHTTPServer):
    """What it answers stands in `says` by path; whoever asked stands in `asked`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.says: dict[str, bytes] = {}
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """Say nothing of those who hang up."""


class Answering(BaseHTTPRequestHandler):
    server: Feed

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        with suppress(OSError):
            getattr(self, f"_{self.path.strip('/').replace('-', '_')}", self._plain)()

    def log_message(self, *args) -> None:
        """Keep quiet."""

    def _begin(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_type": "application/atom+xml", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _plain(self) -> None:
        content = self.server.says.get(self.path)
        if content is None:
            return self._begin(404)
        if self.headers.get("If-None-Match") == '"1"':
            return self._begin(304)
        self._begin(etag='"1"', content_length=str(len(content)))
        self.wfile.write(content)
        return None

    def _endless(self) -> None:
        self._begin()
        while True:
            self.wfile.write(b" " * 65536)

    def _drip(self) -> None:
        self._begin()
        while True:
            self.wfile.write(b" ")
            time.sleep(0.05)

    def _drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while True:
            self.wfile.write(b"X: y\r\n")
            time.sleep(0.05)

    def _silent(self) -> None:
        time.sleep(3)

    def _bomb(self) -> None:
        self._begin(content_encoding="gzip", content_length=str(len(BOMB)))
        self.wfile.write(BOMB)

    def _packed(self) -> None:
        packed = gzip.compress(self.server.says["/packed"])
        self._begin(content_encoding="gzip", content_length=str(len(packed)))
        self.wfile.write(packed)

    def _short(self) -> None:
        self._begin(content_length="1000")
        self.wfile.write(b"<feed")

    def _page(self) -> None:
        self._begin(content_type="text/html")

    def _elsewhere(self) -> None:
        self._begin(302, location="http://127.0.0.1:1/private")

    def _loop(self) -> None:
        self._begin(301, location="/loop")

    def _noise(self) -> None:
        self.wfile.write(b"\x00\x01 not http\r\n\r\n")


@contextmanager
def served(tls: ssl.SSLContext | None = None) -> Iterator[Feed]:
    """Let a feed answer on this machine for as long as this lasts."""
    feed = Feed()
    if tls:
        feed.socket = tls.wrap_socket(feed.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=feed.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        feed.shutdown()
        feed.server_close()


class Authority:
    """Issues certificates for the tests."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self.path = folder / "ca.pem"
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
        self.path.write_bytes(self._made(self._name, self._key, -DAY, 9 * DAY, is_authority=True))

    def context(self, name: str, *, since: timedelta = -DAY, until: timedelta = 9 * DAY) -> ssl.SSLContext:
        """Return what a server shows that has a certificate for a name."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = self._made(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key, since, until, alternative=name
        )
        path = self._folder / f"{name}{since}{until}.pem".replace(" ", "")
        path.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _made(self, name, key, since, until, *, is_authority=False, alternative="") -> bytes:
        now = datetime.now(UTC)  # noqa: TID251  # TLS looks at the clock of the machine
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + since)
            .not_valid_after(now + until)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if alternative:
            numeric = alternative.replace(".", "").isdigit()
            told = x509.IPAddress(ip_address(alternative)) if numeric else x509.DNSName(alternative)
            made = made.add_extension(x509.SubjectAlternativeName([told]), critical=False)
        return made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)


def taken_port() -> int:
    """Return a port of this machine at which nobody answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
