"""What was told to whom, kept in step with the journal a second after it was said; and what of it somebody has read."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from anlan.kernel.journal import followers
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.follow import derived, fetch, fetch_in, put, write
from anlan.kernel.journal.reads import Line
from anlan.kernel.journal.tables import Moment
from anlan.kernel.notices.rules import TAKES_BACK, Said, notices, numbers
from anlan.kernel.notices.rules import Notice as Telling

FOLLOWER = "notices"  # how far the journal was taken in stands with the cursors, which a rebuild leaves alone
SLICE, WEIGHT = 500, 1_000_000  # entries, and bytes of them, that are taken in while nobody else writes
GLANCE, LIGHT = 100, 100_000  # … that a page looks through beside what was taken in
COLUMNS = ("person", "command", "sort", "subject", "n", "actor", "at")
KEY = ("person", "command", "sort", "subject")


class Notice(models.Model):
    """That somebody was told of something."""

    pk = models.CompositePrimaryKey(*KEY)
    person = models.CharField(max_length=40)
    command = models.CharField(max_length=80)
    sort = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    n = models.IntegerField()
    actor = models.CharField(max_length=80)
    at = Moment()

    class Meta:
        db_table = "notices_notice"
        indexes = (
            models.Index(fields=["person", "at"], name="notices_notice_of"),
            models.Index(fields=["command"], name="notices_notice_by"),
        )

    def __str__(self) -> str:
        return f"{self.sort} of {self.subject} to {self.person}"


class NoticeOwner(models.Model):
    """Who owed an item when the journal was last looked at: some entries do not name whom they tell."""

    item = models.CharField(max_length=40, primary_key=True)
    owner = models.CharField(max_length=40)

    class Meta:
        db_table = "notices_owner"

    def __str__(self) -> str:
        return f"{self.item}: {self.owner}"


class NoticesUpto(models.Model):
    """How far the journal is in these tables; they are filled anew where it is not there."""

    what = models.CharField(max_length=20, primary_key=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "notices_upto"

    def __str__(self) -> str:
        return f"{self.what}: {self.seq}"


class NoticeSeen(models.Model):
    """That somebody has read what he was told. It is his own affair and no fact: nobody is measured by it."""

    kept = True
    pk = models.CompositePrimaryKey(*KEY)
    person = models.CharField(max_length=40)
    command = models.CharField(max_length=80)
    sort = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    at = Moment()

    class Meta:
        db_table = "notices_seen"

    def __str__(self) -> str:
        return f"{self.person} has read of {self.subject}"


def upto() -> int:
    """Return how far the journal was taken in."""
    return next((int(seq) for [seq] in fetch("SELECT seq FROM notices_upto")), 0)


def take_in(lines: Sequence[Line]) -> None:
    """Keep what these entries tell whom; the caller holds the pen."""
    told, owners = told_by(lines)
    gone = {(line.fact.command, line.actor) for line in lines if line.name in TAKES_BACK and line.fact}  # type: ignore[attr-defined]
    kept = [one for each in told.values() for one in each if (one.command, one.actor) not in gone]
    write("DELETE FROM notices_notice WHERE command = %s AND actor = %s", sorted(gone))
    rows = {(one.person, one.command, one.sort, one.subject): one for one in kept}
    put("notices_notice", COLUMNS, [tuple(vars(one)[word] for word in COLUMNS) for one in rows.values()], key=KEY)
    put("notices_owner", ("item", "owner"), sorted(owners.items()), key=("item",))
    put("notices_upto", ("what", "seq"), [(FOLLOWER, lines[-1].seq)], key=("what",))


def told_by(lines: Sequence[Line]) -> tuple[dict[int, list[Telling]], dict[str, str]]:
    """Return what each of these entries tells whom, and who owes what after them; they follow on what was taken in."""
    about = {no for line in lines if line.fact for no in numbers(line.fact)}
    owners = {no: owner for no, owner in fetch_in("SELECT item, owner FROM notices_owner WHERE item IN (%s)", about)}
    told = {line.seq: notices(_said(line), owners) for line in lines if line.fact}
    return told, owners


def _said(line: Line) -> Said:
    assert line.fact, "what was erased tells nobody anything"
    return Said(name=line.name, fact=line.fact, actor=line.actor, command=line.command, at=line.recorded_at)


def ahead() -> list[Line]:
    """Return what is taken in next: as much as one looks through while others wait for the pen."""
    return journal.lines_after(upto(), count=SLICE, size=WEIGHT)


def latest() -> list[Line]:
    """Return what was said and is not taken in yet, as much as a page looks through; the clock tells the rest."""
    return journal.lines_after(upto(), count=GLANCE, size=LIGHT)


@derived
def take_in_again() -> None:
    """Take in anew what had been taken in, where that is gone: so far does a rebuild bring it."""
    end = followers.cursor(FOLLOWER)
    while lines := [line for line in ahead() if line.seq <= end]:
        take_in(lines)
