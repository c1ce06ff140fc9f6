"""A push service of the tests, and a browser that opens what it is sent by its own means."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from anlan.engines.gateways.webpush import Subscription

CURVE = ec.SECP256R1()


@dataclass
class Pushed:
    """A service that runs: where, what it was given, and what it answers."""

    address: str
    status: int
    delay: float = 0  # seconds before it answers
    given: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


class Browser:
    """A browser that may be pushed to."""

    def __init__(self, address: str) -> None:
        self.key, self.auth = ec.generate_private_key(CURVE), os.urandom(16)
        self.public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.subscription = Subscription(
            endpoint=f"{address}/{os.urandom(6).hex()}", p256dh=self.public, auth=self.auth
        )

    def opened(self, body: bytes) -> bytes:
        """Open what was sent: HKDF by HMAC, and counter mode instead of GCM, as RFC 8291 and 8188 spell them out."""
        salt, theirs, rest = body[:16], body[21 : 21 + body[20]], body[21 + body[20] :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        secret = _hkdf(self.auth, shared, b"WebPush: info\0" + self.public + theirs, 32)
        key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        opening = Cipher(algorithms.AES(key), modes.GCM(nonce, rest[-16:])).decryptor()
        text = opening.update(rest[:-16]) + opening.finalize()
        assert text.endswith(b"\x02"), "the last record"
        return text[:-1]


@contextmanager
def service(status: int = 201) -> Iterator[Pushed]:
    """Let a push service run on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            pushed.given.append((dict(self.headers), body))
            is_over.wait(pushed.delay)
            self.send_response(pushed.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    is_over = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pushed = Pushed(address=f"http://127.0.0.1:{server.server_address[1]}", status=status)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield pushed
    finally:
        is_over.set()
        server.shutdown()
        server.server_close()


def _hkdf(salt: bytes, secret: bytes, about: bytes, size: int) -> bytes:
    mixed = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(mixed, about + b"\x01", hashlib.sha256).digest()[:size]
