"""The house as it was known at a moment: its journal up to there, folded in a home of its own, which is thrown away.

What was said later is not in it. Whose words were erased since, they stay erased: of that alone the past knows later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from anlan.kernel.journal import followers, rebuild, seals
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import rules as journal_rules
from anlan.kernel.journal.facts import day_of, micros
from anlan.kernel.journal.follow import fetch, write
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.reads import OURS, ours
from anlan.kernel.notices import tables as notices
from anlan.kernel.obligations import tables as items
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.tables import Post
from anlan.kernel.search import indexing
from anlan.kernel.upkeep import dump
from anlan.kernel.upkeep.dump import Table

TOLD = "as-of.json"
ENTRY, HEAD, SEAL = "journal_entry", "journal_head", "journal_seal"
CUT_BY = {ENTRY: "seq", SEAL: "size"}  # tables of which only the rows up to the cut are taken …
# … and those that follow from nothing and are taken as they are now: how one comes in, and what is sealed of people.
AS_NOW = (
    *("registry_account", "registry_token", "registry_knock", "registry_familiar", "credentials_factor"),
    *("registry_vaultkey", "registry_secret", "registry_phone", "journal_file"),
)
# This follows from the journal, and is taken as it is now all the same: whom the sign-in service may let in.
BOUND = "credentials_subject"
# Folders that stay where they are: the past only reads in them.
LENT = ("keys", "evidence", "copies", "demo")


class NothingYet(Exception):
    """Nothing had been said by then."""


class Told(msgspec.Struct, frozen=True):
    """What the past has to know of later: up to which entry it reaches, who may look, and what is erased."""

    at: datetime
    seq: int
    held: frozenset[tuple[str, str]]  # each post that is held now, and by whom: who held it then may be another
    erased: dict[str, str]  # what is told instead, by the number of the entry


def cut(at: datetime) -> int:
    """Return the last entry that was recorded by a moment: what has a smaller number had been said by then."""
    [[seq]] = fetch(f"SELECT max(seq) FROM {ENTRY} WHERE {OURS} AND recorded_at <= %s", [*ours(), micros(at)])
    if seq is None:
        raise NothingYet
    return int(seq)


def take(home: Path, at: datetime, now: datetime) -> Told:
    """Write what the past consists of into its home, from the house that lives."""
    seq = cut(at)
    end = replace(seals.ending(), size=seq, last=_hash(seq))
    told = Told(
        at=at,
        seq=seq,
        held=held(now),
        erased={str(no): text.decode() for no, text in journal.told_instead().items() if no <= seq},
    )
    (home / TOLD).write_bytes(msgspec.json.encode(told))
    with dump.as_of_now() as reader:
        for table in dump.tables():
            if table.name in CUT_BY:
                _write(home / table.name, table, _upto(reader.rows(table), table, seq))
            elif table.name in (*AS_NOW, BOUND):
                dump.write(reader, table, home / table.name)
            elif table.name == HEAD:
                row = {"origin": end.origin, "inc": end.inc, "seq": end.size, "hash": end.last}
                _write(home / table.name, table, iter([[row[column] for column in table.columns]]))
    for name in LENT:
        if (lent := Path(settings.ANLAN_HOME) / name).exists():
            (home / name).symlink_to(lent.resolve(), target_is_directory=True)
    if (house := Path(settings.ANLAN_HOME) / "house.json").exists():
        (home / house.name).write_bytes(house.read_bytes())
    return told


def held(now: datetime) -> frozenset[tuple[str, str]]:
    """Return each post that is held now, and by whom."""
    return frozenset(Post.objects.filter(registry.valid(day_of(now))).values_list("no", "person"))


def must_still_hold(post: str, person: str, told: Told) -> None:
    """Refuse to show the past to who does not hold now the very post that he held then."""
    if (post, person) not in told.held:
        journal_rules.no_longer(told.at)


def fill() -> None:
    """Fold all of it in the home of the past, where this runs."""
    home = Path(settings.ANLAN_HOME)
    with pen(), transaction.atomic():
        for table in dump.tables():
            if table.name != BOUND and (path := home / table.name).exists():
                dump.load(table, path)
        dump.go_on_counting()
        followers.move(notices.FOLLOWER, told_here().seq)
    rebuild.rebuild()
    _bind(home)
    at = told_here().at
    with pen():
        while _swept(at):
            pass
    while indexing.keep(at):
        pass
    for table in dump.tables():
        (home / table.name).unlink(missing_ok=True)


def told_here() -> Told:
    """Return what this home was told when it was made."""
    return msgspec.json.decode((Path(settings.ANLAN_HOME) / TOLD).read_bytes(), type=Told)


def _bind(home: Path) -> None:
    """Let the sign-in service let in whom it may let in now, and nobody who was bound to it then."""
    [table] = [one for one in dump.tables() if one.name == BOUND]
    with pen(), transaction.atomic():
        write(f"DELETE FROM {BOUND}", [()])
        dump.load(table, home / BOUND)


def _swept(at: datetime) -> bool:
    with transaction.atomic():
        return items.sweep(at)


def _upto(rows: Iterator[Any], table: Table, seq: int) -> Iterator[Any]:
    by = table.columns.index(CUT_BY[table.name])
    return (row for row in rows if row[by] <= seq)


def _write(path: Path, table: Table, rows: Iterator[Any]) -> None:
    with path.open("xb") as file:
        file.writelines(table.line(row, 0) for row in rows)


def _hash(seq: int) -> str:
    [[found]] = fetch(f"SELECT hash FROM {ENTRY} WHERE {OURS} AND seq = %s", [*ours(), seq])
    return str(found)
