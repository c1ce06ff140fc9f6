"""Every kind of no: its status, its sentence in both languages, how it is told, and the line that it leaves."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError, models, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from anlan.engines.proofs.audit import Unsound
from anlan.engines.sheets.unreadable import Unreadable
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import KeyUsed, NotHere, Refused
from anlan.kernel.journal.files import Changed
from anlan.kernel.journal.lock import is_full, lock, pen
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.seals import HOUSE
from anlan.kernel.journal.tables import Moment
from anlan.kernel.registry import forms, reads
from anlan.kernel.registry.accounts import NotKnown, escaped
from anlan.kernel.registry.forms import Malformed
from anlan.kernel.registry.may import MayNot, Role, Within
from anlan.kernel.registry.vault import KeyLost
from anlan.rooms import sentences, words

# A database that is coming back after a fall, or that somebody holds for too long.
AWAY, AWAY_SECONDS = (OperationalError, InterfaceError), 5

PAGE = 100
MOST = {"address": 64, "method": 20, "path": 500, "agent": 200}  # characters of an audit line
LINES_EACH, LINES_IN_ALL = 100, 1_000  # in an hour, of noes to nobody: at one address, and at all; more are counted
# Counted by themselves: no other no hides who guesses.
GUESSING = frozenset({"wrong-password", "wrong-code", "wrong-factor", "shut"})
TO_NOBODY, AND_MORE = "noes to nobody", "and-more"
LINES = "audit lines"  # who leaves one holds this, so that a day is sealed when all its lines are there

SIGN_IN, PROVE = ("登录", "Sign in"), ("证明是本人", "Show that it is you")

NOES = {
    # What is no no, and leaves a line as well.
    "phone-shown": (200, "看了一个完整的电话号码。", "A whole telephone number was looked at."),
    "exported": (200, "带走了一个数据文件。", "Data left as a file."),
    "phone-tail": (200, "按电话后四位查找。", "Somebody was looked for by the end of a telephone number."),
    "code-given": (200, "给了一个一次性代码。", "A one-time code was given."),
    "account-changed": (200, "在控制台办理了账号。", "An account was opened, changed or shut at the console."),
    "sign-in": (401, "请先登录。", "Sign in first."),
    "signed-out": (401, "登录已失效，请重新登录。", "This sign-in has ended. Sign in again."),
    "wrong-password": (401, "用户名或密码不对，请核对后再试。", "The name or the password is wrong. Check both."),
    "shut": (429, "尝试次数过多，请在{until}之后再试。", "Too many tries. Try again after {until}."),
    "wrong-code": (401, "用户名与代码不符，或代码已失效。", "The name and the code do not fit, or the code has ended."),
    "recovery-used": (200, "用一个备用码登录。", "A recovery code was used to sign in."),
    "factor-asked": (401, "请在 code 中附当前的动态口令。", "Give the code of the second factor as well, as `code`."),
    "wrong-factor": (401, "动态口令不对或已用过，请等下一个。", "This code is wrong, or was used. Wait for the next."),
    "recovery-past": (401, "看过去只收验证器的口令，不收备用码。", "Here no recovery code counts: give one of now."),
    "half-gone": (401, "间隔过久，请重新输入密码。", "That took too long. Give the password again."),
    "factor-missing": (
        403,
        "请先用浏览器登录，启用动态口令。",
        "Sign in with a browser first, and set up a second factor.",
    ),
    "proof-asked": (
        401,
        "请先证明是本人（{minutes}分钟内）：网页打开 /proof/，程序重取令牌，命令行再 anlan sign-in。",
        "Show first that it is you (within {minutes} minutes): /proof/ on a page, a new token, or anlan sign-in.",
    ),
    "sso-refused": (401, "统一身份的答复不可信，请重新登录。", "What the service said is not believed. Begin again."),
    "sso-unbound": (401, "此身份还没有绑定账号，请找管理员。", "This identity has no account. Ask your administrator."),
    "sso-away": (503, "统一身份认证没有应答，请用密码登录。", "The sign-in service is away. Use your password."),
    "not-twice": (422, "两次输入的密码不一样。", "The two passwords are not the same."),
    "weak-password": (
        422,
        "密码太弱：至少 {least} 位，且不能与用户名或手机号相同。",
        "This password is too weak: give at least {least} characters, and neither name nor telephone.",
    ),
    "no-post": (403, "您目前没有岗位，请与本单位管理员联系。", "You hold no post at present. Ask your administrator."),
    "may-not": (403, "您的岗位不能办理此事，请由有权的岗位办理。", "Your post may not do this. Ask one that may."),
    "no-rule": (403, "此页面尚未开放。", "This page has not been opened to anybody."),
    "forged": (403, "页面已过期，请刷新后再试。", "This page has expired. Reload it and try again."),
    "not-here": (404, "没有这一项，或不在您的范围内。", "There is no such thing, or it lies outside your reach."),
    "no-method": (405, "此地址不接受这种请求。", "This address does not take that kind of request."),
    "unreadable": (400, "请求无法读取，请核对格式。", "The request cannot be read. Check its form."),
    "key-missing": (
        400,
        "缺少命令编号。程序请在 Idempotency-Key 中附 UUID；在页面上请刷新后再试。",
        "The command has no key. A program sends a UUID as Idempotency-Key; on a page, reload it.",
    ),
    "key-unfit": (
        400,
        "命令编号不是 UUID。程序请在 Idempotency-Key 中附 UUID；在页面上请刷新后再试。",
        "The key of the command is no UUID. A program sends a UUID as Idempotency-Key; on a page, reload it.",
    ),
    "key-used": (
        422,
        "此命令编号已用于另一件事，请刷新后再试。",
        "This key came before with other words. Reload the page.",
    ),
    "misasked": (400, "问题中有内容需要改正，共{count}处。", "To be put right in the question: {count}."),
    "malformed": (422, "有内容需要改正，共{count}处。", "To be put right: {count}."),
    "unfit": (422, "{why}", "{why}"),
    "file-changed": (
        409,
        "此文件的内容与登记时不符，已停止提供。请通知系统管理员核查。",
        "This file is not, or no longer, what was put in, so it is not handed out. Tell whoever keeps the house.",
    ),
    "entry-changed": (
        409,
        "这里有一条记录与当初所说不符，已停止显示。请通知系统管理员核查。",
        "An entry here is not what was said, so nothing of it is shown. Tell whoever keeps the house.",
    ),
    "key-lost": (
        503,
        "保管姓名和电话的密钥（keys/vault.key）不在或不对，无法读取。请通知系统管理员恢复密钥。",
        "The key of names and telephone numbers (keys/vault.key) is gone, or is another. Tell whoever keeps the house.",
    ),
    "too-large": (413, "内容过大，请分批提交。", "That is too much at once. Send it in parts."),
    "wrong-type": (415, "请以 application/json 提交。", "Send it as application/json."),
    "coming-back": (503, "系统正在恢复，请稍后再试。", "The house is coming back. Try again in a moment."),
    "disk-full": (507, "磁盘已满，没有办成，什么都没有改变。", "The disk is full: nothing was done or changed."),
    "broken": (500, "系统出错，已记录，请稍后再试。", "Something broke and was written down. Try again later."),
}
# Exceptions that mean one no each.
PLAIN = {NotHere: "not-here", MayNot: "may-not", KeyUsed: "key-used", KeyLost: "key-lost", NotKnown: "wrong-password"}


class TurnedAway(Exception):
    """The door itself says no. The code is one of NOES."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class ProofAsked(TurnedAway):
    """What is to be done is grave, and it is too long ago that somebody showed who he is."""


