"""Wang says at his page that a danger is not his; Zhao assigns it to Ma of another unit, who accepts it."""

from anlan.kernel.journal import rebuild
from anlan.kernel.journal.record import record
from anlan.kernel.registry.facts import OrganisationsRegistered, PeopleRegistered
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, post
from tests.dangers.test_ask_extension import stands
from tests.web.test_pages import at_desk, pressed
from tests.web.test_pages import morning as morning

UNITS = OrganisationsRegistered(
    organisations=("demo-o-000002", "E-1"),
    names=("东关市场", "红星烟花厂"),
    usccs=(None, None),
    places=("6301", "6301"),
    kinds=("enterprise", "enterprise"),
    sectors=(None, None),
    departments=("safety", "safety"),
    are_simulated=(False, False),
)
PAGE = "/i/26-000001/"


def test_a_danger_is_sent_back_and_assigned_to_another_unit(found):
    people = PeopleRegistered(people=("ma",), organisations=("demo-o-000002",))
    record([post("ma", Role.ENTERPRISE, "demo-o-000002", "6301"), UNITS, people], by=by("console"), at=MORNING)
    wang, zhao, ma = at_desk("wang"), at_desk("zhao"), at_desk("ma")

    pressed(wang, f"{PAGE}disown/", f"{PAGE}disown/", why="场地已租给东关市场")
    assert "分派：blocked exit" in zhao.get("/").content.decode()
    page = zhao.get(PAGE).content.decode()
    assert "wang说不归其管" in page
    assert page.count("btn primary") == 1
    listed = zhao.get(f"{PAGE}assign/", {"unit": "东关"}).content.decode()
    assert 'href="?organisation=demo-o-000002"' in listed
    form = f"{PAGE}assign/?organisation=demo-o-000002"
    pressed(zhao, form, f"{PAGE}assign/", to="ma", why="场地归其使用")

    assert (stands(found).owner, stands(found).organisation) == ("ma", "demo-o-000002")
    pressed(ma, PAGE, f"{PAGE}accept/")
    assert stands(found).state == "accepted"
    assert wang.get(PAGE).status_code == 404
    assert rebuild.check() == []
