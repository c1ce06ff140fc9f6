"""The keys of a house, in one file of their own: whoever has it and a backup reads every name in it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from anlan import disk
from anlan.engines.proofs import detached
from anlan.engines.proofs.detached import Detached
from anlan.engines.proofs.heads import fingerprint

COST = 1 << 15
LABEL = b"anlan keys 1"
SIGNS = "heads.pem"
OF_A_HOUSE = ("vault.key", SIGNS)  # with another of these, a house is another

Keys = dict[str, bytes]  # by the names of their files


class Sealed(msgspec.Struct, frozen=True):
    """The keys as they lie in the file: readable, or under a passphrase."""

    is_sealed: bool
    salt: str
    nonce: str
    content: str


class OtherKeys(Exception):
    """Keys of another house lie in this home; without them it could read no name of its own."""


class WrongPassphrase(Exception):
    """The passphrase does not open the keys, or there is none and one is needed."""


class NotSealed(Exception):
    """A passphrase was given, and the keys lie open: they are not those that were sealed by it."""


class NoKeys(Exception):
    """This file is none of keys."""


def keep(path: Path, *, passphrase: str | None) -> Path:
    """Write the keys of this home into a file that only its owner reads; sealed where there is a passphrase."""
    told = {name: base64.b64encode(key).decode() for name, key in here().items()}
    plain, salt, nonce = msgspec.json.encode(told), os.urandom(16), os.urandom(12)
    content = AESGCM(_derived(passphrase, salt)).encrypt(nonce, plain, LABEL) if passphrase else plain
    sealed = Sealed(is_sealed=bool(passphrase), salt=_text(salt), nonce=_text(nonce), content=_text(content))
    disk.write(path, msgspec.json.encode(sealed) + b"\n")
    return path


def opened(path: Path, *, passphrase: str | None) -> Keys:
    """Return the keys of a file. Raises WrongPassphrase, NotSealed, NoKeys; OtherKeys where those of a house lie here.

    Whoever sealed his keys is not given others that lie open, which anybody could have put in their place.
    """
    try:
        sealed = msgspec.json.decode(path.read_bytes(), type=Sealed)
        if sealed.is_sealed and not passphrase:
            raise WrongPassphrase
        if passphrase and not sealed.is_sealed:
            raise NotSealed
        told = msgspec.json.decode(_content(sealed, passphrase), type=dict[str, str])
        kept = {name: base64.b64decode(text) for name, text in told.items()}
    except InvalidTag as wrong:
        raise WrongPassphrase from wrong
    except (msgspec.MsgspecError, ValueError, RecursionError) as wrong:
        raise NoKeys from wrong
    if any(Path(name).name != name or "\0" in name for name in kept):
        raise NoKeys
    lying = here()
    if any(name in lying and lying[name] != kept.get(name) for name in OF_A_HOUSE):
        raise OtherKeys
    return kept


def here() -> Keys:
    """Return the keys that lie in this home."""
    folder = Path(settings.ANLAN_HOME) / "keys"
    files = [one for one in sorted(folder.glob("*")) if one.is_file() and not one.name.startswith(disk.COMING)]
    return {one.name: one.read_bytes() for one in files}


def signer(kept: Keys) -> str | None:
    """Return the fingerprint of the key with which the house signs, if it is among these."""
    private = _private(kept)
    return fingerprint(private.public_key().public_bytes_raw()) if private else None


def sign(over: str, digest: str) -> Detached:
    """Sign what leaves the house as files by the key with which it signs its heads, which was made when it sealed."""
    private = _private(here())
    assert private, "a house that has sealed has its key"
    return detached.sign(over, digest, private)


def put_back(kept: Keys) -> None:
    """Put keys into this home."""
    for name, key in kept.items():
        disk.write(Path(settings.ANLAN_HOME) / "keys" / name, key)


def _private(kept: Keys) -> Ed25519PrivateKey | None:
    try:
        private = serialization.load_pem_private_key(kept[SIGNS], password=None)
    except (KeyError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return private if isinstance(private, Ed25519PrivateKey) else None


def _content(sealed: Sealed, passphrase: str | None) -> bytes:
    content = base64.b64decode(sealed.content)
    if not sealed.is_sealed:
        return content
    assert passphrase, "asked before"
    cipher = AESGCM(_derived(passphrase, base64.b64decode(sealed.salt)))
    return cipher.decrypt(base64.b64decode(sealed.nonce), content, LABEL)


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
