"""How words from outside become values: one table for forms, JSON and the command line.

What an act or a read is asked stands in its signature. Text is put in order here, once, and nowhere else.
"""

from __future__ import annotations

import inspect
import re
import types
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict

from anlan.engines.sheets.texts import without_unseen
from anlan.kernel.journal.acts import Read
from anlan.kernel.journal.facts import (
    BEIJING,
    FileNo,
    ItemNo,
    JobNo,
    NotHere,
    OrganisationNo,
    PersonNo,
    PlaceCode,
    PostNo,
    SiteNo,
    SourceNo,
    WarningNo,
    WatchNo,
)

TEXT_MOST = 4_000  # characters of one text
ROWS_MOST = 5_000  # of one list
DEPTH_MOST = 4  # records within records
INT_MOST = 2**63 - 1
OF_THE_DOOR = frozenset({"command", "csrfmiddlewaretoken"})

# What XML cannot hold, and so neither papers nor spreadsheets can; and halves of characters.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NUL, BREAK = re.compile("\x00"), re.compile("[\t\n\r]")  # no text on PostgreSQL; no part of an address
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

WRONG = {
    "missing": ("请填写“{field}”。", "Fill in “{field}”."),
    "unknown": ("没有“{field}”这一项，请删去。", "There is no “{field}” here. Leave it out."),
    "twice": ("“{field}”只能填一次。", "Give “{field}” once only."),
    "text": ("“{field}”应为文字。", "“{field}” must be text."),
    "text-long": (
        "“{field}”最多{most}个字，请缩短。",
        "“{field}” may have {most} characters at most. Make it shorter.",
    ),
    "text-unfit": (
        "“{field}”含有无法打印的字符，请删去。",
        "“{field}” has characters that cannot be printed. Remove them.",
    ),
    "list": ("“{field}”应为列表。", "“{field}” must be a list."),
    "list-long": (
        "“{field}”一次最多{most}项，请分批提交。",
        "“{field}” may have {most} entries at most. Send it in parts.",
    ),
    "record": ("“{field}”应为一组有名称的值。", "“{field}” must be a set of named values."),
    "integer": ("“{field}”应为整数，如 12。", "“{field}” must be a whole number, such as 12."),
    "yes-or-no": ("“{field}”只能是“是”或“否”。", "“{field}” must be yes or no (true or false)."),
    "day": ("“{field}”应为日期，如 2026-07-18。", "“{field}” must be a day, such as 2026-07-18."),
    "moment": (
        "“{field}”应为带时区的时间，如 2026-07-18T10:14:00+08:00。",
        "“{field}” must be a time with its zone, such as 2026-07-18T10:14:00+08:00.",
    ),
    "moment-here": (
        "“{field}”应为时间，如 2026-07-18 10:14。",
        "“{field}” must be a time, such as 2026-07-18 10:14.",
    ),
    "choice": ("“{field}”只能是：{choices}。", "“{field}” must be one of: {choices}."),
    "item-no": (
        "“{field}”应为事项编号，如 #26-004217。",
        "“{field}” must be the number of an item, such as #26-004217.",
    ),
    "file-no": (
        "“{field}”应为已上传文件的编号。请先上传文件。",
        "“{field}” must be the number of a file. Upload the file first.",
    ),
    "place-code": ("“{field}”应为行政区划代码，如 630222。", "“{field}” must be the code of a place, such as 630222."),
    "number": ("“{field}”应为编号，如 {example}。", "“{field}” must be a number such as {example}."),
}


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One word that does not fit: where it stood, what is wrong with it, and what would be right."""

    field: str
    code: str
    params: Mapping[str, str]

    def sentence(self, language: str) -> str:
        """Say what to do, in this language."""
        zh, en = WRONG[self.code]
        return (en if language == "en" else zh).format(field=self.field, **self.params)


class Malformed(Exception):
    """What was sent does not fit what was asked for; `wrong` names every word that does not."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__(", ".join(f"{one.field}: {one.code}" for one in wrong))
        self.wrong = wrong


def misfit(field: str, code: str, **params: str) -> Malformed:
    """Return the exception that says what is wrong with one word."""
    return Malformed(Wrong(field=field, code=code, params=params))


def came_from(request: HttpRequest) -> str:
    """Return the page of this house on which a form was sent, as far as the browser tells."""
    try:
        told = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        return ""
    return told._replace(scheme="", netloc="").geturl() if told.netloc == request.get_host() else ""


def must_be_fit(request: HttpRequest) -> None:
    """Let nothing past the door that no database keeps; of what else cannot be printed a field says so on its form."""
    if UNFIT.search(request.path_info) or BREAK.search(request.path_info):
        raise NotHere
    sent = [(request.GET, UNFIT)]
    if request.method == "POST" and request.content_type in FORMS:
        sent.append((request.POST, NUL))
    unfit = {
        word for form, bad in sent for word, texts in form.lists() if any(map(bad.search, [word, *map(str, texts)]))
    }
    if unfit:
        shown = sorted(UNFIT.sub("", word[:80]) or "?" for word in unfit)
        raise Malformed(*(Wrong(field=word, code="text-unfit", params={}) for word in shown))


