"""The lives of the dangers: what is found where, who finds it, who owes it and who checks it."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from anlan.faces.cli.demo import packs
from anlan.faces.cli.demo.county import County
from anlan.faces.cli.demo.fates import Fate, fates
from anlan.faces.cli.demo.packs import Text
from anlan.faces.cli.demo.shapes import Organisation, Person, Post, Size, Story
from anlan.faces.cli.demo.telling import Parts, Telling
from anlan.faces.cli.demo.worktime import Worktime
from anlan.kernel.registry.may import Role

OWNED_BY_MANAGER = 0.6  # the others are owed by those who work at the machine


class Stories:
    """Tells what happened in a county until a day."""

    def __init__(self, county: County, *, random: Random, size: Size, work: Worktime, taken: set[int]) -> None:
        self._random, self._size, self._work, self._taken = random, size, work, taken
        self._posts = {post.person: post for post in county.posts}
        home = next(place.code for place in county.places if place.level == "county")
        self._checkers = {p.department: p for p in county.posts if p.matter == "danger" and p.place == home}
        self._inspectors: dict[str | None, list[Post]] = defaultdict(list)
        for post in county.posts:
            if post.role == Role.INSPECTOR:
                self._inspectors[post.department].append(post)
        self._people: dict[str, list[Person]] = defaultdict(list)
        for person in county.people:
            self._people[person.organisation].append(person)
        self._units: dict[str | None, list[Organisation]] = defaultdict(list)
        for organisation in county.organisations:
            self._units[organisation.sector].append(organisation)
        self._sites = {site.organisation: site.key for site in reversed(county.sites)}
        cast = county.parts["enterprise"].organisation
        self._cast_unit = next(one for one in county.organisations if one.key == cast)
        self._sources: dict[str, int] = packs.page("words")["sources"]
        self._texts: dict[tuple[bool, ...], list[Text]] = {}

    def tell(self) -> tuple[Story, ...]:
        """Return all stories, in the order in which they begin."""
        told = []
        for no, fate in enumerate(fates(self._random, self._size, self._work), start=1):
            text = self._random.choice(self._texts_for(fate))
            unit = self._unit(fate, text)
            telling = Telling(self._random, fate, self._parts(fate, text, unit), self._work, self._taken)
            told.append(telling.story(f"danger-{no:04}", text, unit, self._sites[unit.key]))
        return tuple(told)

    def _texts_for(self, fate: Fate) -> list[Text]:
        """Return what can be found: all of it, or what fits the officer or the enterprise of the cast."""
        key = (fate.is_major, fate.state == "submitted", fate.is_waiting, fate.is_of_cast)
        if key not in self._texts:
            self._texts[key] = [
                text
                for text in packs.texts()
                if (text.grade == "major") == fate.is_major
                and (fate.state != "submitted" or (text.department == "safety") == fate.is_waiting)
                and (not fate.is_of_cast or self._cast_unit.sector in text.sectors)
            ]
        return self._texts[key]

    def _unit(self, fate: Fate, text: Text) -> Organisation:
        if fate.is_of_cast:
            return self._cast_unit
        return self._random.choice([unit for sector in text.sectors for unit in self._units[sector]])

    def _parts(self, fate: Fate, text: Text, unit: Organisation) -> Parts:
        random, people = self._random, self._people[unit.key]
        manager = self._posts[people[0].key]
        posts = [self._posts[person.key] for person in people[1:] if person.key in self._posts]
        member = posts[0] if posts else None
        owner = people[0].key if random.random() < OWNED_BY_MANAGER else random.choice(people).key
        if fate.is_of_member and member:
            owner = member.person
        source = random.choices(list(self._sources), list(self._sources.values()))[0]
        return Parts(
            source=source,
            filer=manager if source == "self-check" else random.choice(self._inspectors[text.department]),
            owner=owner,
            manager=manager,
            member=member,
            checker=self._checkers[text.department],
            posts=self._posts,
        )
