"""Whatever fails, whenever: what was said stands, nothing is half done, and what was changed is not shown."""

import os
from typing import Any

import pytest
from django.db import connection

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers.rules import Description
from anlan.engines.proofs.audit import Unsound
from anlan.kernel.journal import files, rebuild, seals
from anlan.kernel.journal.facts import ItemNo
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import vault
from tests.cast import MORNING, by, photo
from tests.doors import ask, browser, grown, program, rows
from tests.journal.forger import forge
from tests.journal.test_faults import Fallen, falling

MOST = 400


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "after it is done"])
def test_a_strike_off_that_fails_at_any_statement_is_whole_or_absent_and_its_key_finishes_it(home, put_right, after):
    seen = photo("li", "the exit as Li saw it")
    before = rows()
    for nth in range(1, MOST):
        key = by("li", command=f"c-{nth}")
        with connection.execute_wrapper(falling(nth, after=after)):
            try:
                dangers.strike_off(item=put_right, evidence=(seen,), by=key, at=MORNING)
            except Fallen:
                assert Item.objects.get(no=put_right).state == "struck-off" or grown(before) == {}, nth
            else:
                break
        if Item.objects.get(no=put_right).state == "struck-off":
            assert dangers.strike_off(item=put_right, evidence=(seen,), by=key, at=MORNING).subject == put_right
            break

    assert nth > 5
    assert Item.objects.get(no=put_right).state == "struck-off"
    assert grown(before)["journal_entry"] == 2
    assert rebuild.check() == []
    assert seals.verify().fault is None


def test_a_disk_that_fails_at_any_flush_leaves_no_half_of_a_file_a_key_or_a_head(home, db, monkeypatch):
    flush = os.fsync

    for nth in range(1, MOST):
        failing = Failing(flush, nth)
        monkeypatch.setattr(os, "fsync", failing)
        try:
            work(nth)
        except OSError:
            fell = True
        else:
            fell = False
        monkeypatch.setattr(os, "fsync", flush)
        no = work(nth)
        assert files.read(no) == f"photo {nth}".encode()
        assert seals.verify().fault is None, nth
        if not fell:
            break

    assert nth > 3
    assert not list(home.rglob(".coming-*"))


def work(nth: int) -> str:
    """Keep a file, keep a secret, say something, and seal it."""
    no = files.keep(f"photo {nth}".encode(), name="a.jpg", person="wang", at=MORNING)
    vault.keep("wang", vault.NAME, "王建国")
    seals.seal(MORNING)
    return no


class Failing:
    """A flush that fails the n-th time."""

    def __init__(self, flush: Any, nth: int) -> None:
        self.flush, self.left = flush, nth

    def __call__(self, handle: int) -> None:
        self.left -= 1
        if not self.left:
            raise OSError(5, "Input/output error")
        self.flush(handle)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("header", b"{}"), ("body", b"x" * 40), ("actor", "li"), ("command", "another"), ("recorded_at", 1)),
        *(("name", "items.voided"), ("hash", "0" * 64)),
    ],
)
def test_an_entry_that_was_changed_is_not_shown_and_the_rest_of_the_house_goes_on(column, value, found, home, caplog):
    other = dangers.file(
        **{"what": "another", "place": "6301", "department": "safety", "organisation": "E-1", "owner": "wang"},
        told=Description(),
        by=by("zhao"),
        at=MORNING,
    ).subject
    items.accept(item=ItemNo(found), by=by("wang"), at=MORNING)
    forge(f"UPDATE journal_entry SET {column} = %s WHERE name = 'items.accepted'", value)

    told, page = ask(program("li"), "obligations.show", no=found), browser("li").get(f"/i/{found}/")

    assert told.status_code == page.status_code == 409
    assert told.json()["error"] == "entry-changed"
    assert "tampered" in caplog.text
    for path in (f"/i/{other}/", "/items/", "/"):
        assert browser("li").get(path).status_code == 200
    fault = seals.verify().fault
    assert fault is not None


def test_nor_is_a_table_folded_from_it(found, home):
    forge("UPDATE journal_entry SET actor = 'li' WHERE name = 'items.filed'")

    with pytest.raises(Unsound):
        rebuild.check()
