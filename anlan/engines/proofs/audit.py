"""The walk over a journal: which entry is the first that is not what was said, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import msgspec

from anlan.engines.proofs import entry
from anlan.engines.proofs.heads import NoHead, Signed, fingerprint, holds
from anlan.engines.proofs.tree import Growing

UNREADABLE = 0
LEAVES = 10_000  # how many are taken into the tree at once, at most
KEY_MADE, BODIES_ERASED = "journal.key-made", "journal.bodies-erased"
OPENED = "journal.incarnation-opened"  # a backup was restored: from this entry on, headers bear the next incarnation
TAKEN_IN = frozenset({KEY_MADE, BODIES_ERASED})
NOTHING_ATTACHED = b'"attachments":[]}'

SAYS = {
    "foreign": ("不属于本账本", "does not belong to this journal"),
    "gap": ("缺失", "is missing"),
    "incarnation": ("的启用次数与账本所记不符", "bears another incarnation than the journal says"),
    "unreadable": ("头部无法读取", "has a header that cannot be read"),
    "header-changed": ("头部被改动", "has a header that was changed"),
    "wrong-seq": ("序号与头部不符", "stands under another number than its header says"),
    "prev": ("与前一条不衔接", "does not follow from the entry before it"),
    "columns": ("头部旁的列与头部不符", "has columns that disagree with its header"),
    "body-changed": ("正文被改动", "has a body that was changed"),
    "body-missing": ("正文缺失，且无删除记录", "has lost its body, and no erasure says so"),
    "beyond": ("在账本末尾之后", "stands after the end of the journal"),
    "end": ("与账本末尾记载不符", "is not the one with which the journal says that it ends"),
    "root": ("与已签名的树根不符", "does not lead to the root that was signed"),
    "node": (
        "上方的树与各条不符；运行 anlan rebuild 由各条重算",
        "has above it a tree that does not follow from the entries; anlan rebuild makes it anew",
    ),
    "head-unreadable": ("或之前的签名头无法读取", "or one before it is covered by a head that cannot be read"),
    "foreign-head": ("的签名头属于别的账本", "is covered by a head of another journal"),
    "signature": ("签名有误", "is covered by a head whose signature is wrong"),
    "key": ("签名密钥不在账本中", "is covered by a head signed with a key that the journal does not know"),
    "head-columns": (
        "的签名头与旁边的列不符",
        "is covered by a head that has columns beside it that disagree with it",
    ),
    "head-gone": (
        "的签名头不在了",
        "is no longer covered by the head that was signed over it",
    ),
    "tail-cut": ("之后的条目被截断", "is the last one here, but there were more"),
}


class Stored(NamedTuple):
    """A row of the journal's table."""

    origin: str
    inc: int  # the incarnation that keeps the row; the header has that in which it was said
    channel: str
    seq: int
    header: bytes
    body: bytes | None
    hash: str
    name: str
    subject: str
    actor: str
    command: str
    recorded_at: int  # microseconds since 1970


