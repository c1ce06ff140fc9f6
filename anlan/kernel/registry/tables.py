"""The register, kept in step with the journal; and the vault, which does not follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import models

from anlan.engines.words.names import name_key
from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import fetch, fetch_in, fold, put, touch, write
from anlan.kernel.journal.tables import Whole
from anlan.kernel.registry.facts import (
    HomeMarked,
    OrganisationChanged,
    OrganisationsRegistered,
    PackLoaded,
    PeopleRegistered,
    PersonErased,
    PlacesImported,
    PostsEnded,
    PostsFilled,
    PostsProposed,
    SitesRegistered,
)

# Stands for "always was" in a key, which cannot be empty.
EVER = 0
SITES = "sites"  # their stamp: `kernel/duty` keeps them in memory


POST = ("no", "role", "title", "person", "organisation", "place", "department", "matter", "from_on", "until_on")
OF_UNITS = "SELECT no, person, organisation FROM registry_post WHERE"
HELD = f"SELECT {', '.join(POST)} FROM registry_post WHERE no = %s ORDER BY from_on"


class Day(Whole):
    """A day, kept as the number 20260718, so that both databases compare it alike."""

    def from_db_value(self, value: int | None, *_: Any) -> date | None:
        return day(value)

    def to_python(self, value: Any) -> Any:
        return self.from_db_value(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> Any:
        return stored(value) if isinstance(value, date) else value


def day(stored: int | None) -> date | None:
    """Return a day from what tables keep."""
    return date(stored // 10000, stored // 100 % 100, stored % 100) if stored else None


def stored(day: date) -> int:
    """Return a day as tables keep it."""
    return day.year * 10000 + day.month * 100 + day.day


class Pack(models.Model):
    name = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "registry_pack"

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class Home(models.Model):
    home = models.CharField(max_length=20, primary_key=True)
    kind = models.CharField(max_length=20)

    class Meta:
        db_table = "registry_home"

    def __str__(self) -> str:
        return f"{self.home} {self.kind}"


class Place(models.Model):
    """One row for each span of days in which a code meant one thing."""

    pk = models.CompositePrimaryKey("code", "from_on")
    code = models.CharField(max_length=20)
    from_on = Day()
    until_on = Day(null=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=20)
    parent = models.CharField(max_length=20, null=True, db_index=True)
    replaced_by = models.CharField(max_length=20, null=True)
    lon_e7 = models.BigIntegerField(null=True)
    lat_e7 = models.BigIntegerField(null=True)
    is_simulated = models.BooleanField()

    class Meta:
        db_table = "registry_place"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Organisation(models.Model):
    no = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    uscc = models.CharField(max_length=18, null=True, db_index=True)
    place = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=20)
    sector = models.CharField(max_length=20, null=True)
    department = models.CharField(max_length=20, null=True)
    is_simulated = models.BooleanField()
    closed_on = Day(null=True)

    class Meta:
        db_table = "registry_organisation"

    def __str__(self) -> str:
        return f"{self.no} {self.name}"


class Person(models.Model):
    no = models.CharField(max_length=40, primary_key=True)
    organisation = models.CharField(max_length=40, db_index=True)
    is_erased = models.BooleanField()

    class Meta:
        db_table = "registry_person"

    def __str__(self) -> str:
        return self.no


class PostColumns(models.Model):
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    person = models.CharField(max_length=40, db_index=True)
    organisation = models.CharField(max_length=40, db_index=True)
    place = models.CharField(max_length=20)
    department = models.CharField(max_length=20, null=True)
    matter = models.CharField(max_length=20, null=True)
    until_on = Day(null=True)

    class Meta:
        abstract = True


class Post(PostColumns):
    """One row for each span of days in which one person held a post."""

    pk = models.CompositePrimaryKey("no", "from_on")
    no = models.CharField(max_length=40)
    from_on = Day()

    class Meta:
        db_table = "registry_post"
        indexes = (models.Index(fields=["matter", "place"], name="registry_post_answers"),)

    def __str__(self) -> str:
        return f"{self.no} {self.person}"


def held(no: str) -> list[dict[str, Any]]:
    """Return everything that is known of a post, in the order of its days, without the ORM: every act asks this."""
    rows = (dict(zip(POST, row, strict=True)) for row in fetch(HELD, [no]))
    return [row | {"from_on": day(row["from_on"]), "until_on": day(row["until_on"])} for row in rows]


def of_role(role: str, units: Iterable[str], *, on: date) -> list[tuple[str, str, str]]:
    """Return who holds posts of a role in these units on a day, without the ORM: post, holder, unit, by post."""
    held = f"role = '{role}' AND from_on <= {stored(on)} AND (until_on IS NULL OR until_on > {stored(on)})"
    return sorted(fetch_in(f"{OF_UNITS} {held} AND organisation IN (%s)", units))


class Proposal(PostColumns):
    """A post that an administrator would fill, and to which another has not yet agreed."""

    no = models.CharField(max_length=40, primary_key=True)
    from_on = Day()
    proposed_by = models.CharField(max_length=40)

    class Meta:
        db_table = "registry_proposal"

    def __str__(self) -> str:
        return f"{self.no} {self.person}?"


class Site(models.Model):
    no = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=40, db_index=True)
    place = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=20)
    lon_e7 = models.BigIntegerField(null=True)
    lat_e7 = models.BigIntegerField(null=True)
    is_simulated = models.BooleanField()

    class Meta:
        db_table = "registry_site"

    def __str__(self) -> str:
        return f"{self.no} {self.name}"


class VaultKey(models.Model):
    """The key of one subject, wrapped by that of the house; nothing where it was destroyed."""

    kept = True
    subject = models.CharField(max_length=80, primary_key=True)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "registry_vaultkey"

    def __str__(self) -> str:
        return self.subject


class Secret(models.Model):
    kept = True
    pk = models.CompositePrimaryKey("subject", "field")
    subject = models.CharField(max_length=80)
    field = models.CharField(max_length=20)
    sealed = models.BinaryField()

    class Meta:
        db_table = "registry_secret"

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"


class Phone(models.Model):
    """Two keyed hashes of a telephone number, to find a subject by."""

    kept = True
    subject = models.CharField(max_length=80, primary_key=True)
    whole = models.CharField(max_length=64, db_index=True)
    last_four = models.CharField(max_length=64, db_index=True)

    class Meta:
        db_table = "registry_phone"

    def __str__(self) -> str:
        return self.subject


@fold(PackLoaded)
def loaded(batch: Sequence[Told[PackLoaded]]) -> None:
    rows = {told.fact.pack: (told.fact.pack, told.fact.digest) for told in batch}
    put("registry_pack", ("name", "digest"), list(rows.values()), key=("name",))


@fold(HomeMarked)
def marked(batch: Sequence[Told[HomeMarked]]) -> None:
    rows = {told.fact.home: (told.fact.home, told.fact.kind) for told in batch}
    put("registry_home", ("home", "kind"), list(rows.values()), key=("home",))


PLACE = (
    *("code", "name", "level", "parent", "from_on", "until_on", "replaced_by"),
    *("lon_e7", "lat_e7", "is_simulated"),
)


@fold(PlacesImported)
def imported(batch: Sequence[Told[PlacesImported]]) -> None:
    rows: dict[tuple[str, int], tuple[Any, ...]] = {}
    for told in batch:
        said = told.fact
        spans = zip(_days(said.from_on, none=EVER), _days(said.until_on), said.replaced_by, strict=True)
        marks = zip(said.lons_e7, said.lats_e7, said.are_simulated, strict=True)
        names = zip(said.places, said.names, said.levels, said.parents, strict=True)
        for name, span, mark in zip(names, spans, marks, strict=True):
            rows[name[0], span[0]] = (*name, *span, *mark)
    put("registry_place", PLACE, list(rows.values()), key=("code", "from_on"))
    _end_before_the_next([code for code, _ in rows])


def _end_before_the_next(codes: Sequence[str]) -> None:
    """Let a code mean one thing on each day: what it meant before ends where the next begins."""
    spans = fetch_in("SELECT code, from_on, until_on FROM registry_place WHERE code IN (%s)", codes)
    late = [
        (after[1], code, since)
        for (code, since, until), after in pairwise(sorted(spans, key=lambda span: span[:2]))
        if code == after[0] and (until is None or until > after[1])
    ]
    write("UPDATE registry_place SET until_on = %s WHERE code = %s AND from_on = %s", late)


@fold(OrganisationsRegistered)
def registered(batch: Sequence[Told[OrganisationsRegistered]]) -> None:
    columns = ("no", "name", "uscc", "place", "kind", "sector", "department", "is_simulated", "name_key")
    rows: list[tuple[Any, ...]] = []
    for said in (told.fact for told in batch):
        who = (said.organisations, said.names, said.usccs, said.places, said.kinds)
        what = (said.sectors, said.departments, said.are_simulated, map(name_key, said.names))
        rows += zip(*who, *what, strict=True)
    put("registry_organisation", columns, rows)


@fold(OrganisationChanged)
def changed(batch: Sequence[Told[OrganisationChanged]]) -> None:
    write(
        "UPDATE registry_organisation SET name = %s, name_key = %s, uscc = %s, place = %s, kind = %s, sector = %s,"
        " department = %s, closed_on = %s WHERE no = %s",
        [
            (s.unit_name, name_key(s.unit_name), s.uscc, s.place, s.kind, s.sector, s.department, on, s.organisation)
            for s, on in ((told.fact, _day(told.fact.closed_on)) for told in batch)
        ],
    )


@fold(PeopleRegistered)
def entered(batch: Sequence[Told[PeopleRegistered]]) -> None:
    rows = [(*row, False) for told in batch for row in zip(told.fact.people, told.fact.organisations, strict=True)]
    put("registry_person", ("no", "organisation", "is_erased"), rows)


@fold(PersonErased)
def erased(batch: Sequence[Told[PersonErased]]) -> None:
    write("UPDATE registry_person SET is_erased = %s WHERE no = %s", [(True, told.fact.person) for told in batch])


@fold(PostsProposed)
def proposed(batch: Sequence[Told[PostsProposed]]) -> None:
    rows = {row[0]: (*row, told.person) for told in batch for row in _tenures(told.fact)}
    put("registry_proposal", (*POST, "proposed_by"), list(rows.values()), key=("no",))


@fold(PostsFilled)
def filled(batch: Sequence[Told[PostsFilled]]) -> None:
    for rows in _each_post_once(row for told in batch for row in _tenures(told.fact)):
        _vacate([(row[0], row[8]) for row in rows])
        put("registry_post", POST, rows)
        write("DELETE FROM registry_proposal WHERE no = %s", [(row[0],) for row in rows])


@fold(PostsEnded)
def ended(batch: Sequence[Told[PostsEnded]]) -> None:
    _vacate([(no, stored(on)) for told in batch for no, on in zip(told.fact.posts, told.fact.until_on, strict=True)])


@fold(SitesRegistered)
def sited(batch: Sequence[Told[SitesRegistered]]) -> None:
    columns = ("no", "name", "organisation", "place", "kind", "lon_e7", "lat_e7", "is_simulated")
    rows: list[tuple[Any, ...]] = []
    for said in (told.fact for told in batch):
        what = (said.sites, said.names, said.organisations, said.places, said.kinds)
        rows += zip(*what, said.lons_e7, said.lats_e7, said.are_simulated, strict=True)
    put("registry_site", columns, rows)
    touch(SITES)


def _vacate(posts: Sequence[tuple[str, int]]) -> None:
    """Leave these posts vacant from a day on. What was said of later days is overtaken; what was before stands."""
    write("DELETE FROM registry_post WHERE no = %s AND from_on >= %s", posts)
    write(
        "UPDATE registry_post SET until_on = %s WHERE no = %s AND (until_on IS NULL OR until_on > %s)",
        [(on, no, on) for no, on in posts],
    )


def _tenures(said: PostsFilled | PostsProposed) -> Iterator[tuple[Any, ...]]:
    who = (said.posts, said.roles, said.titles, said.persons, said.organisations)
    what = (said.places, said.departments, said.matters, _days(said.from_on), _days(said.until_on))
    yield from zip(*who, *what, strict=True)


def _each_post_once(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows in runs in which no post comes twice: what is said later overtakes what was said before."""
    run: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        if row[0] in run:
            yield list(run.values())
            run = {}
        run[row[0]] = row
    yield list(run.values())


def _days(days: Sequence[date | None], none: int | None = None) -> list[Any]:
    return [none if on is None else stored(on) for on in days]


def _day(on: date | None) -> int | None:
    return None if on is None else stored(on)
