"""What a channel may be, what became of a message, and which of two reports holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from anlan.engines.gateways import client, signing, webpush
from anlan.engines.gateways.client import UnfitAddress
from anlan.engines.gateways.exchange import Fate, Why
from anlan.engines.gateways.signing import UnfitSecret
from anlan.kernel.channels import facts
from anlan.kernel.journal.facts import Fact, Refused

NAME = re.compile(r"[a-z][a-z0-9-]{1,19}")
OURS = frozenset({"demo-phone"})  # names that the house itself takes


class Kind(StrEnum):
    """What a channel is. 渠道种类"""

    SMS = "sms"
    VOICE = "voice"
    APPRISE = "apprise"  # groups of DingTalk, WeCom, Feishu; mail
    PUSH = "push"  # browsers that asked for it, through the push services that are named
    CONSOLE = "console"  # prints where the house runs: a drill or a demo


class State(StrEnum):
    """How far a message has come. 送达状态"""

    HANDED_OVER = "with-gateway"
    IN_DOUBT = "in-doubt"
    DELIVERED = "delivered"
    FAILED = "failed"


class Unanswered(StrEnum):
    """Why what somebody replied became no answer. 未采用的回复"""

    NUMBER = "unknown-number"
    WORDS = "unknown-words"
    NOTHING_OPEN = "nothing-open"
    SHARED = "shared-number"
    NOT_HIS = "not-his"
    REFUSED = "answered-before"


MOST_SERVICES, MOST_BROWSERS = 10, 5
SAYS = {
    "channel-services": (
        "请写可以使用的推送服务的地址，https:// 开头，只到主机，空格隔开，最多10个；同一服务有多个主机的，写 https://*.主机。",
        "Name the push services that may be used: addresses that begin with https:// and end with the host, with blanks"
        " between, 10 at most; where one has many hosts, https://*.host.",
    ),
    "push-none": (
        "还没有设置推送渠道。请系统管理员在渠道里设置。",
        "No push channel is set: the system administrator sets one among the channels.",
    ),
    "push-unfit": (
        "这个浏览器用的推送服务不在可用之列，或所给的不完整。请换一个浏览器，或请系统管理员加上。",
        "The push service of this browser is not among those that may be used, or what it gave is incomplete. Take"
        " another browser, or have the system administrator add it.",
    ),
    "no-browser-of-yours": (
        "您没有在任何设备上开通推送。请先在推送叫应（/push/）开通。",
        "You take pushes on no device yet: ask for it under Pushed calls (/push/) first.",
    ),
    "push-not-on": ("没有设备在接收推送。", "No device takes pushes."),
    "channel-name": (
        "渠道名“{channel}”不行：用 2 到 20 个小写字母、数字或连字符，以字母开头。",
        "“{channel}” is no name for a channel: 2 to 20 small letters, digits or hyphens, a letter first.",
    ),
    "channel-address": (
        "地址应为 https:// 开头的网址，不含用户名、问号和井号；只有本机（127.0.0.1）可用 http://。",
        "The address begins with https:// and has no user name, question mark or #; only this machine (127.0.0.1) may"
        " be spoken to by http://.",
    ),
    "channel-secret": (
        "密钥应以 whsec_ 开头，后接 24 到 64 字节的 Base64。请核对网关给的密钥。",
        "A secret begins with whsec_, and 24 to 64 bytes of base64 follow. Check what the gateway gave you.",
    ),
    "channel-post": (
        "群机器人或邮件的地址不行：只收 dingtalk、wecombot、feishu、mailtos 开头的，且不能关掉证书核对。",
        "No such group or mail is posted to: only dingtalk, wecombot, feishu and mailtos, with certificates checked.",
    ),
    "channel-console": (
        "控制台渠道只用于演练和演示：它不会叫到任何人。",
        "A channel to the console is for drills and demos: it reaches nobody.",
    ),
    "channel-demo": (
        "演示里的人和号码都是虚构的：只能接本机（127.0.0.1）的网关。",
        "The people and numbers of a demo are invented: only a gateway on this machine (127.0.0.1) may be set.",
    ),
    "channel-none": ("没有名为“{channel}”的渠道。", "There is no channel called “{channel}”."),
    "no-phone-of-yours": (
        "名录里没有您的手机号，无法试拨。请先登记。",
        "The register has no telephone number of yours to ring. Have it entered first.",
    ),
    "not-yours-to-try": (
        "试拨要拨您本人的手机：请先登录（anlan sign-in）。",
        "A test rings your own telephone: sign in first (anlan sign-in).",
    ),
}
WORDS = {
    "demo-phone": ("模拟手机", "telephone of the demo"),
    Kind.SMS.value: ("短信", "text message"),
    Kind.APPRISE.value: ("群机器人或邮件", "group or mail"),
    Kind.PUSH.value: ("推送", "pushes"),
    Kind.CONSOLE.value: ("控制台", "console"),
    Kind.VOICE.value: ("语音电话", "voice call"),
    State.HANDED_OVER.value: ("已交网关", "handed over"),
    State.IN_DOUBT.value: ("不知是否送出", "may have left"),
    State.DELIVERED.value: ("已送达", "delivered"),
    State.FAILED.value: ("未送达", "not delivered"),
    Why.EXPIRED.value: ("过期未送", "too late"),
    Why.OTHER.value: ("原因不明", "no reason given"),
    Unanswered.NUMBER.value: ("号码不在名录", "number not in the register"),
    Unanswered.WORDS.value: ("看不懂的内容", "words that are no answer"),
    Unanswered.NOTHING_OPEN.value: ("没有待答的叫应", "no call that waits for an answer"),
    Unanswered.SHARED.value: ("一号多人", "one number of several people"),
    Unanswered.NOT_HIS.value: ("不是发给这个号码的", "not sent to this number"),
    Unanswered.REFUSED.value: ("叫应已答或已结束", "answered before, or over"),
}


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What is known of a message, with the moment that the gateway names."""

    state: State
    at: datetime
    why: Why | None = None


