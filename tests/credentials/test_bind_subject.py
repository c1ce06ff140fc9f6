"""Whose account a subject of the sign-in service is, an administrator says; nobody reads the subject afterwards."""

import uuid

import pytest
from django.test import Client

from anlan.kernel.credentials import acts, oidc, rules
from anlan.kernel.credentials.facts import SubjectBound
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.registry import accounts
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by
from tests.credentials.test_factor import dump
from tests.doors import browser, do, program
from tests.service import CLIENT, ISSUER

OFFICER = frozenset({Role.OFFICER})


@pytest.fixture(autouse=True)
def told(settings, monkeypatch):
    settings.OIDC = {"issuer": ISSUER, "client": CLIENT, "secret": "s", "name": "省统一身份认证"}
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


def bind(told: str = "u-1", person: str = "li", *, roles=OFFICER, issuer=ISSUER, bound_to=None, by_whom="security"):
    return rules.bind_subject(person, told, roles=roles, issuer=issuer, mark="^1", bound_to=bound_to, by=by(by_whom))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"issuer": ""}, "no-service"),
        ({"told": ""}, "subject-unfit"),
        ({"told": "x" * 256}, "subject-unfit"),
        ({"roles": frozenset({Role.OFFICER, Role.SYSTEM})}, "not-for-administrators"),
        ({"by_whom": "li"}, "not-for-administrators"),
        ({"bound_to": "wang"}, "subject-taken"),
    ],
)
def test_it_is_refused(words, code):
    with pytest.raises(Refused, match=code):
        bind(**words)


def test_a_subject_is_bound_to_one_person_and_stands_nowhere_in_clear(keepers):
    wang = keepers.wang

    acts.bind_subject(person=wang, subject=" employee-630222-77 ", by=by("security"), at=MORNING)

    assert oidc.person_of("employee-630222-77") == wang
    [bound] = [one.fact for one in lines_about(wang) if isinstance(one.fact, SubjectBound)]
    assert bound.issuer == ISSUER
    assert "employee-630222-77" not in dump()
    assert accounts.signs_in(wang)
    with pytest.raises(Refused, match="subject-taken"):
        acts.bind_subject(person=keepers.ma, subject="employee-630222-77", by=by("security"), at=MORNING)
    acts.bind_subject(person=wang, subject="another", by=by("security"), at=MORNING)
    acts.bind_subject(person=keepers.ma, subject="employee-630222-77", by=by("security"), at=MORNING)
    assert rebuild.check() == []


def test_only_the_security_administrator_binds_and_nobody_who_holds_no_post(keepers, clerk):
    words = {"person": keepers.wang, "subject": "u-1"}
    for person in ("system", "audit", "li", keepers.wang):
        assert do(program(person), "credentials.bind_subject", words).status_code == 403
    assert do(Client(), "credentials.bind_subject", words).status_code == 401
    with pytest.raises(NotHere):
        acts.bind_subject(person=clerk, subject="u-1", by=by("security"), at=MORNING)


def test_on_the_page_of_the_people_it_is_bound_and_ended(keepers):
    security, people = browser("security"), f"/people/?organisation={keepers.mill}"
    address = f"/people/{keepers.wang}/subject/"
    assert address in security.get(people).content.decode()
    assert address not in browser("system").get(people).content.decode()
    assert "省统一身份认证" in browser().get("/sign-in/").content.decode()

    assert security.post(address, {"subject": "", "command": str(uuid.uuid4())}).status_code == 409
    bound = security.post(address, {"subject": "u-1", "command": str(uuid.uuid4())})
    assert (bound.status_code, oidc.person_of("u-1")) == (302, keepers.wang)
    assert "解除统一身份绑定" in security.get(people).content.decode()
    assert security.post(address, {"end": "1", "command": str(uuid.uuid4())}).status_code == 302
    assert security.get(f"/people/{keepers.wang}x/subject/").status_code == 404
