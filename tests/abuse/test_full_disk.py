"""The disk is full: what is refused is said so, nothing is half done, people still come in and read, and it goes on."""

import shutil
import uuid
from collections import namedtuple

import pytest
from django.db import OperationalError, connection

from anlan.kernel.journal import seals
from anlan.kernel.journal.lock import RESERVE, is_full
from anlan.kernel.registry import forms
from tests.cast import MORNING
from tests.doors import account, browser, do, grown, program, rows, sign_in

Usage = namedtuple("Usage", "total used free")
WORDS = {"text": "leave it as it is"}


@pytest.fixture
def free(found, monkeypatch):
    """A county with a danger, on a disk of which a test says how much is free."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    account("wang")
    left = [1 << 40]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 40, 0, left[0]))
    return left


def accept(found, key=None):
    return do(program("wang"), "obligations.accept", {"item": found}, key=key or str(uuid.uuid4()))


def test_an_act_is_refused_before_nothing_can_be_written_at_all(found, free):
    free[0] = RESERVE - 1
    before, key = rows(), str(uuid.uuid4())
    refused = accept(found, key)

    assert (refused.status_code, refused.json()["error"]) == (507, "disk-full")
    assert grown(before).keys() <= {"registry_audit", "registry_token", "registry_said_in_hour"}
    assert sign_in(browser(), "wang").status_code == 302, "what is left is for who comes in"
    assert browser("wang").get("/").status_code == 200
    path, chinese = f"/i/{forms.short(found)}/accept/", {"Accept-Language": "zh-CN"}
    page = browser("wang").post(path, {"command": key}, headers=chinese)
    assert (page.status_code, "磁盘已满，没有办成" in page.content.decode()) == (507, True)

    free[0] = RESERVE
    assert accept(found, key).status_code == 200, "and it goes on by itself"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a server has a disk of its own")
@pytest.mark.django_db(transaction=True)
def test_a_database_that_has_no_page_left_does_nothing_by_halves(found, free, home):
    speaker, codes = program("zhao"), list[int]()
    with connection.cursor() as cursor:
        [pages] = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 8}")
        while 507 not in codes and len(codes) < 100:
            before = rows()
            codes.append(do(speaker, "obligations.nudge", {"item": found, "text": "long " * 400}).status_code)
        assert grown(before).keys() <= {"registry_audit", "registry_said_in_hour"}
        cursor.execute("PRAGMA max_page_count = 1073741823")

    assert (set(codes[:-1]), codes[-1]) == ({200}, 507)
    assert do(speaker, "obligations.nudge", {"item": found, "text": "once more"}).status_code == 200
    seals.seal(MORNING)
    assert seals.verify().fault is None


@pytest.mark.parametrize(("code", "value"), [("sqlite_errorname", "SQLITE_FULL"), ("sqlstate", "53100")])
def test_either_database_says_that_its_disk_is_full(code, value):
    cause = type("FromTheDriver", (Exception,), {code: value})()
    wrong = OperationalError("could not extend file")
    wrong.__cause__ = cause

    assert is_full(wrong)
    assert not is_full(OperationalError("gone"))
