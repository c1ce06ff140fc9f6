"""What became of each message that a gateway was given: noted before it leaves, settled by what is reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from anlan.engines.gateways.exchange import Report, Said, Why
from anlan.kernel.channels import rules
from anlan.kernel.channels.rules import Reported, State
from anlan.kernel.channels.tables import Delivery
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.registry import vault
from anlan.kernel.ringing import carrying, outbox

CHUNK = 200
LAST = 50  # messages to one number among which a reply is looked for


def begin(channel: str, messages: Sequence[tuple[str, str, str]], *, at: datetime) -> None:
    """Note messages as (key, person, call) before they are handed over; one that is given again keeps its row."""
    rows = [
        Delivery(key=key, channel=channel, person=person, call=call, handed_at=at, state=State.HANDED_OVER, at=at)
        for key, person, call in messages
    ]
    with pen(), transaction.atomic():
        Delivery.objects.bulk_create(rows, CHUNK, ignore_conflicts=True)


def settle(channel: str, said: Mapping[str, Said], *, at: datetime) -> None:
    """Note what a gateway answered of some messages. What it reported meanwhile stays."""
    by_said: dict[Said, list[str]] = {}
    for key, one in said.items():
        by_said.setdefault(one, []).append(key)
    if set(by_said) <= {Said.TAKEN} and not _in_doubt(channel, said):
        return  # as it was noted
    with pen(), transaction.atomic():
        for one, keys in by_said.items():
            for part in _parts(keys):
                _settle(channel, one, part, at)


def _settle(channel: str, said: Said, keys: Sequence[str], at: datetime) -> None:
    ours = {State.HANDED_OVER, State.IN_DOUBT}  # what a gateway has not reported of
    rows = Delivery.objects.filter(channel=channel, key__in=keys, state__in=ours)
    match said:
        case Said.LATER:
            rows.delete()
        case Said.REFUSED:
            rows.update(state=State.FAILED, why=Why.OTHER, at=at)
        case Said.UNKNOWN:
            rows.update(state=State.IN_DOUBT, at=at)
        case Said.TAKEN:
            rows.update(state=State.HANDED_OVER)


def of_key(channel: str, key: str) -> Delivery | None:
    """Return the message of a channel with this key: of another's nobody is told anything."""
    return Delivery.objects.filter(key=key, channel=channel).first()


def calls_of(row: Delivery) -> list[str]:
    """Return the calls for which a message went: several, where several people have one telephone."""
    return sorted({letter.item for letter in outbox.of_keys([row.key]) if letter.item} or {row.call} - {""})


def is_news(report: Report, of: Delivery) -> bool:
    """Test whether a report says more of a message than is known of it."""
    return rules.holds(_said(report), over=_known(of))


def note(report: Report, *, channel: str, at: datetime) -> None:
    """Keep what a report says, if it holds over what is known by now; whoever carries learns it, too."""
    with pen(), transaction.atomic():
        lock([f"delivery {report.id}"])
        row = of_key(channel, report.id)
        new = _said(report)
        if row and rules.holds(new, over=_known(row)):
            Delivery.objects.filter(key=row.key).update(state=new.state, at=new.at, why=new.why)
            carrying.report(row.key, arrived=new.state == State.DELIVERED, at=at)


def answered(key: str, *, at: datetime) -> None:
    """Note that somebody answered a message."""
    with pen(), transaction.atomic():
        Delivery.objects.filter(key=key, answered_at=None).update(answered_at=at)


def to_number(channel: str, number: str, *, until: datetime) -> list[Delivery]:
    """Return the messages that a channel took to a telephone number before a moment, the last first."""
    people = [person for written in _ways(number) for person in vault.with_phone(written)]
    rows = Delivery.objects.filter(channel=channel, person__in=people, handed_at__lte=until)
    return list(rows.order_by("-handed_at", "key")[:LAST])


def is_number_of(number: str, person: str) -> bool:
    """Test whether a telephone number is that of a person, as the register has it."""
    return any(person in vault.with_phone(written) for written in _ways(number))


def _ways(number: str) -> tuple[str, ...]:
    """Return how the register may have a number that a network writes with the code of the country."""
    digits = "".join(one for one in number if one.isdecimal())
    plain = digits.removeprefix("00").removeprefix("86")
    return tuple(dict.fromkeys([digits, plain] if len(plain) == 11 else [digits]))


def _in_doubt(channel: str, keys: Iterable[str]) -> bool:
    return any(
        Delivery.objects.filter(channel=channel, key__in=part, state=State.IN_DOUBT).exists()
        for part in _parts(list(keys))
    )


def _said(report: Report) -> Reported:
    return rules.of_report(report.fate, at=report.at, why=report.why)


def _known(row: Delivery) -> Reported:
    return Reported(state=State(row.state), at=row.at, why=Why(row.why) if row.why else None)


def _parts(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]
