"""Heads and receipts: what is signed, what is handed out, and what is refused."""

import base64
import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.engines.proofs import entry, heads, receipt, tree
from anlan.engines.proofs.heads import Head, NoHead, Signed
from anlan.engines.proofs.receipt import Receipt, Unreadable

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
STRANGERS = Ed25519PrivateKey.from_private_bytes(bytes(32))
AT = datetime(2026, 7, 1, 9, tzinfo=UTC)


def header(seq: int) -> bytes:
    spoken = {"origin": "demo", "inc": 1, "channel": "main", "seq": seq, "name": "items.struck-off", "name_v": 1}
    rest = {"v": 1, "alg": "sha256", "recorded_at": AT, "body": "00" * 32, "attachments": ()}
    return entry.header(dict.fromkeys(entry.KEYS) | spoken | rest)


def signed_over(leaves: list[bytes]) -> Signed:
    growing = tree.Growing()
    for leaf in leaves:
        growing.add(leaf)
    size, root, last = len(leaves), growing.root().hex(), leaves[-1].hex()
    head = Head(origin="demo", inc=1, channel="main", size=size, root=root, last=last, at=entry.instant(AT))
    return heads.sign(head, KEY)


def given_out(seq: int, size: int) -> Receipt:
    leaves = [bytes.fromhex(entry.leaf(header(n + 1))) for n in range(size)]
    growing = tree.Growing()
    known = {(0, index): leaf for index, leaf in enumerate(leaves)}
    for leaf in leaves:
        known |= dict(growing.add(leaf))
    path = tuple(tree.hashes(tree.inclusion(seq - 1, size), known))
    return Receipt(header=header(seq), signed=signed_over(leaves), public=PUBLIC, path=path)


def test_a_head_has_its_fields_in_their_one_order_and_names_how_it_was_signed():
    signed = given_out(3, 5).signed

    assert list(json.loads(signed.head)) == ["origin", "inc", "channel", "size", "root", "last", "at"]
    assert b" " not in signed.head
    assert signed.said().at == "2026-07-01T09:00:00.000Z"
    assert (signed.alg, signed.key) == ("ed25519", heads.fingerprint(PUBLIC))


def test_a_head_holds_under_its_own_key_only():
    signed = given_out(3, 5).signed

    assert heads.holds(signed, PUBLIC)
    assert not heads.holds(signed, STRANGERS.public_key().public_bytes_raw())
    assert not heads.holds(replace(signed, head=signed.head.replace(b'"size":5', b'"size":6')), PUBLIC)
    assert not heads.holds(replace(signed, alg="sm2"), PUBLIC)
    assert not heads.holds(replace(signed, signature=b""), PUBLIC)


def test_a_line_of_heads_comes_back_as_it_was_and_a_cut_one_is_passed_over():
    signed = given_out(3, 5).signed
    line = signed.line()

    assert "\n" not in line
    assert list(heads.read_lines([f"{line}\n", line[:40]])) == [signed]


@pytest.mark.parametrize("line", ["", "[]", "{}", "null", '{"head":1,"alg":"","key":"","signature":""}', "\ud800"])
def test_a_line_that_is_no_head_comes_as_one_that_nobody_signed(line):
    [signed] = heads.read_lines([f"{line}\n"])

    with pytest.raises(NoHead):
        signed.said()
    assert not heads.holds(signed, PUBLIC)


@pytest.mark.parametrize("told", ["[]", "{}", "7", '{"origin":"demo"}'])
def test_what_is_no_head_is_not_read(told):
    with pytest.raises(NoHead):
        Signed(head=told.encode(), alg="ed25519", key="", signature=b"").said()


@pytest.mark.parametrize(("seq", "size"), [(1, 1), (1, 2), (7, 7), (3, 100)])
def test_a_receipt_comes_back_as_it_was_and_holds(seq, size):
    told = given_out(seq, size)

    assert receipt.unpack(receipt.pack(told)) == told
    assert told.holds()
    assert told.seq == seq


def test_a_receipt_fits_on_a_square_of_55_millimetres():
    long = given_out(3, 4)
    grown = replace(long, path=tuple(bytes([n]) * 16 + KEY.sign(bytes([n]))[:16] for n in range(21)))  # a million

    assert len(receipt.pack(grown)) < 2_331  # the bytes of a QR code of version 40 at level M


def test_a_receipt_may_be_broken_into_lines():
    word = receipt.pack(given_out(3, 5))

    assert receipt.unpack(f"  {word[:70]}\r\n{word[70:]}\n").holds()


@pytest.mark.parametrize(
    "text",
    ["", "ANLAN1", "ANLAN1.", "ANLAN1.AAAA", "ANLAN1.*", "ANLAN2.eJwDAAAAAAE", "ANLAN1.eJwDAAAAAAE", "ANLAN1.凭"],
)
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(Unreadable):
        receipt.unpack(text)


def test_a_receipt_that_would_swell_is_refused():
    bomb = receipt.MARK + base64.urlsafe_b64encode(zlib.compress(b"\0" * 10_000_000)).decode()
    with pytest.raises(Unreadable):
        receipt.unpack(bomb)


@settings(deadline=None)
@given(st.data())
def test_no_receipt_with_another_byte_in_it_holds(data):
    told = given_out(data.draw(st.integers(1, 9)), 9)
    part = data.draw(st.sampled_from(["header", "head", "signature", "public", "path"]))
    holders = {"header": told.header, "public": told.public, "path": b"".join(told.path)}
    before = holders.get(part) or getattr(told.signed, part)
    at, other = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(1, 255))
    after = before[:at] + bytes([before[at] ^ other]) + before[at + 1 :]

    changed: dict[str, Any] = {part: after}
    if part == "path":
        changed = {"path": tuple(after[n : n + 32] for n in range(0, len(after), 32))}
    if part in ("head", "signature"):
        changed = {"signed": replace(told.signed, **changed)}
    assert not replace(told, **changed).holds()


@settings(deadline=None)
@given(st.data())
def test_no_receipt_with_another_letter_in_it_is_another_that_holds(data):
    told = given_out(3, 9)
    word = receipt.pack(told)
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("ABCabc019-_.=~ 凭"))
    forged = word[:at] + letter + word[at + 1 :]
    try:
        read = receipt.unpack(forged)
    except Unreadable:
        return
    assert read == told or not read.holds()
