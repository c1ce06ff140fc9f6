"""Who really asks, where TLS ends in front of the house: as a proxy says that is trusted, and nobody else."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Proxies = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


def proxies(told: Iterable[str]) -> Proxies:
    """Return the proxies that are trusted: each an address or a network. Raises ValueError."""
    return [ipaddress.ip_network(one, strict=False) for one in told]


def as_asked(scope: Mapping[str, Any], trusted: Proxies) -> Mapping[str, Any]:
    """Return a request as its asker sent it to the proxy. From anybody else the headers that say so are ignored."""
    client = scope.get("client")
    if not client or not _is_among(client[0], trusted):
        return scope
    told = dict(scope)
    if (scheme := _last(scope["headers"], b"x-forwarded-proto")) in ("http", "https"):
        told["scheme"] = scheme
    # What stands before the last hop, the asker may have written himself.
    asker = _last(scope["headers"], b"x-forwarded-for")
    if _address(asker) is not None:
        told["client"] = (asker, 0)
    return told


def _last(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return what the nearest proxy said under this name: the last of the last header."""
    said = [value for key, value in headers if key.lower() == name]
    return said[-1].decode("latin-1").rpartition(",")[2].strip().lower() if said else ""


def _is_among(client: str, trusted: Proxies) -> bool:
    address = _address(client)
    return address is not None and any(address in network for network in trusted)


def _address(told: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
