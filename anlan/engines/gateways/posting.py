"""Groups of DingTalk, WeCom and Feishu, and mail: through apprise, to a few services alone, over TLS that is checked.

An address of apprise is a secret as a whole, since the token of a group stands in it. With `{phone}` in it each person
is reached by his own telephone number (`{phone}@139.com`, whom DingTalk is to mention); without, a group is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from apprise import Apprise, AppriseAsset, NotifyType

PHONE = "{phone}"
SCHEMES = frozenset({"dingtalk", "wecombot", "feishu", "mailtos"})
# What an address may say besides: none of it turns the check of certificates off, follows a redirect or reads a file.
WORDS = {"mailtos": frozenset({"to", "from", "name", "smtp", "user", "mode"})}
MODES = frozenset({"ssl", "starttls"})
NAMES_MOST = 40  # of people, in what a group is told
TITLE = "安澜"


class UnfitPost(ValueError):
    """The house does not post to such an address."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """An address of apprise, whole or with a place for a telephone number."""

    address: str = field(repr=False)

    def send(self, text: str, *, phone: str = "") -> bool:
        """Post a text; return whether the service took it. Why it did not, apprise does not tell."""
        digits = "".join(one for one in phone if one.isdecimal())
        told = Apprise(asset=_asset())
        if not told.add(self.address.replace(PHONE, digits)):
            return False
        return bool(told.notify(body=text, title=TITLE, notify_type=NotifyType.WARNING))


def must_be_fit(address: str) -> str:
    """Return an address as it is kept, if the house may post to it. Raises UnfitPost."""
    plain = address.strip()
    try:
        told = urlsplit(plain)
        words = dict(parse_qsl(told.query, keep_blank_values=True, strict_parsing=bool(told.query)))
    except ValueError as wrong:
        raise UnfitPost from wrong
    scheme = told.scheme
    is_known = scheme in SCHEMES and set(words) <= WORDS.get(scheme, frozenset())
    if not is_known or not plain.isprintable() or told.fragment or words.get("mode", "ssl") not in MODES:
        raise UnfitPost
    if Apprise.instantiate(plain.replace(PHONE, "13800000000"), asset=_asset()) is None:
        raise UnfitPost
    return plain


def for_a_group(text: str, names: Sequence[str]) -> str:
    """Return what a group is told: what it is about, and who is called and answers by his own message."""
    some = "、".join(names[:NAMES_MOST])
    more = f"等{len(names)}人" if len(names) > NAMES_MOST else ""
    return f"{text.rstrip('。')}。叫应：{some}{more}。请各自在收到的短信、电话或安澜里应答。"


def _asset() -> AppriseAsset:
    """Return how apprise goes about it: no plugins of others, no files, no redirects, nothing kept, tokens hidden."""
    return AppriseAsset(
        plugin_paths=[],
        storage_mode="memory",
        secure_logging=True,
        http_redirects=False,
        async_mode=False,
        interpret_escapes=False,
        interpret_emojis=False,
        app_id="anlan",
        app_desc=TITLE,
        app_url="",
    )