@dataclass(frozen=True, kw_only=True)
class No:
    """A no as the visitor is told it: in a sentence, word by word where some are wrong, and with who was first."""

    status: int
    code: str
    says: str
    wrong: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()  # words that the rules want beside those that were said
    by: str | None = None
    at: datetime | None = None
    wait_s: int | None = None

    def told(self) -> dict[str, Any]:
        """Return it as programs are told it, without what is empty."""
        last = {"by": self.by, "at": self.at.isoformat()} if self.by and self.at else None
        wrong = [{"field": field, "says": says} for field, says in self.wrong]
        told = {"error": self.code, "says": self.says, "wrong": wrong, "missing": self.missing, "last": last}
        return {word: value for word, value in told.items() if value}


class AuditLine(models.Model):
    """One no, as it was said, or how many more were said. Triggers keep these lines from being changed or removed."""

    kept = True
    at = Moment()
    person = models.CharField(max_length=40, null=True)
    post = models.CharField(max_length=40, null=True)
    address = models.CharField(max_length=MOST["address"])
    method = models.CharField(max_length=MOST["method"])
    path = models.CharField(max_length=MOST["path"])
    agent = models.CharField(max_length=MOST["agent"])
    status = models.IntegerField()
    code = models.CharField(max_length=80)
    times = models.IntegerField(default=1)  # for how many a line stands

    class Meta:
        db_table = "registry_audit"

    def __str__(self) -> str:
        return f"{self.at} {self.status} {self.code}"


