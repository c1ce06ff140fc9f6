"""Each no leaves a line that nobody changes; a stranger who is told no a million times fills no disk with them."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anlan.kernel.journal.reads import unguarded
from anlan.kernel.registry import noes
from anlan.kernel.registry.noes import AuditLine, SaidInHour
from tests.cast import MORNING
from tests.doors import ADDRESS, ask, browser, program, rows, sign_in


@pytest.fixture
def few(monkeypatch):
    """Let few lines be many."""
    monkeypatch.setattr(noes, "LINES_EACH", 3)
    monkeypatch.setattr(noes, "LINES_IN_ALL", 5)


def knock(address: str = ADDRESS, times: int = 1, **more: str) -> None:
    client = Client(REMOTE_ADDR=address, **more)
    for _ in range(times):
        assert ask(client, "obligations.today").status_code == 401


def lines() -> list[tuple[str, str, int]]:
    return list(AuditLine.objects.order_by("id").values_list("address", "code", "times"))


def test_of_many_noes_the_first_have_lines_and_the_others_one_with_their_number(county, few, later):
    knock(times=10)
    assert lines() == [(ADDRESS, "sign-in", 1)] * 3

    later(hours=1)
    knock()
    assert lines() == [(ADDRESS, "sign-in", 1)] * 3 + [(ADDRESS, "and-more", 7), (ADDRESS, "sign-in", 1)]
    assert SaidInHour.objects.count() == 2


def test_many_addresses_are_no_way_around_it(county, few, later):
    for n in range(20):
        knock(f"10.0.0.{n}")
    assert rows()["registry_audit"] == 5
    assert rows()["registry_said_in_hour"] == 1 + 5

    later(hours=1)
    noes.say_more(MORNING.replace(hour=MORNING.hour + 1))
    assert lines()[5:] == [("*", "and-more", 15)]


def test_a_network_of_billions_of_addresses_is_one_of_them(county, few):
    for n in range(9):
        knock(f"2001:db8:1:2::{n:x}")
    knock("2001:db8:1:3::1")

    assert [address for address, _, _ in lines()] == [f"2001:db8:1:2::{n}" for n in range(3)] + ["2001:db8:1:3::1"]


def test_whoever_is_known_is_never_only_counted(county, few):
    client = program("li")
    for n in range(9):
        assert ask(client, "dangers.danger", item=f"26-{n + 1}").status_code == 404

    assert rows()["registry_audit"] == 9


def test_all_that_was_said_is_in_the_lines_or_counted(county, few, later):
    for hour in range(3):
        later(hours=hour)
        knock(times=4)
        knock("10.7.7.7", times=4)
    later(hours=3)
    noes.say_more(MORNING.replace(hour=MORNING.hour + 3))

    assert sum(times for _, _, times in lines()) == 24
    assert not SaidInHour.objects.exists()


def test_no_other_noes_hide_who_guesses_passwords(county, few, later):
    knock(times=50)
    guesser = Client(REMOTE_ADDR=ADDRESS)
    for n in range(8):
        assert sign_in(guesser, f"name-{n}", "wrong").status_code == 401
    assert lines()[3:] == [(ADDRESS, "wrong-password", 1)] * 3

    later(hours=1)
    noes.say_more(MORNING.replace(hour=MORNING.hour + 1))
    assert lines()[6:] == [(ADDRESS, "and-more", 47), (ADDRESS, "wrong-password", 5)]


def test_nor_does_guessing_from_everywhere_or_at_a_shut_door(county, few, later):
    for n in range(7):
        knock(f"10.0.0.{n}")
    for n in range(12):
        sign_in(Client(REMOTE_ADDR=f"10.0.1.{n}"), "li", "wrong")
    assert [code for _, code, _ in lines()] == ["sign-in"] * 5 + ["wrong-password"] * 5 + ["shut"] * 2

    later(hours=1)
    noes.say_more(MORNING.replace(hour=MORNING.hour + 1))
    assert lines()[12:] == [("*", "and-more", 2), ("*", "wrong-password", 5)]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("zh", "这一小时里还有 2 次，没有逐条记下 · 401 用户名或密码不对"),
        ("en", "2 more in this hour, without a line each · 401 The name or the password is wrong"),
    ],
)
def test_the_auditor_is_told_for_how_many_guesses_a_line_stands(province, few, language, says):
    for n in range(5):
        sign_in(Client(REMOTE_ADDR=ADDRESS), f"name-{n}", "wrong")
    noes.say_more(MORNING.replace(hour=MORNING.hour + 1))

    client = browser("yan")
    client.cookies["language"] = language
    assert says in client.get("/").content.decode()


def test_an_auditor_reads_for_how_many_a_line_stands(province, few, later):
    knock(times=5)
    later(hours=1)
    noes.say_more(MORNING.replace(hour=MORNING.hour + 1))

    told = ask(program("yan"), "registry.audit_lines").json()["answer"][0]
    assert (told["code"], told["times"], told["address"]) == ("and-more", 2, ADDRESS)


def test_a_line_stays_as_it_was_also_one_that_counts(county):
    assert unguarded(AuditLine) == []
    noes.leave_line(at=MORNING, person=None, post=None, status=401, code="sign-in", address=ADDRESS)
    for wrong in ("DELETE FROM registry_audit", "UPDATE registry_audit SET times = 1"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)


def test_nobody_reads_the_lines_but_the_auditor(province):
    for person in ("li", "sun", "shi", "an"):
        assert ask(browser(person), "registry.audit_lines").status_code == 403
