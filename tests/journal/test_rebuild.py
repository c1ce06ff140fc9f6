"""Burning the tables and folding them again gives the same, row by row; what does not follow is named."""

from dataclasses import replace
from datetime import timedelta

from anlan.domains.dangers import acts as dangers
from anlan.domains.dangers import reads
from anlan.domains.dangers.rules import Grade
from anlan.domains.dangers.tables import Danger
from anlan.kernel.journal import rebuild
from anlan.kernel.journal.acts import erase
from anlan.kernel.journal.follow import write
from anlan.kernel.journal.reads import lines_about
from anlan.kernel.journal.record import record
from anlan.kernel.journal.tables import guards_stand
from anlan.kernel.obligations import acts as items
from anlan.kernel.obligations.facts import ItemAccepted, ItemFiled
from anlan.kernel.obligations.tables import Item
from anlan.kernel.registry.may import EVERYWHERE
from tests.cast import MORNING, by
from tests.journal.forger import forge
from tests.journal.words import say


def filed(count: int) -> list[str]:
    """File many items and have every second one accepted."""
    nos = [f"demo-2026-{n:06}" for n in range(500_000, 500_000 + count)]
    shared = {"kind": "danger", "what": "blocked exit", "department": "safety", "organisation": "demo-o-000001"}
    more = {"place": "630222901", "owner": "demo-p-000001", "grade": None, "source": None, "found_at": None}
    due = MORNING + timedelta(days=7)
    record([ItemFiled(item=no, due_at=due, **shared, **more) for no in nos], by=by("li"), at=MORNING)
    record([ItemAccepted(item=no, kind="danger") for no in nos[::2]], by=by("wang"), at=MORNING)
    return nos


def test_a_rebuild_of_many_gives_the_same_however_the_batches_fall(found, monkeypatch):
    filed(1_200)
    items.accept(item=found, by=by("wang"), at=MORNING)

    assert rebuild.check() == []
    monkeypatch.setattr("anlan.kernel.journal.follow.BATCH", 7)
    assert rebuild.check() == []


def test_a_check_names_each_row_that_does_not_follow_and_leaves_it(found):
    nos = filed(3)
    write("UPDATE obligations_item SET owner = 'nobody' WHERE no = %s", [(nos[1],)])
    write("DELETE FROM obligations_item WHERE no = %s", [(nos[2],)])

    differing = [line for line in rebuild.check() if line.startswith("obligations_item:")]
    assert differing == [f"obligations_item: {nos[1]}", f"obligations_item: {nos[2]}"]
    assert Item.objects.get(no=nos[1]).owner == "nobody"


def test_a_rebuild_mends_what_did_not_follow(found):
    [no] = filed(1)
    write("UPDATE obligations_item SET owner = 'nobody' WHERE no = %s", [(no,)])

    assert rebuild.rebuild() == [f"obligations_item: {no}"]
    assert Item.objects.get(no=no).owner == "demo-p-000001"
    assert rebuild.check() == []


def test_facts_of_several_rooms_come_out_as_they_were_said_however_they_alternate(found):
    danger = reads.danger(item=found, within=EVERYWHERE)
    told = {"place": "6301", "department": "safety", "organisation": "E-1", "grade": Grade.GENERAL}
    for what in ("open cabinet", "no sign"):
        words = {"what": what, "told": replace(danger.told, measures=f"mend the {what}")}
        dangers.correct(item=found, why="a slip", **words, **told, by=by("zhao"), at=MORNING)
    items.accept(item=found, by=by("wang"), at=MORNING)
    before = list(Item.objects.order_by("no").values()), list(Danger.objects.order_by("item").values())

    assert rebuild.rebuild() == []
    assert before == (list(Item.objects.order_by("no").values()), list(Danger.objects.order_by("item").values()))


def test_what_an_entry_speaks_of_and_nobody_can_find_is_named_and_mended(found):
    told = lines_about(found)
    assert forge("DELETE FROM journal_mention WHERE subject = %s AND seq = %s", found, told[0].seq) == 1

    assert rebuild.check() == rebuild.rebuild() == [f"journal_mention: {found} {told[0].seq}"]
    assert lines_about(found) == told
    assert rebuild.check() == []


def test_a_mention_of_what_an_entry_does_not_speak_of_is_named_and_taken_out(found):
    told = lines_about(found)
    forged = (
        "INSERT INTO journal_mention (subject, origin, inc, channel, seq) VALUES ('demo-2026-9', 'demo', 1, 'main', %s)"
    )
    forge(forged, told[0].seq)
    forge(forged, told[-1].seq + 1)

    named = [f"journal_mention: demo-2026-9 {seq}" for seq in (told[0].seq, told[-1].seq + 1)]
    assert sorted(rebuild.check()) == sorted(rebuild.rebuild()) == named
    assert lines_about("demo-2026-9") == []
    assert rebuild.check() == []
    guards_stand()


def test_what_an_entry_spoke_of_before_it_was_erased_stays(db):
    [seq, _] = say(2).seqs
    erase(seqs=(seq,), fields=("subject_no",), ground="asked for", by=by("sun"), at=MORNING)

    assert rebuild.check() == []


def test_what_does_not_follow_from_the_journal_is_named():
    kept = rebuild.not_folded()

    assert {"journal_entry", "journal_seal", "journal_number", "journal_outbox"} <= set(kept)
    assert not {"journal_key", "journal_mention", "journal_node"} & set(kept)
    assert "obligations_item" not in kept
