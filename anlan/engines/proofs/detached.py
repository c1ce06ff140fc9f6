"""A signature that lies beside what it is over: whose these very bytes are, though a stranger could write others."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from anlan.engines.proofs.heads import ALG, fingerprint

LINE = 4_096  # none is longer


class NoSignature(ValueError):
    """These bytes are no signature of this kind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Detached:
    """Who signed, and over what. Its fields are the keys of its line."""

    over: str  # of which kind the signed thing is, so that none is ever taken for one of another kind
    sha256: str
    alg: str
    key: str  # the fingerprint of the public key
    public: str
    signature: str

    def line(self) -> bytes:
        """Write it as the one line of its file."""
        return msgspec.json.encode(self) + b"\n"


def sign(over: str, digest: str, private: Ed25519PrivateKey) -> Detached:
    """Sign the digest of something of this kind."""
    public = private.public_key().public_bytes_raw()
    signature = base64.b64encode(private.sign(_text(over, digest))).decode()
    return Detached(
        over=over, sha256=digest, alg=ALG, key=fingerprint(public), public=public.hex(), signature=signature
    )


def read(line: bytes) -> Detached:
    """Read what lies in the file. Raises NoSignature."""
    try:
        return msgspec.json.decode(line[: LINE + 1], type=Detached, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise NoSignature from wrong


def holds(told: Detached, over: str, digest: str) -> bool:
    """Test whether the owner of the key that it names signed this digest, as one of something of this kind."""
    try:
        public, signature = bytes.fromhex(told.public), base64.b64decode(told.signature, validate=True)
        if (told.over, told.sha256, told.alg, told.key) != (over, digest, ALG, fingerprint(public)):
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _text(over, digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(over: str, digest: str) -> bytes:
    """Return what is signed: it begins as no head does, which is JSON."""
    return f"anlan {over} 1\n{digest}\n".encode()
