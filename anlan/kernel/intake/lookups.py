"""What the rows of a file name: places and units, looked up many at a time; and what each row is found to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q

from anlan.engines.sheets.mismatches import Mismatch
from anlan.engines.sheets.problems import Problem
from anlan.engines.sheets.rows import Row
from anlan.engines.sheets.telling import Change
from anlan.engines.words.names import name_key
from anlan.kernel.intake import matching
from anlan.kernel.intake.matching import Owner, Places, Result, Seen, Unit
from anlan.kernel.intake.rules import LedgerReport, LedgerRow
from anlan.kernel.journal.acts import ACTS
from anlan.kernel.journal.facts import PlaceCode, Refused
from anlan.kernel.registry import tables as register
from anlan.kernel.registry.acts import must_be_ours
from anlan.kernel.registry.laws import word
from anlan.kernel.registry.may import ADMINISTRATORS, Post, Role, Within
from anlan.kernel.registry.reads import Wanted, find_organisations
from anlan.kernel.registry.rules import NewOrganisation, NewPerson

T = TypeVar("T")
Where = tuple[str, int]  # a row: its sheet and its number there
Want = tuple[str, str, str]  # a unit as a row names it: credit code, name, place

PART = 500  # how many numbers one question asks for
NEAREST_FOR = 50  # new units for which the nearest names are looked up


@dataclass(frozen=True, kw_only=True)
class Seeing:
    """A picture that stands in a row and can be evidence of it."""

    no: str  # the number it will be kept under
    picture: str  # in the album of its file
    name: str
    is_after: bool


@dataclass
class Outcome:
    """What a row is to us, and what would be said of it."""

    row: Row
    result: Result
    problems: tuple[Problem, ...] = ()
    unit: Unit | None = None
    owes: Unit | None = None  # the unit that owes it, if the row names it apart
    owner: Owner | None = None
    pictures: list[Seeing] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)  # by column what only the vault keeps
    role: Role | None = None  # in which somebody is to be put in post
    draft: LedgerRow | None = None
    report: LedgerReport | None = None
    seen: Seen | None = None  # how it was last told, if it says something else now
    changes: tuple[Change, ...] = ()

    new: NewOrganisation | NewPerson | None = None
    known: str = ""

    @classmethod
    def of(cls, row: Row) -> Outcome:
        """Return a row as it is at first sight."""
        if row.is_skipped:
            return cls(row, Result.PASSED, row.problems)
        return cls(row, Result.BAD if row.is_bad else Result.NEW, row.problems)

    def remark(self, mismatch: Mismatch) -> None:
        """Say something of the row that keeps nothing out."""
        self.problems = (*self.problems, *matching.worse(self.row, mismatch)[len(self.row.problems) :])

    def worsen(self, *mismatches: Problem) -> None:
        """Say why the row cannot come in."""
        self.result, self.problems = Result.BAD, matching.worse(self.row, *mismatches)


@dataclass(frozen=True, kw_only=True)
class Looks:
    """Looks up what rows name, for whoever asks, by the headings of his file."""

    within: Within
    department: str | None
    places: Places
    headings: Mapping[str, str]
    on: date
    post: Post  # of whoever asks
    found: dict[str, str | Mismatch] = field(default_factory=dict)

    def place(self, said: str) -> str | Mismatch:
        """Return the code of a place that the file names; a file names few places, and each many times."""
        if said not in self.found:
            self.found[said] = self.places.find(said, within=self.within)
        return self.found[said]

    def heading(self, column: str) -> str:
        """Return how the file heads a column."""
        return self.headings.get(column, "")

    def at(self, problem: Mismatch, column: str) -> Mismatch:
        """Return a problem that knows its column."""
        return replace(problem, column=self.heading(column))

    def wanted(self, one: Outcome, column: str) -> Want | None:
        """Return how a row names its unit, or say what is wrong with the place or the name."""
        values = one.row.values
        place = str(values.get("place") or "")
        if place:
            found = self.place(place)
            if isinstance(found, Mismatch):
                one.worsen(self.at(found, "place"))
                return None
            place = found
            if self.within.places is not None and not place.startswith(self.within.places):
                one.worsen(self.beyond(place))
                return None
        name = str(values.get(column) or "")
        if not name:
            one.worsen(Mismatch(code="unit-missing"))
            return None
        return str(values.get("uscc") or ""), name, place

    def beyond(self, place: str) -> Mismatch:
        """Return the problem of a row at a place that is not the asker's to fill in."""
        return self.at(Mismatch(code="beyond-reach", params={"place": self.places.name(place)}), "place")

    def sees(self, *, place: str, organisation: str) -> bool:
        """Test whether the asker may enter something of this unit there."""
        within = replace(self.within, departments=None, persons=None)
        return within.covers(place=place, department=None, organisation=organisation, person="")

    @property
    def may_fill(self) -> bool:
        """Return whether posts of a unit are the asker's to fill."""
        return self.post.role in ACTS["registry.fill_posts"].may

    def no_to(self, *units: Any) -> Refused | None:
        """Return why the asker may not write what the register has of these units, if he may not."""
        try:
            must_be_ours(units, self.post)
        except Refused as refused:
            return refused
        return None

    def twice(self, firsts: dict[str, Where], key: str, row: Row, *, column: str = "") -> Problem | None:
        """Return the problem of a row that came before in the same file."""
        here = (row.sheet, row.row)
        first = firsts.setdefault(key, here)
        if first == here:
            return None
        params = {"first_sheet": first[0], "first_row": str(first[1])}
        return Problem(code="repeated", params=params, column=self.heading(column))


