"""Signing in by a foreign service (OpenID Connect, code flow with PKCE): what one shows instead of a password.

The service says of whom it speaks; whose account that is, an administrator has said before. Nothing is taken by a name
or an address of mail. Who has a second factor here shows it here.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import threading
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

import msgspec
from django.conf import settings
from django.core import signing
from django.db import transaction

from anlan.engines.proofs.assertion import NotBelieved, Wanted, subject
from anlan.kernel.credentials.tables import Answered, Subject
from anlan.kernel.journal.facts import day_of
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.registry import vault
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.noes import TurnedAway

BYTES_MOST, SECONDS_MOST = 1 << 18, 5
KNOWN_FOR, ASKED_AGAIN = timedelta(minutes=10), timedelta(minutes=1)
AWAY_FOR, LINES, WAITS = 10, 2, 0.5  # seconds that a silence is remembered; who asks at once; seconds that others wait
BEGUN_LASTS = timedelta(minutes=10)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
log = logging.getLogger("anlan.oidc")


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a service says of itself, and when it was asked."""

    told: Mapping[str, Any]
    keys: tuple[Mapping[str, Any], ...]
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A sign-in that was begun here: where to send the browser, and what it keeps meanwhile, signed."""

    address: str
    kept: str


class _Declined(Exception):
    """The service does not take what it was sent."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        """Follow nothing: a service is where it was said to be."""


_known: dict[str, Service] = {}
_away: dict[str, float] = {}  # since when a service is silent, by the clock of the process
_lines = threading.BoundedSemaphore(LINES)
opener: OpenerDirector = build_opener(ProxyHandler({}), _NoRedirect)


def is_set() -> bool:
    """Test whether this house was told of a service."""
    return bool(settings.OIDC["issuer"] and settings.OIDC["client"])


def mark(told: str) -> str:
    """Return the keyed hash by which a subject of the service is known here; nobody reads the subject from it."""
    words = f"{settings.OIDC['issuer']} {told}"
    return vault.hashed([words])[words]


def begin(*, back: str, onward: str, at: datetime) -> Begun:
    """Begin a sign-in at the service; it sends the browser back to this address. Raises TurnedAway."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": settings.OIDC["client"],
        "redirect_uri": back,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "max_age": str(int(_fresh(at).total_seconds())),
    }
    address = _service(at).told["authorization_endpoint"]
    joint = "&" if urlsplit(address).query else "?"
    kept = _signer().sign_object([state, nonce, verifier, back, onward, at.timestamp()])
    return Begun(address=f"{address}{joint}{urlencode(asked)}", kept=kept)


def end(*, kept: str, state: str, code: str, at: datetime) -> tuple[str, str]:
    """Return whom the service means by a code, once, and where he wanted to go. Raises TurnedAway."""
    try:
        begun, nonce, verifier, back, onward, begun_at = _signer().unsign_object(kept)
        if not hmac.compare_digest(begun.encode(), state.encode("utf-8", "surrogatepass")):
            raise NotBelieved("it is the answer to another sign-in")
        if not 0 <= at.timestamp() - begun_at <= BEGUN_LASTS.total_seconds():
            raise NotBelieved("it came too late")
        _must_be_first(state, at)
        token = _exchanged(code, verifier=verifier, back=back, at=at)
        wanted = Wanted(
            issuer=settings.OIDC["issuer"], client=settings.OIDC["client"], nonce=nonce, fresh=_fresh(at), at=at
        )
        told = _believed(token, wanted, at)
    except (signing.BadSignature, NotBelieved) as wrong:
        log.warning("a sign-in by the service was refused: %s", wrong if isinstance(wrong, NotBelieved) else "forged")
        raise TurnedAway("sso-refused") from wrong
    return told, onward


def person_of(told: str) -> str:
    """Return the person to whom an administrator has bound a subject. Raises TurnedAway."""
    found = Subject.objects.filter(mark=mark(told)).values_list("person", flat=True).first()
    if found is None:
        raise TurnedAway("sso-unbound")
    return found


def _must_be_first(state: str, at: datetime) -> None:
    """Let an answer count once, whatever the service would say a second time."""
    with pen(), transaction.atomic():
        lock(["sign-in elsewhere"])
        Answered.objects.filter(until__lt=at).delete()
        until = at + BEGUN_LASTS
        if not Answered.objects.get_or_create(
            hash=hashlib.sha256(state.encode()).hexdigest(), defaults={"until": until}
        )[1]:
            raise NotBelieved("it came before")


