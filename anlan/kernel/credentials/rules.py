"""Who may have a lost second factor taken off: two administrators, neither of them its person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.credentials.facts import FactorRemoved, RemovalAsked
from anlan.kernel.journal.facts import By, Fact, NotHere, Refused
from anlan.kernel.registry.may import Role

OWN, LOST, CONSOLE = "own", "lost", "console"  # on what ground a factor is taken off

SAYS = {
    "no-factor": ("{person}没有启用动态口令。", "{person} has no second factor."),
    "security-asks": (
        "由安全保密管理员提出；安全保密管理员本人的，由系统管理员提出。",
        "The security administrator asks for this; for his own factor the system administrator does.",
    ),
    "factor-of-your-own": (
        "自己的动态口令须由另外两位管理员解除。",
        "Your own second factor is taken off by two other administrators.",
    ),
    "removal-asked": (
        "已有人提出解除{person}的动态口令，等另一位管理员同意。",
        "This was asked for {person}; another is to agree.",
    ),
    "removal-not-asked": (
        "没有待同意的解除申请，或申请已过期。请先提出。",
        "Nobody has asked for this, or it was too long ago. Have it asked for first.",
    ),
    "removal-of-yours": ("由您提出，须由另一位管理员同意。", "You asked for this: another administrator must agree."),
    "factor-in-use": (
        "{person}在提出以后用过动态口令，没有丢失，不能解除。",
        "{person} has used the second factor since this was asked: it is not lost.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Removal:
    """That somebody's factor is to be taken off, who asked, and until when another may agree; or that it was."""

    person: str
    asked_by: str
    asked_at: datetime
    until: datetime
    taken_at: datetime | None
    taken_by: str | None

    def is_open(self, at: datetime) -> bool:
        """Test whether another may agree now."""
        return self.taken_at is None and at < self.until


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is known of somebody whose factor was lost: his roles, when he used it last, and what was asked."""

    person: str
    roles: frozenset[str]
    used_at: datetime | None  # None: he has no factor
    removal: Removal | None


def ask_factor_off(held: Held, *, role: str, until: datetime, by: By, at: datetime) -> list[Fact]:
    """Ask to have a lost factor taken off."""
    _must_be_anothers(held, by)
    if role == Role.SYSTEM and Role.SECURITY not in held.roles:
        raise Refused("security-asks")
    if held.removal and held.removal.is_open(at):
        raise Refused("removal-asked", person=held.person)
    return [RemovalAsked(person=held.person, until=until)]


def agree_factor_off(held: Held, *, by: By, at: datetime) -> list[Fact]:
    """Agree to what another asked, while it may be and as long as the factor was not used meanwhile."""
    used_at = _must_be_anothers(held, by)
    if held.removal is None or not held.removal.is_open(at):
        raise Refused("removal-not-asked")
    if held.removal.asked_by == by.person:
        raise Refused("removal-of-yours")
    if used_at > held.removal.asked_at:
        raise Refused("factor-in-use", person=held.person)
    return [FactorRemoved(person=held.person, ground=LOST, asked_by=held.removal.asked_by)]


def _must_be_anothers(held: Held, by: By) -> datetime:
    if not held.roles:
        raise NotHere
    if held.person == by.person:
        raise Refused("factor-of-your-own")
    if held.used_at is None:
        raise Refused("no-factor", person=held.person)
    return held.used_at
