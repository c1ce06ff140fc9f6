"""A small sign-in service of the tests, with keys of its own. It says whatever it is told to say."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import Message
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.cast import MORNING

ISSUER, CLIENT = "https://sso.example", "anlan of the county"
RSA_KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def number(value: int, length: int) -> str:
    return b64(value.to_bytes(length))


def rsa_jwk(key: rsa.RSAPrivateKey, kid: str = "rsa-1", **more: str) -> dict[str, str]:
    told = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": kid, "n": number(told.n, 256), "e": number(told.e, 3), **more}


def ec_jwk(key: ec.EllipticCurvePrivateKey, kid: str = "ec-1") -> dict[str, str]:
    told = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "kid": kid, "x": number(told.x, 32), "y": number(told.y, 32)}


KEYS = [rsa_jwk(RSA_KEY), ec_jwk(EC_KEY), rsa_jwk(OTHER_KEY, "enc-1", use="enc")]


def signed_by_rsa(signed: bytes, key: rsa.RSAPrivateKey = RSA_KEY) -> bytes:
    return key.sign(signed, padding.PKCS1v15(), SHA256())


def signed_by_ec(signed: bytes) -> bytes:
    r, s = decode_dss_signature(EC_KEY.sign(signed, ec.ECDSA(SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def signed_by_secret(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda signed: hmac.digest(secret, signed, "sha256")


def token(
    claims: dict[str, Any],
    header: dict[str, Any] | None = None,
    sign: Callable[[bytes], bytes] = signed_by_rsa,
) -> str:
    """Return a token that says this, signed in this way."""
    parts = [header or {"alg": "RS256", "kid": "rsa-1"}, claims]
    said = ".".join(b64(json.dumps(part).encode()) for part in parts)
    return f"{said}.{b64(sign(said.encode()))}"


class Service:
    """The service: what it knows of codes, and what it answers."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.keys: list[dict[str, str]] = list(KEYS)
        self.told: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        self.is_away = self.takes_codes_twice = False
        self.makes: Callable[[dict[str, Any]], str] = token

    def comes(self, address: str, subject: str, *, at: datetime = MORNING) -> dict[str, str]:
        """Let somebody sign in where the house sent his browser; return what the browser brings back."""
        asked = {word: values[0] for word, values in parse_qs(urlsplit(address).query).items()}
        code, now = secrets.token_urlsafe(8), int(at.timestamp())
        claims: dict[str, Any] = {"iss": ISSUER, "sub": subject, "aud": asked["client_id"], "nonce": asked["nonce"]}
        claims.update(iat=now, exp=now + 300, auth_time=now - 60)
        self.codes[code] = asked | {"claims": claims}
        return {"code": code, "state": asked["state"]}

    def open(self, request: Request, timeout: float) -> io.BytesIO:
        """Answer in the place of the network."""
        assert timeout <= 5
        self.asked.append(request.full_url)
        if self.is_away:
            raise URLError("nobody there")
        match urlsplit(request.full_url).path:
            case "/.well-known/openid-configuration":
                return io.BytesIO(json.dumps(self.told).encode())
            case "/keys":
                return io.BytesIO(json.dumps({"keys": self.keys}).encode())
            case "/token":
                return self._token(request)
        raise HTTPError(request.full_url, 404, "", Message(), None)

    def _token(self, request: Request) -> io.BytesIO:
        assert isinstance(request.data, bytes)
        words = {word: values[0] for word, values in parse_qs(request.data.decode()).items()}
        known = self.codes.get(words["code"])
        if not self.takes_codes_twice:
            self.codes.pop(words["code"], None)
        challenge = b64(hashlib.sha256(words["code_verifier"].encode()).digest())
        fits = known and known["code_challenge"] == challenge and known["redirect_uri"] == words["redirect_uri"]
        if not known or not fits or not str(request.get_header("Authorization")).startswith("Basic "):
            raise HTTPError(request.full_url, 400, "invalid_grant", Message(), None)
        return io.BytesIO(json.dumps({"id_token": self.makes(known["claims"])}).encode())


def lasting(claims: dict[str, Any], **span: float) -> dict[str, Any]:
    """Return claims that were said so much earlier."""
    earlier = int(timedelta(**span).total_seconds())
    return claims | {word: claims[word] - earlier for word in ("iat", "exp", "auth_time")}