class SaidInHour(models.Model):
    """How many noes of one hour went to nobody in particular at an address, or at all of them: with lines, and more."""

    kept = True
    pk = models.CompositePrimaryKey("hour", "address")
    hour = Moment()
    address = models.CharField(max_length=MOST["address"])
    lines = models.IntegerField(default=0)
    more = models.IntegerField(default=0)

    class Meta:
        db_table = "registry_said_in_hour"

    def __str__(self) -> str:
        return f"{self.address} {self.hour}: {self.lines} and {self.more}"


@dataclass(frozen=True, kw_only=True)
class Audited:
    """One audit line as the auditor reads it."""

    no: int
    at: datetime
    person: str | None
    post: str | None
    address: str
    method: str
    path: str
    agent: str
    status: int
    code: str
    times: int


@read(may={Role.AUDIT})
def audit_lines(*, before: int | None = None, within: Within) -> tuple[Audited, ...]:
    """Return who was told no, the latest first, a hundred at a time. 审计记录"""
    rows = AuditLine.objects.all() if before is None else AuditLine.objects.filter(pk__lt=before)
    found: Any = rows.order_by("-id").values()[:PAGE]
    return tuple(Audited(no=row.pop("id"), **row) for row in found)


def no(code: str, language: str, **params: str) -> No:
    """Return a no of the door itself."""
    status, zh, en = NOES[code]
    return No(status=status, code=code, says=(en if language == "en" else zh).format(**params))


def no_of(exception: Exception, *, language: str, method: str | None) -> No | None:
    """Return the no that an exception means, or None where it means that something broke."""
    match exception:
        case Refused():
            by, at = _last_word(exception)
            missing = exception.params.get("missing", ())
            lacking = missing if isinstance(missing, tuple) else ()
            said = sentence(exception, language)
            return No(status=409, code=exception.code, says=said, missing=lacking, by=by, at=at)
        case Malformed():
            wrong = tuple((one.field, one.sentence(language)) for one in exception.wrong)
            # A question that does not fit cannot be read; a body that does not fit was read, and is malformed.
            code = "misasked" if method in ("GET", "HEAD") else "malformed"
            return replace(no(code, language, count=str(len(wrong))), wrong=wrong)
        case NotHere() | MayNot() | KeyUsed() | KeyLost() | NotKnown():
            return no(PLAIN[type(exception)], language)
        case TurnedAway():
            return no(exception.code, language, **exception.params)
        case Unreadable():
            return No(status=422, code=exception.code, says=exception.says(language))
        case Changed() | Unsound():
            logging.getLogger("anlan.door").error("something was tampered with: %s", exception)
            return no("entry-changed" if isinstance(exception, Unsound) else "file-changed", language)
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return no("too-large", language)
        case UnreadablePostError() | SuspiciousOperation():
            return no("unreadable", language)
        case OSError() | OperationalError() | InterfaceError() if is_full(exception) or isinstance(exception, AWAY):
            return coming_back(exception, language)
    return None


def coming_back(away: Exception, language: str) -> No:
    """Return the no of a house whose database is away, or has no room."""
    if is_full(away):
        return no("disk-full", language)
    logging.getLogger("anlan.door").error("the database is away: %s", away)
    return replace(no("coming-back", language), wait_s=AWAY_SECONDS)


def sentence(refused: Refused, language: str) -> str:
    """Say a refusal: numbers as the names that people know, states in words."""
    said = {word: value if isinstance(value, tuple) else (value,) for word, value in refused.params.items()}
    names = reads.names(str(value) for values in said.values() for value in values)
    several = ", " if language == "en" else "、"
    shown = {word: several.join(_shown(str(one), names, language) for one in values) for word, values in said.items()}
    zh, en = sentences()[refused.code]
    return (en if language == "en" else zh).format(**shown)


def said(code: str, language: str) -> str:
    """Say in words which no a code means; of what, is not said."""
    pair = NOES[code][1:] if code in NOES else sentences().get(code, (code, code))
    return re.sub(r"\{\w+\}", "…", pair[language == "en"])


