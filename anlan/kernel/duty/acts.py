"""What people can do about watches: put them on the roster, swap, begin, hand over, take over, write down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from anlan.kernel.duty import reads, rules
from anlan.kernel.duty.musts import Absence, NewWatch
from anlan.kernel.duty.watch import Watch
from anlan.kernel.journal.acts import ALLOTTED_MANY, act
from anlan.kernel.journal.facts import By, NotHere, PersonNo, PostNo, WatchNo, day_of
from anlan.kernel.journal.lock import lock
from anlan.kernel.journal.record import Recorded, record
from anlan.kernel.registry.may import OFFICIALS, Role
from anlan.kernel.registry.reads import posts_of, reach, speaker_of

ROSTERING = frozenset({Role.DUTY, Role.OFFICER, Role.LEADER})


@act(may=ROSTERING, series="w")
def roster(*, rows: tuple[NewWatch, ...], by: By, at: datetime, numbers: tuple[str, ...] = ALLOTTED_MANY) -> Recorded:
    """Put watches on the roster of one's office. 排班"""
    if not rows:
        raise NotHere
    _hold(row.organisation for row in rows)
    around = reads.around(rows, by=by, at=at)
    return record(rules.roster(rows, numbers=numbers, around=around, at=at), by=by, at=at)


@act(may=ROSTERING, locks=("watch",))
def cancel(*, watch: WatchNo, why: str, by: By, at: datetime) -> Recorded:
    """Take a watch that nobody has begun off the roster: one's own, or as who rosters. 取消排班"""
    one, speaker = _ours(watch, by, at), speaker_of(by, at)
    assert speaker, "who has no post here sees no watch of the office"
    facts = rules.cancel(one, why=why, rostered_by=reads.rostered_by(one.no), speaker=speaker, by=by)
    return record(facts, by=by, at=at)


@act(may=OFFICIALS, locks=("watch",))
def ask_swap(
    *, watch: WatchNo, to: PersonNo, in_return: WatchNo | None = None, why: str, by: By, at: datetime
) -> Recorded:
    """Ask that somebody else keep one's watch. 申请换班"""
    one = _ours(watch, by, at)
    other = _returned(one, in_return, by, at)
    around = reads.around([one, *filter(None, [other])], also=(to, one.officer), by=by, at=at)
    facts = rules.ask_swap(one, to=to, in_return=other, why=why, around=around, by=by, at=at)
    return record(facts, by=by, at=at)


@act(may={Role.LEADER}, locks=("watch",))
def agree_swap(*, watch: WatchNo, by: By, at: datetime) -> Recorded:
    """Agree that another keeps a watch. 同意换班"""
    one = _ours(watch, by, at)
    other = _returned(one, WatchNo(one.swap_return) if one.swap_return else None, by, at)
    people = [person for person in (one.swap_to, one.officer) if person]
    around = reads.around([one, *filter(None, [other])], also=people, by=by, at=at)
    return record(rules.agree_swap(one, in_return=other, around=around, by=by, at=at), by=by, at=at)


@act(may={Role.LEADER}, locks=("watch",))
def refuse_swap(*, watch: WatchNo, why: str, by: By, at: datetime) -> Recorded:
    """Let a watch be kept as the roster has it. 不同意换班"""
    one = _ours(watch, by, at)
    around = reads.around([one], by=by, at=at)
    return record(rules.refuse_swap(one, why=why, around=around, by=by), by=by, at=at)


@act(may=OFFICIALS, locks=("watch",))
def begin(*, watch: WatchNo, by: By, at: datetime) -> Recorded:
    """Begin a watch where nobody is on duty. 上岗"""
    one = _ours(watch, by, at)
    near = reads.near(one, person=by.person)
    return record(rules.begin(one, on_duty=reads.kept_beside(one), near=near, by=by, at=at), by=by, at=at)


@act(may=OFFICIALS, locks=("watch",))
def hand_over(
    *, watch: WatchNo, following: WatchNo | None = None, text: str = "", equipment: str = "", by: By, at: datetime
) -> Recorded:
    """Hand over to the next watch; until somebody takes it, one is on duty. 交班"""
    one = _ours(watch, by, at)
    first = reads.first_after(one, at=at)
    after = reads.watch(following, within=reach(by, at)) if following else first
    facts = rules.hand_over(one, following=after, first=first, text=text, equipment=equipment, by=by, at=at)
    return record(facts, by=by, at=at)


