"""What comes by itself is believed by its signature; whatever is wrong with it, one answer tells nothing of what."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest
from django.test import Client

from anlan.domains.warning import tables
from anlan.kernel.sources import acts, hooks, reads
from anlan.kernel.sources.facts import Kind
from tests.cast import MORNING, by
from tests.doors import grown, rows
from tests.warning.made import cap

pytestmark = pytest.mark.django_db

NONCE = "0123456789abcdef"


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())


@pytest.fixture
def hook(add):
    """Return a source that pushes."""
    return add(Kind.WEBHOOK, "")


def push(source: str, body: bytes, *, signed_as: str = "", at=MORNING, nonce: str = NONCE, **headers: str):
    """Push a body as a source would, signed as that or another."""
    stamp = str(int(at.timestamp()))
    signature = hooks.signature(signed_as or source, stamp=stamp, nonce=nonce, body=body)
    told = {"Anlan-Timestamp": stamp, "Anlan-Nonce": nonce, "Anlan-Signature": signature}
    return Client().post(f"/hooks/{source}/", body, content_type="application/xml", headers=told | headers)


def test_what_is_signed_comes_in_and_the_source_stands_for_it(hook):
    answer = push(hook.no, cap())
    assert (answer.status_code, answer.json()["taken"]) == (200, 1)
    assert push(hook.no, cap(), nonce=NONCE + "2").json() == {"seen": 1, "taken": 0, "parked": 0, "broke": 0}
    assert tables.Warning.objects.get().received_by == hook.no
    assert push(hook.no, b"", nonce=NONCE + "3", at=MORNING + timedelta(minutes=4)).status_code == 200
    [source] = reads.every()
    assert source.heard_at == MORNING


def test_whatever_is_wrong_with_it_the_answer_is_one_and_nothing_changes(hook, add):
    other, folder = add(Kind.WEBHOOK, ""), add()
    body = cap()
    good = hooks.signature(hook.no, stamp=str(int(MORNING.timestamp())), nonce=NONCE, body=body)
    push(hook.no, b"", nonce="used-already-0000")
    before = rows()
    answers = [
        push(hook.no, body, **{"Anlan-Signature": ""}),
        push(hook.no, body, **{"Anlan-Signature": "f" * 64}),
        push(hook.no, body, **{"Anlan-Signature": good[:63]}),
        push(hook.no, body, **{"Anlan-Signature": good + "0"}),
        push(hook.no, body[:-1] + b" ", **{"Anlan-Signature": good}),
        push(hook.no, body, at=MORNING - timedelta(minutes=5, seconds=2)),
        push(hook.no, body, at=MORNING + timedelta(minutes=5, seconds=2)),
        push(hook.no, body, **{"Anlan-Timestamp": "now"}),
        push(hook.no, body, **{"Anlan-Timestamp": "9" * 300}),
        push(hook.no, body, nonce="used-already-0000"),
        push(hook.no, body, nonce="short"),
        push(hook.no, body, signed_as=other.no),
        push(other.no, body, **{"Anlan-Signature": good}),
        push("nobody", body),
        push(folder.no, body),
    ]
    answers.append(Client().post(f"/hooks/{hook.no}/", {"file": "x"}))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert grown(before) == {"registry_audit": len(answers), "registry_said_in_hour": 2}
    acts.remove(source=hook.no, by=by("xu"), at=MORNING)
    assert push(hook.no, body, nonce="another-nonce-000").status_code == 401


def test_the_time_of_the_answer_does_not_tell_how_much_of_a_signature_is_right(hook):
    body, stamp = b"<a/>", str(int(MORNING.timestamp()))
    good = hooks.signature(hook.no, stamp=stamp, nonce=NONCE, body=body)
    wrong = ("0" * 64, good[:32] + "0" * 32, good[:63] + ("0" if good[-1] != "0" else "1"))
    took: dict[str, list[float]] = {one: [] for one in wrong}
    for _ in range(40):
        for one in wrong:
            began = time.perf_counter()
            signed = hooks.Signed(stamp=stamp, nonce=NONCE, signature=one)
            assert hooks.believed(hook.no, body, signed, at=MORNING) is None
            took[one].append(time.perf_counter() - began)
    medians = [statistics.median(one) for one in took.values()]
    assert max(medians) - min(medians) < 0.005


def test_the_key_of_a_source_is_its_own_and_lies_nowhere(hook, add):
    other = add(Kind.WEBHOOK, "")
    assert hooks.key_of(hook.no) != hooks.key_of(other.no)
    assert hooks.key_of(hook.no) not in str(reads.stored(hook.no))
