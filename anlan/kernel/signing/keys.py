"""The key with which this house signs its messages, with the certificate that names the house."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from anlan import disk
from anlan.engines.cap import signing
from anlan.kernel.journal.facts import NotHere

LASTS = timedelta(days=3652)
SLACK = timedelta(days=1)  # clocks of those who verify are late


def sign(content: bytes, *, at: datetime) -> bytes:
    """Return a message of CAP with the signature of this house in it; the first time, make the key."""
    path = _path()
    if not path.exists():
        disk.keep_once(path, _made(at))  # of two who make one at once, the first one's stands
    told = path.read_bytes()
    key = serialization.load_pem_private_key(told, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), f"{path} holds another kind of key"
    return signing.sign(content, key=key, certificate=x509.load_pem_x509_certificate(told))


def certificate() -> x509.Certificate:
    """Return the certificate by which others know the messages of this house. Raises NotHere before the first one."""
    if not _path().exists():
        raise NotHere("certificate")
    return x509.load_pem_x509_certificate(_path().read_bytes())


def _path() -> Path:
    return Path(settings.ANLAN_HOME) / "keys" / "messages.pem"


def _made(at: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, settings.ORIGIN)])
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SLACK)
        .not_valid_after(at + LASTS)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return secret + made.public_bytes(serialization.Encoding.PEM)
