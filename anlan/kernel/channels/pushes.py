"""Browsers that asked for it are pushed to, each with what it alone can read; where they are lies in the vault."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction

from anlan import clock
from anlan.engines.gateways import webpush
from anlan.engines.gateways.exchange import Said
from anlan.engines.gateways.texts import composed
from anlan.engines.gateways.webpush import Subscription
from anlan.engines.sheets.texts import UNREADABLE
from anlan.kernel.channels import posts as posts  # which stand before these
from anlan.kernel.channels import setting
from anlan.kernel.channels.rules import Kind
from anlan.kernel.journal.facts import PersonNo
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.registry import vault
from anlan.kernel.ringing.door import Channel, Message, Verdict, makes_channels

FIELD = "push"  # of the vault
BATCH = 10  # messages at once: each is a request of its own, for each browser
PARTS = 20
LASTS = timedelta(hours=4)  # so long a service keeps what nobody said when it ends
AT_ONCE = 25  # requests: of a batch to five browsers each, all have answered or been cut off within ten seconds
COUNTS = {Said.TAKEN: Verdict.TAKEN, Said.UNKNOWN: Verdict.UNKNOWN, Said.LATER: Verdict.LATER}  # the first of these
log = logging.getLogger("anlan.channels")


@dataclass(frozen=True, kw_only=True)
class Pushed:
    """A channel through the push services of browsers. It reports nothing, and can be asked nothing."""

    name: str
    services: tuple[str, ...]
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    batch: int = BATCH
    reports: bool = False
    by_choice: bool = True

    def addresses(self, people: Collection[PersonNo]) -> Mapping[PersonNo, str]:
        """Return the browsers of each of these who has one at a service that may be used."""
        told = vault.tell(people, FIELD)
        return {PersonNo(person): text for person, text in told.items() if text != UNREADABLE and self._browsers(text)}

    def hand_over(self, messages: Sequence[Message]) -> Sequence[Verdict]:
        """Push each to every browser of whom it is for, all at once; a browser that is gone is forgotten."""
        at, sure = clock.now(), clock.outside()
        pairs = [(one, to) for one in messages for to in self._browsers(one.to)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda pair: self._push(*pair, at=at, sure=sure), pairs))
        said: dict[str, set[Said]] = {one.key: set() for one in messages}
        gone: dict[PersonNo, set[str]] = {}
        for (one, to), answer in zip(pairs, answers, strict=True):
            if answer is None:
                gone.setdefault(one.person, set()).add(to.endpoint)
            else:
                said[one.key].add(answer)
        for person, endpoints in gone.items():
            forget(person, endpoints)
        every = {answer for answer in answers if answer}
        setting.stands(self.name, trouble=_trouble(every), at=at)
        return [_verdict(said[one.key]) for one in messages]

    def ask(self, keys: Sequence[str]) -> Mapping[str, Verdict]:
        """Say that nobody knows: push services keep no numbers. The same again takes the place of the first."""
        return dict.fromkeys(keys, Verdict.UNKNOWN)

    def _push(self, one: Message, to: Subscription, *, at: datetime, sure: datetime) -> Said | None:
        """Return what a push service says of a message for one browser; nothing where that is gone."""
        lasts = (one.expires_at - at) if one.expires_at else LASTS
        told = {"topic": one.key, "seconds": max(0, int(lasts.total_seconds())), "urgent": one.urgent}
        about = {"subject": _subject(), "key": self.key, "at": sure}
        try:
            return webpush.push(to, _text(one), **told, **about)  # type: ignore[arg-type]
        except webpush.Gone:
            return None

    def _browsers(self, text: str) -> list[Subscription]:
        """Return those of these browsers whose service may still be used."""
        found = []
        for told in json.loads(text):
            try:
                found.append(webpush.subscription(**told, services=self.services))
            except webpush.UnfitSubscription:
                continue  # the administrator has named others since
        return found


@makes_channels
def pushes() -> Iterator[Channel]:
    """Return the channel of this home by which browsers are pushed to."""
    yield from _set()


def services() -> list[str]:
    """Return the push services that may be used."""
    return [one for channel in _set() for one in channel.services]


def public_keys() -> list[str]:
    """Return by which key a browser is to know this house; none where nothing is pushed."""
    return [webpush.encoded(webpush.public(channel.key)) for channel in _set()]


def _set() -> Iterator[Pushed]:
    for name, kind in setting.kept_here():
        if kind == Kind.PUSH and (told := setting.credentials(name)):
            key = webpush.key_of(webpush.encoded(told.secret))
            yield Pushed(name=name, services=tuple(told.address.split()), key=key)


def kept(person: str) -> list[dict[str, str]]:
    """Return the browsers of somebody, the newest last."""
    text = vault.tell([person], FIELD).get(person)
    found: list[dict[str, str]] = [] if text in (None, UNREADABLE) else json.loads(str(text))
    return found


def keep(person: str, browsers: Sequence[Mapping[str, str]]) -> None:
    """Keep these browsers of somebody in place of those that were kept."""
    if browsers:
        vault.keep(person, FIELD, json.dumps(browsers))
    else:
        vault.drop(person, [FIELD])


def forget(person: str, endpoints: Collection[str]) -> None:
    """Keep some browsers of somebody no longer: their service says that they are gone."""
    log.info("%s browsers are gone", len(endpoints))
    with pen(), transaction.atomic():
        hold(person)
        keep(person, [one for one in kept(person) if one["endpoint"] not in endpoints])


def hold(person: str) -> None:
    """Let nobody else change the browsers of somebody until the transaction ends."""
    lock([f"push {person}"])


def _trouble(said: Set[Said]) -> str | None:
    """Return what stands in the way of the channel, where nothing was taken: whether it was declined, or away."""
    if Said.TAKEN in said or not said:
        return None
    return "declined" if said == {Said.REFUSED} else "no-answer"


def _verdict(said: Set[Said]) -> Verdict:
    """Return what comes of a message of what was said of it by browser: nothing, where all are gone or declined."""
    return next((verdict for one, verdict in COUNTS.items() if one in said), Verdict.REFUSED)


def _subject() -> str:
    """Return whom a push service may write to: it takes no address that is not of the open web."""
    return settings.ADDRESS if settings.ADDRESS.startswith("https://") else "mailto:nobody@localhost.invalid"


def _text(one: Message) -> bytes:
    """Return what the browser is told, within its size: what to show, and where an answer is given."""
    text = composed(one.text, is_drill=bool(settings.DRILL), most=PARTS)
    told = {"body": text, "url": one.link, "key": one.key}
    while len(said := json.dumps(told, ensure_ascii=False).encode()) > webpush.BYTES_MOST:
        told["body"] = told["body"][: len(told["body"]) * 3 // 4]
    return said
