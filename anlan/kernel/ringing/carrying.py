"""Carry what waits in the outbox out of the house by one channel: each letter once, whatever falls over.

A letter is marked as just leaving, then handed over, then marked by its verdict, many at once. Where whoever carries
them falls in between, the next one asks the channel by the keys of the messages. Where it cannot say, a red letter
leaves once more and says so, and any other is in doubt and shown.
"""

from __future__ import annotations

import base64
import fcntl
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import PersonNo, altered, day_of
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.obligations import tables as items
from anlan.kernel.obligations.life import Item
from anlan.kernel.registry import vault
from anlan.kernel.ringing import door, outbox, rules, tables, wording
from anlan.kernel.ringing.door import Channel, Matter, Verdict
from anlan.kernel.ringing.outbox import Letter, Mark
from anlan.kernel.ringing.rules import Fate, Lane, Stage, Terms, Why
from anlan.kernel.ringing.tables import Stands

log = logging.getLogger("anlan.ringing")

BYTES = 20  # of a key: nobody meets another by chance
SOON = timedelta(seconds=2)  # a correction waits so long for what it corrects, which is just leaving
MANY = 2_000  # letters that are passed on to the next channel at once
# Whoever did not get it by this channel gets it by the next one at once.
PASSED_ON = frozenset({Fate.REFUSED, Fate.FAILED, Fate.DOUBT, Fate.PARKED})


def carry(channel: Channel, lane: Lane, *, at: datetime) -> int:
    """Hand over the next letters of a lane, once it is known what became of those before; return how many went on.

    Where somebody else carries the same lane just now, nothing is done.
    """
    with _alone(f"{channel.name}-{lane}") as mine:
        return _carry(channel, lane, at) if mine else 0


def go_round(channels: Mapping[str, Channel], *, at: datetime) -> int:
    """Let what a channel did not take or report in its time go by the next one as well; return how many did."""
    terms, order, went = rules.terms(on=day_of(at)), list(channels), 0
    for name in dict.fromkeys((*order, *tables.names(), rules.By.NOTHING.value)):
        went += _pass_slow(name, order, Fate.WAITING, at - terms.wait_next, at)
        went += _pass_slow(name, order, Fate.SENDING, at - terms.wait_next, at)
        went += _pass_slow(name, order, Fate.TAKEN, at - terms.wait_report, at)
    return went


def report(key: str, *, arrived: bool, at: datetime) -> int:
    """Say of a message what its gateway reports: that it arrived, or did not; return how many letters it settles."""
    order = list(door.channels())
    with pen(), transaction.atomic():
        open_ = [letter for letter in outbox.of_keys([key]) if letter.state in rules.GONE - {Fate.ARRIVED}]
        fate = Fate.ARRIVED if arrived else Fate.FAILED
        _mark([Mark(letter=letter, fate=fate) for letter in open_], order, at)
    return len(open_)


def key_of(entry: str, *, person: str, channel: str) -> str:
    """Return the key of what goes to a person by a channel because of an entry, which is named by its hash."""
    digest = sha256(f"{entry} {person} {channel}".encode()).digest()
    return base64.b32encode(digest[:BYTES]).decode().lower()


def _own_key(letter: Letter, hashes: Mapping[int, str]) -> str:
    entry = hashes.get(letter.seq, f"{settings.ORIGIN} {letter.seq}")
    return key_of(entry, person=letter.person, channel=letter.channel)


def _carry(channel: Channel, lane: Lane, at: datetime) -> int:
    terms, now = rules.terms(on=day_of(at)), tables.stands(channel.name, on=day_of(at))
    about = {"breaker": now.breaker, "carried": now.carried, "terms": terms, "at": at}
    room = rules.room(lane, channel.batch, **about)  # type: ignore[arg-type]
    settled = _settle(channel, lane, terms, at) if room else 0
    letters = outbox.due(channel.name, lane.urgencies, at=at, count=room) if room else []
    if not letters:
        return settled
    some = [letter for letter in letters if letter.tries == letters[0].tries]
    return settled + _leave(channel, some[: rules.together(letters[0].tries, room)], terms, at)


