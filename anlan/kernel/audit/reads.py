"""What administrators and the machine's console did, for who watches over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.registry.may import ADMINISTRATORS, Role, Within
from anlan.kernel.registry.rules import CONSOLE
from anlan.kernel.registry.tables import Post

# Facts of these rooms are about who may do what, and about the house itself; the others are about the work.
ROOMS = ("registry", "credentials", "upkeep", "journal")
PAGE, FEW = 50, 5


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One entry of somebody who keeps the house: what he did, when, and to whom or what."""

    seq: int
    at: datetime
    person: str
    post: str
    name: str  # of the fact
    about: tuple[str, ...]  # the first five numbers of which it speaks
    more: int  # how many more there are


@read(may={Role.AUDIT})
def deeds(*, before: int | None = None, within: Within) -> tuple[Deed, ...]:
    """Return what the administrators and the console did, the latest first, fifty at a time. 管理员办理记录"""
    keepers = set(Post.objects.filter(role__in=ADMINISTRATORS).values_list("person", flat=True))
    lines = journal.lines_said(ROOMS, by=sorted(keepers | {CONSOLE}), before=before, count=PAGE)
    spoken = {line.seq: list(dict.fromkeys(line.fact.speaks_of())) if line.fact else [] for line in lines}
    first = [no for numbers in spoken.values() for no in numbers[:FEW]]
    holders = dict(Post.objects.filter(no__in=first).values_list("no", "person"))
    return tuple(_deed(line, _with_holders(spoken[line.seq], holders)) for line in lines)


def _with_holders(numbers: Sequence[str], holders: Mapping[str, str]) -> list[str]:
    """Return what an entry speaks of, behind each post who held it: some speak of posts alone."""
    return list(dict.fromkeys(one for no in numbers for one in (no, holders.get(no)) if one))


def _deed(line: journal.Line, numbers: Sequence[str]) -> Deed:
    return Deed(
        seq=line.seq,
        at=line.recorded_at,
        person=line.actor,
        post=line.post,
        name=line.name,
        about=tuple(numbers[:FEW]),
        more=len(numbers[FEW:]),
    )
