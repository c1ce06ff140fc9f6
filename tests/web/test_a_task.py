"""Where nobody checks, through the doors: what the pages say of the task, and how its way ends."""

import pytest

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.reads import item
from anlan.kernel.registry.may import EVERYWHERE, Role
from tests.cast import MORNING, by, photo, post
from tests.doors import ask, do, program
from tests.registry.conftest import alone, clerk, land  # noqa: F401
from tests.web.test_pages import at_desk, morning, pressed  # noqa: F401


@pytest.fixture
def waiting(land):  # noqa: F811
    """The number of a danger that was put right at the mill, where nobody checks what water does; Sun leads."""
    record([post("qian", Role.DUTY, land.office, "990101")], by=by("console"), at=MORNING)
    words = {"what": "a leak", "place": "990101", "department": "water", "organisation": land.mill, "owner": land.wang}
    no = dangers.file(**words, told=Description(), by=by("qian"), at=MORNING).subject
    items.accept(item=no, by=by(land.wang), at=MORNING)
    shown = (photo(land.wang),)
    dangers.submit(item=no, evidence=shown, by=by(land.wang), at=MORNING)
    return no


def page(person: str, address: str, language: str = "zh-CN") -> str:
    return str(at_desk(person, language).get(address).content, encoding="utf-8")


def test_the_head_finds_it_on_today_and_its_page_says_why_and_what_to_do(waiting):
    assert "接收：水利隐患无人验收" in page("sun", "/")
    pressed(at_desk("sun"), "/", "/i/26-000002/accept/", stay="/")
    assert "明确验收人：水利隐患无人验收" in page("sun", "/")

    told = page("sun", "/i/26-000002/")
    for words in ("1 件整改已提请验收", "系统管理员提名", "propose-posts", 'href="/i/26-000001/"', "系统随之记下"):
        assert words in told
    assert "没有检查时的照片" not in told
    told = page("sun", "/i/26-000002/", "en")
    for words in ("1 danger was submitted", "the security administrator agrees", "followed by itself"):
        assert words in told
    for verb in ("submit", "strike_off", "void", "correct"):
        assert f"/i/26-000002/{verb}/" not in told
        assert at_desk("qian").get(f"/i/26-000002/{verb}/").status_code == 404


def test_the_page_of_the_danger_says_whose_step_is_next(waiting, land):  # noqa: F811
    assert "下一步：sun 明确验收人（任务 #26-000002）" in page(land.wang, "/i/26-000001/")
    assert "has a checker named (task #26-000002)" in page("qian", "/i/26-000001/", "en")
    assert at_desk(land.wang).get("/i/26-000002/").status_code == 404
    for address in (
        "/items/",
        "/items/?print=1",
        "/i/26-000001/?print=1",
        "/i/26-000001/peek/",
        "/i/26-000002/?print=1",
    ):
        assert at_desk("sun").get(address).status_code == 200


def test_two_administrators_end_it_and_the_danger_is_checked(waiting, land, clerk):  # noqa: F811
    row = {"role": "officer", "title": "科长", "person": clerk, "organisation": land.office, "place": "990101"}
    row |= {"department": "water", "matter": "danger", "from_on": "2026-07-01"}
    proposed = do(program("system"), "registry.propose_posts", {"rows": [row]}).json()["subject"]
    assert do(program("sun"), "registry.approve_posts", {"posts": [proposed]}).status_code == 403
    assert do(program("security"), "registry.approve_posts", {"posts": [proposed]}).status_code == 200

    assert item(waiting, kind=None, within=EVERYWHERE).checker == clerk
    told = ask(program("sun"), "obligations.show", no="26-000002").json()["answer"]
    assert told["item"]["state"] == "struck-off"
    assert "任务已办，销号" in page("sun", "/i/26-000002/")
    assert "验收" in page("sun", "/i/26-000001/")
