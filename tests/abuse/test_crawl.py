"""Whoever asks whatever of any address, act or read: not a byte of another county comes back.

What is asked is made from the routes, the acts and the reads, so that a new one is asked as well.
"""

from __future__ import annotations

import inspect
import io
import os
import re
import sys
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import EnumType, StrEnum
from itertools import product
from typing import Any, NewType, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from anlan.engines.papers.dangers import Sheet
from anlan.kernel.chase import keeping
from anlan.kernel.chase.rules import Beating
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.journal.acts import ACTS, READS, Read
from anlan.kernel.journal.facts import (
    FileNo,
    ItemNo,
    JobNo,
    OrganisationNo,
    PersonNo,
    PlaceCode,
    PostNo,
    SiteNo,
    SourceNo,
    WarningNo,
    WatchNo,
)
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.lists import Group, View
from anlan.kernel.registry.forms import kinds_of
from anlan.kernel.registry.may import Role
from tests.abuse.counties import DRAWN, County, found
from tests.cast import MORNING, by, post
from tests.doors import browser, token_of

TYPED: dict[Any, Any] = {
    date: "2026-07-01",
    datetime: "2026-07-01T08:00:00+08:00",
    int: 1,
    bool: True,
}
# What a part of an address or a word of a page may stand for, other than a text. A new part of an address must be here.
PARTS: dict[str, Any] = {
    **{
        "no": (ItemNo, JobNo, WatchNo, WarningNo, PostNo, OrganisationNo, SourceNo, SiteNo),
        "file": (FileNo,),
        "ledger": Ledger,
        "verb": (),
        "name": ("item", "flash-flood-night"),
        "token": ("nothing",),
        "place": (PlaceCode,),
        "month": (DRAWN,),
    },
    "kind": Sheet,  # of a paper
}
WORDS: dict[str, Any] = {
    **{"place": (PlaceCode,), "organisation": (OrganisationNo,), "of": (ItemNo,), "to": (PersonNo,)},
    **{"owner": (PersonNo,), "evidence": (FileNo,), "files": (FileNo,), "view": View, "group": Group},
    **{"ledger": Ledger, "form": ("csv", "xlsx"), "print": ("1",), "page": ("1",), "post": (PersonNo,)},
}
THROUGH_ACTS = {"act", "read", "openapi"}
SAID = re.compile(r"""request\.(?:GET|POST)(?:\.get|\.getlist)?[(\[]\s*"(\w+)"|"(\w+)" in request\.(?:GET|POST)""")


@dataclass(frozen=True, kw_only=True)
class Probe:
    """Something that is asked: where, by which method, in which words."""

    method: str
    path: str
    words: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.words or ''}"


@pytest.fixture
def counties(db):
    """Two counties; and a leader of another province, and a weather office in the first."""
    ruby, opal = found("6301", "Rubystone"), found("6302", "Opalstone")  # no token says these by chance
    others = [post("far-leader", Role.LEADER, "far-office", "64")]
    others += [post("weather-officer", Role.OFFICER, "rubystone-office", "6301", "weather")]
    record(others, by=by("console"), at=MORNING)
    for what in Beating:  # all of the house goes on
        keeping.beat(what, MORNING)
    return ruby, opal


# Reach is reckoned before a database is asked, and in the same words of both: beside PostgreSQL one of each sort asks.
EVERYBODY = [*(f"rubystone-{role}" for role in Role), "opalstone-officer", "far-leader", "weather-officer"]
OF_EACH_SORT = ["rubystone-officer", "rubystone-enterprise", "far-leader", "weather-officer"]


@pytest.mark.parametrize("person", OF_EACH_SORT if "ANLAN_DB" in os.environ else EVERYBODY)
def test_nobody_gets_a_byte_of_another_county_whatever_he_asks(person, counties):
    ruby, opal = counties
    home, away = (opal, ruby) if person.startswith("opal") else (ruby, opal)
    role = person.split("-")[-1]
    keys, heard = (browser(person).cookies["session"].value, token_of(person)), 0

    for probe in (*of_pages(home, away), *of_acts_and_reads(home, away, role)):
        told = asked(keys, probe)
        if role in ("system", "security"):  # whoever keeps the register of people may call each of them by name
            told = told.replace(f"{away.mark} {away.key}-", f"{away.key}-")
        for secret in secrets(person, away):
            assert secret not in told or secret in str(probe), f"{person} asked {probe} and was told {secret}"
        heard += home.mark in told

    if role in ("inspector", "officer", "leader", "enterprise") and person not in ("far-leader", "weather-officer"):
        assert heard > 20, "whoever asks of his own is told it"


def secrets(person: str, away: County) -> Iterator[str]:
    """Yield what this person is never told unless he said it himself: any mark, and any number, of the other county."""
    yield away.mark
    for kind, numbers in away.numbers.items():
        yield from numbers if kind is not PlaceCode else ()
    if person in ("far-leader", "weather-officer", "rubystone-member"):
        yield "Ruby exit"
    if person == "far-leader":
        yield "Ruby"


def asked(keys: tuple[str, str], probe: Probe) -> str:
    """Ask; return everything that comes back as one text. Nothing that was done stays."""
    session, token = keys
    is_api = probe.path.startswith("/api/")
    client = Client(headers={"Authorization": f"Bearer {token}"} if is_api else {})
    client.cookies["session"] = session
    key = str(uuid.uuid4())
    with transaction.atomic():
        if probe.method == "GET":
            answer = client.get(probe.path)
        elif is_api:
            headers = {"Idempotency-Key": key}
            answer = client.post(probe.path, probe.words, content_type="application/json", headers=headers)
        else:
            answer = client.post(probe.path, probe.words | {"command": key})
        assert answer.status_code < 500, probe
        transaction.set_rollback(True)
    return f"{answer.headers}{readable(answer.content)}"


