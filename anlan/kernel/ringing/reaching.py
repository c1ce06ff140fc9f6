"""Whether people can be reached: what came of the last message by each channel, and of tests that nobody hears."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from anlan.kernel.journal.facts import PersonNo, day_of
from anlan.kernel.journal.lock import pen
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.laws import law
from anlan.kernel.registry.may import ADMINISTRATORS
from anlan.kernel.registry.tables import Post as Posts
from anlan.kernel.ringing import door, outbox, tables
from anlan.kernel.ringing.door import ByChoice, Channel, Tests, Verdict
from anlan.kernel.ringing.rules import Fate

AT_ONCE = 200  # addresses that are tested in one hour by one channel, so that no gateway is flooded
PROVEN = frozenset({Fate.SENT, Fate.ARRIVED})
DECIDES = frozenset({Verdict.TAKEN, Verdict.REFUSED})  # of the others nothing is known but that a gateway was away
NEVER = datetime.min.replace(tzinfo=UTC)
_asked: dict[str, dict[PersonNo, datetime]] = {}  # when each channel was last asked about whom: others come first
BROKEN = frozenset({Fate.REFUSED, Fate.FAILED, Fate.UNREPORTED})


@dataclass(frozen=True, kw_only=True)
class Way:
    """How it stands with one person and one channel: nothing known is neither good nor bad."""

    channel: str
    has_address: bool
    good_at: datetime | None = None
    bad_at: datetime | None = None
    was_test: bool = False  # whether the newer of the two came of a test

    @property
    def is_good(self) -> bool | None:
        """Return whether the last that is known is good; nothing where nothing is known."""
        if not self.has_address:
            return False
        if self.good_at is None:
            return None if self.bad_at is None else False
        return self.bad_at is None or self.good_at >= self.bad_at

    @property
    def at(self) -> datetime | None:
        """Return when that was."""
        return max(filter(None, (self.good_at, self.bad_at)), default=None)


def ways(people: Collection[str]) -> dict[str, tuple[Way, ...]]:
    """Return how it stands with each of these people by each channel that there is."""
    wanted = [PersonNo(no) for no in people]
    known, tested = _by_messages(wanted), tables.paths(wanted)
    found: dict[str, tuple[Way, ...]] = {no: () for no in wanted}
    for name, channel in door.channels().items():
        there = channel.addresses(wanted)
        for no in there if isinstance(channel, ByChoice) else wanted:
            found[no] += (_way(name, no in there, known.get((no, name), (None, None)), tested.get((no, name))),)
    return found


def keep(at: datetime) -> int:
    """Test in silence the paths that were not tested for so long, as far as channels can; return how many were."""
    before = at - timedelta(days=law("ringing#days-silent-test", on=day_of(at)))
    held = Posts.objects.filter(registry.valid(day_of(at))).exclude(role__in=list(ADMINISTRATORS))
    people = [PersonNo(no) for no in held.order_by("person").values_list("person", flat=True).distinct()]
    return sum(_test(channel, people, before, at) for channel in door.channels().values())


def _test(channel: Channel, people: Collection[PersonNo], before: datetime, at: datetime) -> int:
    if not isinstance(channel, Tests):
        return 0
    lately = tables.tested_since(channel.name, before)
    to = channel.addresses([no for no in people if no not in lately])
    asked = _asked.setdefault(channel.name, {})
    some = dict(sorted(to.items(), key=lambda one: (asked.get(one[0], NEVER), one[0]))[:AT_ONCE])
    verdicts = dict(zip(some, channel.test(list(some.values())), strict=True)) if some else {}
    asked.update(dict.fromkeys(some, at))
    told: dict[str, bool] = {no: verdict == Verdict.TAKEN for no, verdict in verdicts.items() if verdict in DECIDES}
    with pen(), transaction.atomic():
        tables.keep_paths(channel.name, told, at=at)
    return len(told)


def _by_messages(people: Iterable[str]) -> Mapping[tuple[str, str], tuple[datetime | None, datetime | None]]:
    found: dict[tuple[str, str], tuple[datetime | None, datetime | None]] = {}
    for person, channel, state, at in outbox.last_of(people, states=PROVEN | BROKEN):
        good, bad = found.get((person, channel), (None, None))
        found[person, channel] = (_later(good, at), bad) if state in PROVEN else (good, _later(bad, at))
    return found


def _way(
    name: str, has_address: bool, known: tuple[datetime | None, datetime | None], test: tuple[datetime, bool] | None
) -> Way:
    good, bad = known
    newest = max(filter(None, known), default=None)
    if test:
        good, bad = (_later(good, test[0]), bad) if test[1] else (good, _later(bad, test[0]))
    was_test = test is not None and (newest is None or test[0] > newest)
    return Way(channel=name, has_address=has_address, good_at=good, bad_at=bad, was_test=was_test)


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None or other > one else one