def _settle(channel: Channel, lane: Lane, terms: Terms, at: datetime) -> int:
    """Ask the channel of letters of which nobody here knows whether they left; return of how many it told."""
    if not (left := outbox.left(channel.name, lane.urgencies, count=channel.batch)):
        return 0
    hashes = journal.hashes_at(letter.seq for letter in left if not letter.key)  # a restore leaves some without a key
    keyed = [(letter, letter.key or _own_key(letter, hashes)) for letter in left]
    known = channel.ask(sorted({key for _, key in keyed}))
    marks = [_known(letter, known[key], channel, terms, at) for letter, key in keyed if key in known]
    with pen(), transaction.atomic():
        _mark(marks, list(door.channels()), at)
    return len(marks)


def _known(letter: Letter, verdict: Verdict, channel: Channel, terms: Terms, at: datetime) -> Mark:
    """Return what becomes of a letter in doubt by what the channel says of it."""
    if verdict == Verdict.TAKEN:
        return Mark(letter=letter, fate=_taken(channel))
    if verdict == Verdict.REFUSED:
        return Mark(letter=letter, fate=Fate.REFUSED)
    if letter.tries >= terms.tries:
        return Mark(letter=letter, fate=Fate.PARKED)
    fell = {"tries": letter.tries, "retry_at": at + rules.wait(letter.tries) if letter.tries > 1 else None}
    if verdict == Verdict.LATER:
        return Mark(letter=letter, fate=Fate.WAITING, is_again=letter.is_again, **fell)  # type: ignore[arg-type]
    once_more = letter.urgency <= rules.RED and not letter.is_again
    return Mark(letter=letter, fate=Fate.WAITING if once_more else Fate.DOUBT, is_again=True, **fell)  # type: ignore[arg-type]


def _leave(channel: Channel, letters: Sequence[Letter], terms: Terms, at: datetime) -> int:
    """Hand over what is still wanted of these letters, and mark each by its verdict; return how many went on."""
    letters = [*letters, *_at_one_telephone(letters)]
    to = channel.addresses([PersonNo(no) for no in dict.fromkeys(letter.person for letter in letters)])
    going, matters = _take(letters, to, at)
    messages = wording.messages(going, to, matters)
    if not messages:
        return len(letters)
    try:
        verdicts = channel.hand_over(messages)
        if len(verdicts) != len(messages):
            raise ValueError(f"{len(verdicts)} verdicts for {len(messages)} messages")
    except Exception:  # whatever it is: the channel is asked before anything of this is handed over again
        log.exception("the channel %s fell over %s messages", channel.name, len(messages))
        verdicts, fell = [Verdict.UNKNOWN] * len(messages), True
    else:
        fell = False
    told = {message.key: verdict for message, verdict in zip(messages, verdicts, strict=True)}
    _conclude(channel, going, told, terms, at, fell=fell)
    return len(letters)


def _at_one_telephone(letters: Sequence[Letter]) -> list[Letter]:
    """Return the letters to whoever shares a telephone with one of these, about the same: they leave together."""
    sharing, known = vault.sharing({letter.person for letter in letters}), {letter.id for letter in letters}
    found = [other for one in letters for other in outbox.beside(one, sharing.get(one.person, ()))]
    return list({one.id: one for one in found if one.id not in known}.values())


def _take(
    letters: Sequence[Letter], to: Mapping[PersonNo, str], at: datetime
) -> tuple[list[Letter], dict[str, Matter | None]]:
    """Mark what nobody wants any more, and the rest as just leaving; return that, and what it is about.

    A matter is held meanwhile, so that whoever stops it knows what has gone.
    """
    subjects, entries = sorted({letter.subject for letter in letters}), {letter.seq for letter in letters}
    with pen(), transaction.atomic():
        lock([], shared=subjects)
        matters = {no: door.matter(no) for no in subjects}
        marks = _unwanted(letters, to, matters, at)
        out = {mark.letter.id for mark in marks}
        _mark(marks, list(door.channels()), at)
        going = _with_keys([letter for letter in letters if letter.id not in out], to, journal.hashes_at(entries))
        if outbox.take({letter.id: str(letter.key) for letter in going}, at=at) < len(going):
            left = {letter.id for letter in outbox.of_keys(str(letter.key) for letter in going) if _leaves(letter)}
            going = [letter for letter in going if letter.id in left]
    return [altered(letter, state=Fate.SENDING, tries=letter.tries + 1) for letter in going], matters