def readable(content: bytes) -> str:
    """Return the text of an answer, also where it lies packed in a workbook."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return content.decode("utf-8", "replace")


def of_pages(home: County, away: County) -> Iterator[Probe]:
    """Yield what is asked of every address: with each number in it, and each word of its page, of here and of there."""
    for route in get_resolver().url_patterns:
        assert isinstance(route, URLPattern)
        rule = route.callback.rule  # type: ignore[attr-defined]
        if route.name in THROUGH_ACTS:
            continue
        paths, words = list(filled(str(route.pattern), home, away)), words_of(route)
        if "GET" in rule.methods:
            yield from (Probe(method="GET", path=path) for path in paths)
            for word in words:
                for value in (*values(WORDS.get(word, ()), away), away.sought):
                    yield Probe(method="GET", path=f"{paths[0]}?{urlencode({word: value})}")
        if "POST" in rule.methods:
            yield Probe(method="POST", path=paths[0], words=form(words, away, away))
            yield from (Probe(method="POST", path=path, words=form(words, away, home)) for path in paths)


def filled(pattern: str, home: County, away: County) -> Iterator[str]:
    """Yield an address with its parts filled in, in every way; the first is of here."""
    names = re.findall(r"<\w+:(\w+)>", pattern)
    moved = "watch" if pattern.startswith("watches/") else "item"
    verbs = sorted({name.split(".")[1] for name, act in ACTS.items() if moved in act.asked})
    ways = [verbs if name == "verb" else [*values(PARTS[name], home), *values(PARTS[name], away)] for name in names]
    for chosen in product(*ways):
        if (
            chosen[1:]
            and chosen[1] in verbs[1:]
            and chosen[0] not in (home.numbers[ItemNo][0], home.numbers[WatchNo][0])
        ):
            continue  # of what is elsewhere or over all verbs are alike
        path = f"/{pattern}"
        for value in chosen:
            path = re.sub(r"<\w+:\w+>", value, path, count=1)
        yield path


def words_of(route: URLPattern) -> list[str]:
    """Return the words that the page of a route looks at, as its module says."""
    source = inspect.getsource(sys.modules[route.callback.__module__])
    return sorted({one or other for one, other in SAID.findall(source)} | ({"q"} if "ASKED" in source else set()))


def values(kinds: Any, county: County) -> list[str]:
    if isinstance(kinds, EnumType):
        return [*map(str, kinds)]
    return [value for kind in kinds for value in county.numbers.get(kind, (kind,))[:2]]


def form(words: list[str], away: County, unit: County) -> dict[str, Any]:
    """Return a form that says everything of there, of a unit of here or of there."""
    said: dict[str, Any] = {word: values(WORDS[word], away)[:1] if word in WORDS else "x" for word in words}
    said |= {"what": "x", "basis": "x", "measures": "x", "control": "x", "why": "x", "text": "x", "grade": "general"}
    said |= {"organisation": unit.numbers[OrganisationNo][0], "place": away.code, "department": "safety"}
    said |= {"owner": away.numbers[PersonNo][4], "to": away.numbers[PersonNo][4], "source": "inspection"}
    said |= {"evidence": away.numbers[FileNo][0], "files": away.numbers[FileNo][0], "onward": "/items/"}
    return said


def of_acts_and_reads(home: County, away: County, role: str) -> Iterator[Probe]:
    """Yield what is asked of every act and read: each word once of there, the others of here; and all of there."""
    for name, opened in (ACTS | READS).items():
        if role not in opened.may:
            continue
        for words in said_of(opened, home, away):
            if name in ACTS:
                yield Probe(method="POST", path=f"/api/acts/{name}", words=words)
            else:
                yield Probe(method="GET", path=f"/api/reads/{name}?{urlencode(words, doseq=True)}")


def said_of(opened: Read[..., Any], home: County, away: County) -> Iterator[dict[str, Any]]:
    kinds = kinds_of(opened)
    own = {word: first(kind, home) for word, (kind, optional) in kinds.items() if not optional}
    yield own
    yield {word: first(kind, away) for word, (kind, _) in kinds.items()}
    for word, (kind, _) in kinds.items():
        for value in foreign(kind, home, away):
            yield own | {word: value}


def first(kind: Any, county: County) -> Any:
    """Return a value of this type that speaks of a county."""
    if kind in county.numbers:
        return county.numbers[kind][0]
    if kind in TYPED:
        return TYPED[kind]
    if isinstance(kind, NewType) or kind is str:
        return county.sought
    if get_origin(kind) is tuple:
        return [first(get_args(kind)[0], county)]
    if get_origin(kind) is not None:
        return first(next(one for one in get_args(kind) if one is not type(None)), county)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {one.name: first(hints[one.name], county) for one in fields(kind) if one.default is MISSING}
    return next(iter(kind))


def foreign(kind: Any, home: County, away: County) -> Iterator[Any]:
    """Yield values of this type in which one thing is of there."""
    if kind in away.numbers:
        yield from away.numbers[kind][:2]
    elif kind is str:
        yield away.sought
    elif get_origin(kind) is tuple:
        yield from ([value] for value in foreign(get_args(kind)[0], home, away))
    elif get_origin(kind) is not None:
        for one in get_args(kind):
            yield from foreign(one, home, away)
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        yield first(kind, home) | {word: away.sought for word, one in hints.items() if one is str}
        for word, one in hints.items():
            for value in foreign(one, home, away) if one is not str else ():
                yield first(kind, home) | {word: value}
    elif inspect.isclass(kind) and issubclass(kind, StrEnum):
        yield from kind
