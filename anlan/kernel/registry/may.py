"""Who may, and how far one sees. Pure: it decides about values, the door finds them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a post entitles to. The post says where, for which department, and in which matter."""

    DUTY = "duty"  # 值班员
    INSPECTOR = "inspector"  # 执法员
    OFFICER = "officer"  # 行业监管人员
    LEADER = "leader"  # 领导
    ENTERPRISE = "enterprise"  # 企业安全管理员
    MEMBER = "member"  # 单位人员: sees what he owes
    SYSTEM = "system"  # 系统管理员
    SECURITY = "security"  # 安全保密管理员
    AUDIT = "audit"  # 安全审计员


# The three administrators keep the house and see nothing of its work; the others do the work.
ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})
OF_AN_ORGANISATION = frozenset({Role.ENTERPRISE, Role.MEMBER})
EVERYONE = frozenset(Role) - ADMINISTRATORS
OFFICIALS = EVERYONE - OF_AN_ORGANISATION
OFFICE = "office"  # the kind of a unit that is a public office
# For what belongs to nobody's work: signing out, one's own settings.
ANYBODY = frozenset(Role)


@dataclass(frozen=True, kw_only=True)
class Post:
    """One post and who holds it."""

    no: str
    role: str
    person: str
    organisation: str
    place: str
    department: str | None
    matter: str | None


@dataclass(frozen=True, kw_only=True)
class Tenure(Post):
    """A post as one person holds it, from a day and until another on which it is held no longer."""

    title: str
    from_on: date
    until_on: date | None

    def is_held(self, on: date) -> bool:
        """Return whether it is held on a day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def answers_as(self, other: Tenure) -> bool:
        """Return whether the same person answers for the same by another."""
        mine, theirs = ((one.person, one.place, one.matter, one.department) for one in (self, other))
        return mine == theirs


def entered_late(post: Tenure, said: Iterable[tuple[date, Tenure | date]], *, on: date) -> date | None:
    """Return when a holder of a day was entered, where that was only after it; nothing where it was known then.

    `said` is what was said of the post, in order, each with its day: who holds it, or from when on nobody does.
    """
    held, was_known = list[Tenure](), False
    for day, told in said:
        since = told.from_on if isinstance(told, Tenure) else told
        held = [replace(one, until_on=min(one.until_on or since, since)) for one in held if one.from_on < since]
        held += [told] if isinstance(told, Tenure) else []
        is_known = any(one.answers_as(post) and one.is_held(on) for one in held)
        if day <= on:
            was_known = is_known
        elif is_known and not was_known:
            return day
        elif was_known:
            return None
    return None


@dataclass(frozen=True, kw_only=True)
class Within:
    """How far one sees. A row is seen when every axis agrees; an axis that is None asks nothing."""

    places: tuple[str, ...] | None
    departments: tuple[str, ...] | None
    organisations: tuple[str, ...] | None
    persons: tuple[str, ...] | None

    def covers(self, *, place: str, department: str | None, organisation: str, person: str) -> bool:
        """Test whether something that has no row yet would be seen. `seen` in reads says the same of rows."""
        return (
            (self.places is None or place.startswith(self.places))
            and (self.departments is None or department in self.departments)
            and (self.organisations is None or organisation in self.organisations)
            and (self.persons is None or person in self.persons)
        )


EVERYWHERE = Within(places=None, departments=None, organisations=None, persons=None)
NOWHERE = Within(places=(), departments=(), organisations=(), persons=())


class MayNot(Exception):
    """The asker is at the right place, but not in the right role."""


def reach_of(post: Post | None) -> Within:
    """Tell how far a post sees: an enterprise its own organisation, an office its place and department."""
    if post is None or post.role in ADMINISTRATORS:
        return NOWHERE
    if post.role in OF_AN_ORGANISATION:
        persons = (post.person,) if post.role == Role.MEMBER else None
        return Within(places=None, departments=None, organisations=(post.organisation,), persons=persons)
    departments = (post.department,) if post.department else None
    return Within(places=(post.place,), departments=departments, organisations=None, persons=None)


def register_reach_of(post: Post | None) -> Within:
    """Tell how far a post sees and keeps the register: an administrator in his place, an office in all departments."""
    if post is not None and post.role in ADMINISTRATORS:
        return replace(EVERYWHERE, places=(post.place,))
    return undivided(reach_of(post))


def keeps(post: Post | None, *, kind: str, department: str | None) -> bool:
    """Test whether the register of a unit within reach is somebody's to write: an official's, of his department alone.

    A unit that has no department yet is anybody's in his place. Offices are kept by administrators, whoever is in them.
    """
    if post is None or post.role not in OFFICIALS:
        return True
    return kind != OFFICE and (post.department is None or department in (None, post.department))


def undivided(within: Within) -> Within:
    """Return a reach over units: all departments share one register; what divides them is the work."""
    return replace(within, departments=None, persons=None)


def decide(may: Set[str], post: Post) -> None:
    """Let pass who holds a role that may."""
    if post.role not in may:
        raise MayNot(post.role)
