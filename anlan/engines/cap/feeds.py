"""Messages that come in Atom or RSS: those that stand in the feed, and the addresses of those that stand elsewhere.

An address is told, and never asked: this room knows no way out of the house.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from anlan.engines.cap import markup
from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.message import NAMESPACE, NAMESPACE_1_1

ATOM = "http://www.w3.org/2005/Atom"
MOST_LINKS = 5_000
CAP_TYPES = ("application/cap+xml", "application/common-alerting-protocol+xml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An entry of a feed whose message stands elsewhere."""

    title: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What came in one file: `cap`, `atom` or `rss`; each message by itself, and where others are said to be."""

    kind: str
    messages: tuple[bytes, ...] = ()
    links: tuple[Link, ...] = ()


def messages_in(content: bytes) -> Found:
    """Return the messages of a file, which may be one message or a feed. Raises Rejected."""
    root = markup.tree(content, markup.FEED)
    name, of = markup.local(root), markup.namespace(root)
    if name == "alert":
        return Found(kind="cap", messages=(content,))
    if of == ATOM and name in ("feed", "entry"):
        entries = [root] if name == "entry" else [child for child in root if markup.local(child) == "entry"]
        return _found("atom", entries)
    if name.lower() in ("rss", "rdf"):
        return _found("rss", [element for element in root.iter() if markup.local(element) == "item"])
    raise Rejected("not-a-feed", found=f"{name} {of}".strip()[:120])


def _found(kind: str, entries: list[etree._Element]) -> Found:
    messages: list[bytes] = []
    links: list[Link] = []
    for entry in entries:
        within = [*_standing(entry), *_written(entry)]
        messages += within
        address = _address(entry)
        if not within and address and len(links) < MOST_LINKS:
            links.append(Link(title=_title(entry), address=address))
    return Found(kind=kind, messages=tuple(messages), links=tuple(links))


def _standing(entry: etree._Element) -> Iterator[bytes]:
    """Yield messages that stand in an entry as elements; one within another is a part of it."""
    for element in entry.iter(f"{{{NAMESPACE}}}alert", f"{{{NAMESPACE_1_1}}}alert"):
        if not any(markup.local(above) == "alert" for above in element.iterancestors()):
            yield bytes(etree.tostring(element, encoding="UTF-8", xml_declaration=True, with_tail=False))


def _written(entry: etree._Element) -> Iterator[bytes]:
    """Yield messages that were written into an entry as text."""
    for child in entry:
        text = (child.text or "").strip()
        if text.startswith(("<?xml", "<alert", "<cap:alert")):
            yield text.encode()


def _address(entry: etree._Element) -> str:
    """Return where an entry says that its message is: the link to CAP before any other."""
    links = [child for child in entry if markup.local(child) == "link"]
    links.sort(key=lambda link: (link.get("type") not in CAP_TYPES, link.get("rel", "alternate") != "alternate"))
    for link in links:
        if told := (link.get("href") or link.text or "").strip():
            return told[:2000]
    return ""


def _title(entry: etree._Element) -> str:
    found = next(("".join(child.itertext()) for child in entry if markup.local(child) == "title"), "")
    return " ".join(found.split())[:200]
