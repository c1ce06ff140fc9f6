"""Seals: how long the journal was and what it said, signed each second; and what a stranger takes home.

Heads are kept twice: in the database, and in a file beside it that tells when the database has forgotten something.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from anlan import disk
from anlan.engines.proofs import audit, heads, tree
from anlan.engines.proofs import receipt as receipts
from anlan.engines.proofs.audit import Fault, Home, Report, Stored, Unsound
from anlan.engines.proofs.entry import instant
from anlan.engines.proofs.heads import Head, NoHead, Signed
from anlan.engines.proofs.receipt import Receipt
from anlan.kernel.journal import reads, rules
from anlan.kernel.journal.facts import By, Erasure, KeyMade, NotHere, moment
from anlan.kernel.journal.follow import fetch, put
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.journal.reads import OURS, ours
from anlan.kernel.journal.record import CHANNEL, record

SLICE = 5_000  # how many entries one head takes in at most, so that on SQLite nobody waits long for the pen
PAGE = 5_000
STORED = "origin, inc, channel, seq, header, body, hash, name, subject, actor, command, recorded_at"
WHOSE = "origin = %s AND channel = %s"
KEY = ("origin", "inc", "channel")
OWN = [f"{part} = %s" for part in KEY]
WHOLE = " AND ".join(OWN)
LEAF = f"SELECT seq, hash FROM journal_entry WHERE {OURS} AND seq = %s"
NODE = f"SELECT level, number, hash FROM journal_node WHERE {OURS} AND level = %s AND number = %s"
# A head and the tree below it are kept together: what is behind the newest head was below one that is gone.
NEWEST = f"SELECT COALESCE(MAX(size), 0) FROM journal_seal WHERE {OURS}"
BEHIND = f"SELECT number FROM journal_node WHERE {OURS} AND level = 1 AND number >= ({NEWEST}) / 2 LIMIT 1"
LINE = 4_096  # no head is longer
HOUSE = "house"  # who speaks when nobody does


class KeyGone(Exception):
    """The journal names a key that signs its heads, and its private half is not in this home."""


def seal(at: datetime, *, new_key: bool = False) -> Signed | None:
    """Sign a head over everything said so far, and keep it inside and outside; return the newest, if there is one.

    Before it signs it reads again what was stored. Raises Unsound over a journal that is not what was said:
    a wrong root, once signed, can never be mended. Raises KeyGone where the key is lost, unless a new one is to begin.
    """
    if not new_key and lost_key():
        raise KeyGone
    private = _private_key()
    while _seal_slice(private, at):
        pass
    _publish()
    _list_erasures()
    return newest()


def verify(heed: Set[str] = frozenset()) -> Report:
    """Read the whole journal, compare it with every signed head, and name the first entry that is not what was said."""
    # Heads first: whatever is said meanwhile can only make the journal longer than they know.
    kept, inside = list(outside()), list(_signed(f"{WHOSE} ORDER BY size", [settings.ORIGIN, CHANNEL]))
    try:
        home = ending()
    except Unsound as unsound:
        return Report(fault=unsound.fault)
    with reads.in_bulk():
        report = audit.walk(chain(_stored(home, until=home.size), _strays(home)), [*kept, *inside], home, heed=heed)
    report.fault = report.fault or beside_heads() or audit.head_gone(kept, inside) or _above(newest(), report.key_said)
    return report


def receipt(seq: int, *, at: datetime) -> Receipt:
    """Return what proves to a stranger that this entry is in the journal.

    Raises NotHere; Refused while the entry may be undone or is not sealed; Unsound where the journal was changed.
    """
    rows = fetch(f"SELECT header, recorded_at FROM journal_entry WHERE {OURS} AND seq = %s", [*ours(), seq])
    if not rows:
        raise NotHere(str(seq))
    signed = next(_inside("AND size >= %s ORDER BY size LIMIT 1", seq), None)
    taken_back = reads.is_taken_back(seq)
    rules.receipt(seq, recorded_at=moment(rows[0][1]), sealed=signed is not None, taken_back=taken_back, at=at)
    assert signed is not None, "the rule refuses a receipt without a head"
    path = tuple(_hashes(tree.inclusion(seq - 1, signed.said().size)))
    given = Receipt(header=bytes(rows[0][0]), signed=signed, public=_public(signed), path=path)
    if not given.holds():
        raise Unsound(Fault(seq=seq, what="root"))
    return given


def lost_key() -> bool:
    """Test whether heads were signed here, and the key that signs them is not here."""
    is_here = (Path(settings.ANLAN_HOME) / "keys" / "heads.pem").exists()
    return not is_here and bool(fetch("SELECT key FROM journal_key LIMIT 1"))


def growth(first: int, second: int) -> str:
    """Return the packed proof that nothing under the head of the first size was touched before that of the second.

    Raises NotHere where no head of these sizes was signed.
    """
    older, newer = (next(_inside("AND size = %s", size), None) for size in (first, second))
    if older is None or newer is None:
        raise NotHere(f"a head over {first} or {second} entries")
    path = _hashes(tree.consistency(first, second))
    return receipts.pack_growth((older, _public(older)), (newer, _public(newer)), path)


def outside() -> Iterator[Signed]:
    """Yield the signed heads that are kept outside the database, month by month in the order they were signed."""
    for path in _months():
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield from heads.read_lines(lines)


def _seal_slice(private: Ed25519PrivateKey, at: datetime) -> bool:
    """Take at most a slice of new entries into the tree and sign; return whether there was anything to sign."""
    with pen(), transaction.atomic():
        lock([f"seal {settings.ORIGIN}"])
        _say_key(private, at)
        home, before = ending(), newest()
        size, last, inc = _kept_outside_too(before, home)
        if size == home.size:
            return False
        if fault := _above(before):
            raise Unsound(fault)
        growing = tree.Growing(size, _nodes(tree.places([(0, size)])))
        completed = []
        new = _stored(home, after=size, until=min(home.size, size + SLICE))
        for row in audit.whole(new, home, after=size, last=last, inc=inc):
            if row.name == audit.OPENED and growing.size > size:
                break  # a head bears the incarnation of all that it adds
            inc += row.name == audit.OPENED
            completed += growing.add(bytes.fromhex(row.hash))
            last = row.hash
        _keep_nodes(completed, home)
        head = Head(
            origin=home.origin,
            inc=inc,
            channel=home.channel,
            size=growing.size,
            root=growing.root().hex(),
            last=str(last),
            at=instant(at),
        )
        _keep(heads.sign(head, private), home.inc, at)
    return True


def _kept_outside_too(before: Signed | None, home: Home) -> tuple[int, str | None, int]:
    """Return size, last hash and incarnation under the newest head, unless the heads outside know of more."""
    try:
        known = before.said() if before else None
    except NoHead as error:
        raise Unsound(Fault(seq=home.size, what="head-unreadable")) from error
    size = known.size if known else 0
    if max(outside := size_outside(), size) > home.size:
        raise Unsound(Fault(seq=home.size, what="tail-cut"))
    if outside > size:
        raise Unsound(Fault(seq=outside, what="head-gone"))
    return (size, known.last, known.inc) if known else (0, None, 1)


def _publish() -> None:
    """Append to the heads outside what the database knows beyond them: also what a crash kept from being written."""
    for signed in _inside("AND size > %s ORDER BY size", size_outside()):
        _append(_folder("heads") / f"{settings.ORIGIN}-{signed.said().at[:7]}.jsonl", signed.line())


def _list_erasures() -> None:
    """Keep the list of erasures with the heads, so that whoever restores an old backup can erase again."""
    path = _folder("heads") / f"erased-{settings.ORIGIN}.jsonl"
    listed = set(path.read_bytes().splitlines() if path.exists() else ())  # after a restore, more than are here
    for line in (line for line in map(msgspec.json.encode, reads.erasures()) if line not in listed):
        _append(path, line.decode())


def erased_outside() -> list[Erasure]:
    """Return every erasure that is listed outside the database."""
    path = _folder("heads") / f"erased-{settings.ORIGIN}.jsonl"
    return [msgspec.json.decode(line, type=Erasure) for line in path.read_bytes().splitlines()] if path.exists() else []


def size_outside() -> int:
    """Return how many entries the newest head outside covers; what can no longer be read there is left to `verify`."""
    sizes = [0]
    for path in _months():
        with path.open("rb") as file:
            for signed in list(heads.read_lines(_end_of(file).decode(errors="replace").splitlines(keepends=True)))[-1:]:
                with suppress(NoHead):
                    sizes.append(signed.said().size)
    return max(sizes)


def _append(path: Path, line: str) -> None:
    """Put a line at the end of a file, and return when it is on the disk. A line that a crash cut off goes first."""
    is_new = not path.exists()
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = _end_of(file)
        file.seek(end.rfind(b"\n") + 1 - len(end), os.SEEK_END)
        file.truncate()
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        disk.flush_folder(path.parent)


def _end_of(file: BinaryIO) -> bytes:
    """Return the end of a file: more than a whole line of it, where it has one."""
    file.seek(max(file.seek(0, os.SEEK_END) - LINE, 0))
    return file.read()


def _months() -> list[Path]:
    return sorted(_folder("heads").glob(f"{settings.ORIGIN}-*.jsonl"))


def _private_key() -> Ed25519PrivateKey:
    """Return the key of this house; the first time, make it."""
    path = _folder("keys") / "heads.pem"
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        disk.keep_once(path, made)  # if another process made one in this moment, that is the key
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey), f"{path} holds another kind of key"
    return key


def _say_key(private: Ed25519PrivateKey, at: datetime) -> None:
    """Let the journal itself say by which key it is signed, once."""
    public = private.public_key().public_bytes_raw()
    key = heads.fingerprint(public)
    if not fetch("SELECT key FROM journal_key WHERE key = %s", [key]):
        made = KeyMade(key=key, alg=heads.ALG, public=public.hex())
        record([made], by=By(person=HOUSE, post=HOUSE, command=f"key {key}"), at=at)


def ending() -> Home:
    """Return where the journal says that it ends. Raises Unsound where that is no number."""
    rows = reads.as_stored("SELECT inc, seq, hash FROM journal_head WHERE origin = %s", [settings.ORIGIN])
    inc, size, last = rows[0] if rows else (1, 0, None)
    if type(inc) is not int or type(size) is not int:
        [[entries]] = fetch("SELECT count(*) FROM journal_entry WHERE origin = %s", [settings.ORIGIN])
        raise Unsound(Fault(seq=entries, what="end"))
    return Home(origin=settings.ORIGIN, inc=inc, channel=CHANNEL, size=size, last=last)


def _stored(home: Home, *, after: int = 0, until: int) -> Iterator[Stored]:
    """Yield the rows of the journal in order, page by page."""
    page = f"SELECT {STORED} FROM journal_entry WHERE {WHOLE} AND seq > %s AND seq <= %s ORDER BY seq LIMIT {PAGE}"
    while rows := reads.as_stored(page, [home.origin, home.inc, home.channel, after, until]):
        # SQLite hands out bytes, which need no copy; what comes as a view does.
        yield from map(_row if type(rows[0][4]) is memoryview else Stored._make, rows)
        after = rows[-1][3]


def _strays(home: Home) -> Iterator[Stored]:
    """Yield rows that the journal does not know of, if there are any: of another home, or after its end."""
    ours = (home.origin, home.inc, home.channel)
    end = "COALESCE((SELECT seq FROM journal_head WHERE origin = %s), 0)"
    # Found by the key, part by part: one question for all would read every row.
    elsewhere = [(" AND ".join([*OWN[:n], f"{KEY[n]} {side} %s"]), ours[: n + 1]) for n in range(3) for side in "<>"]
    for where, params in (*elsewhere, (f"{WHOLE} AND seq < 1", ours), (f"{WHOLE} AND seq > {end}", (*ours, ours[0]))):
        for row in reads.as_stored(f"SELECT {STORED} FROM journal_entry WHERE {where} LIMIT 1", params):
            yield _row(row)


def _row(row: Sequence[Any]) -> Stored:
    origin, inc, channel, seq, header, body, *beside = row
    return Stored(origin, inc, channel, seq, _copied(header), _copied(body), *beside)


def _copied(value: Any) -> Any:
    """Return bytes for a view of them, and all else as it is: whoever forged it is found by it."""
    return bytes(value) if isinstance(value, memoryview) else value


def _inside(which: str, *params: Any) -> Iterator[Signed]:
    """Yield signed heads of this journal that are kept in the database."""
    yield from _signed(f"{OURS} {which}", [*ours(), *params])


def _signed(where: str, params: Sequence[Any]) -> Iterator[Signed]:
    for head, signature, key in reads.as_stored(f"SELECT head, signature, key FROM journal_seal WHERE {where}", params):
        yield _read_signed(head, key, signature)


def _read_signed(head: Any, key: str, signature: Any) -> Signed:
    """Return a head as it is stored; what is no bytes comes as an empty one, over which whoever compares stumbles."""
    head, signature = _copied(head), _copied(signature)
    no_head, no_signature = type(head) is not bytes, type(signature) is not bytes
    return Signed(head=b"" if no_head else head, alg=heads.ALG, key=key, signature=b"" if no_signature else signature)


def beside_heads() -> Fault | None:
    """Return the first head in the database that is not the one of which the columns beside it speak, if any is."""
    asked = f"SELECT inc, size, at, head, key, signature FROM journal_seal WHERE {WHOSE} ORDER BY size"
    for inc, size, at, head, key, signature in reads.as_stored(asked, [settings.ORIGIN, CHANNEL]):
        try:
            said = _read_signed(head, key, signature).said()
        except NoHead:
            return Fault(seq=ending().size, what="head-unreadable")
        # The column has the incarnation that keeps the head; a head bears that in which it was signed.
        if (
            type(inc) is not int
            or said.inc > inc
            or size != said.size
            or type(at) is not int
            or instant(moment(at)) != said.at
        ):
            return Fault(seq=said.size, what="head-columns")
    return None


def _above(signed: Signed | None, key_said: int = 0) -> Fault | None:
    """Say whether the tree that is kept does not lead to the root under the newest head, or goes on behind it."""
    [[size]] = fetch(NEWEST, ours())
    if size < key_said or fetch(BEHIND, [*ours(), *ours()]):
        return Fault(seq=size + 1, what="head-gone")
    if signed is None:
        return None
    said = signed.said()
    try:
        root = tree.Growing(said.size, _nodes(tree.places([(0, said.size)]))).root().hex()
    except Unsound as unsound:
        return unsound.fault
    return None if root == said.root else Fault(seq=1, until=said.size, what="node")


def newest() -> Signed | None:
    return next(_inside("ORDER BY size DESC LIMIT 1"), None)


def _public(signed: Signed) -> bytes:
    """Return the key by which a head is signed, as the table of keys has it. Raises Unsound."""
    for (public,) in fetch("SELECT public FROM journal_key WHERE key = %s", [signed.key]):
        with suppress(ValueError, TypeError):
            return bytes.fromhex(public)
    raise Unsound(Fault(seq=signed.said().size, what="key"))


def _hashes(spans: Sequence[tree.Span]) -> list[bytes]:
    wanted = tree.places(spans)
    return tree.hashes(spans, dict(zip(wanted, _nodes(wanted), strict=True)))


def _nodes(wanted: Sequence[tree.Place]) -> list[bytes]:
    """Return the hashes of complete subtrees; those of single leaves stand beside the entries. Raises Unsound."""
    leaves = _each(LEAF, [(n + 1,) for level, n in wanted if not level])
    found = {(0, seq - 1): bytes.fromhex(leaf) for seq, leaf in leaves}
    found |= {(level, n): _copied(node) for level, n, node in _each(NODE, [place for place in wanted if place[0]])}
    for level, n in wanted:
        if type(found.get((level, n))) is not bytes:
            raise Unsound(Fault(seq=(n << level) + 1, until=(n + 1) << level, what="node"))
    return [found[place] for place in wanted]


def _each(one: str, keys: Sequence[tuple[int, ...]]) -> list[tuple[Any, ...]]:
    """Return the row of each key in one question: written out as one search for each, which no planner can mistake."""
    return fetch(" UNION ALL ".join([one] * len(keys)), [v for key in keys for v in (*ours(), *key)]) if keys else []


def _keep_nodes(completed: Sequence[tuple[tree.Place, bytes]], home: Home) -> None:
    rows = [(home.origin, home.inc, home.channel, *place, node) for place, node in completed]
    put("journal_node", ("origin", "inc", "channel", "level", "number", "hash"), rows)


def _keep(signed: Signed, inc: int, at: datetime) -> None:
    head = signed.said()
    columns = ("origin", "inc", "channel", "size", "head", "signature", "key", "at")
    row = (head.origin, inc, head.channel, head.size, signed.head, signed.signature, signed.key, at)
    put("journal_seal", columns, [row])


def _folder(name: str) -> Path:
    """Return a folder of the home that only its owner can enter."""
    path = Path(settings.ANLAN_HOME) / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