@act(may=OFFICIALS, locks=("watch",))
def take(*, watch: WatchNo, text: str = "", by: By, at: datetime) -> Recorded:
    """Take over from whoever is on duty. 接班"""
    one = _ours(watch, by, at)
    after = reads.stored(one.next)
    near = reads.near(after, person=by.person)
    return record(rules.take(one, following=after, near=near, text=text, by=by, at=at), by=by, at=at)


@act(may=OFFICIALS, locks=("watch",))
def note(*, watch: WatchNo, text: str, by: By, at: datetime) -> Recorded:
    """Write down what happened on duty. 值班记事"""
    return record(rules.note(_ours(watch, by, at), text=text, by=by), by=by, at=at)


@act(may=OFFICIALS, locks=("watch",))
def try_alarm(*, watch: WatchNo, heard: bool, shown: bool = False, by: By, at: datetime) -> Recorded:
    """Say whether one heard the alarm of one's page when it was tried. 试告警"""
    return record(rules.try_alarm(_ours(watch, by, at), heard=heard, shown=shown, by=by), by=by, at=at)


@act(may=OFFICIALS, locks=("post",))
def name_deputy(
    *,
    post: PostNo,
    deputy: PersonNo | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    by: By,
    at: datetime,
) -> Recorded:
    """Name who answers where the holder of a post is away; nobody, where none is named. 明确B角"""
    day = day_of(at)
    begins = from_on or day
    facts = rules.name_deputy(
        reads.post_seen(post, within=reach(by, at), on=max(day, begins)),
        deputy=deputy,
        posts=posts_of(deputy, on=max(day, begins)) if deputy else (),
        from_on=begins,
        until_on=until_on,
        speaker=speaker_of(by, at),
        today=day,
    )
    return record(facts, by=by, at=at)


@act(may=OFFICIALS)
def tell_away(
    *,
    from_at: datetime,
    until_at: datetime,
    kind: Absence = Absence.OTHER,
    person: PersonNo | None = None,
    by: By,
    at: datetime,
) -> Recorded:
    """Say that one is away, or that somebody of one's office is. 外出报备"""
    who = _one_of_ours(person, by, at)
    watches = reads.rostered_for(who, at=at)
    facts = rules.tell_away(who, kind=kind, from_at=from_at, until_at=until_at, watches=watches, at=at)
    return record(facts, by=by, at=at)


@act(may=OFFICIALS)
def tell_back(*, person: PersonNo | None = None, by: By, at: datetime) -> Recorded:
    """Say that one is back, or that somebody of one's office is. 销假"""
    who = _one_of_ours(person, by, at)
    return record(rules.tell_back(who, is_away=reads.is_away(who, at=at)), by=by, at=at)


def _one_of_ours(person: PersonNo | None, by: By, at: datetime) -> str:
    """Return of whom is spoken, oneself or, by a leader, somebody of his office; and hold the roster of the office."""
    speaker = speaker_of(by, at)
    if speaker is None:
        raise NotHere
    _hold([speaker.organisation])
    who = person or by.person
    if who == by.person:
        return who
    if speaker.role != Role.LEADER or who not in reads.insiders_of(speaker.organisation, on=day_of(at)):
        raise NotHere
    return who


def _ours(no: WatchNo, by: By, at: datetime) -> Watch:
    """Return a watch of the speaker's own office, and hold the roster of that office: watches touch one another."""
    seen = reads.watch(no, within=reach(by, at))
    speaker = speaker_of(by, at)
    if speaker is None or speaker.organisation != seen.organisation:
        raise NotHere
    _hold([seen.organisation])
    return reads.watch(no, within=reach(by, at))


def _returned(one: Watch, no: WatchNo | None, by: By, at: datetime) -> Watch | None:
    """Return the watch that is given in return, of the same office."""
    if no is None:
        return None
    found = reads.watch(no, within=reach(by, at))
    if found.organisation != one.organisation:
        raise NotHere
    return found


def _hold(organisations: Iterable[str]) -> None:
    """Hold the roster of offices: no two at once put the same person on it, or begin beside each other."""
    lock(f"roster {no}" for no in organisations)
