"""What goes on beside the clock: each source is asked or looked into in its turn, and none waits for another."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, transaction

from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.feeds import Link, messages_in
from anlan.kernel.journal.lock import pen
from anlan.kernel.registry.noes import leave_line
from anlan.kernel.sources import folder, reads, tables
from anlan.kernel.sources.addresses import Unfit, Where, feed_of
from anlan.kernel.sources.asking import Answer, Failed, ask
from anlan.kernel.sources.facts import Kind
from anlan.kernel.sources.reads import Source
from anlan.kernel.sources.tables import DONE, mark_of

EACH = {Kind.FEED: timedelta(seconds=60), Kind.FOLDER: timedelta(seconds=2)}
TRIES = 3  # after so many, whatever breaks what reads it is put aside
MOST_LINKS = 20  # that are asked for in one turn
FORGOTTEN = timedelta(days=90)  # after which it is no longer known that something was seen
NOTED = timedelta(seconds=20)  # how often it is written down that all is well, at most

# Takes in what a source brings, as it came; the last word tells that it was tried in vain, and is to be put aside.
Take = Callable[[bytes, Source, datetime, bool], object]
Now = Callable[[], datetime]

log = logging.getLogger("anlan.sources")


@dataclass(slots=True)
class Rounds:
    """The sources that are being asked, each by a thread of its own, and when each is asked next."""

    take: Take
    now: Now
    busy: dict[str, threading.Thread] = field(default_factory=dict)
    next_at: dict[str, datetime] = field(default_factory=dict)

    def turn(self, at: datetime) -> None:
        """Ask every source whose turn it is and that is not being asked."""
        self.busy = {no: thread for no, thread in self.busy.items() if thread.is_alive()}
        for source in reads.every():
            kind = Kind(source.told.kind)
            if kind not in EACH or source.no in self.busy or at < self.next_at.get(source.no, at):
                continue
            self.next_at[source.no] = at + EACH[kind]
            thread = threading.Thread(target=self._run, args=(source,), name=f"source {source.no}", daemon=True)
            self.busy[source.no] = thread
            thread.start()

    def _run(self, source: Source) -> None:
        try:
            go_round(source, take=self.take, now=self.now)
        except Exception:
            log.exception("source %s broke", source.no)
        finally:
            connection.close()


def go_round(source: Source, *, take: Take, now: Now) -> None:
    """Ask one source, take in what it brings, and write down how it went."""
    at = now()
    try:
        went = (_asked if source.told.kind == Kind.FEED else _looked)(source, take, now)
    except Failed as failed:
        note_failed(source, failed, at=at)
        return
    note_heard(source, at=at, brought=Came.TAKEN in went.came, answer=went.told)


def tried(source: Source, *, at: datetime) -> tuple[tuple[bytes, ...], int]:
    """Ask a source as it would be asked, and return what it says and how many links; nothing is taken in.

    Raises Failed. Nobody asks a webhook.
    """
    if source.told.kind == Kind.FEED:
        messages, links = _messages(ask(source.told.address).content or b"")
        return messages, len(links)
    if source.told.kind == Kind.WEBHOOK:
        return (), 0
    lying = list(folder.lying(source.told.address, at=at))
    return tuple(content for one in lying for content in of_file(one.content)), 0


class Came(StrEnum):
    """What became of a message that a source brought."""

    SEEN = "seen"  # it came before
    TAKEN = "taken"
    PARKED = "parked"  # what reads it broke on it again and again
    BROKE = "broke"  # it is tried again


def took(source: Source, content: bytes, *, take: Take, at: datetime) -> Came:
    """Take in one message that a source brings, unless it was seen; after three tries in vain, as a dead letter.

    That it is tried is written down before: what ends this very process is counted, too.
    """
    done, trying = mark_of("done", content), mark_of("trying", content)
    if _is_seen(source.no, done):
        return Came.SEEN
    is_to_be_parked = _count(source.no, trying, at) > TRIES
    try:
        take(content, source, at, is_to_be_parked)
    except Exception:
        log.exception("source %s brought what broke", source.no)
        return Came.BROKE
    with pen(), transaction.atomic():
        tables.Mark.objects.filter(source=source.no, mark=trying).delete()
        tables.Mark.objects.filter(source=source.no, n=DONE, at__lt=at - FORGOTTEN).delete()
    _see(source.no, done, at)
    if is_to_be_parked:
        log.error("source %s brought what broke again and again; it lies among the dead letters", source.no)
    return Came.PARKED if is_to_be_parked else Came.TAKEN


def note_heard(source: Source, *, at: datetime, brought: bool, answer: Answer | None = None) -> None:
    """Write down that a source goes on. Where nothing is new, not each time."""
    is_new = brought or source.wrong or source.heard_at is None or at - source.heard_at > NOTED
    if not is_new and (answer is None or answer.etag == source.etag):
        return
    until = answer.certificate_until if answer else source.certificate_until
    tables.note(
        tables.Going(
            source=source.no,
            tried_at=at,
            heard_at=at,
            brought_at=at if brought else source.brought_at,
            wrong="",
            params="{}",
            certificate_until=until,
            etag=answer.etag if answer else "",
        )
    )


def note_failed(source: Source, failed: Failed, *, at: datetime) -> None:
    """Write down what is wrong with a source; when it is so anew, in the log and for the auditor, too."""
    if source.wrong != failed.code:
        log.error("source %s: %s %s", source.no, failed.code, failed.params)
        asked = {"address": "", "method": "GET", "path": source.told.address, "agent": ""}
        leave_line(at=at, person=source.no, post=source.no, status=0, code=failed.code, **asked)
    tables.note(
        tables.Going(
            source=source.no,
            tried_at=at,
            heard_at=source.heard_at,
            brought_at=source.brought_at,
            wrong=failed.code,
            params=json.dumps(failed.params),
            wrong_since=source.wrong_since if source.wrong == failed.code else at,
            certificate_until=source.certificate_until,
            etag="",
        )
    )


@dataclass(frozen=True, kw_only=True)
class _Went:
    """How it went to ask a source: what came, and what it answered; an etag only where nothing is left to be asked."""

    came: tuple[Came, ...]
    told: Answer | None = None


def _asked(source: Source, take: Take, now: Now) -> _Went:
    """Ask a feed, and for those of its entries whose message stands elsewhere at the same host."""
    answer = ask(source.told.address, etag=source.etag)
    if answer.content is None:
        return _Went(came=(), told=answer)
    messages, links = _messages(answer.content)
    came = [took(source, content, take=take, at=now()) for content in messages]
    unseen = _unseen(source, links)
    came += [one for link in unseen[:MOST_LINKS] if (one := _followed(source, link, take, now))]
    is_whole = Came.BROKE not in came and len(unseen) <= MOST_LINKS
    return _Went(came=tuple(came), told=answer if is_whole else replace(answer, etag=""))


def _followed(source: Source, link: str, take: Take, now: Now) -> Came | None:
    """Take in the message that stands at a link; one that cannot be had is asked for three times."""
    mark = mark_of("link", link.encode())
    try:
        content = ask(link).content or b""
    except Failed as failed:
        log.error("source %s: %s: %s %s", source.no, link, failed.code, failed.params)
        if _count(source.no, mark_of("asking", link.encode()), now()) >= TRIES:
            _see(source.no, mark, now())
        return Came.BROKE
    came = took(source, content, take=take, at=now())
    if came != Came.BROKE:
        _see(source.no, mark, now())
    return came


def _looked(source: Source, take: Take, now: Now) -> _Went:
    """Take in what lies in a folder: each file by itself, so that one that breaks what reads it stops no other."""
    came = list[Came]()
    for one in folder.lying(source.told.address, at=now()):
        went = [took(source, content, take=take, at=now()) for content in of_file(one.content)]
        if Came.BROKE not in went:
            folder.put_away(one.path, folder.FAILED if Came.PARKED in went else folder.DONE, at=now())
        came += went
    return _Went(came=tuple(came))


def of_file(content: bytes) -> tuple[bytes, ...]:
    """Return the messages of a file; of one that is no feed the whole, whatever it is."""
    try:
        return messages_in(content).messages or (content,)
    except Rejected:
        return (content,)


def _messages(content: bytes) -> tuple[tuple[bytes, ...], tuple[Link, ...]]:
    """Return what stands in the answer of a feed; a message that cannot be read is one all the same."""
    try:
        found = messages_in(content)
    except Rejected as rejected:
        if rejected.code == "not-a-feed" or b"alert" not in content[:4000]:
            raise Failed("not-a-feed") from rejected
        return (content,), ()
    return found.messages, found.links


def _unseen(source: Source, links: tuple[Link, ...]) -> list[str]:
    """Return the addresses of messages at the host of the feed itself that were not asked for before; no others."""
    ours = feed_of(source.told.address).origin
    found = [where.text for link in links if (where := _where(link)) is not None and where.origin == ours]
    return [text for text in dict.fromkeys(found) if not _is_seen(source.no, mark_of("link", text.encode()))]


def _where(link: Link) -> Where | None:
    try:
        return feed_of(link.address)
    except Unfit:
        return None


def _is_seen(source: str, mark: str) -> bool:
    return tables.Mark.objects.filter(source=source, mark=mark).exists()


def _see(source: str, mark: str, at: datetime) -> None:
    with pen(), transaction.atomic():
        tables.Mark.objects.get_or_create(source=source, mark=mark, defaults={"n": DONE, "at": at})


def _count(source: str, mark: str, at: datetime) -> int:
    """Write down that something is tried, and return how often it was by now."""
    with pen(), transaction.atomic():
        row, _ = tables.Mark.objects.get_or_create(source=source, mark=mark, defaults={"n": 0, "at": at})
        times = row.n + 1
        tables.Mark.objects.filter(source=source, mark=mark).update(n=times, at=at)
    return times
