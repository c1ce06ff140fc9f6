"""How far a house is set up, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.credentials import codes
from anlan.kernel.journal.acts import read
from anlan.kernel.journal.facts import day_of
from anlan.kernel.journal.tables import Incarnation
from anlan.kernel.registry import accounts, laws, tables, vault
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.may import ADMINISTRATORS, MayNot, Post, Role, Within
from anlan.kernel.upkeep.tables import Acknowledged, Backup


@dataclass(frozen=True, kw_only=True)
class Setup:
    """How far a house is set up: what the register holds, and which administrators have come in."""

    packs: tuple[str, ...]
    roles: tuple[str, ...]  # of administrators that are held …
    came_in: tuple[str, ...]  # … by somebody who has set a password of his own
    units: int  # beside the office that keeps the house
    people: int  # beside the administrators
    posts: int  # beside theirs
    backup_at: datetime | None  # when one was last made …
    proven_at: datetime | None  # … and when one was last brought back elsewhere and found whole

    @property
    def steps(self) -> dict[str, bool]:
        """Return the steps in their order, and whether each is done."""
        return {
            "pack": bool(self.packs),
            "administrators": set(self.came_in) == set(ADMINISTRATORS),
            "units": self.units > 0,
            "people": self.people > 0,
            "posts": self.posts > 0,
            "backup": self.backup_at is not None,
            "proven": self.proven_at is not None,
        }


@dataclass(frozen=True, kw_only=True)
class Custody:
    """When the house was last backed up, and when a backup was last restored and found whole."""

    backup_at: datetime | None
    proven_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Restored:
    """That the journal goes on from a backup: as of when, since when, and how many entries are known to be missing."""

    incarnation: int
    made_at: datetime
    at: datetime
    lost: int


@read(may=ADMINISTRATORS)
def setup(*, within: Within, at: datetime) -> Setup:
    """Return how far this house is set up: pack, administrators, units, people, posts. 筹建进度"""
    backups = custody()
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
        backup_at=backups.backup_at,
        proven_at=backups.proven_at,
    )


@read(may=ADMINISTRATORS)
def kept(*, within: Within) -> Custody:
    """Return when this house was last backed up, and when a backup was last restored and found whole. 备份状况"""
    return custody()


def people() -> dict[str, str]:
    """Return every number of a person with his name, which is empty where that was erased."""
    numbers = list(tables.Person.objects.order_by("no").values_list("no", flat=True))
    names = vault.tell(numbers, vault.NAME)
    return {no: names.get(no, "") for no in numbers}


def telephones(post: Post) -> dict[str, str]:
    """Return all telephone numbers, to who answers for what leaves the house. Raises MayNot."""
    if post.role != Role.SECURITY:
        raise MayNot(post.role)
    return vault.tell(tables.Person.objects.values_list("no", flat=True), vault.PHONE)


def custody() -> Custody:
    """Return the same to the processes of the house. That it was restored proves the backup from which it goes on."""
    made = Backup.objects.order_by("-made_at").first()
    tried = Backup.objects.exclude(proven_at=None).order_by("-proven_at").first()
    back = Incarnation.objects.order_by("-incarnation").first()
    made_at = [one.made_at for one in (made, back) if one]
    proven_at = [at for at in (tried and tried.proven_at, back and back.at) if at]
    return Custody(backup_at=max(made_at, default=None), proven_at=max(proven_at, default=None))


def restored() -> Restored | None:
    """Return from which backup the journal goes on, as long as nobody has said that he knows it."""
    last = Incarnation.objects.order_by("-incarnation").first()
    if last is None or Acknowledged.objects.filter(incarnation=last.incarnation).exists():
        return None
    return Restored(
        incarnation=last.incarnation, made_at=last.made_at, at=last.at, lost=last.known_entries - last.kept_entries
    )


def unacknowledged() -> int | None:
    """Return the incarnation of which nobody has yet said that he knows it."""
    waiting = restored()
    return waiting.incarnation if waiting else None
