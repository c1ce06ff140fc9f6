"""Views of the ledger that somebody keeps under names of his own. They follow from nothing and are held by backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from anlan.kernel.journal.facts import Refused
from anlan.kernel.journal.lock import lock, pen
from anlan.kernel.search.tables import View

MOST = 20  # of one person
LONGEST = 20  # characters of a name


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A view and its name; the query is what stands in the address."""

    name: str
    query: str


def views_of(person: str) -> tuple[Saved, ...]:
    """Return the views that somebody keeps, in the order in which he kept them."""
    rows = View.objects.filter(person=person).order_by("at", "name").values_list("name", "query")
    return tuple(Saved(name=name, query=query) for name, query in rows)


def keep(person: str, name: str, query: str, *, at: datetime) -> None:
    """Keep a view under a name; what had this name is replaced."""
    called = " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise Refused("view-unnamed", most=str(LONGEST))
    with pen(), transaction.atomic():
        lock([f"views of {person}"])
        others = View.objects.filter(person=person).exclude(name=called)
        if others.count() >= MOST:
            raise Refused("too-many-views", most=str(MOST))
        View.objects.update_or_create(person=person, name=called, defaults={"query": query, "at": at})


def drop(person: str, name: str) -> None:
    """Keep a view no more."""
    with pen(), transaction.atomic():
        View.objects.filter(person=person, name=name).delete()
