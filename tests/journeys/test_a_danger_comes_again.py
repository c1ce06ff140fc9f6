"""Zhao finds again what Li had struck off, and files at its page a new episode, which has a page of its own."""

from anlan.domains.dangers import acts as dangers
from anlan.kernel.journal import rebuild
from tests.cast import MORNING, by
from tests.dangers.test_recur import stands
from tests.web.test_pages import at_desk, pressed, state
from tests.web.test_pages import morning as morning

PAGE = "/i/26-000001/"


def test_a_danger_comes_again_as_an_episode_of_its_own(put_right):
    dangers.strike_off(item=put_right, by=by("li"), at=MORNING)
    zhao, wang = at_desk("zhao"), at_desk("wang")

    assert zhao.get(PAGE).content.decode().count("btn primary") == 1
    pressed(zhao, f"{PAGE}recur/", f"{PAGE}recur/", text="又堆了纸箱", due_on="")
    assert "登记为 #26-000001/2" in zhao.get(PAGE).content.decode()
    again = wang.get(f"{PAGE}2/").content.decode()
    assert "又堆了纸箱" in again
    pressed(wang, f"{PAGE}2/", f"{PAGE}2/accept/")

    assert (state(put_right), stands(f"{put_right}/2").item.state) == ("struck-off", "accepted")
    assert "#26-000001/2" in wang.get("/items/").content.decode()
    assert wang.get(f"{PAGE}2/peek/").status_code == 200
    assert rebuild.check() == []
