"""A receipt: one entry's header, and all that a stranger needs to see that the journal held it, on half a page.

Packed it is `ANLAN1.` and then, in base64url, the deflated fields one after another, each with its length before it:
header, head, algorithm, public key, signature, and the hashes of the path in a row. That a journal only grew is packed
likewise behind `ANLAN2.`: the same of two heads instead of a header and one.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from anlan.engines.proofs import entry, heads, tree

MARK, GROWTH = "ANLAN1.", "ANLAN2."
HASH = 32
UNPACKED_AT_MOST = 64 * 1024


class Unreadable(ValueError):
    """This is no receipt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What is handed to whoever was served: it says what was recorded, and proves it."""

    header: bytes
    signed: heads.Signed
    public: bytes  # the key that signed, whose fingerprint the stranger compares
    path: tuple[bytes, ...]

    @property
    def seq(self) -> int:
        """Return the number of the entry."""
        return int(json.loads(self.header)["seq"])

    def holds(self) -> bool:
        """Test whether the receipt proves what it says, if its key is the office's."""
        try:
            told, head = json.loads(self.header), self.signed.said()
            same = all(told[name] == getattr(head, name) for name in ("origin", "inc", "channel"))
            index = told["seq"] - 1
            root = bytes.fromhex(head.root)
        except (ValueError, KeyError, TypeError):
            return False
        leaf = bytes.fromhex(entry.leaf(self.header))
        whole = tree.includes(leaf=leaf, index=index, size=head.size, path=self.path, root=root)
        return same and whole and heads.holds(self.signed, self.public)


def pack(receipt: Receipt) -> str:
    """Write a receipt as one word of letters, digits, `-`, `_` and one dot."""
    return _packed(MARK, receipt.header, *_of(receipt.signed, receipt.public), b"".join(receipt.path))


def pack_growth(older: tuple[heads.Signed, bytes], newer: tuple[heads.Signed, bytes], path: Iterable[bytes]) -> str:
    """Write down the proof that nothing was touched between two signed heads, each with its public key."""
    return _packed(GROWTH, *_of(*older), *_of(*newer), b"".join(path))


def unpack(text: str) -> Receipt:
    """Read a packed receipt; blanks and line breaks do not matter. Raises Unreadable."""
    word = "".join(text.split())
    if not word.startswith(MARK):
        raise Unreadable("no receipt begins like this")
    header, head, alg, public, signature, path = _fields(_inflate(word.removeprefix(MARK)))
    if len(path) % HASH:
        raise Unreadable("the path is cut")
    try:
        signed = heads.Signed(head=head, alg=alg.decode(), key=heads.fingerprint(public), signature=signature)
    except UnicodeDecodeError as error:
        raise Unreadable("the algorithm has no name") from error
    hashes = tuple(path[start : start + HASH] for start in range(0, len(path), HASH))
    return Receipt(header=header, signed=signed, public=public, path=hashes)


def _of(signed: heads.Signed, public: bytes) -> tuple[bytes, ...]:
    return signed.head, signed.alg.encode(), public, signed.signature


def _packed(mark: str, *fields: bytes) -> str:
    packed = zlib.compress(b"".join(len(field).to_bytes(4) + field for field in fields), 9)
    return mark + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def _inflate(word: str) -> bytes:
    try:
        packed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        inflate = zlib.decompressobj()
        told = inflate.decompress(packed, UNPACKED_AT_MOST)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise Unreadable("the receipt is damaged") from error
    if not inflate.eof or inflate.unused_data:
        raise Unreadable("the receipt is cut, or something hangs on to it")
    return told


def _fields(told: bytes) -> list[bytes]:
    fields, at = [], 0
    while at < len(told):
        end = at + 4 + int.from_bytes(told[at : at + 4])
        fields.append(told[at + 4 : end])
        if end > len(told):
            raise Unreadable("a field is cut")
        at = end
    if len(fields) != 6:
        raise Unreadable("a receipt has six fields")
    return fields
