"""How far a house is set up, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.credentials import codes
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import day_of
from anlan.kernel.registry import accounts, laws, tables
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import ADMINISTRATORS, Within


@dataclass(frozen=True, kw_only=True)
class Setup:
    """How far a house is set up: what the register holds, and which administrators have come in."""

    packs: tuple[str, ...]
    roles: tuple[str, ...]  # of administrators that are held …
    came_in: tuple[str, ...]  # … by somebody who has set a password of his own
    units: int  # beside the office that keeps the house
    people: int  # beside the administrators
    posts: int  # beside theirs

    @property
    def steps(self) -> dict[str, bool]:
        """Return the steps in their order, and whether each is done."""
        return {
            "pack": bool(self.packs),
            "administrators": set(self.came_in) == set(ADMINISTRATORS),
            "units": self.units > 0,
            "people": self.people > 0,
            "posts": self.posts > 0,
        }


@read(may=ADMINISTRATORS)
def setup(*, within: Within, at: datetime) -> Setup:
    """Return how far this house is set up: pack, administrators, units, people, posts. 筹建进度"""
    held = tables.Post.objects.filter(registry.valid(day_of(at)))
    keeping = list(held.filter(role__in=list(ADMINISTRATORS)).values_list("role", "person", "organisation"))
    people, offices = {row[1] for row in keeping}, {row[2] for row in keeping}
    waited_for = codes.outstanding(people)
    loaded = tables.Pack.objects.values_list("name", flat=True)
    return Setup(
        packs=tuple(pack for pack in laws.chain() if pack in set(loaded)),
        roles=tuple(sorted({role for role, *_ in keeping})),
        came_in=tuple(sorted({role for role, who, _ in keeping if who not in waited_for and accounts.signs_in(who)})),
        units=tables.Organisation.objects.exclude(no__in=offices).count(),
        people=tables.Person.objects.filter(is_erased=False).exclude(no__in=people).count(),
        posts=held.exclude(role__in=list(ADMINISTRATORS)).count(),
    )
