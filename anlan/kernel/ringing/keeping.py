"""What the clock does: put into the outbox whom an entry rings, and carry it out by the channels that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from anlan.kernel.journal.facts import day_of
from anlan.kernel.journal.followers import Notice, follower
from anlan.kernel.journal.reads import Line
from anlan.kernel.obligations import tables as items
from anlan.kernel.ringing import carrying, door, outbox, rules
from anlan.kernel.ringing import phones as phones
from anlan.kernel.ringing.door import Channel, Matter
from anlan.kernel.ringing.rules import URGENCY, Lane, Stage

AFTER = (Stage.OVER, Stage.CORRECTED)


@follower("ringing")
def ring(lines: Sequence[Line]) -> Iterator[Notice]:
    """Say who is rung by some entries: the owner of each call that is open, or over by it; once for each entry."""
    for line in lines:
        if calls := rules.calls_of(line.name, line.fact):
            yield from _rung(line, calls)


def keep(at: datetime) -> None:
    """Hand over what waits, by every channel that there is: what is red first."""
    channels = door.channels()
    carrying.go_round(channels, at=at)
    for lane in Lane:
        for channel in channels.values():
            while carrying.carry(channel, lane, at=at):
                pass


def go_round(at: datetime) -> None:
    """Let what a channel did not take in its time go by the next one as well."""
    carrying.go_round(door.channels(), at=at)


def lanes(at: datetime) -> list[tuple[Channel, Lane]]:
    """Return the lanes in which something is to leave, those of red letters first."""
    channels = door.channels()
    return [(one, lane) for lane in Lane for one in channels.values() if outbox.is_any(one.name, lane.urgencies, at=at)]


def _rung(line: Line, calls: dict[str, Stage]) -> Iterator[Notice]:
    about, terms = door.matter(line.fact.subject) if line.fact else None, rules.terms(on=day_of(line.recorded_at))
    urgency = URGENCY.get(about.colour or "", URGENCY["orange"]) if about else URGENCY["orange"]
    ways = rules.first(list(door.channels()), urgency=urgency, terms=terms)
    over_at = line.recorded_at + timedelta(hours=terms.hours_over)
    told: set[str] = set()
    rung = _rung_before(call for call, stage in calls.items() if stage == Stage.CORRECTED)
    for item in sorted(items.owing(calls), key=lambda one: (one.owner, one.no)):
        stage = calls[item.no]
        ends = over_at if stage in AFTER else _expires(about, line)
        how = {"seq": line.seq, "item": item.no, "stage": stage.value, "urgency": urgency, "expires_at": ends}
        if stage == Stage.CORRECTED:
            yield from (Notice(person=no, channel=way, **how) for no, way in rung.get(item.no, ()))  # type: ignore[arg-type]
        elif item.owner not in told and (item.is_open or stage == Stage.OVER):
            told.add(item.owner)
            yield from (Notice(person=item.owner, channel=way, **how) for way in ways)  # type: ignore[arg-type]


def _rung_before(calls: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return who was rung because of each of these calls, or may have been, and by which channels."""
    found: dict[str, set[tuple[str, str]]] = {}
    for letter in outbox.of_items(calls):
        if letter.state in rules.GONE:
            found.setdefault(str(letter.item), set()).add((letter.person, letter.channel))
    return {item: sorted(ways) for item, ways in found.items()}


def _expires(about: Matter | None, line: Line) -> datetime | None:
    """Return when a matter expires; what was let go out after that is meant all the same."""
    expires_at = about.expires_at if about else None
    return expires_at if expires_at and expires_at > line.recorded_at else None