def tell(request: HttpRequest, answer: No) -> HttpResponse:
    """Tell a no as the face expects it: as JSON under /api/, elsewhere as a page."""
    request.no = answer  # type: ignore[attr-defined]  # the door leaves a line of it
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse(answer.told(), status=answer.status, json_dumps_params={"ensure_ascii": False})
    else:
        response = render(request, _templates(answer), _context(request, answer), status=answer.status)
    if answer.status == 401:
        stepping_up = ' error="insufficient_user_authentication"' if answer.code == "proof-asked" else ""  # RFC 9470
        response.headers["WWW-Authenticate"] = f"Bearer{stepping_up}"
    if answer.wait_s:
        response.headers["Retry-After"] = str(answer.wait_s)
    return response


def leave_line(*, at: datetime, person: str | None, post: str | None, status: int, code: str, **asked: str) -> None:
    """Leave an audit line of a no; `asked` are address, method, path and agent as they came.

    Nobody in particular may be told no a million times: from then on they are counted, and the count is a line.
    """
    told = {word: escaped(text, MOST[word]) for word, text in asked.items()}
    with pen(), transaction.atomic():
        lock([LINES] if person else [LINES, TO_NOBODY])
        if person is None and _is_beyond(told["address"], code, at):
            return
        AuditLine.objects.create(at=at, person=person, post=post, status=status, code=code, **told)


def say_more(at: datetime) -> None:
    """Leave a line for each address of hours gone by, of how many more noes were said there than have lines."""
    if not SaidInHour.objects.filter(hour__lt=_hour(at)).exists():
        return
    with pen(), transaction.atomic():
        lock([LINES, TO_NOBODY])
        gone = SaidInHour.objects.filter(hour__lt=_hour(at))
        for one in gone.filter(more__gt=0).order_by("hour", "address"):
            address, _, code = one.address.partition(" ")
            nothing = {"method": "", "path": "", "agent": "", "status": NOES[code][0] if code else 0}
            until = one.hour + timedelta(hours=1)
            AuditLine.objects.create(at=until, address=address, code=code or AND_MORE, times=one.more, **nothing)
        gone.delete()


def _is_beyond(address: str, code: str, at: datetime) -> bool:
    """Count a no to nobody in particular; test whether this hour has had its lines. Guessing has lines of its own."""
    say_more(at)
    counted, of = [], f" {code}" if code in GUESSING else ""
    for where, most in (("*", LINES_IN_ALL), (_network(address), LINES_EACH)):
        key: dict[str, Any] = {"hour": _hour(at), "address": where[:40] + of}
        said, _ = SaidInHour.objects.get_or_create(**key)
        if said.lines >= most:
            SaidInHour.objects.filter(pk=said.pk).update(more=F("more") + 1)
            return True
        counted.append(said.pk)
    SaidInHour.objects.filter(pk__in=counted).update(lines=F("lines") + 1)
    return False


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _network(address: str) -> str:
    """Return an address, or the network of one that has billions beside it at no cost."""
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((told, 64), strict=False)) if told.version == 6 else address


def _templates(answer: No) -> list[str]:
    return [f"errors/{answer.code}.html", f"errors/{answer.status}.html", "errors/error.html"]


def _context(request: HttpRequest, answer: No) -> dict[str, Any]:
    """Return what an error page shows: the sentence, whether it is all a demo, and to strangers the way in and back."""
    shown = {"no": answer, "sentence": answer.says, "demo": False}
    with suppress(DatabaseError):  # it may be the database that is away
        shown["demo"] = reads.home_kind() == "demo"
    if answer.status != 401:
        return shown
    at, word = ("proof", PROVE) if answer.code == "proof-asked" else ("sign-in", SIGN_IN)
    back = request.get_full_path() if request.method == "GET" else forms.came_from(request) if at == "proof" else ""
    href = reverse(at) + (f"?{urlencode({'onward': back})}" if back else "")
    return shown | {"way": {"href": href, "word": word[get_language() == "en"]}}


def _last_word(refused: Refused) -> tuple[str | None, datetime | None]:
    """Return who spoke last of the item, and when: to the loser of a race, that is who was first."""
    for value in refused.params.values():
        spoken = lines_about(str(value)) if forms.ITEM_NO.fullmatch(str(value)) else []
        if lines := [line for line in spoken if line.actor != HOUSE]:  # who chases an item moves nothing
            last = lines[-1]
            return reads.names([last.actor])[last.actor], last.recorded_at
    return None, None


def _shown(value: str, names: Mapping[str, str], language: str) -> str:
    if value in words():
        zh, en = words()[value]
        return en if language == "en" else zh
    return f"#{forms.short(value)}" if forms.ITEM_NO.fullmatch(value) else names.get(value, value)
