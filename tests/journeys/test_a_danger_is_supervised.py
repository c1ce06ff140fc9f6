"""The prefecture lists a major danger at its page; all see the tag; it comes off the list when it was struck off."""

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal import rebuild
from tests.cast import MORNING, by, photo
from tests.dangers.test_list_ import major as major  # a major danger in Wang's hands, with offices at each level
from tests.dangers.test_list_ import stands
from tests.web.test_pages import at_desk, pressed
from tests.web.test_pages import morning as morning

PAGE = "/i/26-000001/"


def test_a_danger_is_listed_watched_and_delisted(major):
    ma, wang = at_desk("ma"), at_desk("wang")
    assert "级别" in ma.get(f"{PAGE}list_/").content.decode()
    said = {"level": "prefecture", "notice": "西安办督〔2026〕7号", "department": "safety", "until": "2026-08-15"}
    pressed(ma, f"{PAGE}list_/", f"{PAGE}list_/", **said)

    page = wang.get(PAGE).content.decode()
    assert '<span class="tag watch">挂牌督办</span>' in page
    assert "市（州）级 · 西安办督〔2026〕7号" in page
    assert "期限 2026-08-15" in page
    assert "cracked wall" in wang.get("/items/?view=listed").content.decode()
    assert "tag watch" in wang.get("/items/").content.decode()

    dangers.assure(item=major, responsibility="Wang", funds="paid", plan="leave", by=by("wang"), at=MORNING)
    dangers.submit(item=major, evidence=(photo("wang"),), by=by("wang"), at=MORNING)
    dangers.strike_off(item=major, evidence=(photo("li", "the wall stands"),), by=by("li"), at=MORNING)
    assert "cracked wall" in ma.get("/items/?view=listed").content.decode()
    page = ma.get(PAGE).content.decode()
    assert page.count("btn primary") == 1
    pressed(ma, f"{PAGE}delist/", f"{PAGE}delist/", notice="摘〔2026〕7号")

    assert stands(major).listed is None
    assert "没有挂牌督办的隐患" in wang.get("/items/?view=listed").content.decode()
    assert rebuild.check() == []
