"""Where it is: open items and units by division, and the sites that have a position. Asked by `reads`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Left

from anlan.kernel.journal.facts import NotHere, OrganisationNo, PlaceCode, SiteNo, day_of
from anlan.kernel.obligations import tables
from anlan.kernel.obligations.life import ENDED
from anlan.kernel.obligations.lists import IN_TIME, seen_items
from anlan.kernel.registry import laws
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import Within, undivided
from anlan.kernel.registry.tables import Organisation, Place, Site

SPOTS = 500
COUNTY = 6  # from here down a map shows sites one by one
OPEN = ~Q(state__in=ENDED)
ASKED = {"open": OPEN, "overdue": Q(overdue=True), "major": OPEN & Q(grade="major")}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One division of the place that is looked at, and how it stands as far as the asker sees it."""

    code: PlaceCode
    name: str
    level: str
    lon_e7: int | None
    lat_e7: int | None
    open: int
    overdue: int
    major: int
    units: int


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A site that has a position. It has no numbers: an item is a unit's, and names none of its sites."""

    no: SiteNo
    name: str
    organisation: OrganisationNo
    lon_e7: int
    lat_e7: int
    is_simulated: bool


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A unit with sites on the map, and how it stands as a whole."""

    no: OrganisationNo
    name: str
    open: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A place by its divisions. What lies at the place itself, or under a code that no division has, is the rest."""

    place: PlaceCode
    path: tuple[str, ...]
    above: PlaceCode | None  # the place above it, where one sees that too
    parts: tuple[Part, ...]
    rest: Part
    holders: tuple[Holder, ...]  # those with the most open items first …
    pins: tuple[Pin, ...]  # … and their sites, in the same order
    pinned: int  # how many sites have a position …
    unpinned: int  # … and how many have none; both are counted from the county down
    at: datetime  # all of it is counted as of now


def spread(*, place: str | None, within: Within, at: datetime) -> Spread:
    """Return a place by its divisions. Raises NotHere for one that is beyond the asker's reach."""
    on = day_of(at)
    whole = _whole(within)
    here = place or whole
    row = registry.place(here, on=on)
    if row is None or not here.startswith(whole) or not _reaches(here, within):
        raise NotHere
    digits = next((n for n in laws.DIGITS if n > len(here)), len(here))
    counted, units = _items(here, digits, within, at), _units(here, digits, within)
    below = registry.places_under(code=PlaceCode(here), on=on, within=within)
    under = [(one.code, one.name, one.level, one.lon_e7, one.lat_e7) for one in below]
    known = {code for code, *_ in under}
    rest = [code for code in {*counted, *units} if code not in known]
    holders, pins, pinned, unpinned = _pins(here, within, at) if len(here) >= COUNTY else ((), (), 0, 0)
    return Spread(
        place=PlaceCode(here),
        path=registry.path_of(here, on=on),
        above=PlaceCode(row.parent) if row.parent and here != whole else None,
        parts=tuple(_part(one, counted, units, (one[0],)) for one in under),
        rest=_part((here, row.name, row.level, row.lon_e7, row.lat_e7), counted, units, rest),
        holders=holders,
        pins=pins,
        pinned=pinned,
        unpinned=unpinned,
        at=at,
    )


def _part(
    told: tuple[str, str, str, int | None, int | None],
    counted: dict[str, Counter[str]],
    units: dict[str, int],
    codes: Iterable[str],
) -> Part:
    code, name, level, lon_e7, lat_e7 = told
    codes = list(codes)
    numbers = {word: sum(counted[one][word] for one in codes if one in counted) for word in ASKED}
    of = sum(units.get(one, 0) for one in codes)
    return Part(code=PlaceCode(code), name=name, level=level, lon_e7=lon_e7, lat_e7=lat_e7, units=of, **numbers)


