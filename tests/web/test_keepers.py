"""What the three administrators find on their page, and what they can do there."""

import pytest

from anlan.kernel.journal.record import record
from anlan.kernel.registry import acts, noes, reads
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.doors import browser, do, program
from tests.registry.conftest import alone, clerk, land, new_post  # noqa: F401
from tests.web.test_pages import at_desk, morning, pressed  # noqa: F401


@pytest.fixture
def proposed(land, clerk):  # noqa: F811
    """The number of a post that the system administrator would fill, and to which nobody has agreed yet."""
    row = new_post(land, clerk, department="water", matter="danger")
    for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT):
        record([post(str(role), role, land.office, "9901")], by=by("console"), at=MORNING)
    return acts.propose_posts(rows=(row,), by=by("system"), at=MORNING).subject


def page(person: str, language: str = "zh-CN", address: str = "/") -> str:
    return str(at_desk(person, language).get(address).content, encoding="utf-8")


def test_what_was_proposed_waits_on_the_page_of_the_other_administrator_who_agrees_by_one_press(proposed, clerk):  # noqa: F811
    security = at_desk("security")
    assert f"/posts/{proposed}/agree/" in page("security")
    assert reads.post(proposed) is None

    answer = pressed(security, "/", f"/posts/{proposed}/agree/")

    assert answer.headers["Location"] == "/?agreed=1"
    assert "已同意这项任职" in security.get("/?agreed=1").content.decode()
    held = reads.post(proposed)
    assert held
    assert held.person == clerk
    assert "没有等同意的任职" in page("security")


def test_whoever_proposed_is_told_that_another_must_agree_and_is_refused_in_a_sentence(proposed):
    shown = page("system")
    answer = do(program("system"), "registry.approve_posts", {"posts": [proposed]})

    assert "您提名的，须由另一位管理员同意" in shown
    assert f"/posts/{proposed}/agree/" not in shown
    assert answer.status_code == 409
    refused = at_desk("system").post(f"/posts/{proposed}/agree/", {"command": "b4b6a1de-0000-4000-8000-000000000001"})
    assert refused.status_code == 409
    assert "须由另一人同意" in refused.content.decode()


def test_the_auditor_reads_who_was_told_no_in_words_and_page_by_page(proposed):
    for n in range(noes.PAGE + 1):
        asked = {"address": "10.9.9.9", "method": "GET", "path": f"/i/26-{n:06}/", "agent": "a browser"}
        noes.leave_line(at=MORNING, person="sun", post="post-sun", status=404, code="not-here", **asked)
    first = page("audit")

    assert first.count("没有这一项，或不在您的范围内") == noes.PAGE
    assert "/i/26-000100/" in first
    assert "/i/26-000000/" not in first
    [earlier] = {word.split('"')[0] for word in first.split('href="') if word.startswith("/?before=")}
    assert "/i/26-000000/" in page("audit", address=earlier)
    assert "没有更早的了" in page("audit", address=earlier)
    assert "There is no such thing" in page("audit", "en-GB")


def test_who_was_told_no_at_the_console_is_called_the_console_once_in_either_language(proposed):
    asked = {"address": "console", "method": "", "path": "anlan dangers strike-off", "agent": ""}
    noes.leave_line(at=MORNING, person="console", post="console", status=401, code="sign-in", **asked)

    assert page("audit").partition("管理员办理记录")[0].count("控制台") == 1
    assert "The console" in page("audit", "en-GB")
    assert "控制台" not in page("audit", "en-GB")


@pytest.mark.parametrize(("person", "reads_it"), [("system", False), ("security", False), ("audit", True)])
def test_each_administrator_sees_his_own_and_not_what_is_the_others(proposed, person, reads_it):
    browser(person).get("/items/")
    shown = page(person)

    assert ("审计记录" in shown) == reads_it
    assert ("等另一位管理员同意的任职" in shown) != reads_it
    assert "anlan " in shown