def said(form: QueryDict) -> dict[str, list[str]]:
    """Return what a form or a query says, each word as often as it stands there, without what is the door's."""
    return {word: [str(text) for text in texts] for word, texts in form.lists() if word not in OF_THE_DOOR}


def words_of_form(opened: Read[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a form, a query or a command line says: lists of texts, blank ones as good as none.

    A page may put values of its own beside them.
    """
    flat: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for word, texts in given.items():
        kind, _ = _asked(opened).get(word, (str, True))
        if not isinstance(texts, list):
            flat[word] = texts
            continue
        said = [text for text in texts if text.strip()]
        if get_origin(_bare(kind)) is tuple:
            flat[word] = said
        elif len(texts) > 1:
            wrong.append(Wrong(field=word, code="twice", params={}))
        elif said or word not in _asked(opened):
            flat[word] = texts[0]
    return _read(opened, flat, typed=False, wrong=wrong)


def words_of_json(opened: Read[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a JSON body says: numbers are numbers and texts are texts."""
    return _read(opened, given, typed=True, wrong=[])


def kinds_of(opened: Read[..., Any]) -> dict[str, tuple[Any, bool]]:
    """Return the type of every word that may be asked, and whether it may be left out."""
    return dict(_asked(opened))


def value(kind: Any, given: Any, *, field: str, typed: bool, depth: int = 0) -> Any:
    """Return the value of this type that was meant. Raises Malformed where none was."""
    if isinstance(given, date) or is_dataclass(given):  # a page's own value; nothing that is sent is one
        return given
    if kind in PARSERS:
        return PARSERS[kind](_text(given, field), field)
    if kind in TYPED:
        return TYPED[kind](given, field, typed)
    if _bare(kind) is not kind:
        return None if given is None else value(_bare(kind), given, field=field, typed=typed, depth=depth)
    if get_origin(kind) is tuple:
        return _several(get_args(kind)[0], given, field=field, typed=typed, depth=depth)
    if isinstance(kind, NewType):
        return value(kind.__supertype__, given, field=field, typed=typed, depth=depth)
    if inspect.isclass(kind) and issubclass(kind, StrEnum):
        return _one_of(kind, given, field)
    assert is_dataclass(kind), f"{field}: no door can read {kind}"
    return _record(kind, given, field=field, depth=depth)


def text(given: str, *, field: str = "text", most: int = TEXT_MOST) -> str:
    """Put a text in order: composed characters, plain line ends, no blanks around it, nothing unprintable or unseen."""
    if len(given) > most:  # before anything that takes time with its length
        raise misfit(field, "text-long", most=str(most))
    if UNFIT.search(given):
        raise misfit(field, "text-unfit")
    lines = without_unseen(given).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip()


def short(no: str) -> str:
    """Return the number of an item as people say it: `26-004217`; that of another house stays whole."""
    return no.removeprefix(f"{settings.ORIGIN}-20") if ITEM_NO.fullmatch(no) else no


def _read(opened: Read[..., Any], given: Mapping[str, Any], *, typed: bool, wrong: list[Wrong]) -> dict[str, Any]:
    asked, read = _asked(opened), {}
    wrong += [Wrong(field=text(word[:80]) or "?", code="unknown", params={}) for word in given if word not in asked]
    named = {one.field for one in wrong}
    for word, (kind, optional) in asked.items():
        if word in given:
            try:
                read[word] = value(kind, given[word], field=word, typed=typed)
                if read[word] == () and not optional:  # about none of them, there is nothing to say
                    raise misfit(word, "missing")
            except Malformed as no:
                wrong += no.wrong
        elif not typed and _bare(kind) is not kind:
            read[word] = None  # a form has no other way to say nothing
        elif not optional and word not in named:
            wrong.append(Wrong(field=word, code="missing", params={}))
    if wrong:
        raise Malformed(*wrong)
    return read


@cache
def _asked(opened: Read[..., Any]) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(opened.function)
    named = inspect.signature(opened.function).parameters
    return {word: (hints[word], named[word].default is not named[word].empty) for word in named if word in opened.asked}


def _bare(kind: Any) -> Any:
    """Return `X` for `X | None`, and any other type as it is."""
    if get_origin(kind) in (Union, types.UnionType):
        [bare] = [one for one in get_args(kind) if one is not type(None)]
        return bare
    return kind


def _text(given: Any, field: str) -> str:
    if not isinstance(given, str):
        raise misfit(field, "text")
    return text(given, field=field)


def _several(kind: Any, given: Any, *, field: str, typed: bool, depth: int) -> tuple[Any, ...]:
    if not isinstance(given, list | tuple):
        raise misfit(field, "list")
    if len(given) > ROWS_MOST:
        raise misfit(field, "list-long", most=str(ROWS_MOST))
    named = (f"{field}[{number}]" for number in range(1, len(given) + 1))
    return tuple(value(kind, one, field=name, typed=typed, depth=depth) for name, one in zip(named, given, strict=True))


def _one_of(kind: type[StrEnum], given: Any, field: str) -> StrEnum:
    try:
        return kind(given)
    except ValueError as wrong:
        raise misfit(field, "choice", choices=", ".join(kind)) from wrong


def _record(kind: Any, given: Any, *, field: str, depth: int) -> Any:
    """Read a record within a body; a form sends none, for its pages are made by hand."""
    if not isinstance(given, dict) or depth >= DEPTH_MOST:
        raise misfit(field, "record")
    hints, named = get_type_hints(kind), {one.name: one for one in fields(kind)}
    wrong = [
        Wrong(field=f"{field}.{text(word[:80])}", code="unknown", params={}) for word in given if word not in named
    ]
    read = {}
    for word, one in named.items():
        where = f"{field}.{word}"
        if word in given:
            read[word] = value(hints[word], given[word], field=where, typed=True, depth=depth + 1)
        elif one.default is MISSING and one.default_factory is MISSING:
            wrong.append(Wrong(field=where, code="missing", params={}))
    if wrong:
        raise Malformed(*wrong)
    return kind(**read)


def _integer(given: Any, field: str, typed: bool) -> int:
    if not typed and isinstance(given, str) and re.fullmatch("-?[0-9]{1,19}", given.strip()):
        given = int(given)
    if type(given) is not int or abs(given) > INT_MOST:  # a bool is an int to Python
        raise misfit(field, "integer")
    return given


YES_AND_NO = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


def _yes_or_no(given: Any, field: str, typed: bool) -> bool:
    said = given if typed or not isinstance(given, str) else YES_AND_NO.get(given.strip().lower())
    if not isinstance(said, bool):
        raise misfit(field, "yes-or-no")
    return said


def _day(given: str, field: str) -> date:
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            day = date.fromisoformat(given)
            if 1900 <= day.year <= 2200:
                return day
    except ValueError:
        pass
    raise misfit(field, "day")


def _moment(given: Any, field: str, typed: bool) -> datetime:
    """Read a moment; a form has no zone and means Beijing."""
    said = _text(given, field)
    try:
        at = datetime.fromisoformat(said) if re.fullmatch(r"[0-9]{4}-[0-9:.TZ +-]{11,40}", said) else None
        if at is not None and at.tzinfo is None and not typed:
            at = at.replace(tzinfo=BEIJING)
        if at is not None and at.tzinfo is not None and 1900 < at.year < 2200:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise misfit(field, "moment" if typed else "moment-here")


ITEM_NO = re.compile(
    "#?(?:(?P<origin>[a-z0-9]{1,20})-20)?(?P<year>[0-9]{2})-(?P<number>[0-9]{1,12})(?:/(?P<episode>[0-9]{1,3}))?"
)


def _item_no(given: str, field: str) -> str:
    """Read `#26-4217`, `26-004217` or the whole number, each also with the episode behind it."""
    said = ITEM_NO.fullmatch(_plain(given).lower())
    if said is None:
        raise misfit(field, "item-no")
    episode = int(said["episode"] or 1)
    whole = f"{said['origin'] or settings.ORIGIN}-20{said['year']}-{int(said['number']):06}"
    return whole if episode <= 1 else f"{whole}/{episode}"


def _numbered(series: str) -> Callable[[str, str], str]:
    """Read the number of a thing of one series; `p-17` is ours, and any other is taken as it stands."""

    def read(given: str, field: str) -> str:
        said = _plain(given)
        if near := re.fullmatch(f"(?:([a-z0-9]{{1,20}})-)?{series}-([0-9]{{1,12}})", said.lower()):
            return f"{near[1] or settings.ORIGIN}-{series}-{int(near[2]):06}"
        if not re.fullmatch("[A-Za-z0-9-]{1,40}", said):
            raise misfit(field, "number", example=f"{settings.ORIGIN}-{series}-000017")
        return said

    return read


def _file_no(given: str, field: str) -> str:
    said = _plain(given).lower()
    if not re.fullmatch("[0-9a-f]{64}", said):
        raise misfit(field, "file-no")
    return said


def _place_code(given: str, field: str) -> str:
    said = _plain(given)
    if not re.fullmatch("[0-9]{12}|[0-9]{9}|[0-9]{6}|[0-9]{4}|[0-9]{2}", said):
        raise misfit(field, "place-code")
    return said


def _plain(given: str) -> str:
    """Return a number as if it had been typed on a plain keyboard."""
    return unicodedata.normalize("NFKC", given).strip()


SERIES: dict[Any, str] = {PersonNo: "p", OrganisationNo: "o", PostNo: "t", SiteNo: "s", JobNo: "j", WatchNo: "w"}
SERIES |= {WarningNo: "a", SourceNo: "f"}
# How each kind of word is read, at every door. The first table gets the text in order, the second what came.
PARSERS: dict[Any, Callable[[str, str], Any]] = {
    str: lambda given, _: given,
    date: _day,
    ItemNo: _item_no,
    FileNo: _file_no,
    PlaceCode: _place_code,
    **{kind: _numbered(series) for kind, series in SERIES.items()},
}
TYPED: dict[Any, Callable[[Any, str, bool], Any]] = {int: _integer, bool: _yes_or_no, datetime: _moment}
