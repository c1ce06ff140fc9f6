"""What stands out is seen whatever else comes, is said in numbers that can be, and goes over once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client

from anlan.domains.stopping import acts as stopping
from anlan.domains.warning import acts, reads, tables
from anlan.domains.warning.facts import State
from anlan.kernel.journal.facts import Refused
from anlan.kernel.ringing import links
from tests.cast import by
from tests.issuing.written import composed
from tests.warning.home import alone, held
from tests.warning.made import brought, cap
from tests.warning.stands import SOON, out, reach_of, rows, told

__all__ = ["alone", "held"]
pytestmark = pytest.mark.django_db


def test_a_flood_of_tests_pushes_no_warning_off_the_page_of_everybody(monkeypatch, held):
    monkeypatch.setenv("ANLAN_NOW", SOON.isoformat())
    monkeypatch.setattr(reads, "SHOWN", 3)
    no = composed()
    out(no)
    for n in range(4):
        acts.receive(file=brought(cap(identifier=f"test-{n}", status="Test")), by=by("qian"), at=SOON)

    assert Client().get(f"/public/{no}/").status_code == 200
    assert no in Client().get("/public/warnings.atom").content.decode()


@pytest.mark.parametrize("n", ["-3", "99999999999", "9223372036854775807"])
def test_a_number_of_people_that_cannot_be_is_refused(monkeypatch, held, n):
    monkeypatch.setenv("ANLAN_NOW", SOON.isoformat())
    out(held)
    mine = rows(held)["wang"].item.no
    said = {"verb": "report", "deed": "moving", "moved": n, "command": "3f0f3f74-6f4f-4f57-9a52-cc1f2d6a6a01"}

    answer = Client().post(f"/r/{links.token(mine)}/", said)

    assert answer.status_code in {409, 422}
    assert rows(held)["wang"].acted_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["stop", "release"])
def test_what_one_ends_by_an_update_nobody_ends_at_the_same_moment(monkeypatch, held, other):
    out(held)
    for n in (2, 3):
        update = cap(identifier=f"next-{n}", kind="Update", refers_to="63010041600000_20260701085500_1")
        acts.receive(file=brought(update.replace(b"08:55:00", b"08:5%d:00" % (5 + n))), by=by("qian"), at=SOON)
    first, second = (no for no in tables.Warning.objects.order_by("no").values_list("no", flat=True)[1:3])
    typed = {no: reach_of(no) for no in (first, second)}
    has_counted, is_done, count = threading.Event(), threading.Event(), reads.reach

    def wait(**asked):
        found = count(**asked)
        if asked["no"] == first and not has_counted.is_set():
            has_counted.set()
            is_done.wait(0.6)
        return found

    monkeypatch.setattr(reads, "reach", wait)

    def go(no: str) -> str:
        try:
            if no != first:
                has_counted.wait(5)
            if no == held:
                stopping.stop(warning=held, word="停", correction="wrong", by=by("sun"), at=SOON)
            else:
                said = {"place": typed[no].place, "headcount": typed[no].headcount, "has_read": True}
                acts.release(warning=no, **said, by=by("sun"), at=SOON)
            return "done"
        except Refused as refused:
            return refused.code
        finally:
            is_done.set() if no != first else None
            if connection.vendor == "postgresql":
                connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(go, [first, held if other == "stop" else second]))
    if other == "stop":
        assert said == ["done", "not-out"]
    standing = [no for no in (held, first, second) if told(no).alert.state == State.RELEASED]
    assert len(standing) == 1
