"""A telephone number is a way in for whoever has it, and tells nobody anything."""

from datetime import timedelta

import pytest

from anlan.kernel.credentials import entrance
from anlan.kernel.registry import accounts, vault
from tests.abuse.test_sign_in import cast as cast
from tests.abuse.test_sign_in import nothing_more
from tests.abuse.test_sign_in import quick as quick
from tests.cast import MORNING
from tests.doors import ADDRESS, PASSWORD, browser, sign_in


@pytest.mark.parametrize("decorated", ["v{n}-13900000003", "13900000003{x}", "1390000000{x}3", "n{n} 139 0000 0003"])
def test_a_telephone_number_with_something_beside_it_is_nobodys(cast, decorated):
    vault.keep("li", vault.PHONE, "13900000003")

    for n in range(12):
        name = decorated.format(n=n, x="abcdefghijkl"[n])
        assert sign_in(browser(address=f"10.9.{n}.1"), name).status_code == 401, name


def test_a_telephone_number_is_one_name_in_whichever_way_it_is_written(cast):
    vault.keep("li", vault.PHONE, "13900000003")
    ways = (
        "13900000003",
        "139 0000 0003",
        "139-0000-0003",
        "+86 13900000003",
        "１３９０００００００３",
        "(139)00000003",
    )

    assert sign_in(browser(), ways[3]).status_code == 302
    for n in range(10):
        assert sign_in(browser(address=f"10.9.{n}.1"), ways[n % 5], "wrong").status_code == 401
    for way in ways:
        assert sign_in(browser(address="10.8.8.8"), way).status_code == 429, way


PHONE, OWN = "13900000003", "a longer road to Yushu"


def comes_in(name: str, password: str, *, address: str) -> str:
    """Return who comes in so; nobody where it is refused."""
    try:
        return accounts.sign_in(name, password, address=address, at=MORNING, then=nothing_more)
    except accounts.NotKnown:
        return ""


def test_who_took_a_telephone_number_as_a_name_shuts_its_person_out_of_nothing(cast):
    accounts.open_account(person="qian", name=PHONE, password=OWN, at=MORNING)  # as it was once allowed
    assert comes_in(PHONE, OWN, address="10.7.0.1") == "qian", "as long as it is nobody's"

    vault.keep("li", vault.PHONE, PHONE)
    assert comes_in("139 0000 0003", PASSWORD, address="10.7.0.2") == "li"
    assert comes_in(PHONE, OWN, address="10.7.0.3") == ""
    assert comes_in("qian", OWN, address="10.7.0.4") == "qian", "by his own number"
    vault.keep("qian", vault.PHONE, PHONE)
    assert comes_in(PHONE, OWN, address="10.7.0.5") == "qian", "it is his telephone, too"


def test_of_those_who_share_a_telephone_number_each_comes_in_by_his_own_password(cast):
    vault.keep("li", vault.PHONE, PHONE)
    others = [f"later-{n}" for n in range(accounts.FEW)]
    for n, person in enumerate(others):
        vault.keep(person, vault.PHONE, PHONE)
        opened_at = MORNING + timedelta(seconds=n + 1)
        accounts.open_account(person=person, name=person, password=f"the road of {person}", at=opened_at)

    came = [comes_in(PHONE, f"the road of {person}", address=f"10.6.0.{n}") for n, person in enumerate(others)]
    assert came == [*others[:-1], ""], "the oldest few, and the others by their own number"
    assert comes_in(PHONE, PASSWORD, address="10.6.1.1") == "li"
    assert comes_in(others[-1], f"the road of {others[-1]}", address="10.6.1.2") == others[-1]


@pytest.mark.parametrize("known", [0, 1, 9])
def test_a_telephone_number_costs_the_same_whoever_has_it(cast, monkeypatch, known):
    for n in range(known):
        vault.keep(f"sharer-{n}", vault.PHONE, PHONE)
        accounts.open_account(person=f"sharer-{n}", name=f"sharer-{n}", password=PASSWORD, at=MORNING)
    weighed: list[str] = []
    honest = accounts._fits

    def fits(hashed: str, password: str) -> bool:
        weighed.append(hashed)
        return honest(hashed, password)

    monkeypatch.setattr(accounts, "_fits", fits)

    assert comes_in(PHONE, "wrong, whoever it is", address="10.5.0.1") == ""
    assert len(weighed) == accounts.FEW


def test_of_two_with_one_number_and_one_password_each_proves_only_himself(cast):
    for person in ("li", "qian"):
        vault.keep(person, vault.PHONE, PHONE)
    accounts.open_account(person="qian", name=PHONE, password=PASSWORD, at=MORNING)

    assert entrance.prove_again("qian", PASSWORD, address=ADDRESS) == "qian"