@dataclass(frozen=True, kw_only=True)
class Home:
    """Whose journal it is, which incarnation keeps it, and where it says itself that it ends."""

    origin: str
    inc: int
    channel: str
    size: int
    last: str | None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The first entry that is not as it was said, and what is wrong: a key of SAYS."""

    seq: int
    what: str
    until: int | None = None  # where only a head tells: it is between `seq` and this

    def says(self) -> tuple[str, str]:
        """Return it as a sentence, in Chinese and in English."""
        zh, en = SAYS[self.what]
        if self.until in (None, self.seq):
            return f"第 {self.seq} 条{zh}。", f"Entry {self.seq} {en}."
        between = f"第 {self.seq} 至 {self.until} 条之间有一条{zh}。"
        return between, f"One of the entries {self.seq} to {self.until} {en}."

    def __str__(self) -> str:
        return self.says()[1]


@dataclass(kw_only=True)
class Report:
    """What a walk found."""

    entries: int = 0
    sealed: int = 0  # up to here a signed head covers the entries
    heads: int = 0
    erased: int = 0
    fault: Fault | None = None
    keys: dict[str, bytes] = field(default_factory=dict)  # public keys by fingerprint, as the journal tells them
    key_said: int = 0  # the last entry that tells a key; the head that it signed was kept with it
    attached: dict[str, int] = field(default_factory=dict)  # every file, with the first entry that attaches it
    heeded: list[tuple[str, int, bytes]] = field(default_factory=list)  # name, version and text of what was asked for

    @property
    def not_yet_sealed(self) -> int:
        """Return how many entries follow the last head."""
        return self.entries - self.sealed

    def says(self) -> tuple[str, str]:
        """Return what was counted as a sentence, in Chinese and in English."""
        counts = self.entries, self.sealed, self.heads, self.not_yet_sealed, self.erased
        zh = "共 {} 条，其中 {} 条由 {} 个签名头封存，{} 条尚未封存，{} 条正文已依法删除。".format(*counts)
        en = "{} entries, of them {} sealed under {} signed heads, {} not yet sealed, {} bodies erased.".format(*counts)
        return zh, en


class _Told(msgspec.Struct):
    origin: str
    inc: int
    channel: str
    seq: int
    prev: str | None
    name: str
    subject: str
    actor: str
    recorded_at: datetime
    command: str
    body: str


class _Beside(msgspec.Struct):
    name_v: int
    attachments: list[str]


_EPOCH, _MICRO = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_read_header = msgspec.json.Decoder(_Told).decode
_read_beside = msgspec.json.Decoder(_Beside).decode


class Unsound(Exception):
    """A journal is not as it was said."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def whole(
    rows: Iterable[Stored], home: Home, *, after: int = 0, last: str | None = None, inc: int = 1
) -> Iterator[Stored]:
    """Yield rows as long as each is as it was said and follows from the one before.

    They come in the order of their numbers, from the one `after` this, whose hash is the `last` and whose incarnation
    `inc`. Raises Unsound at the first that is not.
    """
    seq, before, rest = after, last, iter(rows)
    whose = (home.origin, home.inc, home.channel)
    for row in rest:
        seq += 1
        inc += row.name == OPENED
        try:
            fault = _wrong(row, rest, seq, before, whose, home, inc)
        except TypeError:  # SQLite keeps whatever it is given, in any column
            fault = _mistyped(row, seq)
        if fault:
            raise Unsound(fault)
        before = row.hash
        yield row


def walk(rows: Iterable[Stored], signed: Iterable[Signed], home: Home, *, heed: Set[str] = frozenset()) -> Report:
    """Walk over a whole journal, and compare it with every head ever signed, wherever that was kept.

    What entries of the names to `heed` say, and which files entries attach, the report brings along.
    """
    report = Report()
    try:
        _walk(rows, _by_size(signed), home, report, heed)
    except Unsound as unsound:
        report.fault = unsound.fault
    return report


def head_gone(outside: Iterable[Signed], inside: Iterable[Signed]) -> Fault | None:
    """Say where a head is kept outside and no more inside: it was signed there first."""
    here = {one.head for one in inside}
    for one in outside:
        if one.head not in here:
            return Fault(seq=one.said().size, what="head-gone")
    return None


def _walk(
    rows: Iterable[Stored], heads_at: dict[int, list[Signed]], home: Home, report: Report, heed: Set[str]
) -> None:
    lost, erased, tree, last, inc = list[int](), set[int](), Growing(), None, 1
    compared, leaves = list[Signed](), list[bytes]()
    for row in whole(rows, home):
        inc += row.name == OPENED
        leaves.append(bytes.fromhex(row.hash))
        report.entries, last = row.seq, row.hash
        if row.body is None:
            lost.append(row.seq)
        elif row.name in TAKEN_IN:
            _take_in(row, row.body, report, erased)
        if row.name in heed or not row.header.endswith(NOTHING_ATTACHED):
            _bring_along(row, report, heed)
        if row.seq in heads_at or len(leaves) == LEAVES:
            tree.extend(leaves)
            leaves = []
        if row.seq in heads_at:
            compared += _compare(heads_at.pop(row.seq), tree, row.hash, replace(home, inc=inc), report)
    # Only now: what signed the first heads may be told after them, as an erasure is told after what was erased.
    _check_signatures(compared, report.keys)
    _end(report, last, home, heads_at)
    if inc != home.inc:
        raise Unsound(Fault(seq=home.size, what="incarnation"))
    report.erased = len(lost)
    for seq in lost:
        if seq not in erased:
            raise Unsound(Fault(seq=seq, what="body-missing"))


