"""What is known of files, and their bytes: exchanged or deleted beside the journal, each is named."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.domains.dangers import acts as dangers
from anlan.kernel.audit import days
from anlan.kernel.journal import files, rebuild
from anlan.kernel.journal.reads import facts_said, unguarded
from anlan.kernel.journal.tables import File
from anlan.kernel.obligations import acts as items
from tests.audit.conftest import altered, forge, keep
from tests.cast import MORNING, by, photo
from tests.doors import browser
from tests.hostile import images

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(found, monkeypatch):
    """The number of a photo by which Wang has submitted the danger."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    no = files.keep(images.jpeg(), name="门.jpg", person="wang", at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    dangers.submit(item=found, evidence=(no,), by=by("wang"), at=MORNING)
    return no


def path(home, no):
    return home / "evidence" / no[:2] / no


def test_what_was_exchanged_or_deleted_on_the_disk_is_named(shown, home):
    assert altered() == []
    path(home, shown).chmod(0o600)
    path(home, shown).write_bytes(images.png())
    [(what, no, seq)] = altered()
    assert (what, no) == ("file-altered", shown)
    assert [told.fact.name for told in facts_said(after=seq - 1, until=seq)] == ["items.evidence-added"]

    path(home, shown).unlink()
    assert altered() == [("file-gone", shown, seq)]
    path(home, shown).mkdir()
    assert altered() == [("file-altered", shown, seq)]
    assert altered(with_bytes=False) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE journal_file SET name = '别的.jpg'",
        "UPDATE journal_file SET at = at - 1",
        "UPDATE journal_file SET size = 5",
        "UPDATE journal_file SET media = 'text/html'",
    ],
)
def test_a_row_that_was_changed_is_named(shown, wrong):
    keep()
    forge(wrong)

    assert altered() == [("row-altered", shown, 0)]


@pytest.mark.parametrize("wrong", ["DELETE FROM journal_file", "UPDATE journal_file SET person = 'li'"])
def test_a_row_that_was_deleted_or_given_to_another_is_named(shown, wrong):
    keep()
    forge(wrong)

    assert altered() == [("row-gone", shown, 0)]


def test_a_row_that_goes_before_it_is_listed_is_missed_by_the_entry_that_attaches_the_file(shown):
    forge("DELETE FROM journal_file")

    assert altered() == [("row-gone", shown, 0)]


def test_a_file_that_is_attached_to_nothing_is_listed_too(found):
    no = photo("wang")
    keep()
    forge("UPDATE journal_file SET name = 'x.jpg'")

    assert altered() == [("row-altered", no, 0)]


def test_each_file_is_listed_once_and_the_same_of_another_person_by_itself(shown, monkeypatch):
    monkeypatch.setattr(days, "FILES_EACH", 2)
    numbers = {photo("wang", f"view {n}") for n in range(4)}
    photo("li", "view 0")
    for _ in range(2):
        keep()

    listed = [told.fact for told in facts_said() if told.fact.name == "audit.files-listed"]
    pairs = [pair for fact in listed for pair in zip(fact.files, fact.persons, strict=True)]
    assert len(pairs) == len(set(pairs)) == 6
    assert {no for no, _ in pairs} == numbers | {shown}
    assert altered() == []
    assert rebuild.check() == []


@pytest.mark.parametrize("lost", ["row", "bytes", "both"])
def test_the_page_of_the_item_stands_whatever_is_lost(shown, found, home, lost):
    if lost != "bytes":
        forge("DELETE FROM journal_file")
    if lost != "row":
        path(home, shown).unlink()
    li = browser("li")

    assert li.get(f"/i/{found}/").status_code == 200
    answers = {li.get(f"/i/{found}/files/{shown}/{query}").status_code for query in ("", "?small=1", "?original=1")}
    assert answers == {409}


@pytest.mark.parametrize("wrong", ["DELETE FROM journal_file", "UPDATE journal_file SET name = 'x'"])
def test_triggers_keep_what_is_known_of_files(shown, wrong):
    assert unguarded(File) == []
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(wrong)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are words of SQLite")
def test_nor_is_a_row_replaced(shown):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO journal_file SELECT no, person, 1, media, name, at FROM journal_file")


def test_a_file_that_comes_again_keeps_its_first_name(shown):
    again = files.keep(images.jpeg(), name="窗.jpg", person="wang", at=MORNING + timedelta(hours=1))

    told = files.kept_by(again, "wang")
    assert again == shown
    assert told is not None
    assert (told.name, told.at) == ("门.jpg", MORNING)
