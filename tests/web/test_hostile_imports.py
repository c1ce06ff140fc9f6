"""Whatever file is brought, no page of its import breaks: it is read, or its owner is told why not, and may drop it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client

from anlan.engines.sheets.unreadable import SAYS
from anlan.kernel.intake import jobs, uploads
from anlan.kernel.intake.tables import Job
from anlan.kernel.journal.facts import Refused
from tests.cast import MORNING, by
from tests.hostile.late import HEAD, ledgers
from tests.intake.files import ROWS, bring, ledger
from tests.web.test_imports import form_of, hidden, office, sent
from tests.web.test_pages import at_desk

__all__ = ["office"]

FILES = ledgers()
COLUMNS = dict(zip(("description", "organisation", "owner", "due", "grade"), HEAD, strict=True))
ANSWERS = {"found_at": "2026-07-01", "place": "630103", "department": "应急管理局", "closed": "否", "owner": "post"}


def desk(language: str) -> Client:
    client: Client = at_desk("zhao")
    client.cookies["language"] = language
    return client


def words(step: str) -> dict[str, str]:
    told = {f"column-{key}": heading for key, heading in COLUMNS.items()}
    return told | {f"answer-{key}": answer for key, answer in ANSWERS.items()} | {"step": step}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", FILES)
def test_no_page_of_an_import_breaks_whatever_was_brought(office, name, language):
    zhao, begun = desk(language), time.process_time()

    answer = sent(zhao, FILES[name], name)
    if answer.status_code == 302:
        page = answer.headers["Location"]
        for step in ("", "check", "take-in", "check", "go-on", "stop"):
            if step:
                assert zhao.post(page, words(step) | hidden(zhao, "/imports/")).status_code < 500, step
            for address in (page, f"{page}?columns=1", f"{page}progress/", f"{page}rejects.xlsx"):
                answer = zhao.get(address)
                assert answer.status_code < 500, (step, address)
        job = Job.objects.get()
        assert job.state in (jobs.FINISHED, jobs.FAILED, jobs.PROPOSED, jobs.CHECKED)
        if job.state == jobs.FAILED:
            assert said(zhao.get(page), language)
        if job.started_at is None:
            assert zhao.post(page, {"step": "discard"} | hidden(zhao, "/imports/")).status_code == 302
            assert not Job.objects.exists()
    else:
        assert answer.status_code == 422
        assert said(answer, language)
        assert 'name="file"' in answer.content.decode()  # for another
        assert not Job.objects.exists()
    assert time.process_time() - begun < 15


def said(answer, language: str) -> bool:
    """Return whether a page says why a file cannot be read, in its language."""
    html = answer.content.decode()
    beginnings = (pair[language != "zh"].partition("{")[0] for pair in SAYS.values())
    endings = (pair[language != "zh"].rpartition("}")[2] for pair in SAYS.values())
    return any(len(part) > 5 and part in html for part in (*beginnings, *endings))


@pytest.mark.parametrize("name", ["letter-0.xlsx", "dtd.xlsx", "wild-text.xlsx", "open.csv"])
def test_what_shows_in_the_first_rows_is_said_before_anything_is_kept(office, name):
    assert sent(at_desk("zhao"), FILES[name], name).status_code == 422
    assert not Job.objects.exists()


@pytest.mark.parametrize(("language", "word"), [("zh", "已按期销毁"), ("en", "destroyed in due time")])
def test_a_file_that_was_destroyed_in_due_time_is_named_so_and_dropped(office, language, word):
    zhao = desk(language)
    page = sent(zhao, ledger(*ROWS)).headers["Location"]
    asked = form_of(zhao, page, "check")
    assert uploads.forget(at=MORNING + timedelta(days=400)) == 1

    answer = zhao.get(page)
    assert (answer.status_code, word in answer.content.decode()) == (409, True)
    assert 'value="discard"' in answer.content.decode()
    zhao.post(page, asked)
    assert word in zhao.get(page).content.decode()
    assert zhao.post(page, {"step": "discard"} | hidden(zhao, "/imports/")).status_code == 302
    assert not Job.objects.exists()


@pytest.mark.parametrize("no", ["%00", "j%00", "demo-j-000001%00", "%ED%A0%80", "%F0%9F%94%A5", "%2e%2e", "a%0Ab"])
def test_a_number_that_is_none_is_not_here(office, no):
    zhao = at_desk("zhao")

    for address in (f"/imports/{no}/", f"/imports/{no}/progress/", f"/imports/{no}/rejects.xlsx"):
        assert zhao.get(address).status_code == 404
    for step in ("check", "take-in", "discard", "stop", "go-on", "enter-owner"):
        answer = zhao.post(f"/imports/{no}/", {"step": step} | hidden(zhao, "/imports/"))
        assert answer.status_code in (404, 422), step


def test_a_file_is_not_read_otherwise_while_it_is_being_taken_in(office, monkeypatch):
    no = bring(ledger(*ROWS))
    before = jobs._text

    def meanwhile(value):  # between the look and the word
        Job.objects.filter(no=no).update(state=jobs.RUNNING)
        return before(value)

    monkeypatch.setattr(jobs, "_text", meanwhile)
    mapping = jobs.proposal(no, by=by("zhao")).mapping
    with pytest.raises(Refused, match="import-over"):
        jobs.choose(no, mapping=mapping, answers={}, by=by("zhao"))
    assert jobs.progress(no, by=by("zhao")).state == jobs.RUNNING


def test_nor_is_it_taken_in_otherwise_than_it_was_checked(office, monkeypatch):
    no = bring(ledger(*ROWS))

    def meanwhile(_: str) -> bool:
        Job.objects.filter(no=no).update(state=jobs.CHECKING, mapping="{}")
        return False

    monkeypatch.setattr(uploads, "is_alive", meanwhile)
    with pytest.raises(Refused, match="import-running"):
        jobs.begin(no, by=by("zhao"), at=MORNING)
    assert Job.objects.get().started_at is None
