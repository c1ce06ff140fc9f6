"""Who looks after people sees those within his reach; a whole number and a new code leave an audit line."""

import re
import uuid
from datetime import timedelta

import pytest

from anlan.kernel.credentials import codes, people
from anlan.kernel.journal.record import record
from anlan.kernel.registry import accounts, acts, noes, reads, tables
from anlan.kernel.registry.may import EVERYWHERE, MayNot, Role
from anlan.kernel.registry.rules import NewPerson
from anlan.kernel.ringing import tables as paths
from tests.cast import MORNING, TODAY, by, post
from tests.registry.conftest import alone, clerk, land  # noqa: F401
from tests.ringing.gateways import Gateway, behind
from tests.web.test_pages import at_desk, morning  # noqa: F401

PHONE = "13897123456"


@pytest.fixture
def keepers(land):  # noqa: F811
    """The land with all three administrators."""
    record([post("audit", Role.AUDIT, land.office, "99")], by=by("console"), at=MORNING)
    return land


def press(client, path: str, **words: str):
    return client.post(path, words | {"command": str(uuid.uuid4())})


def lines() -> list[tuple[str | None, str]]:
    return list(noes.AuditLine.objects.order_by("pk").values_list("person", "code"))


def code_in(answer) -> str:
    found = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", answer.content.decode())
    assert found
    return found[0]


def test_an_official_sees_the_last_four_and_the_whole_number_with_an_audit_line(land):  # noqa: F811
    li = at_desk("li")
    told = li.get(f"/people/?organisation={land.mill}").content.decode()
    assert "王建国" in told
    assert "****3456" in told
    assert PHONE not in told
    assert lines() == []
    assert "没有账号" not in told
    assert "没有账号" in at_desk("system").get(f"/people/?organisation={land.mill}").content.decode()

    told = press(li, f"/people/{land.wang}/phone/").content.decode()
    assert PHONE in told
    assert lines() == [("li", "phone-shown")]


def test_nobody_sees_the_people_of_another_county_or_a_number_that_is_none_of_his_business(keepers):
    assert at_desk("zhou").get(f"/people/?organisation={keepers.mill}").status_code == 404
    assert press(at_desk("zhou"), f"/people/{keepers.wang}/phone/").status_code == 404
    assert press(at_desk("system"), f"/people/{keepers.wang}/phone/").status_code == 403
    assert at_desk(keepers.ma).get("/people/").status_code == 403  # a mere member of a unit
    record([post(keepers.wang, Role.AUDIT, keepers.office, "990101")], by=by("console"), at=MORNING)
    assert press(at_desk("li"), f"/people/{keepers.wang}/phone/").status_code == 404, "nobody rings an administrator"


def test_the_safety_manager_invites_his_own_people_who_set_a_password_by_the_code(land):  # noqa: F811
    manager = at_desk(land.wang)
    answer = press(manager, "/people/invite/", name="周电工", phone="139 0000 0001", title="电工")
    assert answer.status_code == 200, answer.content.decode()
    code, told = code_in(answer), answer.content.decode()
    assert "demo-p-000003</b>，或名录中登记的本人手机号" in told
    assert "13900000001" not in told

    who = codes.show_in("13900000001", code, "a long road to Xining", address="10.1.2.3", at=MORNING)
    [held] = reads.posts_of(str(who), on=TODAY)
    assert (held.role, held.organisation, held.title) == (Role.MEMBER, land.mill, "电工")
    again = press(manager, "/people/invite/", name="周电工", phone="139 0000 0001", title="电工")
    assert again.status_code == 409


@pytest.mark.parametrize("comes", ["before", "after", "never"])
def test_an_invitation_takes_nobodys_telephone_number_nor_tells_whether_it_signs_in(land, comes):  # noqa: F811
    theirs, words = "13800000000", {"address": "10.1.2.4", "at": MORNING, "then": lambda known: None}
    opened = {"person": land.ma, "name": land.ma, "password": "a long road to Xining", "at": MORNING}
    if comes == "before":
        accounts.open_account(**opened)

    told = press(at_desk(land.wang), "/people/invite/", name="假人", phone=theirs, title="电工").content.decode()
    assert "demo-p-000003</b>，或名录中登记的本人手机号" in told
    assert accounts.Account.objects.get(person="demo-p-000003").name == "demo-p-000003"

    if comes == "after":
        accounts.open_account(**opened)
    if comes != "never":
        assert accounts.sign_in(theirs, "a long road to Xining", **words) == land.ma


