"""What one process hears of the journal, for everybody who has a page of it open: read once, however many listen.

It runs in one thread with one connection of its own, so that no page waits because somebody listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import close_old_connections
from django.http import QueryDict

from anlan import clock
from anlan.kernel.credentials.threshold import lacks_factor
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal.facts import BEIJING, NotHere, day_of
from anlan.kernel.live.reads import FAR, Sight, Topic, changes, concerned
from anlan.kernel.registry import accounts, door, may
from anlan.kernel.registry import reads as registry
from anlan.kernel.registry.accounts import Account, Session
from anlan.kernel.registry.door import OpenRequest
from anlan.kernel.registry.forms import Malformed, said, words_of_form
from anlan.kernel.registry.may import MayNot
from anlan.kernel.registry.tables import Post


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody who listens: in which session and post, what he looks at, and what he has yet to be told."""

    session: str
    person: str
    post: str
    kept: str  # the post that the session keeps: another, where he goes on in one that he still has
    sight: Sight
    seq: int  # up to here he has been told …
    changed: int  # … and so many entries changed his page while he came


class Hearing:
    """How far the journal was heard, by whom."""

    def __init__(self) -> None:
        self.seq: int | None = None  # nobody listened yet

    def join(self, request: OpenRequest, after: str | None) -> Known | None:
        """Let somebody listen who may see what he asks for; nobody else, whom a page then tells no."""
        close_old_connections()
        if self.seq is None:
            self.seq = journal.size()
        with suppress(MayNot, NotHere, Malformed, SuspiciousOperation):
            request.get_host()
            if not door.knows(request) or lacks_factor(request.visit):
                return None
            if request.visit is None or request.session_held is None:
                return None
            visit, query = request.visit, said(QueryDict(request.META["QUERY_STRING"]))
            told = query | ({"after": [after]} if after else {})
            news, read = visit.ask(changes, told), words_of_form(changes, told)
            about = frozenset(Topic(topic) for topic in read.get("about", ()))
            sight = Sight(within=may.reach_of(visit.post), person=visit.by.person, about=about, item=read.get("item"))
            return Known(
                session=request.session_held.hash,
                person=visit.by.person,
                post=visit.post.no,
                kept=request.session_held.post,
                sight=sight,
                seq=news.seq,
                changed=news.changed,
            )
        return None

    def hear(self, listening: Callable[[], list[Known]]) -> Iterator[tuple[int, dict[Sight, list[int]]]]:
        """Yield what was said since, slice by slice: up to which entry, and which entries changed what is looked at."""
        close_old_connections()
        if self.seq is None or journal.size() == self.seq:
            return
        while lines := journal.lines_after(self.seq, count=FAR):
            found = concerned(lines, {one.sight for one in listening()})
            self.seq = lines[-1].seq
            yield self.seq, found
            if len(lines) < FAR:
                return

    def still(self, listening: list[Known]) -> set[Known]:
        """Return who of those who listen may go on: signed in, not idle for too long, and in the same post."""
        close_old_connections()
        at, holding, posts = clock.unhurried(), dict[str, tuple[str, str]](), dict[str, str]()
        day = day_of(clock.now())
        for part in _parts(listening):
            held = Session.objects.filter(
                hash__in={one.session for one in part},
                seen_at__range=(at - accounts.IDLE, at + accounts.SEEN_EACH),
                made_at__gte=at - accounts.LONGEST,
            ).exclude(person__in=Account.objects.exclude(disabled_at=None).values("person"))
            holding |= {hash_: (person, post) for hash_, person, post in held.values_list("hash", "person", "post")}
            rows = Post.objects.filter(registry.valid(day), no__in={one.post for one in part})
            posts |= dict(rows.values_list("no", "person"))
        return {
            one
            for one in listening
            if holding.get(one.session) == (one.person, one.kept) and posts.get(one.post) == one.person
        }


def hour() -> str:
    """Return the minute that it is, as pages say it."""
    return f"{clock.now().astimezone(BEIJING):%H:%M}"


def _parts(listening: list[Known]) -> Iterator[list[Any]]:
    for start in range(0, len(listening), FAR // 2):
        yield listening[start : start + FAR // 2]
