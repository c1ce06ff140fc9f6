"""Whoever holds the database and changes anything: verify names the entry, and what is wrong with it."""

from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.engines.proofs import entry
from anlan.engines.proofs.audit import Unsound
from anlan.kernel.journal import seals
from tests.cast import MORNING
from tests.journal.forger import forge, forge_from, keep_journal, stored
from tests.journal.words import say
from tests.often import often

pytestmark = pytest.mark.django_db

SLOWLY = settings(
    max_examples=often(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ENTRIES = 12


@pytest.fixture
def sealed(db):
    """Twelve entries: the key, then five words sealed twice over, and one not yet sealed."""
    seals.seal(MORNING)
    say(5)
    seals.seal(MORNING)
    say(5)
    seals.seal(MORNING)
    say(1)


def fault() -> tuple[str, int] | None:
    found = seals.verify().fault
    return (found.what, found.seq) if found else None


def test_a_journal_that_nobody_touched_is_whole_and_says_what_is_not_yet_sealed(sealed):
    report = seals.verify()

    assert report.fault is None
    assert (report.entries, report.sealed, report.not_yet_sealed, report.heads) == (12, 11, 1, 3)


def test_an_empty_journal_is_whole(db):
    report = seals.verify()

    assert (report.fault, report.entries, report.heads) == (None, 0, 0)


@SLOWLY
@given(
    st.integers(1, ENTRIES),
    st.sampled_from(["header", "body", "hash", "name", "subject", "actor", "command", "recorded_at"]),
    st.integers(0, 10_000),
    st.integers(1, 94),
)
def test_a_single_byte_of_any_entry_that_was_changed_is_found_where_it_is(sealed, seq, column, at, other):
    with keep_journal():
        forge_from(seq, column, lambda value: turned(value, at, other))

        found = seals.verify().fault
        assert found is not None
        assert found.seq == seq
        assert found.what in {"header": ("header-changed",), "body": ("body-changed",)}.get(column, ("columns",))


def turned(value: object, at: int, other: int) -> object:
    match value:
        case int():
            return value + other
        case str():
            at %= len(value)
            return value[:at] + chr((ord(value[at]) - 32 + other) % 95 + 32) + value[at + 1 :]
    assert isinstance(value, bytes)
    at %= len(value)
    return value[:at] + bytes([value[at] ^ other]) + value[at + 1 :]


OF_ANOTHER_KIND = (
    ("journal_entry", "header", "CAST(header AS text)", "seq = 4", ("header-changed", 4)),
    ("journal_entry", "header", "5", "seq = 1", ("header-changed", 1)),
    ("journal_entry", "body", "CAST(body AS text)", "seq = 4", ("body-changed", 4)),
    ("journal_entry", "body", "5", "seq = 1", ("body-changed", 1)),
    ("journal_entry", "recorded_at", "'abc'", "seq = 4", ("columns", 4)),
    ("journal_entry", "hash", "x'ff'", "seq = 4", ("columns", 4)),
    ("journal_entry", "seq", "'abc'", "seq = 4", ("gap", 4)),
    ("journal_seal", "signature", "'abc'", "size = 6", ("signature", 6)),
    ("journal_entry", "name", "CAST(x'ff' AS text)", "seq = 4", ("columns", 4)),
    ("journal_seal", "signature", "CAST(signature AS text)", "size = 6", ("signature", 6)),
    ("journal_seal", "head", "7", "size = 6", ("head-unreadable", ENTRIES)),
    ("journal_seal", "size", "'abc'", "size = 6", ("head-columns", 6)),
    ("journal_seal", "at", "'abc'", "size = 6", ("head-columns", 6)),
    ("journal_head", "seq", "'abc'", "true", ("end", ENTRIES)),
    ("journal_head", "inc", "'abc'", "true", ("end", ENTRIES)),
    ("journal_head", "hash", "x'ff'", "true", ("end", ENTRIES)),
)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps nothing of another kind")
@pytest.mark.parametrize(("table", "column", "value", "where", "named"), OF_ANOTHER_KIND)
def test_what_is_of_another_kind_than_its_column_is_named(sealed, table, column, value, where, named):
    assert forge(f"UPDATE {table} SET {column} = {value} WHERE {where}") == 1

    assert fault() == named


def test_a_head_whose_column_speaks_of_another_size_is_found(sealed):
    forge("UPDATE journal_seal SET size = 5 WHERE size = 6")

    assert fault() == ("head-columns", 6)


@pytest.mark.parametrize("seq", range(1, ENTRIES))
def test_an_entry_that_was_cut_out_is_missed(sealed, seq):
    forge("DELETE FROM journal_entry WHERE seq = %s", seq)

    assert fault() == ("gap", seq)


@pytest.mark.parametrize("seq", range(2, ENTRIES + 1))
def test_two_entries_that_changed_places_are_found(sealed, seq):
    forge("UPDATE journal_entry SET seq = -1 WHERE seq = %s", seq - 1)
    forge("UPDATE journal_entry SET seq = %s WHERE seq = %s", seq - 1, seq)
    forge("UPDATE journal_entry SET seq = %s WHERE seq = -1", seq)

    assert fault() == ("wrong-seq", seq - 1)


@pytest.mark.parametrize("lost", range(1, ENTRIES))
def test_a_tail_that_was_cut_off_is_missed_by_the_journals_own_end(sealed, lost):
    forge("DELETE FROM journal_entry WHERE seq > %s", ENTRIES - lost)

    assert fault() == ("tail-cut", ENTRIES - lost)


@pytest.mark.parametrize("lost", range(2, ENTRIES))
def test_a_tail_that_was_cut_off_with_all_its_traces_is_missed_by_the_heads_outside(sealed, lost):
    kept = ENTRIES - lost
    last = stored()[kept - 1][3]
    forge("DELETE FROM journal_entry WHERE seq > %s", kept)
    forge("DELETE FROM journal_seal WHERE size > %s", kept)
    forge("UPDATE journal_head SET seq = %s, hash = %s", kept, last)

    assert fault() == ("tail-cut", kept)


def rewritten(seq: int) -> None:
    """Change what one entry says, and make the whole chain behind it agree."""
    was = before = ""
    for number, header, body, leaf in stored():
        header, body = bytes(header), bytes(body)
        if number == seq:
            forged = entry.body(b'{"subject_no":"demo-2026-000001","word":"forged"}')
            header = header.replace(entry.digest(body).encode(), entry.digest(forged).encode())
            body = forged
        if number > seq:
            header = header.replace(was.encode(), before.encode())
        was, before = leaf, entry.leaf(header)
        forge("UPDATE journal_entry SET header = %s, body = %s, hash = %s WHERE seq = %s", header, body, before, number)
    forge("UPDATE journal_head SET hash = %s", before)


@pytest.mark.parametrize("seq", range(2, ENTRIES))
def test_a_chain_that_was_rewritten_throughout_does_not_lead_to_the_root_that_was_signed(sealed, seq):
    rewritten(seq)

    found = seals.verify().fault
    assert found is not None
    assert found.what == "root"
    assert found.until is not None
    assert found.seq <= seq <= found.until


def test_a_rewritten_chain_that_was_signed_anew_is_found_by_the_heads_outside(sealed):
    rewritten(3)
    forge("DELETE FROM journal_seal")
    forge("DELETE FROM journal_node")

    assert fault() == ("root", 2)


@pytest.mark.parametrize(
    ("where", "is_outside", "named"),
    [
        ("true", True, 1),
        ("size = 6", True, 6),
        ("size = 11", True, 11),
        ("true", False, 1),
        ("size > 1", False, 2),
        ("size = 11", False, 7),
    ],
)
def test_heads_that_were_removed_are_missed_and_nothing_is_signed_without_them(sealed, home, where, is_outside, named):
    forge(f"DELETE FROM journal_seal WHERE {where}")
    if not is_outside:
        for file in (home / "heads").iterdir():
            kept = [line for line in file.read_text().splitlines(keepends=True) if where == "size = 11"]
            file.write_text("".join(kept[:2]))

    assert fault() == ("head-gone", named)
    if where != "size = 6":
        with pytest.raises(Unsound, match="no longer covered by the head"):
            seals.seal(MORNING)


def test_what_was_said_after_the_last_head_can_be_rewritten_and_the_report_says_that_it_is_not_sealed(sealed):
    rewritten(ENTRIES)

    assert seals.verify().not_yet_sealed == 1


@pytest.mark.parametrize(
    "elsewhere",
    ["origin = 'a'", "origin = 'else'", "inc = 0", "inc = 2", "channel = 'drill'", "channel = 'z'", "seq = 0"],
)
def test_an_entry_of_another_journal_is_found(sealed, elsewhere):
    """Whichever part of the key is another one, and whether it sorts before ours or after it."""
    forge("UPDATE journal_head SET seq = %s, hash = %s", ENTRIES - 1, stored()[ENTRIES - 2][3])
    forge(f"UPDATE journal_entry SET {elsewhere} WHERE seq = %s", ENTRIES)

    found = seals.verify().fault

    assert found is not None
    assert found.what == ("gap" if elsewhere == "seq = 0" else "foreign")


def test_an_entry_that_stands_after_the_end_is_found(sealed):
    forge("UPDATE journal_head SET seq = %s, hash = %s", ENTRIES - 1, stored()[ENTRIES - 2][3])

    assert fault() == ("beyond", ENTRIES)


def test_a_body_that_is_gone_without_a_word_is_missed(sealed):
    forge("UPDATE journal_entry SET body = NULL WHERE seq = 4")

    assert fault() == ("body-missing", 4)


@pytest.mark.parametrize("column", ["head", "signature", "key"])
def test_a_head_in_the_database_that_was_changed_is_found(sealed, column):
    wrong: object = "0" * 64 if column == "key" else bytes(64)
    forge(f"UPDATE journal_seal SET {column} = %s WHERE size = 6", wrong)

    found = fault()
    assert found is not None
    assert found[0] == {"head": "head-unreadable", "signature": "signature", "key": "key"}[column]


def test_a_head_outside_that_was_changed_is_found(sealed, home):
    file = home / "heads" / "demo-2026-07.jsonl"
    lines = file.read_text().splitlines(keepends=True)

    file.write_text(lines[0] + lines[1].replace('"size\\":6', '"size\\":7') + lines[2])
    assert fault() == ("signature", 7)
    file.write_text(lines[0] + "rubbish\n" + lines[2])
    assert fault() == ("head-unreadable", ENTRIES)


def test_a_head_that_a_stranger_signed_is_found(sealed, home, monkeypatch):
    (home / "keys" / "heads.pem").unlink()
    monkeypatch.setattr(seals, "_say_key", lambda private, at: None)
    seals.seal(MORNING, new_key=True)

    assert fault() == ("key", ENTRIES)


def test_every_fault_is_said_in_both_languages(sealed):
    forge("UPDATE journal_entry SET body = NULL WHERE seq = 4")

    found = seals.verify().fault
    assert found
    assert found.says() == ("第 4 条正文缺失，且无删除记录。", "Entry 4 has lost its body, and no erasure says so.")
    assert found is not None
    assert "One of the entries 4 to 9" in str(replace(found, until=9))
