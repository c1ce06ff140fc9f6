"""What opens for whom, as far as others have a say in it: lost factors, one-time codes, the sign-in service. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from anlan.kernel.credentials.facts import (
    CodesEnded,
    EndingAsked,
    EndingSettled,
    FactorRemoved,
    RemovalAsked,
    SubjectBound,
    SubjectUnbound,
)
from anlan.kernel.journal.facts import By, Fact, NotHere, Refused
from anlan.kernel.registry.facts import PostsEnded
from anlan.kernel.registry.may import ADMINISTRATORS, OF_AN_ORGANISATION, Post, Role, Tenure

SUBJECT_MOST = 255
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
    "no-service": (
        "本系统没有设置统一身份认证。见运行维护手册。",
        "This house was told of no sign-in service. See the page on keeping a house.",
    ),
    "subject-unfit": (
        "请填写统一身份认证给出的用户标识，至多255字。",
        "Give the subject (sub) by which the sign-in service knows the person, of 255 characters at most.",
    ),
    "subject-taken": ("此标识已绑定{person}。", "This subject is bound to {person} already."),
    "not-for-administrators": (
        "三位管理员只用本系统的密码和动态口令登录。",
        "The three administrators sign in by a password and a second factor of this house alone.",
    ),
    "not-bound": ("{person}没有绑定统一身份。", "{person} is bound to no subject of the sign-in service."),
    "ends-alone": ("{post}不是三位管理员的岗位，直接免职即可。", "{post} is none of the three: end it as any other."),
    "ending-too-late": ("不能把{post}的止期改到今天以前。", "{post} cannot be made to end before today."),
    "ending-asked": (
        "已有人提出免去{post}，等另一位管理员同意。",
        "This was asked for {post}; another administrator is to agree.",
    ),
    "ending-not-asked": (
        "没有待同意的免职申请，或申请已过期。请先提出。",
        "Nobody has asked for this, or it was too long ago. Have it asked for first.",
    ),
    "ending-of-yours": (
        "由您提出，须由另一位管理员同意；没有另一位的，在本机控制台办理。",
        "You asked for this: another administrator must agree or, where none is left, the console ends the post.",
    ),
    "ending-for-you": (
        "要免去的是您的岗位，须由另一位管理员同意或反对。",
        "It is your post: another administrator agrees or objects.",
    ),
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
    roles: frozenset[str]  # of today and to come
    used_at: datetime | None  # None: he has no factor
    removal: Removal | None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """That an administrator's post is to end on a day, who asked, and until when another may agree."""

    post: str
    person: str
    until_on: date
    asked_by: str
    asked_at: datetime
    until: datetime

    def is_open(self, at: datetime) -> bool:
        """Test whether another may agree now."""
        return at < self.until


def ask_ending(
    held: Tenure, *, until_on: date, today: date, asked: Ending | None, until: datetime, at: datetime
) -> list[Fact]:
    """Ask to end the post of one of the three."""
    if held.role not in ADMINISTRATORS:
        raise Refused("ends-alone", post=held.no)
    if until_on < today:
        raise Refused("ending-too-late", post=held.no)
    if asked and asked.person == held.person and asked.is_open(at):
        raise Refused("ending-asked", post=held.no)
    return [EndingAsked(post=held.no, person=held.person, until_on=until_on, until=until)]


def agree_ending(held: Tenure, *, today: date, asked: Ending | None, by: By, at: datetime) -> list[Fact]:
    """Agree to what another asked; the post ends on the day that was said, at the earliest today."""
    ending = _must_be_asked(held, asked, by, at)
    if by.person == ending.asked_by:
        raise Refused("ending-of-yours")
    ended = PostsEnded(posts=(held.no,), until_on=(max(ending.until_on, today),))
    return [EndingSettled(post=held.no, person=held.person, is_agreed=True), ended]


def object_ending(held: Tenure, *, asked: Ending | None, by: By, at: datetime) -> list[Fact]:
    """Object to what another asked, or take back what one asked oneself: the post goes on."""
    _must_be_asked(held, asked, by, at)
    return [EndingSettled(post=held.no, person=held.person, is_agreed=False)]


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


def bind_subject(
    person: str, told: str, *, roles: frozenset[str], issuer: str, mark: str, bound_to: str | None, by: By
) -> list[Fact]:
    """Bind a subject to a person in post, once it is nobody else's; never to oneself, nor to an administrator."""
    if not roles:
        raise NotHere
    if not issuer:
        raise Refused("no-service")
    if not 0 < len(told) <= SUBJECT_MOST:
        raise Refused("subject-unfit")
    if roles & ADMINISTRATORS or person == by.person:
        raise Refused("not-for-administrators")
    if bound_to not in (None, person):
        raise Refused("subject-taken", person=bound_to)
    return [SubjectBound(person=person, issuer=issuer, mark=mark)]


def unbind_subject(person: str, *, is_bound: bool) -> list[Fact]:
    """Let the sign-in service let nobody in as this person any more."""
    if not is_bound:
        raise Refused("not-bound", person=person)
    return [SubjectUnbound(person=person)]


def come_in_anew(*, bound: Collection[str], coded: Collection[str]) -> list[Fact]:
    """Let those who were granted an administrator's post come in by no service and no code from before."""
    ended: list[Fact] = [SubjectUnbound(person=person) for person in sorted(bound)]
    return [*ended, CodesEnded(people=tuple(sorted(coded)))] if coded else ended


def may_give_code(giver: Post, roles: frozenset[str], *, is_own: bool) -> bool:
    """Test whether somebody in this post may give a one-time code to a person of these roles, today's and to come.

    A safety manager gives one to his own people, the system administrator to who is no administrator, and of the
    administrators one to another.
    """
    match giver.role:
        case Role.ENTERPRISE:
            return is_own and roles <= OF_AN_ORGANISATION
        case Role.SYSTEM:
            return not roles & ADMINISTRATORS or Role.SECURITY in roles
        case Role.SECURITY:
            return bool(roles & ADMINISTRATORS)
    return False


def _must_be_asked(held: Tenure, asked: Ending | None, by: By, at: datetime) -> Ending:
    if asked is None or asked.person != held.person or not asked.is_open(at):
        raise Refused("ending-not-asked")
    if by.person == held.person:
        raise Refused("ending-for-you")
    return asked


def _must_be_anothers(held: Held, by: By) -> datetime:
    if not held.roles:
        raise NotHere
    if held.person == by.person:
        raise Refused("factor-of-your-own")
    if held.used_at is None:
        raise Refused("no-factor", person=held.person)
    return held.used_at
