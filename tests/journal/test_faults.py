"""Whatever fails, and whenever: an act is whole or absent, and who asks again with the same key gets its answer."""

import threading

import pytest
from django.db import OperationalError, connection, connections

from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.tables import Entry, Head, Mention
from tests.cast import MORNING, by
from tests.journal.words import SUBJECT, speak

pytestmark = pytest.mark.django_db(transaction=True)

WINNERS, THREADS = 25, 8


class Fallen(Exception):
    """The database fell over."""


def falling(nth: int, *, after: bool):
    """Let the n-th statement fail: before it reaches the database, or after, when only its answer is lost."""
    count = 0

    def fall(execute, *args):
        nonlocal count
        count += 1
        if count != nth:
            return execute(*args)
        if after and not args[0].startswith("BEGIN"):  # who loses that answer has lost the connection too
            execute(*args)
        raise Fallen

    return fall


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "after it is done"])
def test_at_whichever_statement_it_fails_an_act_is_whole_or_absent_and_the_same_key_finishes_it(after):
    for nth in range(1, 60):
        item = f"demo-2026-{nth:06}"
        key = f"c-{nth}"
        before = counts()
        with connection.execute_wrapper(falling(nth, after=after)):
            try:
                speak(item=item, words=("one", "two", "three"), by=by("li", command=key), at=MORNING)
            except Fallen:
                fell = True
            else:
                fell = False
        assert counts() in (before, tuple(n + 3 for n in before)), nth
        if not fell:
            break

        answer = speak(item=item, words=("one", "two", "three"), by=by("li", command=key), at=MORNING)
        assert len(answer.seqs) == 3
        assert counts() == tuple(n + 3 for n in before)
    else:
        pytest.fail("it never came through")
    assert nth > 5
    assert seals.verify().fault is None


def test_where_only_the_answer_of_the_commit_is_lost_the_same_key_gets_the_first_answer(monkeypatch):
    commit = connection._commit  # type: ignore[attr-defined]

    def commit_and_fall():
        commit()
        raise OperationalError("the line went dead")

    with monkeypatch.context() as lost:
        lost.setattr(connection, "_commit", commit_and_fall)
        with pytest.raises(OperationalError, match="went dead"):
            speak(item=SUBJECT, words=("one", "two"), by=by("li", command="c-1"), at=MORNING)

    answer = speak(item=SUBJECT, words=("one", "two"), by=by("li", command="c-1"), at=MORNING)
    assert answer.seqs == (1, 2)
    assert counts() == (2, 2, 2)


def counts() -> tuple[int, int, int]:
    head = Head.objects.first()
    return Entry.objects.count(), Mention.objects.count(), head.seq if head else 0


def test_of_eight_who_say_the_same_at_the_same_moment_exactly_one_is_heard():
    """On SQLite they queue for the pen, on PostgreSQL for the number."""
    for number in range(WINNERS):
        item = f"demo-2026-{number:06}"
        barrier = threading.Barrier(THREADS)
        ends: list[object] = []
        threads = [threading.Thread(target=race, args=(item, f"p-{n}", barrier, ends)) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(type(end).__name__ for end in ends) == ["Recorded"] + ["Refused"] * (THREADS - 1)
    assert seals.verify().fault is None


def race(item: str, person: str, barrier: threading.Barrier, ends: list[object]) -> None:
    try:
        barrier.wait()
        ends.append(speak(item=item, words=("mine",), by=by(person), at=MORNING))
    except Refused as refused:
        ends.append(refused)
    finally:
        connections.close_all()


def test_of_eight_who_send_the_same_command_all_get_one_answer():
    barrier = threading.Barrier(THREADS)
    ends: list[object] = []

    def repeat() -> None:
        try:
            barrier.wait()
            ends.append(speak(item=SUBJECT, words=("mine",), by=by("li", command="c-1"), at=MORNING))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=repeat) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ends) == THREADS
    assert len(set(map(str, ends))) == 1
    assert Entry.objects.count() == 1


def test_numbers_have_no_gaps_however_many_write():
    def write(person: str) -> None:
        try:
            for n in range(20):
                speak(item=f"{person}-{n}", words=(f"{n}",), by=by(person), at=MORNING)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(f"p-{n}",)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 20 * THREADS + 1))
    seals.seal(MORNING)
    assert seals.verify().fault is None
