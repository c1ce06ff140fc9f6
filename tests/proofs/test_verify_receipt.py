"""The stranger's script: it needs nothing of ours, and lets nothing through that was touched."""

import hashlib
import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.engines.proofs import heads, receipt
from anlan.engines.proofs.heads import fingerprint
from anlan.engines.proofs.tree import consistency, hashes
from tests.often import often
from tests.proofs.test_receipt import KEY, PUBLIC, STRANGERS, given_out, signed_over
from tests.proofs.test_tree import SIZES, grown

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_receipt.py"
SIMPLY = settings(max_examples=often(25), deadline=None)

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("verify_receipt", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(*words: str, typed: str = "") -> tuple[int, str]:
    """Run the script as a stranger does: with nothing around it."""
    ran = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *words], input=typed, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_it_is_short_and_needs_only_python():
    text = SCRIPT.read_text()
    known = set(sys.stdlib_module_names)

    assert text.count("\n") <= 200
    assert {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))} <= known


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_it_agrees_with_the_published_signatures(script, public, message, signature):
    key, text, name = (bytes.fromhex(part) for part in (public, message, signature))

    assert script.signed(key, text, name)
    assert not script.signed(key, text + b"x", name)
    assert not script.signed(key, text, name[:-1])
    assert not script.signed(
        key, text, name[:32] + (int.from_bytes(name[32:], "little") + script.L).to_bytes(32, "little")
    )


@SIMPLY
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=99), st.integers(0, 95), st.integers(0, 255))
def test_it_agrees_with_the_library_on_any_signature(script, secret, message, at, other):
    private = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    both = public + signature
    both = both[:at] + bytes([both[at] ^ other]) + both[at + 1 :]

    assert script.signed(both[:32], message, both[32:]) == (other == 0)


@pytest.mark.parametrize("size", range(1, SIZES, 7))
def test_its_tree_is_ours(script, size):
    one = grown()
    for first in range(1, size + 1):
        path = hashes(consistency(first, size), one.known)
        roots = one.roots[first], one.roots[size]
        assert script.extends(first, size, path, *roots)
        assert not script.extends(first, size, [*path, bytes(32)], *roots)
        assert script.includes(one.leaves[first - 1], first - 1, size, one.inclusion(first - 1, size), roots[1])
        assert not script.includes(one.leaves[first - 1], first, size, one.inclusion(first - 1, size), roots[1])


def test_a_receipt_is_told_in_both_languages(tmp_path):
    word = receipt.pack(given_out(3, 9))
    file = tmp_path / "receipt.txt"
    file.write_text(word)

    for code, said in (asked(word), asked(str(file)), asked("-", typed=f"{word[:80]}\n{word[80:]}\n")):
        assert code == 0
        assert "demo 账本第 3 条" in said
        assert "entry 3 of the journal of demo" in said
        assert fingerprint(PUBLIC) in said


def test_the_fingerprint_of_the_office_is_compared():
    word = receipt.pack(given_out(3, 9))

    assert asked(word, "--key", fingerprint(PUBLIC))[0] == 0
    code, said = asked(word, "--key", fingerprint(STRANGERS.public_key().public_bytes_raw()))
    assert code == 1
    assert "another key" in said


@pytest.mark.parametrize("text", ["", "ANLAN1.", "ANLAN1.AAAA", "ANLAN9.eJwDAAAAAAE", "/no/such/file", "ANLAN1.凭"])
def test_what_cannot_be_read_is_said_to_be_so(text):
    code, said = asked(text)

    assert code == 2
    assert "无法读取" in said


def test_no_receipt_speaks_to_the_terminal_or_breaks_the_script():
    told, origin = given_out(3, 9), "\x1b[2Jdemo"
    spoken = {"origin": origin, "seq": 1, "actor": "\u202ezhao\n", "subject": "\ud800"}
    header = json.dumps(json.loads(told.header) | spoken).encode()
    head = told.signed.said()
    signed = heads.sign(replace(head, origin=origin, size=1, root=hashlib.sha256(b"\0" + header).hexdigest()), KEY)
    code, said = asked(receipt.pack(replace(told, header=header, signed=signed, path=())))
    assert (code, "\\x1b[2Jdemo" in said, "\\u202ezhao\\n" in said, "\\ud800" in said) == (0, True, True, True)
    assert all(line.isprintable() for line in said.splitlines())

    assert asked(receipt.pack(replace(told, header=b"[" * 60_000)))[0] == 2


@SIMPLY
@given(st.data())
def test_no_receipt_that_was_touched_holds(script, data):
    told = given_out(3, 9)
    fields = [told.header, told.signed.head, b"ed25519", PUBLIC, told.signed.signature]
    path = list(told.path)
    which = data.draw(st.integers(0, 5))
    before = b"".join(path) if which == 5 else fields[which]
    at, other = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(1, 255))
    after = before[:at] + bytes([before[at] ^ other]) + before[at + 1 :]
    if which == 5:
        path = [after[n : n + 32] for n in range(0, len(after), 32)]
    else:
        fields[which] = after

    with pytest.raises((script.Refused, ValueError, KeyError)):
        script.receipt(*fields, path=path, wanted="")


def test_that_a_journal_only_grew_is_told_and_what_did_not_is_refused():
    one = grown()
    older, newer = signed_over(one.leaves[:40]), signed_over(one.leaves[:100])
    rewritten = signed_over([*one.leaves[:7], bytes(32), *one.leaves[8:100]])
    path = hashes(consistency(40, 100), one.known)

    code, said = asked(receipt.pack_growth((older, PUBLIC), (newer, PUBLIC), path))
    assert code == 0
    assert "由 40 条增至 100 条" in said
    code, said = asked(receipt.pack_growth((older, PUBLIC), (rewritten, PUBLIC), path))
    assert code == 1
    assert "was changed" in said
