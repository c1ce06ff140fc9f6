"""The keys of a house, in one file of their own: whoever has it and a backup reads every name in it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from anlan import disk

COST = 1 << 15
LABEL = b"anlan keys 1"
OF_A_HOUSE = ("vault.key", "heads.pem")  # with another of these, a house is another


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


def keep(path: Path, *, passphrase: str | None) -> Path:
    """Write the keys of this home into a file that only its owner reads; sealed where there is a passphrase."""
    folder = Path(settings.ANLAN_HOME) / "keys"
    files = [one for one in sorted(folder.glob("*")) if one.is_file() and not one.name.startswith(disk.COMING)]
    told = {one.name: base64.b64encode(one.read_bytes()).decode() for one in files}
    plain, salt, nonce = msgspec.json.encode(told), os.urandom(16), os.urandom(12)
    content = AESGCM(_derived(passphrase, salt)).encrypt(nonce, plain, LABEL) if passphrase else plain
    sealed = Sealed(is_sealed=bool(passphrase), salt=_text(salt), nonce=_text(nonce), content=_text(content))
    disk.write(path, msgspec.json.encode(sealed) + b"\n")
    return path


def put_back(path: Path, *, passphrase: str | None) -> None:
    """Put the keys of a file into this home. Raises WrongPassphrase; OtherKeys where those of another house lie."""
    sealed = msgspec.json.decode(path.read_bytes(), type=Sealed)
    content = base64.b64decode(sealed.content)
    if sealed.is_sealed:
        if not passphrase:
            raise WrongPassphrase
        try:
            cipher = AESGCM(_derived(passphrase, base64.b64decode(sealed.salt)))
            content = cipher.decrypt(base64.b64decode(sealed.nonce), content, LABEL)
        except InvalidTag as wrong:
            raise WrongPassphrase from wrong
    folder = Path(settings.ANLAN_HOME) / "keys"
    told = msgspec.json.decode(content, type=dict[str, str])
    kept = {Path(name).name: base64.b64decode(text) for name, text in told.items()}
    if any((folder / name).exists() and (folder / name).read_bytes() != kept.get(name) for name in OF_A_HOUSE):
        raise OtherKeys
    for name, key in kept.items():
        disk.write(folder / name, key)


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