def units_of(wanted: Iterable[Want]) -> dict[Want, register.Organisation | Mismatch | None]:
    """Return which unit each of these names, wherever it is; none for one that nobody has registered."""
    each = list(dict.fromkeys(wanted))
    usccs, names = {want[0] for want in each if want[0]}, {name_key(want[1]) for want in each}
    rows = [*_units(uscc__in=usccs), *_units(name_key__in=names)]
    by_uscc = {row.uscc: row for row in rows if row.uscc}
    by_name: dict[str, dict[str, register.Organisation]] = {}
    for row in rows:
        by_name.setdefault(row.name_key, {})[row.no] = row
    return {want: _chosen(want, by_uscc, by_name.get(name_key(want[1]), {}).values()) for want in each}


def all_places(on: date) -> Places:
    """Return every place, as it is called on a day."""
    rows: Any = register.Place.objects.order_by("code", "from_on")
    rows = rows.values_list("code", "name", "replaced_by", "until_on")
    return Places((code, name, to if until and until <= on else None) for code, name, to, until in rows)


def nearest_names(names: Sequence[str], *, place: str, within: Within) -> dict[str, tuple[str, ...]]:
    """Return, for units that nobody registered, the names of those that come nearest."""
    wanted = [Wanted(name=name, place=PlaceCode(place)) for name in names[:NEAREST_FOR]]
    found = find_organisations(wanted, within=within)
    return {one.name: tuple(near.name for near in hit.nearest) for one, hit in zip(wanted, found, strict=True)}


def held(column: str, numbers: Iterable[str], *, on: date) -> list[register.Post]:
    """Return the posts that these people, or in these units anybody, hold on a day."""
    valid = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    return [row for part in parts(numbers) for row in register.Post.objects.filter(valid, **{f"{column}__in": part})]


def administrators_among(people: Iterable[str], *, on: date) -> set[str]:
    """Return who of these is an administrator on a day, or will be: nobody rings them by way of the work."""
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=on)
    posts = register.Post.objects.filter(lasting, role__in=ADMINISTRATORS)
    return set(posts.values_list("person", flat=True)) & set(people)


def who_may(act: str) -> dict[str, str]:
    """Return, for a sentence in either language, who may do an act."""
    roles = [str(role) for role in Role if role in ACTS[act].may]
    zh = "、".join(word("roles", role, "zh") for role in roles)
    en = [f"the {word('roles', role, 'en')}" for role in roles]
    return {"who": zh, "who_en": " or ".join(filter(None, (", ".join(en[:-1]), en[-1])))}


def parts(numbers: Iterable[T]) -> Iterator[list[T]]:
    """Yield these numbers, each once, as many at a time as one question may ask for."""
    rest = iter(dict.fromkeys(numbers))
    while part := list(islice(rest, PART)):
        yield part


def _units(**among: set[str]) -> Iterator[register.Organisation]:
    [(column, wanted)] = among.items()
    for part in parts(sorted(wanted)):
        yield from register.Organisation.objects.filter(**{column: part}, closed_on=None).order_by("no")


def _chosen(
    want: tuple[str, str, str], by_uscc: Mapping[str, Any], same: Iterable[register.Organisation]
) -> register.Organisation | Mismatch | None:
    """Return the unit that was meant: that of the credit code, or the one of this name at this place."""
    uscc, name, place = want
    if uscc in by_uscc:
        return by_uscc[uscc]  # type: ignore[no-any-return]
    there = [row for row in same if row.place.startswith(place) or place.startswith(row.place)]
    if uscc:
        there = [row for row in there if not row.uscc] or there
    if len(there) > 1:
        return Mismatch(code="units-several", params={"unit": name})
    if there and uscc and there[0].uscc:
        return Mismatch(code="uscc-differs", params={"unit": name})
    return there[0] if there else None
