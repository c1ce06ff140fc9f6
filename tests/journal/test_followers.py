"""Followers: each entry once, whatever falls over; not before it is beyond undoing, unless it does not wait."""

from datetime import timedelta

import pytest
from django.db import connection

from anlan.kernel.journal import followers, seals
from anlan.kernel.journal.followers import (
    Notice,
    follow_on,
    follower,
    keep,
    lateness,
)
from anlan.kernel.journal.tables import Cursor, Entry, Letter
from tests.cast import MORNING
from tests.journal.words import LATER, WordSaid, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notices(monkeypatch):
    """One follower, who tells Li and Sun of everything, by two channels."""
    monkeypatch.setattr(followers, "FOLLOWERS", {})

    @follower("notices")
    def tell_everybody(lines):
        for line in lines:
            for person in ("li", "sun"):
                yield Notice(seq=line.seq, person=person, channel="desk")
            yield Notice(seq=line.seq, person="li", channel="phone")

    return followers.FOLLOWERS


def outbox(channel: str = "desk") -> list[tuple[int, str, str]]:
    letters = Letter.objects.filter(channel=channel).order_by("seq", "person")
    return list(letters.values_list("seq", "person", "state"))


def test_everybody_is_told_once_of_everything():
    say(2)
    for _ in range(3):
        follow_on("notices", LATER)

    assert outbox() == [(seq, person, "waiting") for seq in (1, 2) for person in ("li", "sun")]
    assert outbox("phone") == [(1, "li", "waiting"), (2, "li", "waiting")]
    assert Cursor.objects.get().seq == 2


def test_nobody_is_told_before_ten_seconds_have_passed():
    say(1)
    say(1, at=MORNING + timedelta(seconds=4))

    assert follow_on("notices", LATER - timedelta(milliseconds=1)) == 0
    assert follow_on("notices", LATER) == 1
    assert follow_on("notices", LATER + timedelta(seconds=4)) == 1


def test_what_does_not_wait_is_told_at_once_past_what_does_and_still_once(monkeypatch):
    say(1)
    seals.seal(MORNING)  # says that a key was made, which does not wait
    assert [entry.name for entry in Entry.objects.order_by("seq")] == [WordSaid.name, "journal.key-made"]

    follow_on("notices", MORNING)
    assert outbox() == [(2, "li", "waiting"), (2, "sun", "waiting")]
    follow_on("notices", LATER)
    assert [seq for seq, _, _ in outbox()] == [1, 1, 2, 2]


def test_nobody_is_told_of_what_was_taken_back_in_time():
    [seq] = say(1).seqs
    say(1, unsaid=Entry.objects.get(seq=seq).command, at=MORNING + timedelta(seconds=9))
    follow_on("notices", LATER + timedelta(seconds=9))

    assert {seq for seq, _, _ in outbox()} == {2}


@pytest.mark.django_db(transaction=True)
def test_the_house_may_fall_at_any_statement_and_nobody_is_told_twice_or_never():
    say(3)
    for nth in range(1, 50):
        told = 0

        def falls_at_the_nth(execute, *args, nth=nth):
            nonlocal told
            told += 1
            if told == nth:
                raise InterruptedError
            return execute(*args)

        with connection.execute_wrapper(falls_at_the_nth):
            try:
                follow_on("notices", LATER)
            except InterruptedError:
                assert (Cursor.objects.count(), Letter.objects.count()) == (0, 0)
            else:
                break
    else:
        pytest.fail("it never came through")

    assert nth > 5
    assert len(outbox()) == 6
    assert Cursor.objects.get().seq == 3


def test_a_follower_comes_up_slice_by_slice(monkeypatch):
    monkeypatch.setattr(followers, "SLICE", 10)
    say(45)
    keep(LATER)

    assert len(outbox("phone")) == 46  # and the key


def test_how_late_a_follower_is_can_be_read():
    assert lateness(MORNING) == {"notices": timedelta()}
    say(1)
    assert lateness(MORNING) == {"notices": -timedelta(seconds=10)}
    assert lateness(LATER + timedelta(hours=3)) == {"notices": timedelta(hours=3)}

    follow_on("notices", LATER)
    assert lateness(LATER + timedelta(hours=3)) == {"notices": timedelta()}


def test_where_one_follower_falls_the_others_and_the_seal_go_on(notices):
    @follower("broken")
    def fall_over(lines):
        raise RuntimeError("this one is broken")

    @follower("after it")
    def tell_li(lines):
        return [Notice(seq=line.seq, person="li", channel="post") for line in lines]

    say(1)
    with pytest.raises(RuntimeError, match="broken"):
        keep(LATER)

    assert len(outbox()) == 4
    assert len(outbox("post")) == 2
    assert [signed.said().size for signed in seals.outside()] == [2]
    assert lateness(LATER + timedelta(minutes=1))["broken"] > timedelta(minutes=1) - timedelta(seconds=1)


def test_a_demo_may_begin_without_telling_its_past():
    say(5)
    followers.start_here()
    follow_on("notices", LATER)

    assert outbox() == []


def test_no_two_followers_have_one_name():
    with pytest.raises(AssertionError, match="two followers"):
        follower("notices")(list)


def test_what_does_not_wait_is_asked_of_once_while_something_before_it_waits(monkeypatch):
    told: list[int] = []

    def follow(lines):
        told.extend(line.seq for line in lines)
        return ()

    monkeypatch.setitem(followers.FOLLOWERS, "notices", follow)
    say(1)
    seals.seal(MORNING)
    for _ in range(3):
        keep(MORNING)
    assert told == [2]
    keep(LATER)
    assert told == [2, 1]


def test_much_is_taken_in_slice_by_slice_and_leaves_before_all_of_it_is(monkeypatch):
    monkeypatch.setattr(followers, "BYTES", 1)
    monkeypatch.setattr(followers, "ENOUGH", 4)
    say(5)
    for count in (2, 4, 6, 6):
        keep(LATER)
        assert len({seq for seq, _, _ in outbox()}) == count
