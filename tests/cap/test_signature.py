"""A signature is worth something if it is whole, strong, of the whole message, and of somebody who is trusted."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import capvalidator
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod
from signxml.signer import XMLSigner

from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.feeds import ATOM, messages_in
from anlan.engines.cap.reading import read
from anlan.engines.cap.signing import DS, SAYS, Signed, State, sign, signature_of
from tests.cap.made import ALERT, XML, is_valid

NOW = datetime(2026, 7, 18, tzinfo=UTC)
DAYS = timedelta(days=3650)


def certificate(key, name, *, begins=NOW - DAYS, ends=NOW + DAYS):
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(begins).not_valid_after(ends)
    return made.sign(key, hashes.SHA256())


KEYS: dict[str, Any] = {"ecdsa": ec.generate_private_key(ec.SECP256R1()), "rsa": rsa.generate_private_key(65537, 2048)}
CERTIFICATES = {kind: certificate(key, "Weather Office (simulated)") for kind, key in KEYS.items()}
STRANGER = ec.generate_private_key(ec.SECP256R1())
OURS, CERTIFICATE = KEYS["ecdsa"], CERTIFICATES["ecdsa"]
SIGNED = sign(XML.encode(), key=OURS, certificate=CERTIFICATE)


def of(content, *, trusted=(CERTIFICATE,), at=NOW):
    return signature_of(content, trusted=trusted, at=at)


def signed_otherwise(*, key=OURS, cert=CERTIFICATE, **how):
    """Return the honest warning, signed in another way than ours."""
    how = {"signature_algorithm": "ecdsa-sha256", "digest_algorithm": "sha256"} | how
    return etree.tostring(XMLSigner(**how).sign(etree.fromstring(XML.encode()), key=key, cert=[cert]))


@pytest.mark.parametrize("kind", KEYS)
def test_what_was_signed_by_whom_we_trust_is_valid_and_says_whose_it_is(kind):
    content = sign(XML.encode(), key=KEYS[kind], certificate=CERTIFICATES[kind])

    for trusted in (CERTIFICATES[kind], KEYS[kind].public_key()):
        found = of(content, trusted=(CERTIFICATES["rsa" if kind == "ecdsa" else "ecdsa"], trusted))
        assert found.state is State.VALID
    assert of(content, trusted=(CERTIFICATES[kind],)).by == "CN=Weather Office (simulated)"
    assert of(content, trusted=(KEYS[kind].public_key(),)).by.startswith("SHA256:")
    assert read(content).message == ALERT
    assert is_valid(content)
    assert capvalidator.validate_cap_message(content).passed, "WMO's checker agrees"


def test_what_is_not_signed_is_told():
    assert of(XML.encode()) == Signed(code="unsigned")
    assert of(XML.encode()).state is State.NONE


def test_what_a_stranger_signed_is_whole_and_not_trusted():
    content = sign(XML.encode(), key=STRANGER, certificate=certificate(STRANGER, "Nobody"))

    assert of(content) == Signed(code="signer-unknown", by="CN=Nobody")
    assert of(content).state is State.UNTRUSTED
    assert of(SIGNED, trusted=()) == Signed(code="signer-unknown", by="CN=Weather Office (simulated)")


def test_whose_it_is_is_not_believed_because_he_says_so():
    forged = sign(XML.encode(), key=STRANGER, certificate=certificate(STRANGER, "Weather Office (simulated)"))
    ours = base64.b64encode(CERTIFICATE.public_bytes(Encoding.DER)).decode()
    root = etree.fromstring(forged)
    root.find(f".//{DS}X509Certificate").text = ours

    assert of(forged).state is State.UNTRUSTED
    assert of(etree.tostring(root)) == Signed(code="altered")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("上湾村", "下湾村"),
        ("Extreme", "Minor"),
        ("37.05,101.65 1.500", "37.05,101.65 1.600"),
        ("<scope>", "<note>x</note><scope>"),
        ("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"),
    ],
)
def test_what_was_changed_afterwards_is_broken(before, after):
    assert before in SIGNED.decode()
    changed = SIGNED.decode().replace(before, after).encode()

    assert of(changed) == Signed(code="altered")
    assert of(changed, trusted=()).state is not State.VALID
    assert not capvalidator.check_signature(changed).passed


def test_a_flipped_byte_never_leaves_a_valid_signature():
    whole = read(SIGNED).message
    for at in range(40, len(SIGNED), 37):
        flipped = SIGNED[:at] + bytes((SIGNED[at] ^ 1,)) + SIGNED[at + 1 :]
        try:
            found = of(flipped)
        except Rejected:
            continue
        assert found.state is not State.VALID or read(flipped).message == whole, at


def test_blanks_between_elements_mean_nothing_also_to_a_signature():
    spread = SIGNED.replace(b"><", b">\n  <")

    assert of(spread).state is State.VALID
    assert read(spread).message == ALERT


def test_a_comment_within_a_word_leaves_what_was_signed_and_is_not_read():
    commented = SIGNED.decode().replace("上湾村", "上<!-- x -->湾村").encode()

    assert of(commented).state is State.VALID
    assert read(commented).message == ALERT


def test_the_signature_holds_where_the_message_stands_in_a_feed():
    alone = SIGNED.decode().partition("?>")[2]
    feed = f"<feed xmlns='{ATOM}' xmlns:x='urn:x'><entry><content>{alone}</content></entry></feed>".encode()
    [found] = messages_in(feed).messages

    assert of(found).state is State.VALID


SIGNED_BY_NAME = etree.tostring(
    XMLSigner(signature_algorithm="ecdsa-sha256").sign(
        etree.fromstring(XML.replace("<alert ", "<alert Id='a' ").encode()), key=OURS, cert=[CERTIFICATE],
        reference_uri="#a",
    )
).decode()  # fmt: skip


def parts():
    """Return a signed message as text and its signature."""
    text = SIGNED.decode().partition("?>")[2].strip()
    begin, end = text.index("<ds:Signature"), text.index("</ds:Signature>") + len("</ds:Signature>")
    return text, text[begin:end]


def test_a_signature_that_was_stripped_leaves_an_unsigned_message():
    text, signature = parts()

    assert of(text.replace(signature, "").encode()).state is State.NONE


def test_what_is_read_is_what_was_signed_however_it_is_wrapped():
    text, signature = parts()
    forged = text.replace(signature, "").replace("Extreme", "Minor")
    inner = XML.partition("?>")[2].strip().replace("<alert ", "<alert Id='a' ")
    wrapped = {
        "the signed one within another": forged.replace("</alert>", f"{text}</alert>"),
        "the signed one within the signature": forged.replace(
            "</alert>",
            signature.replace("</ds:Signature>", f"<ds:Object>{inner}</ds:Object></ds:Signature>") + "</alert>",
        ),
        "two signatures": text.replace(signature, signature * 2),
        "signature within an info": text.replace(signature, "").replace("</info>", f"{signature}</info>"),
        "of a part": text.replace('URI=""', 'URI="#a"').replace("<area>", "<area Id='a'>"),
        "by address": text.replace('URI=""', 'URI="http://127.0.0.1/alert.xml"'),
        "by xpointer": text.replace('URI=""', 'URI="#xpointer(id(a))"'),
        "through a style sheet": text.replace(
            "http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/1999/REC-xslt-19991116"
        ),
    }
    for what, content in wrapped.items():
        assert content != text, what
        assert of(content.encode()) == Signed(code="wrapped"), what


def test_a_signature_that_does_not_say_what_it_covers_is_not_trusted():
    text, _ = parts()

    assert of(text.replace(' URI=""', "").encode()) == Signed(code="cover-unsaid")
    assert of(text.replace(' URI=""', "").encode()).state is State.UNTRUSTED


def test_one_name_for_two_elements_is_no_way_around_it():
    inner = SIGNED_BY_NAME
    outer = XML.partition("?>")[2].strip().replace("Extreme", "Minor").replace("<alert ", "<alert ID='a' ")
    begin, end = inner.index("<ds:Signature"), inner.index("</ds:Signature>") + len("</ds:Signature>")
    signature, bare = inner[begin:end], inner[:begin] + inner[end:]

    assert of(outer.replace("</alert>", f"{bare}{signature}</alert>").encode()).state is State.BROKEN


def test_a_reference_by_name_to_the_whole_message_is_as_good():
    assert 'URI="#a"' in SIGNED_BY_NAME
    assert of(SIGNED_BY_NAME.encode()).state is State.VALID


def test_a_signature_around_or_beside_a_message_is_not_one_on_it():
    around = XMLSigner(method=SignatureConstructionMethod.enveloping, signature_algorithm="ecdsa-sha256")
    content = etree.tostring(around.sign(etree.fromstring(XML.encode()), key=OURS, cert=[CERTIFICATE]))

    assert of(content).state is State.BROKEN


@pytest.mark.parametrize("method", [one for one in CanonicalizationMethod if "2006/12" not in one.value][:4])
def test_whichever_canonical_form_others_sign_it_holds(method):
    assert of(signed_otherwise(c14n_algorithm=method)).state is State.VALID


def test_what_is_weak_is_told_and_not_valid():
    small = rsa.generate_private_key(65537, 1024)
    weak = certificate(small, "Weak")
    text = SIGNED.decode()
    old = {
        "rsa-sha1": text.replace("2001/04/xmldsig-more#ecdsa-sha256", "2000/09/xmldsig#rsa-sha1"),
        "sha1": text.replace("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"),
        "hmac-sha256": text.replace("#ecdsa-sha256", "#hmac-sha256"),
        "1024 bit": signed_otherwise(key=small, cert=weak, signature_algorithm="rsa-sha256").decode(),
    }
    for what, content in old.items():
        assert of(content.encode(), trusted=(CERTIFICATE, weak)) == Signed(code="algorithm-weak", by=what)
        assert of(content.encode()).state is State.UNTRUSTED


def test_a_certificate_counts_within_its_dates():
    assert of(SIGNED, at=NOW + 2 * DAYS) == Signed(code="certificate-out-of-date", by="CN=Weather Office (simulated)")
    renewed = certificate(OURS, "Renewed", begins=NOW + DAYS, ends=NOW + 3 * DAYS)

    assert of(SIGNED, trusted=(CERTIFICATE, renewed), at=NOW + 2 * DAYS) == Signed(code="signed", by="CN=Renewed")


def test_without_a_certificate_in_it_a_signature_is_tried_with_all_that_are_trusted():
    text, _ = parts()
    begin, end = text.index("<ds:KeyInfo"), text.index("</ds:KeyInfo>") + len("</ds:KeyInfo>")
    bare = (text[:begin] + text[end:]).encode()

    assert of(bare, trusted=(CERTIFICATES["rsa"], CERTIFICATE)).state is State.VALID
    assert of(bare, trusted=(CERTIFICATES["rsa"],)) == Signed(code="signer-not-named")
    assert of(bare.replace(b"Extreme", b"Minor")).state is State.UNTRUSTED


@pytest.mark.parametrize(
    "garbage",
    ["", "x", "AAAA", "<ds:X509Certificate/>", "=" * 100, "!" * 5000],
)
def test_a_signature_that_is_none_breaks_nothing(garbage):
    text, signature = parts()
    for name in ("SignatureValue", "DigestValue", "X509Certificate"):
        begin = text.index(">", text.index(f"<ds:{name}")) + 1
        end = text.index(f"</ds:{name}>")
        assert of((text[:begin] + garbage + text[end:]).encode()).state is not State.VALID or name == "X509Certificate"
    assert of(text.replace(signature, "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>").encode()
              ).state is State.BROKEN  # fmt: skip


def test_who_has_signed_is_not_signed_again():
    with pytest.raises(ValueError, match="already"):
        sign(SIGNED, key=OURS, certificate=CERTIFICATE)


def test_every_sentence_is_told_in_both_languages():
    for code, (zh, en) in SAYS.items():
        assert zh.endswith("。")
        assert en.endswith(".")
        assert en.isascii()
        assert Signed(code=code, by="x").says("zh")
        assert Signed(code=code, by="x").says("en")
    assert {State.NONE, State.VALID, State.BROKEN, State.UNTRUSTED} == {Signed(code=code).state for code in SAYS}
