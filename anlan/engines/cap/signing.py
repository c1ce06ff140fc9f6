"""Whether the signature on a message holds (XMLDSIG), and whose it is; and how a message is signed.

Only keys that were given are trusted. What a signature brings along tells an unknown signer from a broken signature,
and no more: nothing that it points to is looked up. What is read must be what was signed: the whole message.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import exceptions, x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.exceptions import InvalidDigest, SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from anlan.engines.cap import markup
from anlan.engines.cap.reading import read

PublicKey = EllipticCurvePublicKey | RSAPublicKey
DS = f"{{{markup.SIGNATURE}}}"
DS_11 = "{http://www.w3.org/2009/xmldsig11#}"
IDS = ("Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id")
SMALLEST_RSA, SMALLEST_EC = 2048, 256
METHODS = frozenset(
    one for one in SignatureMethod if one.name.startswith(("RSA_SHA", "ECDSA_SHA")) or "MGF1" in one.name
)
STRONG = frozenset(one for one in METHODS if "SHA1" not in one.name and "224" not in one.name)
DIGESTS = frozenset(one for one in DigestAlgorithm if "SHA1" not in one.name and "224" not in one.name)
HARMLESS = {SignatureConstructionMethod.enveloped.value, *(one.value for one in CanonicalizationMethod)}
# All that signxml, lxml and cryptography raise of what somebody else has written.
UNFIT = (
    SignXMLException,
    exceptions.InvalidSignature,
    exceptions.UnsupportedAlgorithm,
    x509.InvalidVersion,
    etree.LxmlError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    NotImplementedError,
)

SAYS = {
    "unsigned": ("没有签名。", "It is not signed."),
    "signed": ("签名有效，签名者是{by}。", "The signature holds; it is that of {by}."),
    "signer-unknown": (
        "签名完好，但签名者（{by}）不在信任之列。",
        "The signature holds, but its signer ({by}) is not trusted.",
    ),
    "signer-not-named": (
        "签名里没有写是谁签的，用已信任的证书验不通过。",
        "The signature does not say whose it is, and none of the trusted certificates verifies it.",
    ),
    "certificate-out-of-date": (
        "签名完好，但{by}的证书此时不在有效期内。",
        "The signature holds, but the certificate of {by} is not valid at this time.",
    ),
    "algorithm-weak": (
        "签名用的算法或密钥太弱，不足为凭：{by}。",
        "The signature rests on a weak algorithm or key: {by}.",
    ),
    "cover-unsaid": (
        "签名没有写明签的是什么，无法核对。",
        "The signature does not say what it covers, and cannot be verified.",
    ),
    "altered": ("签名之后内容被改动过。", "It was altered after it was signed."),
    "wrapped": (
        "签名所签的不是整条消息，或不止一个签名。",
        "What is signed is not the whole message, or there is more than one signature.",
    ),
}


class State(StrEnum):
    """What a signature is worth."""

    NONE = "none"
    VALID = "valid"
    UNTRUSTED = "untrusted"
    BROKEN = "broken"


STATES = {
    "unsigned": State.NONE,
    "signed": State.VALID,
    "altered": State.BROKEN,
    "wrapped": State.BROKEN,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """What became of a signature: a code with its sentence, and whose it is or what is weak."""

    code: str
    by: str = ""

    @property
    def state(self) -> State:
        """Return what it is worth: valid only if whole, strong, trusted and in date."""
        return STATES.get(self.code, State.UNTRUSTED)

    def says(self, language: str) -> str:
        """Return the sentence, in `zh` or `en`."""
        return SAYS[self.code][language != "zh"].format(by=self.by)


def signature_of(content: bytes, *, trusted: Iterable[x509.Certificate | PublicKey], at: datetime) -> Signed:
    """Return what the signature on a message is worth at a moment. Raises Rejected for what is no message."""
    root = markup.tree(content, keeps_comments=True)
    signatures = list(root.iter(f"{DS}Signature"))
    if not signatures:
        return Signed(code="unsigned")
    if any(one.get("URI") is None for one in signatures[0].iter(f"{DS}Reference")):
        return Signed(code="cover-unsaid")
    if len(signatures) > 1 or not _covers_all(root, signatures[0]):
        return Signed(code="wrapped")
    if weak := _weak(signatures[0]):
        return Signed(code="algorithm-weak", by=weak)
    named = _named(signatures[0])
    for one in sorted(trusted, key=lambda one: not _is_in_date(one, at)):
        key = _key(one)
        if key is not None and (named is None or _bytes(named) == _bytes(key)):
            if payload := _payload(root, key):
                return _judged(one, content, payload, at)
            if named is not None:
                return Signed(code="altered")
    return _of_stranger(root, content, named)


def sign(content: bytes, *, key: EllipticCurvePrivateKey | RSAPrivateKey, certificate: x509.Certificate) -> bytes:
    """Return a message with a signature in it, which also holds where the message stands in a feed. Raises Rejected."""
    root = markup.tree(content)
    if next(root.iter(f"{DS}Signature"), None) is not None:
        raise ValueError("it is signed already")
    is_curve = isinstance(key, EllipticCurvePrivateKey)
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256 if is_curve else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    return bytes(etree.tostring(signer.sign(root, key=key, cert=[certificate]), encoding="UTF-8", xml_declaration=True))


def _covers_all(root: etree._Element, signature: etree._Element) -> bool:
    """Test whether the one reference of a signature means the whole message, changed by nothing but its own removal."""
    references = signature.findall(f"{DS}SignedInfo/{DS}Reference")
    if signature.getparent() is not root or len(references) != 1 or len(list(signature.iter(f"{DS}Reference"))) != 1:
        return False
    uri = references[0].get("URI")
    whole = uri == "" or ((uri or "").startswith("#") and uri[1:] in {root.get(name) for name in IDS})
    transforms = {one.get("Algorithm") for one in references[0].iter(f"{DS}Transform")}
    return whole and transforms <= HARMLESS and signature.find(f"{DS}Object") is None


def _weak(signature: etree._Element) -> str:
    """Return which algorithm of a signature is weak, or unknown; and which key that it brings along."""
    for name, strong in (("SignatureMethod", STRONG), ("DigestMethod", DIGESTS)):
        for element in signature.iter(f"{DS}{name}"):
            told = str(element.get("Algorithm"))
            if told not in {one.value for one in strong}:
                return told.rpartition("#")[2][:40]
    key = _named(signature)
    least = SMALLEST_RSA if isinstance(key, RSAPublicKey) else SMALLEST_EC
    return f"{key.key_size} bit" if key is not None and key.key_size < least else ""


def _certificate(signature: etree._Element) -> x509.Certificate | None:
    element = signature.find(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
    if element is None:
        return None
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(element.itertext())))
    except (ValueError, binascii.Error, x509.InvalidVersion):
        return None


def _named(signature: etree._Element) -> PublicKey | None:
    """Return the key of the first certificate that a signature brings along."""
    certificate = _certificate(signature)
    return _key(certificate) if certificate else None


def _key(of: x509.Certificate | PublicKey) -> PublicKey | None:
    """Return the key of a certificate, if it is of a kind that signs messages."""
    try:
        key = of.public_key() if isinstance(of, x509.Certificate) else of
    except (ValueError, exceptions.UnsupportedAlgorithm):
        return None
    return key if isinstance(key, PublicKey) else None


def _is_in_date(of: x509.Certificate | PublicKey, at: datetime) -> bool:
    return not isinstance(of, x509.Certificate) or of.not_valid_before_utc <= at <= of.not_valid_after_utc


def _judged(trusted: x509.Certificate | PublicKey, content: bytes, payload: bytes, at: datetime) -> Signed:
    """Return what a signature by a trusted key is worth."""
    if read(payload).message != read(content).message:
        return Signed(code="wrapped")
    by = _name(trusted)
    return Signed(code="signed" if _is_in_date(trusted, at) else "certificate-out-of-date", by=by)


def _of_stranger(root: etree._Element, content: bytes, named: PublicKey | None) -> Signed:
    """Return whether a signature of somebody who is not trusted is at least whole."""
    if named is None:
        return Signed(code="signer-not-named")
    if (payload := _payload(root, named)) and read(payload).message == read(content).message:
        certificate = _certificate(root.find(f"{DS}Signature"))
        return Signed(code="signer-unknown", by=_name(certificate or named))
    return Signed(code="altered")


def _payload(root: etree._Element, key: PublicKey) -> bytes | None:
    """Return what was signed with a key, if it was: as it stands, or without the blanks between elements.

    WMO's checker takes the blanks away before it verifies, and so do those who sign by its side. They mean nothing.
    """
    alone = etree.Element(root.tag, root.attrib, nsmap=root.nsmap)
    alone.append(deepcopy(root.find(f"{DS}Signature")))
    for takes_blanks in (False, True):
        # Whether it is this key at all is cheap to know: its signature holds, though of the message nothing is there.
        if isinstance(_verified(alone, key, takes_blanks=takes_blanks), InvalidDigest):
            verified = _verified(root, key, takes_blanks=takes_blanks)
            if isinstance(verified, VerifyResult):
                return verified.signed_data
    return None


def _verified(root: etree._Element, key: PublicKey, *, takes_blanks: bool) -> object:
    """Return what signxml says, or raises, of the signature of a message by a key."""
    copy = deepcopy(root)
    if takes_blanks:
        _take_blanks(copy)
    _name_key(copy.find(f"{DS}Signature"), key)
    config = SignatureConfiguration(
        require_x509=False, location="./", expect_references=1, signature_methods=STRONG, digest_algorithms=DIGESTS
    )
    try:
        return XMLVerifier().verify(copy, expect_config=config)
    except UNFIT as error:
        return error


def _name_key(signature: etree._Element, key: PublicKey) -> None:
    """Put a key in place of all that a signature says about its signer: nothing else can be used to verify it."""
    for element in signature.findall(f"{DS}KeyInfo"):
        signature.remove(element)
    told = etree.Element(f"{DS}KeyInfo")
    etree.SubElement(told, f"{DS_11}DEREncodedKeyValue").text = base64.b64encode(_bytes(key)).decode()
    value = signature.find(f"{DS}SignatureValue")
    signature.insert(len(signature) if value is None else signature.index(value) + 1, told)


def _take_blanks(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None


def _bytes(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _name(of: x509.Certificate | PublicKey) -> str:
    """Return by what a signer is known: the name of his certificate, or the beginning of the hash of his key."""
    try:
        told = of.subject.rfc4514_string() if isinstance(of, x509.Certificate) else ""
    except ValueError:
        told = ""
    key = _key(of)
    return told or (f"SHA256:{hashlib.sha256(_bytes(key)).hexdigest()[:16]}" if key else "")
