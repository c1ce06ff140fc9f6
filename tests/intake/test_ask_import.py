"""Asking that a ledger which was checked be taken in."""

from dataclasses import replace

import pytest

from anlan.kernel.intake import acts, jobs
from anlan.kernel.intake.rules import Ledger
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.record import record
from anlan.kernel.registry.may import MayNot
from tests.cast import MORNING, by, post
from tests.intake.files import ROWS, bring, go_on, ledger


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


def test_who_keeps_the_house_takes_in_units_by_file_and_no_dangers(office):
    record(
        [post("wu", "system", "yingji", "63"), post("zhao", "system", "yingji", "63", no="post-keeper")],
        by=by("console"),
        at=MORNING,
    )
    no = bring(ledger("白水加油站,城中区", head="单位名称,行政区划"), of=Ledger.ORGANISATIONS, who="wu")
    brought = bring(ledger(*ROWS))

    assert go_on(no, who="wu").state == jobs.FINISHED
    with pytest.raises(MayNot):
        bring(ledger(*ROWS), who="wu")
    with pytest.raises(MayNot):  # nor what the same person brought while he held another post
        acts.ask_import(job=brought, by=replace(by("zhao"), post="post-keeper"), at=MORNING)


def test_nobody_asks_for_the_file_of_another(office):
    no = bring(ledger(*ROWS))

    with pytest.raises(NotHere):
        acts.ask_import(job=no, by=by("li"), at=MORNING)