def _leaves(letter: Letter) -> bool:
    return letter.state == Fate.SENDING


def _unwanted(
    letters: Sequence[Letter], to: Mapping[PersonNo, str], matters: Mapping[str, Matter | None], at: datetime
) -> list[Mark]:
    """Return what becomes of the letters that nobody wants any more, or not yet."""
    held = {item.no: item for item in items.stored_many(letter.item for letter in letters if letter.item)}
    recalled = {seq for seq in {letter.seq for letter in letters} if journal.is_taken_back(seq)}
    there, before, marks = _there(letters), _before(letters), []
    for letter in letters:
        if letter.seq in recalled:
            marks.append(Mark(letter=letter, fate=Fate.RECALLED))
        elif letter.stage == Stage.CORRECTED and (mark := _not_corrected(letter, before, at)):
            marks.append(mark)
        elif why := _why_not(letter, held.get(letter.item or ""), matters[letter.subject], at):
            marks.append(Mark(letter=letter, fate=Fate.DROPPED, why=why))
        elif PersonNo(letter.person) not in to:
            marks.append(Mark(letter=letter, fate=Fate.DROPPED, why=Why.NO_ADDRESS))
        elif (letter.seq, letter.person) in there:
            marks.append(Mark(letter=letter, fate=Fate.DROPPED, why=Why.OTHER_WAY))
    return marks


def _why_not(letter: Letter, item: Item | None, about: Matter | None, at: datetime) -> Why | None:
    if not letter.stage:
        return Why.CALL_OVER  # nothing of which anybody could say what it is about
    if about and about.is_stopped and letter.stage != Stage.CORRECTED:
        return Why.STOPPED
    return rules.no_longer(Stage(letter.stage), item, person=letter.person, expires_at=letter.expires_at, at=at)


def _before(letters: Iterable[Letter]) -> dict[tuple[str, str], set[str]]:
    """Return where the letters stand that these correct, by call and person: those of the same channel."""
    corrections = {letter.item: letter for letter in letters if letter.stage == Stage.CORRECTED and letter.item}
    found: dict[tuple[str, str], set[str]] = {}
    for one in outbox.of_items(corrections):
        by = corrections[str(one.item)]
        if one.channel == by.channel and one.seq < by.seq:
            found.setdefault((str(one.item), one.person), set()).add(one.state)
    return found


def _not_corrected(letter: Letter, before: Mapping[tuple[str, str], set[str]], at: datetime) -> Mark | None:
    """Return what becomes of a correction whose first word never went to him by this channel, or is just leaving."""
    states = before.get((letter.item or "", letter.person), set())
    if states & (rules.GONE - {Fate.SENDING}):
        return None
    if Fate.SENDING in states:
        return Mark(letter=letter, fate=Fate.WAITING, retry_at=at + SOON)
    return Mark(letter=letter, fate=Fate.DROPPED, why=Why.NEVER_RUNG)


def _there(letters: Iterable[Letter]) -> set[tuple[int, str]]:
    """Return of which of these letters that were passed on another channel has had the same meanwhile."""
    passed = {(letter.seq, letter.person) for letter in letters if letter.passed_at}
    others = outbox.of_items({letter.item for letter in letters if letter.passed_at and letter.item})
    return {(one.seq, one.person) for one in others if one.state in rules.THERE} & passed


def _with_keys(letters: Sequence[Letter], to: Mapping[PersonNo, str], hashes: Mapping[int, str]) -> list[Letter]:
    """Return these letters with the keys of their messages: those about the same to one address leave as one."""
    keys: dict[tuple[object, ...], str] = {}
    keyed = []
    for letter in sorted(letters, key=lambda one: (one.seq, one.person)):
        own = letter.key or _own_key(letter, hashes)
        together = (letter.subject, letter.stage, to[PersonNo(letter.person)])
        keyed.append(altered(letter, key=keys.setdefault(together, own)))
    return keyed


