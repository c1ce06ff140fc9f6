"""Every kind of no: its status, its sentence in both languages, how it is told, and the line that it leaves."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from anlan.kernel.journal.facts import KeyUsed, NotHere, Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.registry import forms, reads
from anlan.kernel.registry.forms import Malformed
from anlan.kernel.registry.may import MayNot
from anlan.rooms import sentences, words

# A database that is coming back after a fall, or that somebody holds for too long.
AWAY = (OperationalError, InterfaceError)
AWAY_SECONDS = 5

SIGN_IN = ("登录", "Sign in")

NOES = {
    "sign-in": (401, "请先登录。", "Sign in first."),
    "signed-out": (401, "登录已失效，请重新登录。", "This sign-in has ended. Sign in again."),
    "wrong-password": (401, "用户名或密码不对，请核对后再试。", "The name or the password is wrong. Check both."),
    "shut": (429, "尝试次数过多，请在{until}之后再试。", "Too many tries. Try again after {until}."),
    "no-post": (403, "您目前没有岗位，请与本单位管理员联系。", "You hold no post at present. Ask your administrator."),
    "may-not": (403, "您的岗位不能办理此事，请由有权的岗位办理。", "Your post may not do this. Ask one that may."),
    "no-rule": (403, "此页面尚未开放。", "This page has not been opened to anybody."),
    "forged": (403, "页面已过期，请刷新后再试。", "This page has expired. Reload it and try again."),
    "not-here": (404, "没有这一项，或不在您的范围内。", "There is no such thing, or it lies outside your reach."),
    "no-method": (405, "此地址不接受这种请求。", "This address does not take that kind of request."),
    "unreadable": (400, "请求无法读取，请核对格式。", "The request cannot be read. Check its form."),
    "key-missing": (
        400,
        "缺少命令编号。请刷新页面后再试；程序请在 Idempotency-Key 中附 UUID。",
        "The command has no key. Reload the page; a program sends a UUID as Idempotency-Key.",
    ),
    "key-used": (
        422,
        "此命令编号已用于另一件事，请刷新后再试。",
        "This key came before with other words. Reload the page.",
    ),
    "malformed": (422, "有内容需要改正，共{count}处。", "To be put right: {count}."),
    "unfit": (422, "{why}", "{why}"),
    "too-large": (413, "内容过大，请分批提交。", "That is too much at once. Send it in parts."),
    "wrong-type": (415, "请以 application/json 提交。", "Send it as application/json."),
    "coming-back": (503, "系统正在恢复，请稍后再试。", "The house is coming back. Try again in a moment."),
    "broken": (500, "系统出错，已记录，请稍后再试。", "Something broke and was written down. Try again later."),
}


class TurnedAway(Exception):
    """The door itself says no. The code is one of NOES."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, kw_only=True)
class No:
    """A no as the visitor is told it: in a sentence, word by word where words were wrong, and with who was first."""

    status: int
    code: str
    says: str
    wrong: tuple[tuple[str, str], ...] = ()
    by: str | None = None
    at: datetime | None = None
    wait_s: int | None = None

    def told(self) -> dict[str, Any]:
        """Return it as programs are told it, without what is empty."""
        last = {"by": self.by, "at": self.at.isoformat()} if self.by and self.at else None
        wrong = [{"field": field, "says": says} for field, says in self.wrong]
        told = {"error": self.code, "says": self.says, "wrong": wrong, "last": last}
        return {word: value for word, value in told.items() if value}


def no(code: str, language: str, **params: str) -> No:
    """Return a no of the door itself."""
    status, zh, en = NOES[code]
    return No(status=status, code=code, says=(en if language == "en" else zh).format(**params))


def no_of(exception: Exception, *, language: str, method: str | None) -> No | None:
    """Return the no that an exception means, or None where it means that something broke."""
    match exception:
        case Refused():
            by, at = _last_word(exception)
            return No(status=409, code=exception.code, says=sentence(exception, language), by=by, at=at)
        case Malformed():
            wrong = tuple((one.field, one.sentence(language)) for one in exception.wrong)
            answer = replace(no("malformed", language, count=str(len(wrong))), wrong=wrong)
            # A question that does not fit cannot be read; a body that does not fit was read, and is malformed.
            return replace(answer, status=400) if method in ("GET", "HEAD") else answer
        case NotHere():
            return no("not-here", language)
        case MayNot():
            return no("may-not", language)
        case KeyUsed():
            return no("key-used", language)
        case TurnedAway():
            return no(exception.code, language, **exception.params)
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return no("too-large", language)
        case UnreadablePostError() | SuspiciousOperation():
            return no("unreadable", language)
        case OperationalError() | InterfaceError():
            return coming_back(exception, language)
    return None


def coming_back(away: Exception, language: str) -> No:
    """Return the no of a house whose database is away."""
    logging.getLogger("anlan.door").error("the database is away: %s", away)
    return replace(no("coming-back", language), wait_s=AWAY_SECONDS)


def sentence(refused: Refused, language: str) -> str:
    """Say a refusal: numbers as the names that people know, states in words."""
    names = reads.names(str(value) for value in refused.params.values())
    shown = {word: _shown(str(value), names, language) for word, value in refused.params.items()}
    zh, en = sentences()[refused.code]
    return (en if language == "en" else zh).format(**shown)


def tell(request: HttpRequest, answer: No) -> HttpResponse:
    """Tell a no as the face expects it: as JSON under /api/, elsewhere as a page."""
    request.no = answer  # type: ignore[attr-defined]  # the door leaves a line of it
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse(answer.told(), status=answer.status, json_dumps_params={"ensure_ascii": False})
    else:
        response = render(request, _templates(answer), _context(request, answer), status=answer.status)
    if answer.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if answer.wait_s:
        response.headers["Retry-After"] = str(answer.wait_s)
    return response


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an address that leads nowhere."""
    return tell(request, no("not-here", _language(request)))


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for a request that nobody can read."""
    known = exception and no_of(exception, language=_language(request), method=request.method)
    return tell(request, known or no("unreadable", _language(request)))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for a form that came from another site, or from a page that has expired."""
    return tell(request, no("forged", _language(request)))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when something broke; what, is in the log and not here."""
    return tell(request, no("broken", _language(request)))


def _language(request: HttpRequest) -> str:
    """Return the language that the door heard; there is none where something broke before it."""
    return str(getattr(request, "language", "zh"))


def _templates(answer: No) -> list[str]:
    return [f"errors/{answer.status}.html", "errors/error.html"]


def _context(request: HttpRequest, answer: No) -> dict[str, Any]:
    """Return what an error page shows: the sentence and, to whoever has not signed in, the way to do so and back."""
    shown = {"no": answer, "sentence": answer.says}
    if answer.status != 401:
        return shown
    back = urlencode({"onward": request.get_full_path()}) if request.method == "GET" else ""
    way = {"href": f"{reverse('sign-in')}?{back}", "word": SIGN_IN[get_language() == "en"]}
    return shown | {"way": way}


def _last_word(refused: Refused) -> tuple[str | None, datetime | None]:
    """Return who spoke last of the item, and when: to the loser of a race, that is who was first."""
    for value in refused.params.values():
        if forms.ITEM_NO.fullmatch(str(value)) and (lines := lines_about(str(value))):
            last = lines[-1]
            return reads.names([last.actor])[last.actor], last.recorded_at
    return None, None


def _shown(value: str, names: Mapping[str, str], language: str) -> str:
    if value in words():
        zh, en = words()[value]
        return en if language == "en" else zh
    return f"#{forms.short(value)}" if forms.ITEM_NO.fullmatch(value) else names.get(value, value)
