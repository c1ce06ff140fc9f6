"""The fields of one element of CAP: each is read by its name, and what is wrong with it is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from lxml import etree

from anlan.engines.cap import markup
from anlan.engines.cap.defects import Findings
from anlan.engines.cap.message import Named, Reference

BEIJING = timezone(timedelta(hours=8))
LONGEST = 20_000
MOST_WORDS = 1_000  # addresses, incidents, references
EARLIEST, LATEST = 1970, 2199
FARTHEST = timedelta(hours=14)

MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d)(?::?(\d\d))?(\.\d{1,12})?\s?(Z|z|[+-]\d\d:?\d\d)?", re.ASCII
)
AS_STANDARD = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
DECIMAL = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?", re.ASCII)
WHOLE = re.compile(r"\d{1,15}", re.ASCII)
WORDS = re.compile(r'"([^"]*)"|(\S+)')
TAG = re.compile(
    r"</?(?:a|abbr|b|big|body|br|center|div|em|font|h[1-6]|head|hr|html|i|iframe|img|li|object|ol|p|pre|script|small|span|"
    r"strong|style|sub|sup|svg|table|tbody|td|th|tr|u|ul)\b[^<>]{0,40}|&(?:nbsp|lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});",
    re.IGNORECASE | re.ASCII,
)

Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """What stands directly in an element. Names that are not of CAP are noted, and not read."""

    def __init__(self, element: etree._Element, place: str, findings: Findings, *, known: frozenset[str]) -> None:
        self.place, self.findings = place, findings
        self._found: dict[str, list[etree._Element]] = {}
        ours = markup.namespace(element)
        for child in element:
            name, of = markup.local(child), markup.namespace(child)
            if of == ours and name in known:
                self._found.setdefault(name, []).append(child)
            elif name and of != markup.SIGNATURE:
                findings.add("element-unknown", place, name=name)

    def at(self, name: str, no: int = 0) -> str:
        """Return the place of a field, and of which of several."""
        where = f"{name}[{no}]" if no else name
        return f"{self.place}/{where}" if self.place else where

    def parts(self, name: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield every element of that name with its place."""
        for no, element in enumerate(self._found.get(name, ()), start=1):
            yield self.at(name, no), element

    def texts(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield every text of that name with its place."""
        for place, element in self.parts(name):
            yield place, self._text(element, place)

    def raw(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield every text of that name with its place, without a look at what is in it."""
        for place, element in self.parts(name):
            yield place, "".join(element.itertext()).strip()

    def said(self, name: str) -> str:
        """Return a text as it stands there, without a look at what is in it."""
        found = self._found.get(name, ())
        if len(found) > 1:
            self.findings.add("said-twice", self.place, field=name)
        return "".join(found[0].itertext()).strip() if found else ""

    def text(self, name: str, *, must: bool = False) -> str:
        """Return a text; one that must be there and is not is a defect."""
        found = self.said(name)
        if found:
            return self._text(self._found[name][0], self.at(name))
        if must:
            self.findings.add("missing", self.place, field=name)
        return ""

    def choice(self, name: str, of: type[Choice], *, must: bool = True) -> Choice | None:
        """Return one of the words of the standard."""
        found = self.said(name)
        if found in set(of):
            return of(found)
        if found:
            self.findings.add("value-unknown", self.place, field=name, value=found)
        elif must:
            self.findings.add("missing", self.place, field=name)
        return None

    def choices(self, name: str, of: type[Choice], *, must: bool = False) -> tuple[Choice, ...]:
        """Return those words of the standard that stand there."""
        if must and name not in self._found:
            self.findings.add("missing", self.place, field=name)
        read = []
        for _, text in self.texts(name):
            if text in set(of):
                read.append(of(text))
            else:
                self.findings.add("value-unknown", self.place, field=name, value=text)
        return tuple(read)

    def words(self, name: str) -> tuple[str, ...]:
        """Return words that blanks part; what has blanks in it stands in quotes."""
        found = islice((one[1] or one[2] for one in WORDS.finditer(self.text(name))), MOST_WORDS + 1)
        return self._bounded(name, tuple(word for word in found if word))

    def named(self, name: str, *, may_be_empty: bool = False) -> tuple[Named, ...]:
        """Return values with their names; a value without a name, or a name without a value, is a defect."""
        read = []
        for place, element in self.parts(name):
            pair = Fields(element, place, self.findings, known=frozenset({"valueName", "value"}))
            must = not (may_be_empty and any(pair.parts("value")))
            read.append(Named(name=pair.text("valueName", must=True), value=pair.text("value", must=must)))
        return tuple(read)

    def time(self, name: str) -> datetime | None:
        """Return a moment."""
        return moment(self.said(name), self.at(name), self.findings)

    def decimal(self, name: str) -> Decimal | None:
        """Return a number."""
        found = self.said(name)
        if DECIMAL.fullmatch(found):
            return Decimal(found)
        if found:
            self.findings.add("number-unreadable", self.at(name), value=found)
        return None

    def whole(self, name: str) -> int | None:
        """Return a whole number that is not below nothing."""
        found = self.said(name)
        if WHOLE.fullmatch(found):
            return int(found)
        if found:
            self.findings.add("number-unreadable", self.at(name), value=found)
        return None

    def references(self) -> tuple[Reference, ...]:
        """Return the messages that this one names."""
        read = []
        for word in self._bounded("references", tuple(self.said("references").split(None, MOST_WORDS))):
            if (one := reference(word, self.at("references"), self.findings)) is not None:
                read.append(one)
        return tuple(read)

    def _bounded(self, name: str, words: tuple[str, ...]) -> tuple[str, ...]:
        if len(words) > MOST_WORDS:
            self.findings.add("too-many-words", self.at(name), most=str(MOST_WORDS))
        return words[:MOST_WORDS]

    def _text(self, element: etree._Element, place: str) -> str:
        found = "".join(element.itertext()).strip()
        if len(found) > LONGEST:
            self.findings.add("text-too-long", place, length=str(len(found)), most=str(LONGEST))
        if len(element):
            self.findings.add("html", place, found=f"<{markup.local(element[0])}>")
        elif marked := TAG.search(found):
            self.findings.add("html", place, found=marked[0])
        return found


def reference(word: str, place: str, findings: Findings) -> Reference | None:
    """Return the message that is named there: `sender,identifier,sent`."""
    sender, comma, rest = word.partition(",")
    identifier, second, sent = rest.rpartition(",")
    at = moment(sent, place, findings) if sender and comma and identifier and second else None
    if at is None:
        findings.add("reference-unreadable", place, value=word)
        return None
    return Reference(sender=sender, identifier=identifier, sent=at)


def moment(text: str, place: str, findings: Findings) -> datetime | None:
    """Return when; what has no offset is Beijing time. Fractions of a second are left out."""
    found = MOMENT.fullmatch(text)
    at = _moment(found) if found else None
    if not found or at is None:
        if text:
            findings.add("time-unreadable", place, value=text)
        return None
    if not found[8]:
        findings.add("time-without-offset", place, value=text)
    elif not AS_STANDARD.fullmatch(text):
        findings.add("time-other-form", place, value=text)
    return at


def _moment(found: re.Match[str]) -> datetime | None:
    zone = _zone(found[8])
    if zone is None or not EARLIEST <= int(found[1]) <= LATEST:
        return None
    year, month, day, hour, minute, second = (int(found[no] or 0) for no in range(1, 7))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _zone(told: str | None) -> timezone | None:
    """Return the offset that is said; None is one that nowhere has."""
    if not told:
        return BEIJING
    if told in "Zz":
        return UTC
    hours, minutes = int(told[1:3]), int(told[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or span > FARTHEST:
        return None
    return timezone(-span if told[0] == "-" else span)