def _wrong(
    row: Stored,
    rest: Iterator[Stored],
    seq: int,
    before: str | None,
    whose: tuple[str, int, str],
    home: Home,
    said_in: int,
) -> Fault | None:
    origin, inc, channel, number, header, body, stored, name, subject, actor, command, recorded_at = row
    if (origin, inc, channel) != whose:
        return Fault(seq=number, what="foreign")
    if number > home.size:
        return Fault(seq=number, what="beyond")
    if number != seq:
        return Fault(seq=seq, what="gap")
    leaf, told = sha256(b"\x00" + header).hexdigest(), _read(header)
    if stored != leaf:
        # Which of the two was touched, only the next entry knows.
        following = next(rest, None)
        kept = _read(following.header) if following else None
        right = (kept.prev if kept else home.last) == leaf
        return Fault(seq=seq, what="columns" if right else "header-changed")
    if told is None:
        return Fault(seq=seq, what="unreadable")
    if told.seq != seq:
        return Fault(seq=seq, what="wrong-seq")
    if told.prev != before:
        return Fault(seq=seq, what="prev")
    at = (told.recorded_at - _EPOCH) // _MICRO
    beside = (told.origin, told.inc, told.channel, told.name, told.subject, told.actor, told.command, at)
    if beside != (origin, said_in, channel, name, subject, actor, command, recorded_at):
        return Fault(seq=seq, what="columns" if told.inc == said_in else "incarnation")
    if body is not None and told.body != sha256(body).hexdigest():
        return Fault(seq=seq, what="body-changed")
    return None


def _mistyped(row: Stored, seq: int) -> Fault:
    """Say which part of a row is of another kind than what was ever put there."""
    if not isinstance(row.header, bytes):
        return Fault(seq=seq, what="header-changed")
    return Fault(seq=seq, what="columns" if row.body is None or isinstance(row.body, bytes) else "body-changed")


def _compare(signed: Sequence[Signed], tree: Growing, last: str, home: Home, report: Report) -> Sequence[Signed]:
    """Compare heads with what they cover, but for their signatures."""
    root = tree.root().hex()
    for one in signed:
        head = one.said()
        if (head.origin, head.inc, head.channel) != (home.origin, home.inc, home.channel):
            raise Unsound(Fault(seq=head.size, what="foreign-head"))
        if (head.root, head.last) != (root, last):
            _check_signatures([one] if one.key in report.keys else [], report.keys)
            raise Unsound(Fault(seq=report.sealed + 1, until=head.size, what="root"))
    report.sealed, report.heads = tree.size, report.heads + len(signed)
    return signed


def _check_signatures(signed: Iterable[Signed], keys: Mapping[str, bytes]) -> None:
    for one in signed:
        public = keys.get(one.key)
        if public is None or not holds(one, public):
            raise Unsound(Fault(seq=one.said().size, what="signature" if public else "key"))


def _end(report: Report, last: str | None, home: Home, heads_left: dict[int, list[Signed]]) -> None:
    if UNREADABLE in heads_left:
        raise Unsound(Fault(seq=report.entries, what="head-unreadable"))
    if heads_left or report.entries < home.size:
        raise Unsound(Fault(seq=report.entries, what="tail-cut"))
    if last != home.last:
        raise Unsound(Fault(seq=report.entries, what="end"))


def _by_size(signed: Iterable[Signed]) -> dict[int, list[Signed]]:
    """Sort heads by how many entries they cover; those that nobody can read cover none."""
    by_size: dict[int, list[Signed]] = {}
    for one in dict.fromkeys(signed):
        try:
            size = one.said().size
        except NoHead:
            size = UNREADABLE
        by_size.setdefault(size, []).append(one)
    return by_size


def _read(header: bytes) -> _Told | None:
    try:
        return _read_header(header)
    except (msgspec.MsgspecError, UnicodeDecodeError, TypeError):
        return None


def _bring_along(row: Stored, report: Report, heed: Set[str]) -> None:
    try:
        beside = _read_beside(row.header)
    except msgspec.MsgspecError as error:
        raise Unsound(Fault(seq=row.seq, what="unreadable")) from error
    for file in beside.attachments:
        report.attached.setdefault(file, row.seq)
    if row.name in heed and row.body is not None:
        report.heeded.append((row.name, beside.name_v, entry.unsalted(row.body)))


def _take_in(row: Stored, body: bytes, report: Report, erased: set[int]) -> None:
    told = msgspec.json.decode(entry.unsalted(body))
    if row.name == BODIES_ERASED:
        erased.update(told["seqs"])
    else:
        public = bytes.fromhex(told["public"])
        report.keys[fingerprint(public)], report.key_said = public, row.seq
