"""Which source may be named, when one is late, and what is wrong with one that cannot be asked. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from anlan.kernel.journal.facts import Fact, Refused
from anlan.kernel.sources import facts
from anlan.kernel.sources.addresses import Unfit, feed_of, folder_of
from anlan.kernel.sources.facts import Kind

LATE_LEAST, LATE_MOST = 2, 60 * 24 * 31  # minutes
MOST = 100  # sources of a house
CERTIFICATE_SOON = timedelta(days=30)  # how long before the end of a TLS certificate it is said

SAYS = {
    "source-unnamed": ("请写明来源的名称。", "Say how the source is called."),
    "source-address": ("地址不能用：{why}", "This address will not do: {why}"),
    "source-senders": (
        "请写明它可以送来哪些发布单位的预警，至少一个。",
        "Say whose warnings it may bring (the sender of CAP): one at least.",
    ),
    "source-certificate": (
        "证书或公钥读不出来。请换一份证书或公钥文件，格式见运行维护手册。",
        "The certificate cannot be read: give an X.509 certificate, or an RSA or EC public key, in PEM.",
    ),
    "source-unsigned": (
        "要求签名的，请给出签名者的证书或公钥。",
        "Where a signature is demanded, give the certificate or the public key of who signs.",
    ),
    "source-late": (
        "静默时限须在 {least} 到 {most} 分钟之间。",
        "The silence after which it is late is between {least} and {most} minutes.",
    ),
    "source-place": ("没有这个地方，或不归您管。", "There is no such place, or it is not yours."),
    "sources-many": ("来源已有 {most} 个，不能再加。", "There are {most} sources already."),
    "source-removed": ("{source}已停用。", "{source} was removed before."),
}
WORDS = {
    Kind.FEED.value: ("订阅源", "feed"),
    Kind.FOLDER.value: ("文件夹", "folder"),
    Kind.WEBHOOK.value: ("推送", "webhook"),
}
# What is wrong with a source that could not be asked, by its code.
WRONG = {
    "address-refused": (
        "地址指向内部网络或不允许的地方（{where}），没有连接。",
        "Its address leads into a network of ours, or where none may lead ({where}); nothing was connected.",
    ),
    "name-unknown": (
        "域名解析不了（DNS 不可用，或没有这个名字）。",
        "Its name cannot be resolved (no DNS, or no such name).",
    ),
    "no-answer": ("连不上，或连接中断。", "It cannot be reached, or the connection broke."),
    "too-slow": ("{seconds} 秒内没有答完，已断开。", "It had not answered in full after {seconds} s, and was cut off."),
    "too-large": ("超过 {megabytes} MB，已断开。", "It sends more than {megabytes} MB, and was cut off."),
    "redirected": ("它转向别处（{status}）；不跟随。", "It leads elsewhere ({status}); that is not followed."),
    "status": ("它答 {status}。", "It answers {status}."),
    "wrong-type": ("它答的不是 XML（{type}）。", "What it answers is no XML ({type})."),
    "not-http": ("它答的不是 HTTP。", "What it answers is no HTTP."),
    "tls-expired": ("它的 TLS 证书已过期。", "Its TLS certificate has expired."),
    "tls-not-yet": ("它的 TLS 证书尚未生效。", "Its TLS certificate is not valid yet."),
    "tls-other-name": ("它的 TLS 证书是别的名字的。", "Its TLS certificate is that of another name."),
    "tls-unknown": ("它的 TLS 证书不是可信机构签发的。", "Its TLS certificate was issued by nobody who is trusted."),
    "tls": ("与它建立不了 TLS。", "TLS cannot be established with it."),
    "not-a-feed": ("答的既不是 CAP，也不是 Atom 或 RSS。", "What it answers is neither CAP nor Atom nor RSS."),
    "folder-missing": ("文件夹不在，或读不了。", "The folder is not there, or cannot be read."),
}


@dataclass(frozen=True, kw_only=True)
class New:
    """A source as somebody names it."""

    kind: Kind
    called: str
    place: str
    address: str
    senders: tuple[str, ...]
    is_signed: bool
    certificate: str
    late_minutes: int


def add(new: New, *, no: str, places: Collection[str], count: int) -> list[Fact]:
    """Let a source be named; `places` are those of which the speaker keeps the register, `count` how many there are."""
    if not new.called.strip():
        raise Refused("source-unnamed")
    if count >= MOST:
        raise Refused("sources-many", most=str(MOST))
    if new.place not in places:
        raise Refused("source-place")
    senders = tuple(dict.fromkeys(one.strip() for one in new.senders if one.strip()))
    if not senders:
        raise Refused("source-senders")
    if not LATE_LEAST <= new.late_minutes <= LATE_MOST:
        raise Refused("source-late", least=str(LATE_LEAST), most=str(LATE_MOST))
    if new.certificate.strip() and not trusted(new.certificate):
        raise Refused("source-certificate")
    if new.is_signed and not new.certificate.strip():
        raise Refused("source-unsigned")
    return [
        facts.SourceAdded(
            source=no,
            kind=new.kind,
            called=new.called.strip(),
            place=new.place,
            address=_address(new),
            senders=senders,
            is_signed=new.is_signed,
            certificate=new.certificate.strip(),
            late_minutes=new.late_minutes,
        )
    ]


def remove(source: str, *, is_removed: bool) -> list[Fact]:
    """Let a source bring nothing any more."""
    if is_removed:
        raise Refused("source-removed", source=source)
    return [facts.SourceRemoved(source=source)]


def trusted(pem: str) -> list[x509.Certificate | EllipticCurvePublicKey | RSAPublicKey]:
    """Return the certificates or the one public key that a text in PEM holds; none where it cannot be read."""
    try:
        if "BEGIN CERTIFICATE" in pem:
            return list(x509.load_pem_x509_certificates(pem.encode()))
        key = load_pem_public_key(pem.encode())
    except (ValueError, TypeError):
        return []
    return [key] if isinstance(key, EllipticCurvePublicKey | RSAPublicKey) else []


def is_late(heard_at: datetime, late_minutes: int, *, at: datetime) -> bool:
    """Test whether a source has been silent for longer than it may."""
    return at - heard_at > timedelta(minutes=late_minutes)


def _address(new: New) -> str:
    """Return the address of a source as it is kept. What it leads to is looked at when it is asked."""
    if new.kind == Kind.WEBHOOK:
        return ""
    try:
        return feed_of(new.address).text if new.kind == Kind.FEED else folder_of(new.address)
    except Unfit as unfit:
        raise Refused("source-address", why=f"{unfit.says[0]} / {unfit.says[1]}") from unfit
