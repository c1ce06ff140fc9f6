"""What changed of what somebody looks at, since an entry of the journal: that it did, and never another's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from anlan.kernel.duty import reads as duty
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import By, ItemNo, NotHere
from anlan.kernel.journal.reads import Line
from anlan.kernel.notices.reads import told_people
from anlan.kernel.obligations import life, lists
from anlan.kernel.obligations import reads as items
from anlan.kernel.obligations.life import Item
from anlan.kernel.obligations.tables import Item as Ledger
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import EVERYONE, Within
from anlan.kernel.registry.tables import Post

# Entries, and bytes of them: who was away for more reads the page anew, and is not told how many changed it.
FAR, HEAVY = 500, 500_000
FEW = 50  # items of one entry of which it is asked who saw them before it

# After these an item may lie within another reach than before: who saw it until then is told once more.
MOVES = frozenset(
    {
        *(
            "items.corrected",
            "items.assigned",
            "items.assigned-in-batch",
            "items.disowned",
            "items.taken",
            "items.given",
            "items.left",
        ),
        *("items.taken-back", "items.taken-back-in-batch"),
    }
)


class Topic(StrEnum):
    """What a page may show lists of."""

    ITEMS = "items"  # 事项
    WATCHES = "watches"  # 值班
    POSTS = "posts"  # 任职
    NOTICES = "notices"  # 消息
    WARNINGS = "warnings"  # 预警


# Entries that change what a page shows of each, by how their names begin.
SAID_BY: dict[Topic, str | tuple[str, ...]] = {
    Topic.ITEMS: "",
    Topic.WATCHES: "duty.",
    Topic.POSTS: ("registry.", "duty."),
    Topic.NOTICES: "",
    Topic.WARNINGS: ("warning.received", "warning.rejected"),
}


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What somebody looks at: how far he sees, and what his page shows."""

    within: Within
    person: str
    about: frozenset[Topic]
    item: str | None


@dataclass(frozen=True, kw_only=True)
class News:
    """How many entries changed something of it, and up to which entry that is told."""

    seq: int
    changed: int
    at: datetime


@read(may=EVERYONE)
def changes(
    *,
    after: int,
    about: tuple[Topic, ...] = (),
    item: ItemNo | None = None,
    within: Within,
    by: By,
    at: datetime,
) -> News:
    """Return how many entries after this one changed what a page shows, as far as the asker sees. 动态"""
    if item is not None:
        try:
            items.item(item, kind=None, within=within)
        except NotHere:
            items.offered(item, by=by)
    sight = Sight(within=within, person=by.person, about=frozenset(about), item=item)
    size = journal.size()
    if after < 0 or not 0 <= size - after <= FAR:  # also of a journal that was restored since, and ends before it
        return News(seq=size, changed=1, at=at)
    lines = journal.lines_after(after, count=FAR, size=HEAVY)
    seq = lines[-1].seq if lines else after
    if seq < size:
        return News(seq=size, changed=1, at=at)
    return News(seq=seq, changed=len(concerned(lines, [sight])[sight]), at=at)


def concerned(lines: Sequence[Line], sights: Iterable[Sight]) -> dict[Sight, list[int]]:
    """Return which of these entries changed something of each sight; asked once per reach, however many look."""
    among = _Among(lines)
    return {sight: [line.seq for line in lines if among.concerns(line, sight)] for sight in set(sights)}


class _Among:
    """Some entries, and who sees what they speak of."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._spoken = {line.seq: frozenset(line.fact.speaks_of()) if line.fact else frozenset() for line in lines}
        self._every = sorted(frozenset[str]().union(*self._spoken.values()))
        self._seen = dict[tuple[Topic, Within], set[str]]()
        self._offered: Mapping[str, set[str]] | None = None
        self._told: Mapping[int, set[str]] | None = None
        self._former: Mapping[int, list[Item]] | None = None

    def concerns(self, line: Line, sight: Sight) -> bool:
        """Test whether an entry changed something that is looked at."""
        spoken = self._spoken[line.seq]
        if sight.item in spoken and self._sees(line, sight, {sight.item}):
            return True
        return any(line.name.startswith(SAID_BY[topic]) and self._shows(topic, line, sight) for topic in sight.about)

    def _shows(self, topic: Topic, line: Line, sight: Sight) -> bool:
        spoken = self._spoken[line.seq]
        if topic == Topic.ITEMS:
            return self._sees(line, sight, spoken)
        if topic == Topic.NOTICES:
            self._told = told_people(self._lines) if self._told is None else self._told
            return sight.person in self._told[line.seq]
        if topic == Topic.WARNINGS:
            return _touches(str(getattr(line.fact, "place", "")), sight.within)
        return not spoken.isdisjoint(self._within(topic, sight.within))

    def _sees(self, line: Line, sight: Sight, spoken: Collection[str]) -> bool:
        """Test whether somebody sees one of these items, was offered it, or saw it until this was said."""
        within = sight.within
        offered = self._offers().get(sight.person, set())
        if not (self._within(Topic.ITEMS, within) | offered).isdisjoint(spoken):
            return True
        return any(
            within.covers(place=one.place, department=one.department, organisation=one.organisation, person=one.owner)
            for one in self._stood().get(line.seq, ())
            if one.no in spoken
        )

    def _within(self, topic: Topic, within: Within) -> set[str]:
        if (topic, within) not in self._seen:
            asked = {Topic.ITEMS: lists.seen_among, Topic.WATCHES: duty.seen_among, Topic.POSTS: _posts_among}[topic]
            self._seen[topic, within] = {no for part in _parts(self._every) for no in asked(part, within=within)}
        return self._seen[topic, within]

    def _offers(self) -> Mapping[str, set[str]]:
        if self._offered is None:
            self._offered = {}
            for part in _parts(self._every):
                rows = Ledger.objects.filter(no__in=part).exclude(offered_to=None)
                for no, person in rows.values_list("no", "offered_to"):
                    self._offered.setdefault(str(person), set()).add(no)
        return self._offered

    def _stood(self) -> Mapping[int, list[Item]]:
        """Return how the items stood that an entry may have moved out of somebody's reach."""
        if self._former is None:
            moved = [line for line in self._lines if line.name in MOVES]
            each = {line.seq: life.numbers(line.fact)[:FEW] for line in moved if line.fact}
            stood = {seq: [items.stood_before(no, seq) for no in numbers] for seq, numbers in each.items()}
            self._former = {seq: [one for one in found if one] for seq, found in stood.items()}
        return self._former


def _touches(place: str, within: Within) -> bool:
    """Test whether what came in touches what one sees: it lies there, or around it."""
    if within.organisations is not None or within.persons is not None:
        return False
    return within.places is None or any(place.startswith(one) or one.startswith(place) for one in within.places)


def _posts_among(numbers: Sequence[str], *, within: Within) -> set[str]:
    """Return which of these numbers are posts within a reach, or people who hold one."""
    axes = registry.seen(
        within, places="place", departments="department", organisations="organisation", persons="person"
    )
    rows = Post.objects.filter(axes, Q(no__in=numbers) | Q(person__in=numbers)).values_list("no", "person")
    return {no for row in rows for no in row}


def _parts(numbers: Sequence[str]) -> Iterable[Sequence[str]]:
    return (numbers[start : start + FAR // 2] for start in range(0, len(numbers), FAR // 2))
