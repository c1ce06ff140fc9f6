"""Every case runs at a tiny size and does its work; how long it takes is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.cases import CASES, Promise

ROOT = Path(__file__).parents[2]
ALWAYS = {"n", "ours_s", "limit_s", "peer_s", "ours_over_limit", "peer_over_ours", "missed", "at", "machine", "load"}
TINY = 60
# The cases start databases of their own, whatever the suite runs on: once is enough.
pytestmark = pytest.mark.skipif("ANLAN_DB" in os.environ, reason="runs with SQLite, and starts its own PostgreSQL")


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("on_postgres", [False, True], ids=["sqlite", "postgres"])
def test_every_case_does_its_work_and_says_what_it_measured(on_postgres, tmp_path):
    cases = {case.name: case for case in CASES if case.on_postgres == on_postgres}
    results = tmp_path / "latest.json"
    results.write_text(json.dumps({"J9": {"other": {"n": 1}}}))

    done = bench(*cases, "--n", str(TINY), "--results", str(results))

    # What each case does is asserted where it is done: rows counted, the journal verified, the tables folded again.
    assert done.returncode == 0, done.stderr
    told = json.loads(results.read_text())
    assert told.pop("J9") == {"other": {"n": 1}}  # what was measured before of other cases stays
    assert {(job, name) for job, each in told.items() for name in each} == {(c.job, c.name) for c in cases.values()}
    for name, case in cases.items():
        figures = told[case.job][name]
        assert figures.keys() >= ALWAYS | {promise.figure for promise in case.promises}
        assert 0 < figures["n"] <= TINY
        assert name in done.stdout


def test_a_missed_budget_is_shown_and_not_hidden():
    promise = Promise("ours_over_limit", 3)

    assert not promise.is_kept({"ours_over_limit": 3.01})
    assert promise.is_kept({"ours_over_limit": 3.0})
    assert Promise("per_s", 1_000, is_floor=True).is_kept({"per_s": 1_000.0})
    assert str(promise) == "ours_over_limit ≤ 3"


def test_a_tenth_says_so_in_n():
    assert {case.name: case.size(full=False) * 10 for case in CASES} == {
        case.name: case.size(full=True) for case in CASES
    }


def test_a_case_nobody_knows_is_refused():
    assert bench("step_oracle").returncode == 2


def test_two_cases_never_share_a_name():
    assert len({case.name for case in CASES}) == len(CASES)