def _whole(within: Within) -> str:
    """Return the place in which all that one sees lies: the longest code that all of it shares."""
    places = within.places
    if places is None and within.organisations is not None:
        rows = Organisation.objects.filter(no__in=list(within.organisations)).values_list("place", flat=True)
        places = tuple(row[:COUNTY] for row in rows)
    for n in reversed(laws.DIGITS):
        shared = {code[:n] for code in places or ()}
        if len(shared) == 1 and len(code := shared.pop()) == n:
            return code
    return Place.objects.filter(parent=None).order_by("code").values_list("code", flat=True).first() or ""


def _reaches(here: str, within: Within) -> bool:
    """Test whether a place is seen, or has a part that is. Who sees one unit sees the county in which it is."""
    return within.places is None or any(here.startswith(one) or one.startswith(here) for one in within.places)


def _items(here: str, digits: int, within: Within, at: datetime) -> dict[str, Counter[str]]:
    """Count open items by division: from the counters, or, of one unit or person, by an index of the items."""
    lies = registry.inside("place", here)
    rows = seen_items(within).filter(lies)
    told: Iterable[Any]
    if within.organisations is None and within.persons is None:
        seen = registry.seen(within, places="place", departments="department")
        sums = tables.Count.objects.filter(seen, lies).annotate(part=Left("place", digits)).values("part")
        whole = sums.annotate(**{word: Sum("n", filter=which, default=0) for word, which in ASKED.items()})
        told = whole.order_by().values_list("part", *ASKED)
    else:
        grouped = rows.annotate(part=Left("place", digits)).values("part")
        each = grouped.annotate(**{word: Count("no", filter=which) for word, which in ASKED.items()})
        told = each.order_by().values_list("part", *ASKED)
    counted = {part: Counter(dict(zip(ASKED, numbers, strict=True))) for part, *numbers in told}
    since = rows.filter(IN_TIME, due_at__lt=at).annotate(part=Left("place", digits)).values("part")
    gone_by = since.annotate(n=Count("no")).order_by().values_list("part", "n")
    for part, n in gone_by:  # since the sweeper last looked
        counted[part]["overdue"] += n
    return counted


def _units(here: str, digits: int, within: Within) -> dict[str, int]:
    rows = registry.units_seen(within).filter(registry.inside("place", here)).exclude(kind="office")
    told = rows.annotate(part=Left("place", digits)).values("part").annotate(n=Count("no"))
    return {one["part"]: one["n"] for one in told.order_by()}


def _pins(here: str, within: Within, at: datetime) -> tuple[tuple[Holder, ...], tuple[Pin, ...], int, int]:
    """Return units and their sites that have a position, how many those are, and how many have none."""
    seen = registry.seen(undivided(within), places="place", organisations="organisation")
    sites = Site.objects.filter(seen, registry.inside("place", here))
    placed = sites.exclude(Q(lon_e7=None) | Q(lat_e7=None))
    rows: Iterable[Any] = placed.values("no", "name", "organisation", "lon_e7", "lat_e7", "is_simulated")
    items = seen_items(within).filter(OPEN, registry.inside("place", here)).values("organisation")
    late = items.annotate(open=Count("no"), overdue=Count("no", filter=Q(due_at__lt=at))).order_by()
    owed = {one["organisation"]: (one["open"], one["overdue"]) for one in late}
    found = sorted(
        rows, key=lambda row: (_first(owed, row["organisation"]), row["organisation"], row["name"], row["no"])
    )
    pins = tuple(Pin(**row) for row in found[:SPOTS])
    names = registry.names(pin.organisation for pin in pins)
    told = {no: owed.get(no, (0, 0)) for no in dict.fromkeys(pin.organisation for pin in pins)}
    holders = tuple(Holder(no=no, name=names[no], open=n, overdue=late) for no, (n, late) in told.items())
    return holders, pins, len(found), sites.count() - len(found)


def _first(owed: dict[str, tuple[int, int]], unit: str) -> int:
    return -owed.get(unit, (0, 0))[0]
