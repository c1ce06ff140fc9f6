"""Fault 18: a certificate that has expired, does not hold yet, is another's or a stranger's. No switch turns it off."""

import datetime as days
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from anlan.engines.gateways.client import Gateway, NothingLeft
from anlan.engines.gateways.exchange import Kind, Said
from tests.cast import MORNING
from tests.gateways.gateway import SECRET, running
from tests.gateways.test_client import message

DAY = days.timedelta(days=1)
TODAY = days.datetime(2026, 1, 1, tzinfo=days.UTC)  # OpenSSL asks the machine, not us: these spans hold for years


class Authority:
    """Somebody who issues certificates."""

    def __init__(self, name: str) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        self.certificate = (
            self._builder(self.name, self.key, TODAY - DAY, TODAY + 9_000 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, SHA256())
        )

    def context(self, folder, host: str, begins, ends) -> ssl.SSLContext:
        """Return what a server shows that was given a certificate for a host."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway")])
        host_name = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = self._builder(name, key, begins, ends).add_extension(host_name, critical=False)
        certificate = builder.add_extension(issuer, critical=False).sign(self.key, SHA256())
        file = folder / "server.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _builder(self, name, key, begins, ends):
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key.public_key())
        return builder.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """An authority that this machine trusts."""
    made = Authority("Qinghai test")
    (tmp_path / "trusted.pem").write_bytes(made.certificate.public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    return made


def tried(context: ssl.SSLContext) -> dict[str, Said]:
    with running(context) as fake:
        try:
            return Gateway(kind=Kind.SMS, address=fake.address, secret=SECRET).hand_over([message("a")], at=MORNING)
        finally:
            tried.left = list(fake.given)  # type: ignore[attr-defined]


def test_one_of_a_trusted_authority_that_holds_now_is_spoken_to(authority, tmp_path):
    assert tried(authority.context(tmp_path, "127.0.0.1", TODAY - DAY, TODAY + 9_000 * DAY)) == {"a": Said.TAKEN}


@pytest.mark.parametrize(
    ("host", "begins", "ends", "code"),
    [
        ("127.0.0.1", TODAY - 9 * DAY, TODAY - DAY, "certificate-expired"),
        ("127.0.0.1", TODAY + 8_000 * DAY, TODAY + 9_000 * DAY, "certificate-early"),
        ("127.0.0.2", TODAY - DAY, TODAY + 9_000 * DAY, "certificate-other"),
    ],
)
def test_any_other_is_refused_and_nothing_leaves(authority, tmp_path, host, begins, ends, code):
    with pytest.raises(NothingLeft, match=code):
        tried(authority.context(tmp_path, host, begins, ends))
    assert tried.left == []  # type: ignore[attr-defined]


def test_so_is_one_of_an_authority_that_nobody_knows(authority, tmp_path):
    with pytest.raises(NothingLeft, match="certificate-unknown"):
        tried(Authority("stranger").context(tmp_path, "127.0.0.1", TODAY - DAY, TODAY + 9_000 * DAY))
    assert tried.left == []  # type: ignore[attr-defined]


def test_and_one_that_does_not_speak_tls():
    with running() as plain:
        gateway = Gateway(kind=Kind.SMS, address=plain.address.replace("http://", "https://"), secret=SECRET)
        with pytest.raises(NothingLeft, match="not-tls"):
            gateway.hand_over([message("a")], at=MORNING)