def _believed(token: str, wanted: Wanted, at: datetime) -> str:
    """Return of whom a token speaks; the keys of the service are asked for anew where they may have changed."""
    service = _service(at)
    try:
        return subject(token, keys=service.keys, wanted=wanted)
    except NotBelieved:
        if at - service.asked_at < ASKED_AGAIN:
            raise
    return subject(token, keys=_service(at, anew=True).keys, wanted=wanted)


def _exchanged(code: str, *, verifier: str, back: str, at: datetime) -> str:
    """Return the token that the service gives for a code: asked of it directly, with the secret of this house."""
    words = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    client, secret = settings.OIDC["client"], settings.OIDC["secret"]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if secret:
        headers["Authorization"] = f"Basic {b64encode(f'{quote(client)}:{quote(secret)}'.encode()).decode()}"
    else:
        words["client_id"] = client
    address = str(_service(at).told["token_endpoint"])
    try:
        told = _asked(address, urlencode(words).encode(), headers)
    except _Declined as declined:
        raise NotBelieved("the service does not take the code") from declined
    if not isinstance(token := told.get("id_token"), str):
        raise NotBelieved("the service gave no token for the code")
    return token


def _service(at: datetime, *, anew: bool = False) -> Service:
    """Return what the service says of itself, asked at most once in ten minutes unless a key is missing."""
    issuer = settings.OIDC["issuer"]
    held = _known.get(issuer)
    if held is None or anew or not timedelta() <= at - held.asked_at < KNOWN_FOR:
        if time.monotonic() - _away.get(issuer, -AWAY_FOR) < AWAY_FOR:
            raise TurnedAway("sso-away")
        told = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer or not all(_is_safe(told.get(word), issuer) for word in ENDPOINTS):
            log.error("the service says of itself what does not fit: %s", issuer)
            raise TurnedAway("sso-away")
        keys = _asked(str(told["jwks_uri"])).get("keys")
        held = Service(told=told, keys=tuple(k for k in keys or () if isinstance(k, dict)), asked_at=at)
        _known[issuer] = held
    return held


def _is_safe(address: object, issuer: str) -> bool:
    """Test whether an address is reached over TLS; a service on this very machine may do without."""
    told = urlsplit(str(address))
    return told.scheme == "https" or (told.scheme == "http" and told.netloc == urlsplit(issuer).netloc)


def _asked(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Ask the service, few at a time: while it is silent the others go on with the pages of the house."""
    if not _lines.acquire(timeout=WAITS):
        raise TurnedAway("sso-away")
    try:
        return _answered(address, body, headers)
    finally:
        _lines.release()


def _answered(address: str, body: bytes | None, headers: Mapping[str, str] | None) -> dict[str, Any]:
    try:
        with opener.open(Request(address, body, dict(headers or {})), timeout=SECONDS_MOST) as answer:
            told = msgspec.json.decode(_read(answer))
    except HTTPError as no:
        if body is not None and no.code in (400, 401):
            raise _Declined from no
        log.error("the service does not answer: %s: %s", address, no.code)
        raise TurnedAway("sso-away") from no
    except (URLError, HTTPException, OSError, ValueError, msgspec.DecodeError) as away:
        _away[settings.OIDC["issuer"]] = time.monotonic()
        log.error("the service does not answer: %s: %s", address, type(away).__name__)
        raise TurnedAway("sso-away") from away
    if not isinstance(told, dict):
        raise TurnedAway("sso-away")
    return told


def _read(answer: Any) -> bytes:
    """Return what a service answers, as much of it as words need, and as fast: one that drips holds nobody up."""
    until, content = time.monotonic() + SECONDS_MOST, b""
    while len(content) < BYTES_MOST and (piece := answer.read1(BYTES_MOST - len(content))):
        content += piece
        if time.monotonic() > until:
            raise TimeoutError
    return content


def _fresh(at: datetime) -> timedelta:
    return timedelta(minutes=law("proof#minutes-fresh", on=day_of(at)))


def _signer() -> signing.Signer:
    """Return what signs how somebody began; made when it is needed, since it asks for a key of the home."""
    return signing.Signer(salt="sign-in elsewhere")
