"""Every address has a rule, and whoever may not is kept out: generated from the resolver, the acts and the reads."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any, NewType, get_args, get_origin, get_type_hints

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from anlan.kernel.journal.acts import ACTS, READS
from anlan.kernel.journal.facts import FileNo, ItemNo, PlaceCode
from anlan.kernel.journal.record import record
from anlan.kernel.registry.door import Rule
from anlan.kernel.registry.forms import kinds_of
from anlan.kernel.registry.may import OF_AN_ORGANISATION, Role
from anlan.kernel.registry.noes import No
from tests.abuse.test_crawl import PARTS
from tests.cast import MORNING, by, post
from tests.doors import ask, browser, do, grown, program, rows

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SAMPLES = {"name": "dangers.danger", "no": "26-000001", "verb": "accept"}
# A text that can be read as each kind of number or day.
TYPED: dict[Any, Any] = {
    ItemNo: "26-999999",
    FileNo: "0" * 64,
    PlaceCode: "6301",
    date: "2026-07-18",
    datetime: "2026-07-18T08:00:00+08:00",
    int: 1,
    bool: True,
    str: "b4b6a1de-0000-4000-8000-000000000001",
}


def sample(kind: Any) -> Any:
    """Return something that every door can read as this type."""
    if kind in TYPED:
        return TYPED[kind]
    if isinstance(kind, NewType):
        return "li"
    if get_origin(kind) is tuple:
        return [sample(get_args(kind)[0])]
    if get_origin(kind) is not None:
        return None
    if is_dataclass(kind):
        return {one.name: sample(get_type_hints(kind)[one.name]) for one in fields(kind) if one.default is MISSING}
    return next(iter(kind))


def routes(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the house, with its parts filled in."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, before + str(one.pattern))
        else:
            filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: SAMPLES.get(part[1], "1"), str(one.pattern))
            yield before + filled, one


ROUTES = dict(routes(get_resolver()))
RULES: dict[str, Rule | None] = {address: getattr(one.callback, "rule", None) for address, one in ROUTES.items()}
OPENED = ACTS | READS


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def everybody(put_right):
    """Somebody in each role, at home and in the county next to it; the danger is at home."""
    filled = []
    for role in Role:
        filled.append(post(f"{role}-here", role, "E-1" if role in OF_AN_ORGANISATION else "O-county", "6301"))
        filled.append(post(f"{role}-there", role, "E-2" if role in OF_AN_ORGANISATION else "O-else", "6302"))
    record(filled, by=by("console"), at=MORNING)
    return put_right


@pytest.mark.parametrize("address", sorted(ROUTES))
def test_every_address_has_a_rule(address):
    rule = RULES[address]

    assert rule is not None, f"{address} lets nobody in: mark its view with @page or @open_page"
    assert rule.may is not None or rule.why


@pytest.mark.parametrize("address", sorted(ROUTES))
def test_an_address_takes_only_the_methods_it_names(address, county):
    rule, client = RULES[address], browser("li")
    assert rule is not None

    for method in METHODS:
        if method not in rule.methods:
            answer = client.generic(method, address)
            assert answer.status_code == 405, method
            assert answer.headers["Allow"] == ", ".join(rule.methods)


@pytest.mark.parametrize("address", sorted(ROUTES))
def test_nobody_comes_in_unknown(address, county):
    rule = RULES[address]
    assert rule is not None

    for method in set(rule.methods) & {"GET", "POST"}:
        answer = Client().generic(method, address, content_type="application/json")
        told: No | None = answer.wsgi_request.no  # type: ignore[attr-defined]
        assert (told is not None and told.code == "sign-in") == (rule.may is not None), method


@pytest.mark.parametrize("role", sorted(Role))
def test_an_address_is_for_the_roles_that_its_rule_names(role, everybody):
    client = browser(f"{role}-here")
    for address, rule in RULES.items():
        if rule is not None and rule.may is not None and role not in rule.may:
            for method in set(rule.methods) & {"GET", "POST"}:
                assert client.generic(method, address).status_code == 403, address


@pytest.mark.parametrize(
    "address", sorted(address for address, rule in RULES.items() if rule and "GET" in rule.methods)
)
def test_looking_changes_nothing(address, everybody):
    client, before = browser("li"), rows()

    status = client.get(address).status_code

    assert grown(before) == ({"registry_audit": 1} if 400 <= status < 500 else {})


@pytest.mark.parametrize("name", sorted(OPENED))
def test_an_act_or_a_question_is_for_the_roles_that_it_names(name, everybody):
    for role in Role:
        client = program(f"{role}-here")
        answer = do(client, name, {}) if name in ACTS else ask(client, name)
        assert (answer.status_code == 403) == (role not in OPENED[name].may), role
        assert answer.status_code < 500
    assert (do(Client(), name, {}) if name in ACTS else ask(Client(), name)).status_code == 401


ABOUT_ONE = sorted(name for name, opened in OPENED.items() if {"item", "no"} & opened.asked)


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_what_lies_elsewhere_is_not_here_whatever_the_role(name, everybody):
    def tried(number: str) -> Any:
        words = {word: sample(kind) for word, (kind, optional) in asked.items() if not optional}
        words |= {word: number for word in ("item", "no") if word in asked}
        return do(client, name, words) if name in ACTS else ask(client, name, **words)

    asked = kinds_of(OPENED[name])
    for role in sorted(OPENED[name].may):
        client = program(f"{role}-there")
        elsewhere, never = tried(everybody), tried("demo-2026-999999")
        assert elsewhere.status_code == never.status_code == 404, (role, elsewhere.content)
        assert elsewhere.content == never.content


def test_every_part_of_an_address_is_one_that_the_crawl_can_fill_in():
    """Whoever makes an address says in `tests/abuse/test_crawl.py` what its parts may stand for, to have it tried."""
    parts = {part for route in get_resolver().url_patterns for part in re.findall(r"<\w+:(\w+)>", str(route.pattern))}

    assert parts - set(PARTS) == set()
