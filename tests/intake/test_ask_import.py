"""Asking that a ledger which was checked be taken in."""

import pytest

from anlan.kernel.intake import acts, jobs
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import NotHere, Refused
from tests.cast import MORNING, by
from tests.intake.files import ROWS, bring, ledger


def test_the_journal_says_which_file_is_taken_in_and_how_it_is_read(office):
    no = bring(ledger(*ROWS))

    acts.ask_import(job=no, by=by("zhao"), at=MORNING)

    [asked] = [one.fact for one in journal.facts_said() if one.fact.name == "intake.asked"]
    assert (asked.job, asked.file_name) == (no, "台账.csv")
    assert dict(zip(asked.columns, asked.headings, strict=True))["description"] == "隐患描述"
    assert jobs.progress(no, by=by("zhao")).state == jobs.RUNNING


def test_what_was_not_checked_is_not_taken_in(office):
    no = jobs.receive(ledger(*ROWS), "台账.csv", Ledger.DANGERS, by=by("zhao"), at=MORNING)

    with pytest.raises(Refused, match="import-over"):
        acts.ask_import(job=no, by=by("zhao"), at=MORNING)


def test_nobody_asks_for_the_file_of_another(office):
    no = bring(ledger(*ROWS))

    with pytest.raises(NotHere):
        acts.ask_import(job=no, by=by("li"), at=MORNING)
