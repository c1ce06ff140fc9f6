"""Li grades a danger anew; Wang says its five assurances at his page, and only then it goes to be checked."""

from anlan.kernel.journal import rebuild
from anlan.kernel.obligations import acts as items
from tests.cast import MORNING, by, photo
from tests.dangers.test_regrade import stands
from tests.web.test_pages import at_desk, pressed
from tests.web.test_pages import morning as morning

PAGE = "/i/26-000001/"


def test_a_danger_is_graded_anew_assured_and_submitted(found):
    li, wang = at_desk("li"), at_desk("wang")
    items.accept(item=found, by=by("wang"), at=MORNING)
    said = {"grade": "major", "why": "横梁也有裂缝", "basis": "建质规4.2", "measures": "", "control": "停用"}
    assert "重新定级" in li.get(PAGE).content.decode()
    pressed(li, f"{PAGE}regrade/", f"{PAGE}regrade/", **said, due_on="2026-08-01")

    page = wang.get(PAGE).content.decode()
    assert "改定为重大隐患" in page
    assert "横梁也有裂缝" in page
    ticks = "○ 责任　✓ 措施　○ 资金　✓ 时限　○ 预案（已落实 2 项）"
    assert ticks in page.replace("\xa0", " "), "a tick never breaks away from its word"
    assert ticks not in page
    items.attach(item=found, files=(photo("wang"),), by=by("wang"), at=MORNING)
    refused = pressed(wang, f"{PAGE}submit/", f"{PAGE}submit/", text="done").content.decode()
    assert "还缺：责任、资金、预案" in refused

    told = {"responsibility": "王工", "funds": "两万元", "plan": "立即撤人"}
    pressed(wang, f"{PAGE}assure/", f"{PAGE}assure/", **told, measures="", deadline="")
    assert "（已落实 5 项）" in wang.get(PAGE).content.decode()
    pressed(wang, f"{PAGE}submit/", f"{PAGE}submit/", text="done")

    assert stands(found).item.state == "submitted"
    assert rebuild.check() == []