def set_(
    channel: str, *, kind: Kind, address: str, secret: str, home: str, is_invented: bool, is_drill: bool
) -> tuple[str, list[Fact]]:
    """Say that a channel is set; return its address as it is kept. `is_invented`: of people who do not live."""
    if not NAME.fullmatch(channel) or channel in OURS:
        raise Refused("channel-name", channel=channel[:40])
    if kind == Kind.CONSOLE:
        if not (is_invented or is_drill):
            raise Refused("channel-console")
        fit, host, mark = "", "console", ""
    elif kind == Kind.PUSH:
        fit, mark = _pushed(address, secret)
        host = " ".join(urlsplit(one).netloc for one in fit.split())
    elif kind == Kind.APPRISE:
        fit = _posted(secret)
        host, mark = urlsplit(fit).scheme, signing.fingerprint(fit.encode())
    else:
        fit, mark = _gateway(address, secret)
        host = urlsplit(fit).netloc
    if is_invented and kind != Kind.CONSOLE and not all(one.startswith("http://") for one in fit.split() or [""]):
        raise Refused("channel-demo")
    return fit, [facts.ChannelSet(channel=channel, kind=kind, host=host, fingerprint=mark, home=home)]


def _gateway(address: str, secret: str) -> tuple[str, str]:
    try:
        fit = client.must_be_fit(address)
    except UnfitAddress as wrong:
        raise Refused("channel-address") from wrong
    try:
        return fit, signing.fingerprint(signing.secret_of(secret))
    except UnfitSecret as wrong:
        raise Refused("channel-secret") from wrong


def _pushed(address: str, secret: str) -> tuple[str, str]:
    """Return the push services to which the house may speak, and the mark of its key."""
    services = address.split()
    try:
        for one in services:
            client.must_be_fit(one.replace("//*.", "//", 1))
    except UnfitAddress as wrong:
        raise Refused("channel-services") from wrong
    if not 0 < len(services) <= MOST_SERVICES or any(urlsplit(one).path.strip("/") for one in services):
        raise Refused("channel-services")
    return " ".join(services), signing.fingerprint(webpush.public(webpush.key_of(secret)))


def subscribe(
    person: str, *, told: Mapping[str, str], services: Sequence[str], kept: Sequence[Mapping[str, str]]
) -> tuple[list[dict[str, str]], list[Fact]]:
    """Take a browser of somebody in, beside those that he has; the oldest goes where there are too many."""
    if not services:
        raise Refused("push-none")
    try:
        new = webpush.subscription(**told, services=services).told()
    except webpush.UnfitSubscription as wrong:
        raise Refused("push-unfit") from wrong
    others = [dict(one) for one in kept if one["endpoint"] != new["endpoint"]]
    host = urlsplit(new["endpoint"]).hostname or ""
    return [*others, new][-MOST_BROWSERS:], [facts.PushTaken(person=person, host=host)]


def unsubscribe(person: str, *, kept: Sequence[Mapping[str, str]]) -> list[Fact]:
    """Let no browser of somebody be pushed to any more."""
    if not kept:
        raise Refused("push-not-on")
    return [facts.PushEnded(person=person)]


def _posted(address: str) -> str:
    # apprise takes two seconds to come up: only who sets such a channel waits for it.
    from anlan.engines.gateways import posting

    try:
        return posting.must_be_fit(address)
    except posting.UnfitPost as wrong:
        raise Refused("channel-post") from wrong


def remove(channel: str, *, is_set: bool, home: str) -> list[Fact]:
    """Say that nothing leaves the house by a channel any more."""
    must_be_set(channel, is_set=is_set)
    return [facts.ChannelRemoved(channel=channel, home=home)]


def must_be_set(channel: str, *, is_set: bool) -> None:
    """Refuse what is asked of a channel that is not there."""
    if not is_set:
        raise Refused("channel-none", channel=channel[:40])


def of_report(fate: Fate, *, at: datetime, why: Why | None) -> Reported:
    """Return what a report says; a failure without a reason has one that nobody gave."""
    if fate == Fate.DELIVERED:
        return Reported(state=State.DELIVERED, at=at)
    return Reported(state=State.FAILED, at=at, why=why or Why.OTHER)


def holds(new: Reported, *, over: Reported) -> bool:
    """Test whether a report holds over what was known: the same whatever the order in which they come, or how often."""
    return _rank(new) > _rank(over)


def _rank(told: Reported) -> tuple[bool, datetime, str, str]:
    """Return how much it counts: what a gateway reported before what we know ourselves, then the later one."""
    return (told.state in (State.DELIVERED, State.FAILED), told.at, told.state.value, told.why or "")
