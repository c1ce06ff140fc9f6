"""Burn the tables and fold them again: the proof that they hold nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from anlan.engines.proofs.audit import Fault, Unsound
from anlan.engines.proofs.tree import Growing, Place
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import ERASED, Told
from anlan.kernel.journal.follow import COUNTERS, DERIVED, bring_into_step, fetch, put, write
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.reads import in_bulk, numbered_facts
from anlan.kernel.journal.tables import Mention, triggers

# What follows from the entries themselves, without any fold: compared and mended in place.
BESIDE = frozenset({"journal_mention", "journal_node"})
# What does not follow from the journal: named, skipped, and held by the backup.
NOT_FOLDED = frozenset(
    {
        *("journal_entry", "journal_head", "journal_seal", "journal_number"),
        *("journal_cursor", "journal_outbox"),
    }
)
SHOWN = 20
PAGE = 5_000
NODE = ("origin", "inc", "channel", "level", "number")
OURS = "origin = %s AND inc = %s AND channel = %s"


def not_folded() -> list[str]:
    """Return the tables that do not follow from the journal; a room names its own in `NOT_FOLDED` of its tables."""
    follow = BESIDE | {table._meta.db_table for table in _folded()}
    return sorted({table._meta.db_table for table in _tables()} - follow)


def rebuild() -> list[str]:
    """Fold every table anew from the journal; return what came out different, as `table: key`.

    What stood there before is put aside in the database and compared there, so that no table need fit into memory.
    What the entries speak of, and the tree above them, are compared and mended where they stand.
    Raises Unsound where the entries are not those over which a head was signed.
    """
    with in_bulk(), transaction.atomic(), connection.cursor() as cursor:
        lock([f"seal {settings.ORIGIN}"])
        home = seals.ending()
        _derive()
        for table in _folded():
            cursor.execute(f"CREATE TEMPORARY TABLE {_aside(table)} AS SELECT * FROM {table._meta.db_table}")
            cursor.execute(f"DELETE FROM {table._meta.db_table}")
        cursor.execute("CREATE TEMPORARY TABLE spoken (subject varchar(80), seq bigint)")
        bring_into_step(_heard(home.size))
        _derive()
        differing = [line for table in _folded() for line in _differing(table)]
        differing += _mend_mentions(home.size, (home.origin, home.inc, home.channel))
        differing += _mend_nodes((home.origin, home.inc, home.channel))
        cursor.execute("DROP TABLE spoken")
        for table in _folded():
            cursor.execute(f"DROP TABLE {_aside(table)}")
    return differing


def _derive() -> None:
    """Bring what follows also from an hour up to that hour, before and after: else a minute would make a difference."""
    for function in DERIVED:
        function()


def check() -> list[str]:
    """Do the same as a rehearsal: name what would come out different, and leave everything as it is."""
    with transaction.atomic():
        differing = rebuild()
        transaction.set_rollback(True)
    return differing


def _tables() -> list[Any]:
    return list(apps.get_app_config("anlan").get_models())


def _folded() -> list[Any]:
    return [table for table in _tables() if table._meta.db_table not in NOT_FOLDED | BESIDE and not _kept(table)]


def _kept(table: Any) -> bool:
    """Test whether a room says of its table that it does not follow from the journal."""
    return bool(getattr(table, "kept", False))


def _key(table: Any) -> list[str]:
    if table._meta.db_table in COUNTERS:
        return list(COUNTERS[table._meta.db_table])
    fields = getattr(table._meta, "pk_fields", None) or [table._meta.pk]
    return [field.column for field in fields]


def _aside(table: Any) -> str:
    return f"before_{table._meta.db_table}"


def _differing(table: Any) -> Iterator[str]:
    """Yield the key of every row that is not as it was; where there are many, of the first, and how many more."""
    name, key = table._meta.db_table, ", ".join(_key(table))
    columns = ", ".join(field.column for field in table._meta.concrete_fields if field.column)
    some = " WHERE n <> 0" if name in COUNTERS else ""  # a counter of nothing is as good as none
    after, before = (f"SELECT {columns} FROM {one}{some}" for one in (name, _aside(table)))
    came, went = f"({after} EXCEPT {before}) AS came", f"({before} EXCEPT {after}) AS went"
    wrong = f"SELECT {key} FROM {came} UNION SELECT {key} FROM {went}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM ({wrong}) AS wrong ORDER BY {key} LIMIT {SHOWN + 1}")
        found = cursor.fetchall()
        yield from (f"{name}: {' '.join(map(str, row))}" for row in found[:SHOWN])
        if len(found) > SHOWN:
            cursor.execute(f"SELECT count(*) FROM ({wrong}) AS wrong")
            yield f"{name}: … {cursor.fetchone()[0] - SHOWN} more"


def _heard(until: int) -> Iterator[Told[Any]]:
    """Yield every fact that was said, and note of what it speaks, up to this entry."""
    spoken: list[tuple[str, int]] = []
    for seq, told in numbered_facts():
        if seq <= until:
            spoken += [(number, seq) for number in dict.fromkeys(told.fact.speaks_of())]
        if len(spoken) >= PAGE:
            put("spoken", ("subject", "seq"), spoken)
            spoken = []
        yield told
    put("spoken", ("subject", "seq"), spoken)


def _mend_mentions(until: int, ours: tuple[str, int, str]) -> list[str]:
    """Put in what is spoken of and not mentioned, take out what is mentioned and not spoken of, and return both.

    What was said after `until`, while the tables were folded, is left alone; so is what an erased entry spoke of.
    """
    said = "SELECT subject, seq FROM spoken WHERE subject <> %s"
    lost = fetch(f"{said} EXCEPT SELECT subject, seq FROM journal_mention WHERE {OURS}", [ERASED, *ours])
    now = "seq > %s AND seq <= (SELECT seq FROM journal_head WHERE journal_head.origin = %s)"
    forged = fetch(
        f"SELECT subject, origin, inc, channel, seq FROM journal_mention WHERE NOT ({now})"
        " AND seq NOT IN (SELECT seq FROM spoken WHERE subject = %s)"
        " EXCEPT SELECT subject, %s, %s, %s, seq FROM spoken",
        [until, ours[0], ERASED, *ours],
    )
    put("journal_mention", ("subject", "seq", "origin", "inc", "channel"), [(*row, *ours) for row in lost])
    _take_out(forged)
    return _shown("journal_mention", [f"{row[0]} {row[-1]}" for row in (*lost, *forged)])


def _take_out(forged: list[tuple[Any, ...]]) -> None:
    """Remove mentions past the trigger that keeps them, which goes and comes back in this one transaction."""
    guards = [one for one in triggers(connection.vendor, Mention) if one[0].endswith("_no_delete")]
    if forged:
        with connection.cursor() as cursor:
            for *_, drop in guards:
                cursor.execute(drop)
            key = " AND ".join(f"{column} = %s" for column in ("subject", "origin", "inc", "channel", "seq"))
            write(f"DELETE FROM journal_mention WHERE {key}", forged)
            for _, _, make, _ in guards:
                cursor.execute(make)


def _mend_nodes(ours: tuple[str, int, str]) -> list[str]:
    """Make the tree anew from the entries under the newest head, put right each hash that is another, and return them.

    Raises Unsound where the entries do not lead to the root that was signed.
    """
    if fault := seals.beside_heads():
        raise Unsound(fault)
    signed = seals.newest()
    if signed is None:
        return []
    size, tree, wrong = signed.said().size, Growing(), list[Place]()
    page = f"SELECT seq, hash FROM journal_entry WHERE {OURS} AND seq > %s AND seq <= %s ORDER BY seq LIMIT {PAGE}"
    while rows := fetch(page, [*ours, tree.size, size]):
        made = {place: node for _, leaf in rows for place, node in tree.add(bytes.fromhex(leaf))}
        stored = _stored_nodes(made, ours)
        other = [place for place, node in made.items() if stored.get(place) != node]
        put("journal_node", (*NODE, "hash"), [(*ours, *place, made[place]) for place in other], key=NODE)
        wrong += other
    if (tree.size, tree.root().hex()) != (size, signed.said().root):
        raise Unsound(Fault(seq=1, until=size, what="root"))
    stray = f"NOT ({OURS}) OR level < 1 OR number >= (%s >> level)"
    wrong += fetch(f"SELECT level, number FROM journal_node WHERE {stray}", [*ours, size])
    write(f"DELETE FROM journal_node WHERE {stray}", [(*ours, size)])
    return _shown("journal_node", [f"{level} {number}" for level, number in wrong])


def _stored_nodes(made: dict[Place, bytes], ours: tuple[str, int, str]) -> dict[Place, Any]:
    stored = dict[Place, Any]()
    between = f"SELECT number, hash FROM journal_node WHERE {OURS} AND level = %s AND number BETWEEN %s AND %s"
    for level in {level for level, _ in made}:
        numbers = [number for on, number in made if on == level]
        for number, node in fetch(between, [*ours, level, min(numbers), max(numbers)]):
            stored[level, number] = bytes(node) if isinstance(node, memoryview) else node
    return stored


def _shown(table: str, keys: list[str]) -> list[str]:
    more = [f"{table}: … {len(keys) - SHOWN} more"] if len(keys) > SHOWN else []
    return [*(f"{table}: {key}" for key in keys[:SHOWN]), *more]
