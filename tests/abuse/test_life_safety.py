"""A danger is struck off once, by another pair of eyes, with evidence of its own."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from psycopg.conninfo import make_conninfo

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import ItemNo, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import acts as items
from anlan.kernel.registry.may import Role
from tests.cast import MORNING, by, photo, post
from tests.doors import do, grown, program, rows

HOUSE = Path(__file__).parents[2]
EXIT: dict[str, Any] = {"place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"}


def test_nobody_submits_without_evidence_or_with_that_of_another(found, province):
    client = program("wang")
    do(client, "obligations.accept", {"item": found})
    foreign = photo("han", "another exit")
    before = rows()

    for evidence in ([], [foreign], ["0" * 64]):
        answer = do(client, "dangers.submit", {"item": found, "evidence": evidence})
        assert answer.status_code in {404, 409}, answer.content
        assert answer.json()["says"]

    assert grown(before) == {"registry_audit": 3}


def test_a_claimed_time_moves_no_deadline(found, province):
    client = program("wang")
    due_at = client.get("/api/reads/dangers.danger", {"item": found}).json()["answer"]["item"]["due_at"]

    do(client, "obligations.accept", {"item": found, "happened_at": "2020-01-01T00:00:00+08:00"})

    assert client.get("/api/reads/dangers.danger", {"item": found}).json()["answer"]["item"]["due_at"] == due_at


def test_whoever_comes_second_is_told_who_was_first_and_when(put_right, province):
    seen = [photo("li")]
    assert do(program("li"), "dangers.strike_off", {"item": put_right, "evidence": seen}).status_code == 200

    late = do(program("li"), "dangers.return_", {"item": put_right, "why": "half done"})

    assert late.status_code == 409
    assert late.json()["last"] == {"by": "li", "at": "2026-07-01T09:00:00+00:00"}


@pytest.fixture
def others(county):
    """Nine more dangers, all of them put right and waiting for Li."""
    return [put(n) for n in range(9)]


def put(n: int) -> str:
    """File another danger and put it right."""
    no = dangers.file(**EXIT, what=f"exit {n}", told=Description(), by=by("zhao"), at=MORNING).subject
    items.accept(item=no, by=by("wang"), at=MORNING)
    dangers.submit(item=no, evidence=(photo("wang", f"exit {n}"),), by=by("wang"), at=MORNING)
    return no


def test_a_photo_that_stands_for_one_danger_shows_no_other_and_says_for_which(put_right, province):
    other = dangers.file(**EXIT, what="another exit", told=Description(), by=by("zhao"), at=MORNING).subject
    client = program("wang")
    do(client, "obligations.accept", {"item": other})
    before = rows()

    for act, word in (("dangers.submit", "evidence"), ("obligations.attach", "files")):
        answer = do(client, act, {"item": other, word: [photo("wang")]})
        assert (answer.status_code, answer.json()["error"]) == (409, "used-elsewhere")
        assert "#26-000001" in answer.json()["says"]

    assert grown(before) == {"registry_audit": 2}


def test_of_a_photo_that_stands_for_something_elsewhere_nobody_is_told_for_what(put_right, province):
    record([post("bai", Role.INSPECTOR, "O-else", "6302")], by=by("console"), at=MORNING)
    elsewhere = EXIT | {"place": "6302", "organisation": "E-2", "owner": "han"}
    words = {"what": "exit", "told": {}, "evidence": [photo("bai")], **elsewhere}
    before = rows()

    answer = do(program("bai"), "dangers.file", words)

    assert (answer.status_code, answer.json()["error"]) == (409, "used-beyond")
    assert "000001" not in answer.content.decode()
    assert "last" not in answer.json()
    assert grown(before) == {"registry_audit": 1, "registry_token": 1}


@pytest.mark.django_db(transaction=True)
def test_one_photo_shown_for_two_dangers_at_once_stands_for_one(province, found):
    other = dangers.file(**EXIT, what="another exit", told=Description(), by=by("zhao"), at=MORNING).subject
    for no in (found, other):
        items.accept(item=no, by=by("wang"), at=MORNING)
    shown, at_once = photo("wang"), threading.Barrier(2)

    def submit(no: str) -> str:
        try:
            at_once.wait()
            dangers.submit(item=ItemNo(no), evidence=(shown,), by=by("wang"), at=MORNING)
            return "done"
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(submit, [found, other])) == ["done", "used-elsewhere"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_wins(put_right, province):
    clients, seen = [program("li") for _ in range(4)], [photo("li")]

    def strike_off(client: Client) -> tuple[int, str]:
        try:
            answer = do(client, "dangers.strike_off", {"item": put_right, "evidence": seen})
            return answer.status_code, answer.json().get("last", {}).get("by")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(strike_off, clients)) == [(200, None), *[(409, "li")] * 3]


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_close_the_same_items_each_is_closed_once(home, others, province, tmp_path):
    """The checker strikes off, the head's inspector calls it no danger after all: in processes of their own."""
    begin = tmp_path / "begin"
    speakers = [hurry(act, others, tmp_path, begin) for act in ("strike_off", "void")]
    for speaker in speakers:
        assert speaker.stdout is not None
        assert speaker.stdout.readline() == "ready\n"
    begin.touch()
    ends = [json.loads(speaker.communicate(timeout=60)[0]) for speaker in speakers]

    for no, pair in zip(others, zip(*ends, strict=True), strict=True):
        assert sorted(pair) in (["done", "wrong-state"],), (no, pair)
    assert seals.verify().fault is None


def hurry(act: str, numbers: list[str], home: Path, begin: Path) -> Any:
    """Start a process that does one act to every item as soon as it may begin, and prints how each ended."""
    around = os.environ | {"ANLAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anlan.settings"}
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        if not (home / "anlan.sqlite3").exists():
            (home / "anlan.sqlite3").symlink_to(name)
    else:
        around["ANLAN_DB"] = make_conninfo(os.environ["ANLAN_DB"], dbname=name)
    command = [sys.executable, "-m", "tests.abuse.hurrier", act, str(begin), *numbers]
    return subprocess.Popen(command, env=around, cwd=HOUSE, stdout=subprocess.PIPE, text=True)
