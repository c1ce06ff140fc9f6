"""An import that somebody left is gone on with by the clock, and never by two at once."""

import threading
import time

import pytest
from django.conf import settings
from django.db import connections

from anlan.faces.cli import resuming
from anlan.faces.web import imports
from anlan.kernel.intake import acts, entering, jobs, uploads
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.intake.tables import Telling
from anlan.kernel.journal.record import record
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry import vault
from tests.cast import MORNING, by
from tests.conftest import POSTS
from tests.intake.files import PLACES, ROWS, bring, ledger, many, places

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def office(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "ANLAN_HOME", tmp_path)
    monkeypatch.setattr(resuming, "_tried", {})
    record([*POSTS, places(*PLACES)], by=by("console"), at=MORNING)
    yield
    until_quiet()


def until_quiet():
    for thread in threading.enumerate():
        if thread.name == resuming.NAME or thread.name.startswith("demo-j-"):
            thread.join(60)


def asked(content: bytes) -> str:
    """Bring a file and confirm it, and let nobody begin: as if he had died at once."""
    no = bring(content)
    acts.ask_import(job=no, by=by("zhao"), at=MORNING)
    return no


def test_what_was_left_is_gone_on_with_to_its_end(office):
    no = asked(ledger(*ROWS))

    assert resuming.resume(at=MORNING) == no
    until_quiet()

    told = jobs.progress(no, by=by("zhao"))
    assert (told.state, told.new, Item.objects.count()) == ("finished", 3, 3)
    assert resuming.resume(at=MORNING) is None


def test_a_check_that_was_left_is_made_again(office):
    no = jobs.receive(ledger(*ROWS), "台账.csv", Ledger.DANGERS, by=by("zhao"), at=MORNING)
    jobs.choose(no, mapping=jobs.proposal(no, by=by("zhao")).mapping, answers={}, by=by("zhao"))

    resuming.resume(at=MORNING)
    until_quiet()

    assert jobs.progress(no, by=by("zhao")).state == "checked"


def test_a_file_that_was_touched_where_it_lay_ends_its_import_with_a_sentence(office):
    no = asked(ledger(*ROWS))
    path = uploads.folder() / no
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    resuming.resume(at=MORNING)
    until_quiet()

    told = jobs.progress(no, by=by("zhao"))
    assert (told.state, "被改动" in told.said[0], "Upload it again" in told.said[1]) == ("failed", True, True)
    assert not Item.objects.exists()


def test_an_import_waits_for_the_key_of_the_house(office, caplog, tmp_path):
    no = asked(ledger(*ROWS))
    key = tmp_path / "keys" / "vault.key"
    kept = key.read_bytes()
    key.write_bytes(bytes(32))
    vault._master.cache_clear()

    resuming.resume(at=MORNING)
    until_quiet()
    assert "waits for the key of names" in caplog.text

    key.write_bytes(kept)
    vault._master.cache_clear()
    resuming._tried.clear()
    resuming.resume(at=MORNING)
    until_quiet()
    assert jobs.progress(no, by=by("zhao")).state == "finished"


def test_while_the_pages_own_thread_is_alive_nobody_else_begins(office):
    no = asked(ledger(*ROWS))

    with uploads.alone(no):
        assert resuming.resume(at=MORNING) is None
        assert jobs.running() == []


def test_page_and_clock_that_begin_at_once_take_each_row_in_once(office, monkeypatch):
    monkeypatch.setattr(jobs, "SLICE", 20)
    no = asked(many(200))

    both = [threading.Thread(target=imports.start, args=(no,), kwargs={"at": MORNING}) for _ in range(2)]
    for page in both:
        page.start()
    resuming.resume(at=MORNING)
    for page in both:
        page.join()
    until_quiet()

    told = jobs.progress(no, by=by("zhao"))
    assert (told.state, told.new, told.unchanged, told.done) == ("finished", 200, 0, 200)
    assert Item.objects.count() == Telling.objects.count() == 200


def test_the_clock_does_not_wait_for_it_and_begins_no_second_one(office, monkeypatch):
    going, may_go = threading.Event(), threading.Event()
    real = entering.Dangers.take_in

    def slow(self, outcomes, **more):
        going.set()
        may_go.wait(30)
        return real(self, outcomes, **more)

    monkeypatch.setattr(entering.Dangers, "take_in", slow)
    first, _ = asked(ledger(ROWS[0])), asked(ledger(ROWS[1]))

    began = time.monotonic()
    assert resuming.resume(at=MORNING) == first
    assert going.wait(30)
    assert resuming.resume(at=MORNING) is None
    assert time.monotonic() - began < 10
    may_go.set()


def test_a_job_that_ends_its_worker_is_not_tried_again_at_once(office, monkeypatch):
    no = asked(ledger(*ROWS))

    def falls(no, at):
        connections.close_all()

    monkeypatch.setattr(resuming, "_work", falls)
    assert resuming.resume(at=MORNING) == no
    until_quiet()
    assert resuming.resume(at=MORNING) is None
