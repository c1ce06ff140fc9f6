"""Erasing a person's words: the hashes stand, the tables forget, and an old backup does not bring them back."""

import pytest

from anlan.kernel.journal import follow, rebuild, seals
from anlan.kernel.journal.acts import erase, erase_again
from anlan.kernel.journal.facts import KNOWN, BodiesErased, KeyMade, KeyUsed, NotHere, Refused
from anlan.kernel.journal.follow import write
from anlan.kernel.journal.reads import facts_said, lines_about
from anlan.kernel.journal.tables import Entry
from anlan.kernel.obligations.facts import ItemFiled
from anlan.kernel.obligations.tables import Item
from tests.cast import MORNING, by
from tests.journal.forger import forge
from tests.journal.words import SUBJECT, WordSaid, say

pytestmark = pytest.mark.django_db


def test_the_words_go_and_everything_else_stands():
    say(3)
    seals.seal(MORNING)
    erase(seqs=(2,), fields=("word",), ground="asked for on 1 July", by=by("sun"), at=MORNING)
    seals.seal(MORNING)

    assert Entry.objects.get(seq=2).body is None
    assert [line.fact for line in lines_about(SUBJECT)] == words("word 0", "erased", "word 2")
    assert [told.fact for told in facts_said() if isinstance(told.fact, WordSaid)] == words(
        "word 0", "erased", "word 2"
    )
    report = seals.verify()
    assert (report.fault, report.erased) == (None, 1)


def words(*said: str) -> list[WordSaid]:
    return [WordSaid(subject_no=SUBJECT, word=word) for word in said]


def test_what_is_erased_twice_stays_erased():
    say(2)
    for seqs in ((1,), (1, 2)):
        erase(seqs=seqs, fields=("word",), ground="asked for", by=by("sun"), at=MORNING)

    assert [line.fact for line in lines_about(SUBJECT)] == words("erased", "erased")


def test_an_erasure_that_comes_again_gets_the_first_answer():
    say(2)
    first = erase(seqs=(1,), fields=("word",), ground="asked for", by=by("sun", command="c-1"), at=MORNING)

    assert erase(seqs=(1,), fields=("word",), ground="asked for", by=by("sun", command="c-1"), at=MORNING) == first
    with pytest.raises(KeyUsed):
        erase(seqs=(2,), fields=("word",), ground="asked for", by=by("sun", command="c-1"), at=MORNING)


def test_a_table_forgets_and_a_rebuild_gives_the_same(found, monkeypatch):
    monkeypatch.setattr(follow, "FORGETS", follow.FORGETS)
    monkeypatch.setitem(follow.FORGETS, ItemFiled, forget_what)
    [seq] = Entry.objects.filter(name="items.filed").values_list("seq", flat=True)
    erase(seqs=(seq,), fields=("what",), ground="asked for", by=by("sun"), at=MORNING)

    assert Item.objects.get(no=found).what == "erased"
    assert rebuild.check() == []


def forget_what(facts):
    write("UPDATE obligations_item SET what = %s WHERE no = %s", [(fact.what, fact.item) for fact in facts])


def test_what_is_refused_leaves_everything_as_it_was(found, monkeypatch):
    monkeypatch.delitem(follow.FORGETS, ItemFiled, raising=False)
    [seq] = Entry.objects.filter(name="items.filed").values_list("seq", flat=True)
    say(1)
    seals.seal(MORNING)
    [key] = Entry.objects.filter(name=KeyMade.name).values_list("seq", flat=True)
    size = Entry.objects.count()

    for seqs, fields, code in (
        ((key,), ("public",), "not-erasable"),
        ((seq,), ("colour",), "nothing-to-erase"),
        ((seq,), ("what", "due_at"), "nothing-to-erase"),
        ((seq,), ("what", "colour"), "nobody-forgets"),
    ):
        with pytest.raises(Refused, match=code):
            erase(seqs=seqs, fields=fields, ground="asked for", by=by("sun"), at=MORNING)
    with pytest.raises(NotHere):
        erase(seqs=(1_000,), fields=("word",), ground="asked for", by=by("sun"), at=MORNING)
    assert Entry.objects.count() == size


def test_the_list_of_erasures_is_kept_with_the_heads_and_done_again_after_a_restore(home):
    say(3)
    before = bytes(Entry.objects.get(seq=2).body or b"")
    erase(seqs=(2, 3), fields=("word",), ground="asked for", by=by("sun"), at=MORNING)
    seals.seal(MORNING)
    seals.seal(MORNING)
    [listed] = seals.erased_outside()
    assert (listed.fact.seqs, listed.fact.ground) == ((2, 3), "asked for")
    assert erase_again(seals.erased_outside(), by=by("console"), at=MORNING) is None

    forge("UPDATE journal_entry SET body = %s WHERE seq = 2", before)
    assert erase_again(seals.erased_outside(), by=by("console"), at=MORNING) is not None
    assert Entry.objects.get(seq=2).body is None
    last = list(facts_said())[-1].fact
    assert isinstance(last, BodiesErased)
    assert last.seqs == (2,)


def test_the_house_knows_its_own_facts():
    assert {KeyMade.name, BodiesErased.name} <= set(KNOWN)
