"""Nobody becomes one of the three administrators, or puts one out, by what another holds alone."""

import uuid
from datetime import timedelta

import pytest

from anlan.kernel.credentials import acts, codes, oidc, people
from anlan.kernel.credentials.facts import CodesEnded, SubjectUnbound
from anlan.kernel.credentials.tables import OneTimeCode, Subject
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.facts import PersonNo, PlaceCode, Refused
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.registry import accounts
from anlan.kernel.registry import acts as registry_acts
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PeopleRegistered
from anlan.kernel.registry.may import MayNot, Role
from anlan.kernel.registry.rules import NewPost
from tests.abuse.test_sign_in_service import come, refused, served
from tests.cast import MORNING, TODAY, by, post
from tests.doors import account, browser, do, program, sign_in
from tests.factors import code_of, give, half_of
from tests.factors import later as steps_later
from tests.registry.conftest import land  # noqa: F401

OWN = "a longer road to Yushu"
PHONE = "13897123456"


@pytest.fixture
def keepers(land):  # noqa: F811
    """The land with all three administrators."""
    record([post("audit", Role.AUDIT, land.office, "99")], by=by("console"), at=MORNING)
    return land


@pytest.fixture
def service(keepers, settings, monkeypatch):
    """The service of the province."""
    return served(settings, monkeypatch)


def granted(keepers, person: str, role: Role, *, days: int = 0) -> str:
    """Let two administrators put somebody in an administrator's post, so many days from now."""
    row = NewPost(
        role=role,
        title="管理员",
        person=PersonNo(person),
        organisation=keepers.office,
        place=PlaceCode("99"),
        from_on=TODAY + timedelta(days=days),
    )
    no = registry_acts.propose_posts(rows=(row,), by=by("security"), at=MORNING).subject
    registry_acts.approve_posts(posts=(no,), by=by("system"), at=MORNING)
    return str(no)


def coded(giver: str, person: str) -> str:
    held = registry.post(f"post-{giver}", on=TODAY)
    assert held
    return people.give_code(person, post=held, by=by(giver), at=MORNING)[1]


def shows_in(name: str, code: str) -> bool:
    try:
        return bool(codes.show_in(name, code, OWN, address="10.1.2.3", at=MORNING))
    except accounts.NotKnown:
        return False


@pytest.mark.parametrize("days", [0, 3])
def test_who_becomes_an_administrator_comes_in_by_the_service_no_more(days, service, keepers):
    acts.bind_subject(person=keepers.wang, subject="u-7", by=by("security"), at=MORNING)
    token, session = program(keepers.wang), come(service, "u-7")[0]
    assert session.get("/items/").status_code == 200

    granted(keepers, keepers.wang, Role.AUDIT, days=days)

    assert refused(come(service, "u-7")[1], "sso-unbound")
    assert session.get("/items/").status_code == 401, "what was open has ended"
    assert token.get("/api/reads/obligations.today").status_code == 401
    assert SubjectUnbound in {type(one.fact) for one in lines_about(keepers.wang)}
    with pytest.raises(Refused, match="not-for-administrators"):
        acts.bind_subject(person=keepers.wang, subject="u-7", by=by("security"), at=MORNING)
    browser(keepers.wang, at=MORNING + timedelta(seconds=1))
    assert rebuild.rebuild() == []
    assert accounts.Session.objects.filter(person=keepers.wang).count() == 1, "who came in since stays in"


def test_nor_does_he_whatever_the_table_says(service, keepers):
    account("audit")
    Subject.objects.create(person="audit", issuer="x", mark=oidc.mark("u-8"))

    assert refused(come(service, "u-8")[1], "sso-unbound")


def test_nor_does_who_was_half_way_in_by_the_service(service, keepers, monkeypatch):
    acts.bind_subject(person=keepers.wang, subject="u-7", by=by("security"), at=MORNING)
    give(keepers.wang)
    at = steps_later(4)
    monkeypatch.setenv("ANLAN_NOW", at.isoformat())
    client, answer = come(service, "u-7", at=at)
    half = half_of(answer)

    granted(keepers, keepers.wang, Role.AUDIT)

    tried = client.post("/sign-in/factor/", {"half": half, "code": code_of(keepers.wang, at)})
    assert (tried.status_code, "session" in client.cookies) == (401, False)


