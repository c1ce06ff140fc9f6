"""Questions about what was rung."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import ItemNo, NotHere, PersonNo, PostNo, day_of
from anlan.kernel.obligations import lists
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.door import is_demo
from anlan.kernel.registry.may import ADMINISTRATORS, OFFICIALS, Within
from anlan.kernel.registry.tables import Post as Posts
from anlan.kernel.ringing import door, outbox, reaching, rules, tables, wording
from anlan.kernel.ringing.reaching import Way
from anlan.kernel.ringing.rules import GONE, By, Fate, Trouble

LAST = 100
POSTS = 1_000
NAMED = 500  # people who are asked for by their numbers
LATELY = timedelta(days=1)
AXES = {"places": "place", "departments": "department", "organisations": "organisation"}


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A message on a telephone of the demo: whose, about which call, when it came, and the address to answer at."""

    person: PersonNo
    name: str
    call: ItemNo
    what: str
    at: datetime | None  # nothing: it waits to be handed over
    link: str


@read(may=OFFICIALS)
def phones(*, within: Within, at: datetime) -> tuple[Rung, ...]:
    """Return what the telephones of a demo show, the last first; a real house has no such page. 模拟手机"""
    if not is_demo():
        raise NotHere
    letters = outbox.last(By.PHONE, count=LAST)
    seen = {
        item.no: item
        for part in _parts(sorted({one.item or "" for one in letters}))
        for item in lists.items_among(part, within=within)
    }
    matters = {no: door.matter(no) for no in sorted({one.subject for one in letters})}
    names = registry.names(sorted({one.person for one in letters}))
    return tuple(
        Rung(
            person=PersonNo(one.person),
            name=names[one.person],
            call=ItemNo(item.no),
            what=wording.text(one, matters[one.subject], item.what),
            at=one.at if one.state in GONE else None,
            link=wording.link(item.no),
        )
        for one in letters
        if (item := seen.get(one.item or "")) and one.state in GONE | {Fate.WAITING}
    )


def _parts(numbers: list[str]) -> list[list[str]]:
    return [numbers[start : start + 500] for start in range(0, len(numbers), 500)]


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Somebody who holds a post, and how it stands with each way to him."""

    post: PostNo
    title: str
    person: PersonNo
    name: str
    unit: str
    ways: tuple[Way, ...]

    @property
    def is_good(self) -> bool | None:
        """Return whether one way is known to be good; not, where each is known to be bad; nothing of all else."""
        known = [way.is_good for way in self.ways]
        return True if True in known else None if None in known else False


@dataclass(frozen=True, kw_only=True)
class Reaching:
    """Who can be reached, those first who cannot and then those of whom nothing is known."""

    people: tuple[Reached, ...]
    more: int  # who hold posts besides, and are not looked at here
    channels: tuple[str, ...]


@read(may=OFFICIALS)
def reach(*, people: tuple[PersonNo, ...] = (), within: Within, at: datetime) -> Reaching:
    """Return by which channels each who holds a post can be reached, and since when that is known. 能否叫到

    Of `people` alone where they are named, of whom the first five hundred are looked at.
    """
    held = Posts.objects.filter(registry.valid(day_of(at)), registry.seen(within, **AXES))
    if people:
        held = held.filter(person__in=people[:NAMED])
    rows = held.exclude(role__in=list(ADMINISTRATORS)).order_by("place", "organisation", "no")
    posts = list(rows.values_list("no", "title", "person", "organisation")[:POSTS])
    known = reaching.ways({person for _, _, person, _ in posts})
    names = registry.names(sorted({no for _, _, person, unit in posts for no in (person, unit)}))
    told = [
        Reached(
            post=PostNo(no),
            title=title,
            person=PersonNo(person),
            name=names[person],
            unit=names[unit],
            ways=known[person],
        )
        for no, title, person, unit in posts
    ]
    told.sort(key=lambda one: (False, None, True).index(one.is_good))
    return Reaching(people=tuple(told), more=max(0, rows.count() - POSTS), channels=tuple(door.channels()))


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody has to know of a channel: what it is, and how many."""

    channel: str
    what: Trouble
    n: int
    most: int  # how many it may carry in a day


@read(may=OFFICIALS)
def troubles(*, within: Within, at: datetime) -> tuple[Told, ...]:
    """Return which channels fail, come to the most of a day, or hold letters of which nobody knows. 渠道告警"""
    day, found = day_of(at), []
    terms = rules.terms(on=day)
    for name in door.channels():
        stands, stuck = tables.stands(name, on=day), outbox.stuck(name, since=at - LATELY)
        parked, doubt = stuck.get(Fate.PARKED, 0), stuck.get(Fate.DOUBT, 0)
        known = rules.troubles(stands.breaker, stands.carried, parked=parked, doubt=doubt, terms=terms)
        found += [Told(channel=name, what=what, n=n, most=terms.most_a_day) for what, n in known.items()]
    return tuple(found)
