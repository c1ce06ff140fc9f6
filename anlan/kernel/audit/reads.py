"""What administrators and the machine's console did, for who watches over them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, Fact
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import ADMINISTRATORS, Role, Within
from anlan.kernel.registry.rules import CONSOLE
from anlan.kernel.registry.tables import Organisation, Person, Place, Post, Site

# Facts of these rooms are about who may do what, and about the house itself; the others are about the work.
ROOMS = ("registry", "credentials", "upkeep", "journal", "channels")
PAGE, FEW = 50, 5
LOOKED_AT = 100  # things of one entry of which it is asked where they lie


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One entry of somebody who keeps the house: what he did, when, and to whom or what."""

    seq: int
    at: datetime
    person: str
    post: str
    name: str  # of the fact
    about: tuple[str, ...]  # the first five numbers of which it speaks, and whose the posts were that ended
    more: int  # of how many more it speaks


@read(may={Role.AUDIT})
def deeds(*, before: int | None = None, within: Within, by: By, at: datetime) -> tuple[Deed, ...]:
    """Return what the administrators and the console did, the latest first, fifty at a time. 管理员办理记录

    The auditor of a place reads what those of his place did; of what others did, and of what lies elsewhere, nothing.
    """
    speaker = registry.speaker_of(by, at)
    here = speaker.place if speaker else ""
    mine = Post.objects.filter(role__in=ADMINISTRATORS, place__startswith=here)
    keepers = set(mine.values_list("person", flat=True))
    lines = journal.lines_said(ROOMS, by=sorted(keepers | {CONSOLE}), before=before, count=PAGE)
    spoken = {line.seq: list(dict.fromkeys(line.fact.speaks_of())) if line.fact else [] for line in lines}
    elsewhere = _elsewhere({no for numbers in spoken.values() for no in numbers[:LOOKED_AT]}, here)
    return tuple(_deed(line, spoken[line.seq], elsewhere) for line in lines)


def _who_left(fact: Fact | None) -> tuple[str, ...]:
    """Return whose the posts were that ended, the first of them: the entry speaks of posts alone."""
    if not isinstance(fact, PostsEnded):
        return ()
    days = {"until_on__gte": min(fact.until_on), "until_on__lte": max(fact.until_on)}
    return tuple(Post.objects.filter(no__in=fact.posts[:FEW], **days).values_list("person", flat=True))


def _elsewhere(numbers: Set[str], here: str) -> set[str]:
    """Return which of these are things of other places: units, sites, posts, places, and people of units there."""
    found: set[str] = set()
    each = sorted(numbers)
    for start in range(0, len(each), LOOKED_AT):
        part = each[start : start + LOOKED_AT]
        for table, key in ((Organisation, "no"), (Site, "no"), (Post, "no"), (Place, "code")):
            place = "code" if table is Place else "place"
            rows = table.objects.filter(**{f"{key}__in": part})
            found |= set(rows.exclude(**{f"{place}__startswith": here}).values_list(key, flat=True))
        of = Organisation.objects.filter(place__startswith=here).values("no")
        people = Person.objects.filter(no__in=part)
        found |= set(people.exclude(organisation__in=of).values_list("no", flat=True))
    return found


def _deed(line: journal.Line, numbers: Sequence[str], elsewhere: Set[str]) -> Deed:
    """Return an entry as far as it speaks of what is here; how many more, only where nothing of it lies elsewhere."""
    here = [no for no in numbers[:LOOKED_AT] if no not in elsewhere]
    is_whole = len(here) == len(numbers[:LOOKED_AT])
    return Deed(
        seq=line.seq,
        at=line.recorded_at,
        person=line.actor,
        post=line.post,
        name=line.name,
        about=(*here[:FEW], *(_who_left(line.fact) if is_whole else ())),
        more=max((len(numbers) if is_whole else len(here)) - FEW, 0),
    )