@pytest.mark.parametrize("days", [0, 3])
def test_nor_does_the_password_that_another_gave_him_by_a_code(days, keepers):
    """Whoever gave a member a code may have shown it in himself: what he knows opens nothing of an administrator."""
    assert shows_in(PHONE, coded("system", keepers.wang))

    granted(keepers, keepers.wang, Role.AUDIT, days=days)

    assert sign_in(browser(), PHONE, OWN).status_code == 401
    assert shows_in(PHONE, coded("security", keepers.wang))
    assert sign_in(browser(), PHONE, OWN).status_code == 302


def test_who_is_an_administrator_already_goes_on_when_his_post_is_granted_anew(keepers):
    account("audit")
    person = PeopleRegistered(people=("audit",), organisations=(keepers.office,))
    record([person], by=by("console"), at=MORNING)
    session = browser("audit")

    granted(keepers, "audit", Role.AUDIT, days=3)

    assert session.get("/").status_code == 200
    assert sign_in(browser(), "audit").status_code == 302


@pytest.mark.parametrize("days", [0, 3])
def test_a_code_from_before_somebody_became_an_administrator_is_worth_nothing(days, keepers):
    code = coded("system", keepers.wang)

    granted(keepers, keepers.wang, Role.AUDIT, days=days)

    assert CodesEnded in {type(one.fact) for one in lines_about(keepers.wang)}
    assert not OneTimeCode.objects.exists()
    assert not shows_in(PHONE, code)
    with pytest.raises(MayNot):
        coded("system", keepers.wang)
    assert shows_in(PHONE, coded("security", keepers.wang))
    assert rebuild.check() == []


def test_a_code_counts_as_long_as_whoever_gave_it_might_give_it(keepers):
    code = coded("system", keepers.wang)
    kept = OneTimeCode.objects.get()
    granted(keepers, keepers.wang, Role.AUDIT)
    kept.save(force_insert=True)  # as if nothing had ended it
    assert not shows_in(PHONE, code)

    code = coded("security", keepers.wang)
    record([post("system", Role.SECURITY, keepers.office, "99", no="post-security")], by=by("console"), at=MORNING)
    assert not shows_in(PHONE, code), "who gave it holds that post no more"


def test_by_a_code_of_which_nobody_knows_who_gave_it_no_administrator_comes_in(keepers):
    for person, counts in (("audit", False), (keepers.wang, True)):
        account(person)
        code = codes.give(person, by=by("console"), at=MORNING)[0]
        OneTimeCode.objects.update(given_by=None, given_in=None)
        assert shows_in(person, code) == counts


def test_no_administrator_alone_puts_another_out(keepers):
    system = program("system")
    ended = do(system, "registry.end_posts", {"posts": ["post-security", "post-audit"], "until_on": f"{TODAY}"})
    assert (ended.status_code, ended.json()["error"]) == (409, "ends-by-two")

    asked = {"post": "post-audit", "until_on": f"{TODAY}"}
    for words in ({"post": "post-security"}, {"post": "post-audit"}):
        assert do(system, "credentials.ask_ending", asked | words).status_code == 200
        assert do(system, "credentials.agree_ending", words).status_code == 409
    assert do(program("audit"), "credentials.agree_ending", {"post": "post-audit"}).status_code == 409
    assert do(program("audit"), "credentials.object_ending", {"post": "post-security"}).status_code == 200
    assert registry.post("post-security", on=TODAY)
    assert registry.post("post-audit", on=TODAY)
    for who in ("zhao", keepers.wang):
        assert do(program(who), "credentials.ask_ending", asked).status_code == 403


def test_the_three_see_it_on_their_home_until_it_is_settled(keepers):
    desks = {who: browser(who) for who in ("system", "security", "audit")}
    people = desks["system"].get(f"/people/?organisation={keepers.office}")
    asked = desks["system"].get("/posts/post-audit/end/").content.decode()
    assert (people.status_code, "由另一位管理员在首页同意后才免去" in asked) == (200, True)

    pressed = desks["system"].post("/posts/post-audit/end/", {"command": str(uuid.uuid4())})
    assert pressed.headers["Location"] == "/?asked=1"
    homes = {who: desk.get("/").content.decode() for who, desk in desks.items()}
    assert all("等另一位管理员同意的免职" in home for home in homes.values())
    assert "撤回申请" in homes["system"]
    assert "反对</button>" in homes["security"]
    assert "/posts/post-audit/end/agree/" not in homes["audit"], "it is his own"

    agreed = desks["security"].post("/posts/post-audit/end/agree/", {"command": str(uuid.uuid4())})
    assert agreed.headers["Location"] == "/?ended=1"
    assert registry.post("post-audit", on=TODAY) is None
    assert "等另一位管理员同意的免职" not in desks["system"].get("/").content.decode()
