"""The sources there are, how each goes on, and what was seen of it before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from django.db import models, transaction

from anlan.kernel.journal.facts import Told
from anlan.kernel.journal.follow import change, fold, put
from anlan.kernel.journal.lock import pen
from anlan.kernel.journal.tables import Moment
from anlan.kernel.sources.facts import SourceAdded, SourceRemoved


class Source(models.Model):
    """A source as it was named."""

    no = models.CharField(max_length=40, primary_key=True)
    place = models.CharField(max_length=20)
    told = models.BinaryField()  # JSON: the fact by which it was named
    added_by = models.CharField(max_length=40)
    added_at = Moment()
    removed_at = Moment(null=True)

    class Meta:
        db_table = "sources_source"

    def __str__(self) -> str:
        return self.no


class Going(models.Model):
    """How a source goes on: when it was asked, when it answered well, when it brought something, what is wrong."""

    source = models.CharField(max_length=40, primary_key=True)
    tried_at = Moment(null=True)
    heard_at = Moment(null=True)
    brought_at = Moment(null=True)
    wrong = models.CharField(max_length=20)  # a code of `rules.WRONG`, or nothing
    params = models.TextField()  # JSON
    wrong_since = Moment(null=True)
    certificate_until = Moment(null=True)  # until when the TLS certificate of a feed is valid
    etag = models.TextField()  # by which a feed knows what we have

    kept = True  # no fact: a source is asked each minute, and nearly always says what it said before

    class Meta:
        db_table = "sources_going"

    def __str__(self) -> str:
        return f"{self.source} {self.wrong}"


class Mark(models.Model):
    """Something that was seen of a source: a message, a link, a nonce; and how often it was tried in vain."""

    pk = models.CompositePrimaryKey("source", "mark")
    source = models.CharField(max_length=40)
    mark = models.CharField(max_length=64)
    n = models.IntegerField()
    at = Moment(db_index=True)

    kept = True  # no fact: it only spares work, and tells a repeat

    class Meta:
        db_table = "sources_mark"

    def __str__(self) -> str:
        return f"{self.mark} of {self.source}"


DONE, NONCE = -1, -2  # what a mark says instead of how often something was tried
GOING = ("source", "tried_at", "heard_at", "brought_at", "wrong", "params", "wrong_since", "certificate_until", "etag")


def mark_of(kind: str, content: bytes) -> str:
    """Return by which mark something is known that was seen."""
    return hashlib.sha256(kind.encode() + b"\n" + content).hexdigest()


def note(going: Going) -> None:
    """Write down how a source goes on."""
    with pen(), transaction.atomic():
        put("sources_going", GOING, [tuple(getattr(going, name) for name in GOING)], key=("source",))


@fold(SourceAdded)
def added(batch: Sequence[Told[SourceAdded]]) -> None:
    rows = [(t.fact.source, t.fact.place, msgspec.json.encode(t.fact), t.person, t.at) for t in batch]
    put("sources_source", ("no", "place", "told", "added_by", "added_at"), rows)


@fold(SourceRemoved)
def removed(batch: Sequence[Told[SourceRemoved]]) -> None:
    for told in batch:
        change("sources_source", {"removed_at": told.at}, key="no", of=told.fact.source)
