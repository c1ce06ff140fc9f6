"""An import that is killed, stopped, or met by another loses nothing and doubles nothing."""

import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from anlan.kernel.intake import entering, jobs, uploads
from anlan.kernel.intake.uploads import Report
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.record import record
from anlan.kernel.obligations import tables
from anlan.kernel.registry.facts import PostsEnded
from tests.cast import MORNING, TODAY, by
from tests.console import HOUSE, new_home
from tests.intake.files import ROWS, bring, counts, go_on, ledger

LINES = 6_000
# A house of its own: it makes the file of its argument's length known, and works at the job until it is killed.
WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "anlan.settings"
import django
django.setup()
from anlan.kernel.intake import acts, jobs, tables
from anlan.kernel.obligations.tables import Item
from tests.cast import MORNING, by
from tests.intake.files import PLACES, bring, ledger, many, places
if sys.argv[1] == "first":
    from django.core.management import call_command
    from anlan.kernel.journal.record import record
    from tests.conftest import POSTS
    call_command("migrate", verbosity=0)
    record([*POSTS, places(*PLACES)], by=by("console"), at=MORNING)
    no = bring(many(int(sys.argv[2])))
else:
    no = tables.Job.objects.get().no
if sys.argv[1] == "wait":
    import time
    while (told := jobs.progress(no, by=by("zhao"))).state != "finished":
        time.sleep(0.2)
else:
    acts.ask_import(job=no, by=by("zhao", command="ask-" + sys.argv[1]), at=MORNING)
    print("begun", flush=True)
    told = jobs.run(no, at=MORNING)
print("counts", told.new, told.bad, told.done, Item.objects.count(), tables.Telling.objects.count(), flush=True)
from anlan.kernel.journal import rebuild, seals
print("whole", rebuild.check() == [], seals.verify().fault is None, flush=True)
"""


@pytest.fixture
def outside(tmp_path) -> dict[str, str]:
    """What a process of its own needs, to live in a home and a database of its own."""
    return new_home(tmp_path / "home").environment | {"ANLAN_NOW": MORNING.isoformat()}


def worker(around: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *words], env=around, stdout=subprocess.PIPE, text=True, cwd=HOUSE
    )


def killed(around: dict[str, str], *words: str, after_s: float) -> None:
    """Let somebody begin, and kill him without a warning."""
    process = worker(around, *words)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_an_import_killed_again_and_again_comes_in_exactly_once(outside):
    draw = random.Random(7)
    for round_ in range(4):
        killed(outside, "again" if round_ else "first", str(LINES), after_s=draw.uniform(0.1, 0.8))

    told = worker(outside, "again").communicate()[0].splitlines()

    assert told[1:] == [f"counts {LINES} 0 {LINES} {LINES} {LINES}", "whole True True"]


def test_an_import_left_by_who_was_killed_is_gone_on_with_by_the_clock(outside):
    killed(outside, "first", str(LINES), after_s=0.5)

    clock = subprocess.Popen([sys.executable, "-m", "anlan", "serve", "--only", "clock"], env=outside, cwd=HOUSE)
    try:
        told = worker(outside, "wait").communicate(timeout=120)[0].splitlines()
    finally:
        clock.send_signal(signal.SIGINT)
        clock.wait(20)

    assert told == [f"counts {LINES} 0 {LINES} {LINES} {LINES}", "whole True True"]


def test_a_stopped_import_says_how_far_it_is_and_goes_on(office, monkeypatch):
    monkeypatch.setattr(jobs, "SLICE", 2)
    no = bring(ledger(*ROWS))

    stopped = go_on(no, told=lambda progress: False)
    assert (stopped.state, stopped.done, stopped.new) == ("stopped", 2, 2)

    done = go_on(no)
    assert (done.state, counts(done), tables.Item.objects.count()) == ("finished", (3, 0, 0, 0), 3)


def test_two_files_with_the_same_rows_that_come_at_once_are_taken_in_once(office):
    one, other = bring(ledger(*ROWS)), bring(ledger(*ROWS))

    assert (go_on(one).new, counts(go_on(other))) == (3, (0, 3, 0, 0))
    assert tables.Item.objects.count() == 3


def test_rows_that_came_between_judging_and_taking_in_are_judged_again(office, monkeypatch):
    one, other = bring(ledger(*ROWS)), bring(ledger(*ROWS))
    real = entering.Dangers.take_in

    def late(self, outcomes, **more):
        if self.job == one and not tables.Item.objects.exists():
            go_on(other)
        return real(self, outcomes, **more)

    monkeypatch.setattr(entering.Dangers, "take_in", late)

    assert counts(go_on(one)) == (0, 3, 0, 0)
    assert tables.Item.objects.count() == 3


def test_a_job_has_one_worker(office):
    no = bring(ledger(*ROWS))
    with uploads.alone(no), pytest.raises(Refused, match="import-running"):
        go_on(no)


def test_a_file_is_forgotten_in_due_time(office):
    no = bring(ledger(*ROWS))
    assert uploads.forget(at=MORNING + timedelta(days=29)) == 0
    assert uploads.forget(at=MORNING + timedelta(days=31)) == 1

    assert jobs.report(no, by=by("zhao")) == Report()
    assert go_on(no).state == "failed"


def test_nothing_more_comes_in_once_whoever_asked_has_left_his_post(office, monkeypatch):
    monkeypatch.setattr(jobs, "SLICE", 1)
    no, real = bring(ledger(*ROWS)), entering.Dangers.take_in

    def then_he_leaves(self, outcomes, **more):
        real(self, outcomes, **more)
        if tables.Item.objects.count() == 1:
            record([PostsEnded(posts=("post-zhao",), until_on=(TODAY,))], by=by("an"), at=MORNING)

    monkeypatch.setattr(entering.Dangers, "take_in", then_he_leaves)

    assert go_on(no).state == "failed"
    assert tables.Item.objects.count() == 1
