"""Where a source may be asked: how its address is written, and to which number of a machine it may lead. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST = 2000
PLAIN = re.compile(r"[\x21-\x7e]+")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
COMPATIBLE = ipaddress.IPv6Network("::/96")
UNFIT = {
    "written": ("只能含可见的 ASCII 字符", "it holds what no address does"),
    "scheme": ("须以 https:// 开头", "it must begin with https://"),
    "host": ("没有写明主机", "it names no host"),
    "account": ("不能含用户名或密码（@）", "it must hold no name and no password (@)"),
    "port": ("端口不对", "its port is none"),
    "path": ("须是收件文件夹内的相对路径", "it must be a path within the folder that is stated"),
}


class Unfit(ValueError):
    """An address will not do; `says` tells why in both languages."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.says = UNFIT[code]


@dataclass(frozen=True, kw_only=True)
class Where:
    """An address of a feed in its parts."""

    scheme: str
    host: str
    port: int
    target: str  # path and query, as they are asked for

    @property
    def text(self) -> str:
        """Return the address as it is written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme] == self.port
        return f"{self.scheme}://{host}{'' if usual else f':{self.port}'}{self.target}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return whose it is: only what has the same may be led to by it."""
        return self.scheme, self.host, self.port


def feed_of(text: str) -> Where:
    """Return the parts of the address of a feed. Raises Unfit. HTTP leads to this machine alone: see `may_lead`."""
    if not PLAIN.fullmatch(text) or len(text) > LONGEST or "\\" in text:
        raise Unfit("written")
    try:
        told = urlsplit(text)
        port = told.port
    except ValueError as wrong:
        raise Unfit("port") from wrong
    if told.scheme not in ("https", "http"):
        raise Unfit("scheme")
    if "@" in told.netloc:
        raise Unfit("account")
    if not told.hostname:
        raise Unfit("host")
    if port == 0:
        raise Unfit("port")
    target = (told.path or "/") + (f"?{told.query}" if told.query else "")
    return Where(
        scheme=told.scheme,
        host=told.hostname.rstrip("."),
        port=port or {"https": 443, "http": 80}[told.scheme],
        target=target,
    )


def may_lead(where: Where, found: Address, stated: Sequence[Network]) -> bool:
    """Test whether a feed may be asked at a number: of the open internet, or of a network that the keeper has stated.

    What lies within another number, as one of the fourth version within one of the sixth, counts as that.
    """
    every = [found, *_within(found)]
    if where.scheme == "http":
        return all(one.is_loopback for one in every) and _is_stated(found, stated)
    return all(_is_open(one) or _is_stated(one, stated) for one in every)


def folder_of(text: str) -> str:
    """Return the path of a folder within the one that is stated. Raises Unfit."""
    path = PurePosixPath(text)
    parts = path.parts
    if not parts or path.is_absolute() or any(part in ("..", ".") or part.startswith(".") for part in parts):
        raise Unfit("path")
    if any(ord(letter) < 32 for letter in text) or len(text) > LONGEST:
        raise Unfit("path")
    return str(path)


def _is_open(one: Address) -> bool:
    is_special = one.is_multicast or one.is_reserved or one.is_unspecified or one.is_loopback or one.is_link_local
    return one.is_global and not is_special


def _is_stated(one: Address, stated: Sequence[Network]) -> bool:
    return any(one.version == network.version and one in network for network in stated)


def _within(found: Address) -> list[Address]:
    if isinstance(found, ipaddress.IPv4Address):
        return []
    teredo = found.teredo or ()
    low = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    embedded = [low] if found in NAT64 or (found in COMPATIBLE and not found.is_loopback) else []
    return [one for one in (found.ipv4_mapped, found.sixtofour, *teredo, *embedded) if one is not None]