def test_who_is_on_the_list_of_the_unit_already_gets_a_post_and_a_code_and_is_not_entered_twice(keepers):
    manager = at_desk(keepers.wang)
    row = NewPerson(organisation=keepers.mill, name="马哈三", phone="13900000007")
    listed = acts.register_people(rows=(row,), by=by("system"), at=MORNING).subject
    assert f"/people/invite/?person={listed}" in manager.get("/people/").content.decode()
    before = tables.Person.objects.count()

    answer = press(manager, f"/people/invite/?person={listed}", title="电工")
    assert answer.status_code == 200, answer.content.decode()
    assert f"{listed}</b>" in answer.content.decode()
    [held] = reads.posts_of(listed, on=TODAY)
    assert (held.role, held.organisation, held.title) == (Role.MEMBER, keepers.mill, "电工")
    assert tables.Person.objects.count() == before
    assert press(manager, f"/people/invite/?person={listed}", title="电工").headers["Location"] == "/people/"
    for stranger in ("li", "demo-p-999999"):
        assert manager.get(f"/people/invite/?person={stranger}").status_code == 404
        assert press(manager, f"/people/invite/?person={stranger}", title="电工").status_code == 404


def test_a_post_is_ended_only_after_a_question_and_that_it_was_is_said(keepers, monkeypatch):
    press(at_desk(keepers.wang), "/people/invite/", name="周电工", phone="139 0000 0001", title="电工")
    monkeypatch.setenv("ANLAN_NOW", (MORNING + timedelta(days=1)).isoformat())
    manager = at_desk(keepers.wang, at=MORNING + timedelta(days=1))
    [held] = reads.posts_of("demo-p-000003", on=TODAY)
    page = manager.get("/people/").content.decode()
    assert f'href="/posts/{held.no}/end/"' in page
    asked = manager.get(f"/posts/{held.no}/end/").content.decode()
    assert "不能撤回" in asked
    assert reads.posts_of(held.person, on=TODAY)

    done = press(manager, f"/posts/{held.no}/end/")
    assert reads.posts_of(held.person, on=TODAY + timedelta(days=1)) == ()
    assert "已免去" in manager.get(done.headers["Location"]).content.decode()
    assert "已免去" not in manager.get("/people/?ended=post-zhou").content.decode()


def test_a_code_is_given_to_whom_one_looks_after_and_never_to_oneself(keepers, clerk):  # noqa: F811
    def tried(who: str, whom: str) -> int:
        return int(press(at_desk(who), f"/people/{whom}/code/").status_code)

    assert tried("system", clerk) == 403  # who holds no post signs in nowhere
    record([post(clerk, Role.OFFICER, keepers.office, "990101")], by=by("console"), at=MORNING)
    assert (tried("security", clerk), tried("system", clerk)) == (403, 200)
    assert lines()[-1] == ("system", "code-given")
    record([post(clerk, Role.AUDIT, keepers.office, "990101", no="post-more")], by=by("console"), at=MORNING)
    assert (tried("system", clerk), tried("security", clerk)) == (403, 200)
    assert (tried(keepers.wang, keepers.wang), tried(keepers.wang, keepers.ma)) == (403, 404)
    assert tried("li", keepers.wang) == 403


def test_an_administrator_proposes_on_the_page_and_ends_what_he_should(keepers, clerk):  # noqa: F811
    words = {"person": clerk, "role": "officer", "title": "科长", "place": "990101", "from_on": "2026-07-01"}
    assert at_desk("system").get("/posts/new/").headers["Location"] == "/people/?choose=1"
    assert "再按其右边的“提名任职”" in at_desk("system").get("/people/?choose=1").content.decode()
    form = at_desk("system").get(f"/posts/new/?person={clerk}").content.decode()
    assert '<option value="990101" selected' in form, "the place of his unit, chosen and not typed"
    assert press(at_desk("system"), "/posts/new/", **words).headers["Location"] == "/?asked=1"
    asked = {"within": EVERYWHERE, "by": by("system"), "at": MORNING}
    assert [one.new.person for one in reads.proposals(**asked)] == [clerk]
    assert press(at_desk("system"), "/posts/new/", **(words | {"place": "998877"})).status_code == 409

    press(at_desk("system"), "/posts/post-li/end/")
    assert reads.post("post-li", on=TODAY) is None


def test_the_house_itself_tells_no_whole_number_to_who_keeps_it(keepers):
    held = reads.post("post-system")
    assert held is not None
    with pytest.raises(MayNot):
        people.phone(keepers.wang, post=held, by=by("system"), at=MORNING)


def test_the_roster_says_of_each_in_post_whether_he_can_be_reached_and_how_old_the_proof_is(keepers, monkeypatch):
    gateway = Gateway()
    behind(monkeypatch, gateway)
    paths.keep_paths(gateway.name, {keepers.wang: False}, at=MORNING - timedelta(days=2))

    record([post("sun", Role.LEADER, keepers.office, "99")], by=by("console"), at=MORNING)
    told = at_desk("sun").get(f"/people/?organisation={keepers.mill}").content.decode()
    assert "静默测试不通" in told
    assert "2 天前" in told
    assert "静默测试" not in at_desk("system").get(f"/people/?organisation={keepers.mill}").content.decode()
