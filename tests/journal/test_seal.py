"""Seals: signed each second, kept inside and outside; receipts that hold, and those that are refused."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import run

import pytest

from anlan.engines.proofs import receipt as receipts
from anlan.engines.proofs.audit import Unsound
from anlan.kernel.journal import rebuild, seals
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.journal.tables import Entry, Key, Node, Seal
from anlan.kernel.obligations import acts as items
from tests.cast import MORNING, by
from tests.journal.forger import forge
from tests.journal.words import LATER, say

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_receipt.py"

pytestmark = pytest.mark.django_db


def test_the_first_seal_makes_the_key_and_the_journal_says_so(home):
    signed = seals.seal(MORNING)

    assert signed is not None
    assert [entry.name for entry in Entry.objects.all()] == ["journal.key-made"]
    assert Key.objects.get().key == signed.key
    assert (home / "keys").stat().st_mode & 0o777 == 0o700
    assert (home / "keys" / "heads.pem").stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_lost_is_followed_by_another_only_where_that_is_asked(home):
    say()
    first = seals.seal(MORNING)
    (home / "keys" / "heads.pem").unlink()
    say()

    with pytest.raises(seals.KeyGone):
        seals.seal(MORNING)
    assert not (home / "keys" / "heads.pem").exists()
    second = seals.seal(MORNING, new_key=True)
    assert first is not None
    assert second is not None
    assert {key.key for key in Key.objects.all()} == {first.key, second.key}
    assert seals.verify().fault is None


def test_a_seal_covers_everything_said_and_is_kept_inside_and_outside(home):
    say(7)
    signed = seals.seal(MORNING)

    assert signed is not None
    assert signed.said().size == 8
    assert signed.said().last == Entry.objects.get(seq=8).hash
    assert list(seals.outside()) == [signed]
    assert Seal.objects.get().size == 8
    [line] = (home / "heads" / "demo-2026-07.jsonl").read_text().splitlines()
    assert list(json.loads(line)) == ["head", "alg", "key", "signature"]


def test_where_nothing_was_said_nothing_is_signed():
    first = seals.seal(MORNING)

    assert seals.seal(LATER) == first
    assert Seal.objects.count() == 1


def test_a_long_silence_broken_at_once_is_sealed_slice_by_slice(monkeypatch):
    monkeypatch.setattr(seals, "SLICE", 10)
    say(95)
    seals.seal(MORNING)

    assert [head.said().size for head in seals.outside()] == [*range(10, 100, 10), 96]
    assert seals.verify().fault is None
    assert Node.objects.count() == sum(96 >> level for level in range(1, 7))


def test_between_any_two_heads_it_is_proved_that_the_journal_only_grew():
    sizes = []
    for _ in range(4):
        say(3)
        signed = seals.seal(MORNING)
        assert signed is not None
        sizes.append(signed.said().size)

    for first in sizes:
        for second in sizes:
            if first <= second:
                ran = run([sys.executable, "-I", SCRIPT, seals.growth(first, second)], capture_output=True, check=False)
                assert ran.returncode == 0
    with pytest.raises(NotHere):
        seals.growth(1, sizes[0])


def test_a_crash_between_database_and_file_is_made_good(home, monkeypatch):
    say()
    with monkeypatch.context() as crash:
        crash.setattr(seals, "_publish", lambda: None)
        seals.seal(MORNING)
    assert list(seals.outside()) == []

    say()
    seals.seal(MORNING)
    assert [signed.said().size for signed in seals.outside()] == [2, 3]


def test_a_line_that_a_crash_cut_off_is_written_again_whole(home):
    say()
    seals.seal(MORNING)
    file = home / "heads" / "demo-2026-07.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole[:100])

    say()
    seals.seal(MORNING)
    assert file.read_bytes().startswith(whole)
    assert [signed.said().size for signed in seals.outside()] == [2, 3]


def test_nothing_is_signed_over_a_journal_that_was_changed():
    say(3)
    seals.seal(MORNING)
    say(3)
    forge("UPDATE journal_entry SET body = %s WHERE seq = 6", b"forged")

    with pytest.raises(Unsound, match="Entry 6 has a body that was changed"):
        seals.seal(MORNING)
    assert [signed.said().size for signed in seals.outside()] == [4]


def test_nothing_is_signed_over_a_journal_that_has_forgotten_what_was_signed():
    say(3)
    seals.seal(MORNING)
    say(3)
    forge("DELETE FROM journal_seal")

    with pytest.raises(Unsound, match="no longer covered by the head"):
        seals.seal(MORNING)


def test_nothing_is_signed_on_top_of_a_tree_that_was_changed():
    say(7)
    seals.seal(MORNING)
    say()
    forge("UPDATE journal_node SET hash = %s WHERE level = 3", bytes(32))

    with pytest.raises(Unsound, match="a tree that does not follow from the entries"):
        seals.seal(MORNING)


@pytest.mark.parametrize("forged", ["UPDATE journal_node SET hash = %s", "DELETE FROM journal_node WHERE hash <> %s"])
def test_a_tree_that_was_changed_is_named_gives_no_receipt_and_is_made_anew(forged):
    say(7)
    seals.seal(MORNING)
    forge(forged, bytes(32))

    assert str(seals.verify().fault).endswith("anlan rebuild makes it anew.")
    with pytest.raises(Unsound):
        seals.receipt(3, at=LATER)
    assert "journal_node: 3 0" in rebuild.rebuild()
    say()
    seals.seal(LATER)
    assert seals.verify().fault is None
    assert seals.receipt(3, at=LATER).holds()


def test_a_tree_is_not_made_anew_over_entries_that_are_not_those_which_were_signed():
    say(7)
    seals.seal(MORNING)
    forge("DELETE FROM journal_entry WHERE seq = 8")

    with pytest.raises(Unsound, match="the root that was signed"):
        rebuild.rebuild()


@pytest.mark.parametrize("forged", ["DELETE FROM journal_key", "UPDATE journal_key SET public = 'zz'"])
def test_no_receipt_is_given_by_a_key_that_the_table_no_longer_has(forged):
    [seq] = say().seqs
    seals.seal(MORNING)
    forge(forged)

    with pytest.raises(Unsound, match="a key that the journal does not know"):
        seals.receipt(seq, at=LATER)


def test_a_receipt_proves_its_entry_and_no_more():
    said = say(20)
    seals.seal(MORNING)

    for seq in said.seqs:
        given = receipts.unpack(receipts.pack(seals.receipt(seq, at=LATER)))
        assert given.holds()
        assert given.seq == seq
        assert b"word 1" not in given.header


def test_a_receipt_stays_the_same_however_long_the_journal_grows():
    [seq] = say().seqs
    seals.seal(MORNING)
    first = seals.receipt(seq, at=LATER)
    say(40)
    seals.seal(LATER)

    assert seals.receipt(seq, at=LATER) == first


def test_a_receipt_waits_ten_seconds_and_for_a_head():
    [seq] = say().seqs

    with pytest.raises(Refused, match="receipt-too-soon"):
        seals.receipt(seq, at=LATER - timedelta(milliseconds=1))
    with pytest.raises(Refused, match="receipt-not-sealed"):
        seals.receipt(seq, at=LATER)
    seals.seal(LATER)
    assert seals.receipt(seq, at=LATER).holds()


def test_there_is_no_receipt_for_what_was_never_said():
    with pytest.raises(NotHere):
        seals.receipt(17, at=LATER)


def test_there_is_no_receipt_for_what_was_taken_back():
    [seq] = say().seqs
    seals.seal(LATER)
    assert seals.receipt(seq, at=LATER).holds()

    command = Entry.objects.get(seq=seq).command
    say(person="li", unsaid=command)
    assert seals.receipt(seq, at=LATER).holds()
    say(unsaid=command)
    with pytest.raises(Refused, match="receipt-taken-back"):
        seals.receipt(seq, at=LATER)


def test_no_receipt_is_given_for_an_entry_whose_header_was_changed():
    say(5)
    seals.seal(MORNING)
    forge("UPDATE journal_entry SET header = %s WHERE seq = 3", b'{"seq":3}')

    with pytest.raises(Unsound):
        seals.receipt(3, at=LATER)


def test_an_acceptance_that_was_undone_gets_no_receipt(found):
    [seq] = items.accept(item=found, by=by("wang", command="c-1"), at=MORNING).seqs
    items.take_back(item=found, key="c-1", by=by("wang"), at=MORNING + timedelta(seconds=5))
    seals.seal(LATER)

    with pytest.raises(Refused, match="receipt-taken-back"):
        seals.receipt(seq, at=LATER)