def _conclude(
    channel: Channel,
    letters: Sequence[Letter],
    told: Mapping[str, Verdict],
    terms: Terms,
    at: datetime,
    *,
    fell: bool,
) -> None:
    """Mark each letter by the verdict on its message, and note how it stands with the channel."""
    with pen(), transaction.atomic():
        lock([f"channel {channel.name}"])
        now = tables.stands(channel.name, on=day_of(at))
        breaker = now.breaker.after(told.values(), at, terms)
        retry_at = at + rules.wait(breaker.failures)
        marks = [_marked(letter, told[str(letter.key)], channel, retry_at) for letter in letters]
        _mark([] if fell else marks, list(door.channels()), at)
        taken = sum(verdict != Verdict.LATER for verdict in told.values())
        then = replace(now, breaker=breaker, carried=now.carried + taken)
        tables.keep(channel.name, then, on=day_of(at))
    _log(channel.name, now, then, terms)


def _log(name: str, before: Stands, after: Stands, terms: Terms) -> None:
    """Tell the log what of a channel somebody has to know, when it begins."""
    if after.breaker.opened_at and not before.breaker.opened_at:
        log.critical("the channel %s is left alone after %s failures in a row", name, after.breaker.failures)
    if before.breaker.opened_at and not after.breaker.opened_at:
        log.warning("the channel %s goes on again", name)
    if before.carried < terms.warned_at <= after.carried:
        log.warning("the channel %s has carried %s of %s today", name, after.carried, terms.most_a_day)


def _marked(letter: Letter, verdict: Verdict, channel: Channel, retry_at: datetime) -> Mark:
    fate = {Verdict.TAKEN: _taken(channel), Verdict.REFUSED: Fate.REFUSED, Verdict.LATER: Fate.WAITING}
    again = {"is_again": letter.is_again, "retry_at": retry_at if verdict == Verdict.LATER else None}
    return Mark(letter=letter, fate=fate.get(verdict, Fate.SENDING), **again)  # type: ignore[arg-type]


def _taken(channel: Channel) -> Fate:
    return Fate.TAKEN if channel.reports else Fate.SENT


def _mark(marks: Sequence[Mark], order: Sequence[str], at: datetime) -> None:
    """Mark letters, and let those that did not reach anybody by their channel go by the next one."""
    outbox.mark(marks, at=at)
    missed = [one.letter for one in marks if one.fate in PASSED_ON or one.why == Why.NO_ADDRESS]
    for name in dict.fromkeys(letter.channel for letter in missed):
        those = [letter for letter in missed if letter.channel == name]
        outbox.pass_on(those, rules.following(order, name), at=at)


def _pass_slow(name: str, order: Sequence[str], fate: Fate, since: datetime, at: datetime) -> int:
    """Let what has stood with a channel since then go by the next one; where that channel is gone, by that alone."""
    following, is_gone = rules.following(order, name), name not in order
    slow = outbox.slow(name, fate, since=since, count=MANY) if following or not is_gone else []
    if not slow:
        return 0
    with pen(), transaction.atomic():
        if fate == Fate.TAKEN:
            outbox.mark([Mark(letter=letter, fate=Fate.UNREPORTED) for letter in slow], at=at)
        if fate == Fate.WAITING and is_gone:
            outbox.mark([Mark(letter=letter, fate=Fate.DROPPED, why=Why.OTHER_WAY) for letter in slow], at=at)
        outbox.pass_on([one for one in slow if one.stage != Stage.CORRECTED], following, at=at)
    return len(slow)


@contextmanager
def _alone(lane: str) -> Iterator[bool]:
    """Hold a lane of a channel, and say whether one does: whoever falls lets go of it."""
    path = os.path.join(settings.ANLAN_HOME, f"ringing-{lane}.lock")
    os.makedirs(settings.ANLAN_HOME, mode=0o700, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(file)
