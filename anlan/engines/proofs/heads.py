"""Heads: how long a journal was at a moment, and the root of its tree, signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from anlan.engines.proofs.entry import digest

ALG = "ed25519"
FIELDS = ("head", "alg", "key", "signature")


class NoHead(ValueError):
    """These bytes are no head."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What is signed. Its fields are the keys of its bytes, in this order."""

    origin: str
    inc: int
    channel: str
    size: int
    root: str
    last: str
    at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """The exact bytes of a head, and who signed them in which way."""

    head: bytes
    alg: str
    key: str  # the fingerprint of the public key
    signature: bytes

    def said(self) -> Head:
        """Return what the head says. Raises NoHead."""
        try:
            told = json.loads(self.head)
        except (ValueError, RecursionError) as error:
            raise NoHead("a head is JSON") from error
        return _head(told)

    def line(self) -> str:
        """Write the signed head as one line of a file."""
        told = {"head": self.head.decode(), "alg": self.alg, "key": self.key}
        return json.dumps(told | {"signature": base64.b64encode(self.signature).decode()}, separators=(",", ":"))


def sign(head: Head, private: Ed25519PrivateKey) -> Signed:
    """Write down a head and sign it."""
    text = json.dumps(asdict(head), ensure_ascii=False, separators=(",", ":")).encode()
    key = fingerprint(private.public_key().public_bytes_raw())
    return Signed(head=text, alg=ALG, key=key, signature=private.sign(text))


def holds(signed: Signed, public: bytes) -> bool:
    """Test whether the owner of this public key signed this head."""
    if signed.alg != ALG or signed.key != fingerprint(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed.signature, signed.head)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Return the short name of a public key, which a stranger compares with what the office publishes."""
    return digest(public)


def read_lines(lines: Iterable[str]) -> Iterator[Signed]:
    """Yield the signed heads of a file; a last line that was cut off while it was written is passed over.

    A line that is no head comes as one that nobody signed, so that whoever compares stumbles over it.
    """
    for line in lines:
        if line.endswith("\n"):
            try:
                yield read_line(line)
            except ValueError:
                yield Signed(head=line.encode(errors="replace"), alg="", key="", signature=b"")


def read_line(line: str) -> Signed:
    """Read one line of a file of heads. Raises ValueError where it is none."""
    told = json.loads(line)
    if not isinstance(told, dict) or any(not isinstance(told.get(name), str) for name in FIELDS):
        raise ValueError("this is no signed head")
    signature = base64.b64decode(told["signature"], validate=True)
    return Signed(head=told["head"].encode(), alg=told["alg"], key=told["key"], signature=signature)


def _head(told: object) -> Head:
    names = Head.__dataclass_fields__
    if not isinstance(told, dict) or list(told) != list(names):
        raise NoHead("a head has exactly its own fields, in their one order")
    if any(type(told[name]) is not (int if name in ("inc", "size") else str) for name in names):
        raise NoHead("a head has numbers and texts in their places")
    return Head(**told)
