"""Bytes from outside become a tree of bounded size, or are refused before they cost anything.

Encoding first, then a walk by expat that counts and stops, and only then a tree by lxml: of what expat let through, in
UTF-8, without DTD, hence without entities. Nothing here opens a file or a connection.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from anlan.engines.cap.defects import Rejected

SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
DEEPEST = 32
MOST_ATTRIBUTES = 64
MOST_ASIDES = 1000  # comments and processing instructions


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """How much is read."""

    megabytes: int
    elements: int


MESSAGE = Bounds(megabytes=2, elements=20_000)
FEED = Bounds(megabytes=8, elements=100_000)

DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,200}?\?>")
SAID = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# In what warnings are written; GB18030 reads the two before it. A mark at the beginning goes before what is declared.
WRITTEN_IN = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "iso-8859-1": "iso-8859-1",
    "utf-16": "utf-16",
}
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def tree(content: bytes, bounds: Bounds = MESSAGE, *, keeps_comments: bool = False) -> etree._Element:
    """Return the root of what is written there. Raises Rejected."""
    text = _utf8(content, bounds)
    _Walk(bounds.elements).over(text)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=not keeps_comments,
        remove_pis=not keeps_comments,
    )
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise Rejected("damaged", line=str(error.lineno or 1)) from error


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; of what is no element, nothing."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: etree._Element) -> str:
    """Return the namespace of an element."""
    tag = element.tag
    return str(tag)[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def _utf8(content: bytes, bounds: Bounds) -> bytes:
    """Return the same in UTF-8, without the line that says in what it was written. Raises Rejected."""
    if len(content) > bounds.megabytes << 20:
        raise Rejected("too-large", megabytes=str(bounds.megabytes))
    if not content.strip():
        raise Rejected("empty")
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "")
    said = SAID.match(content)
    if not encoding:
        named = said[1].decode().lower() if said else "utf-8"
        if named not in WRITTEN_IN:
            raise Rejected("encoding-unknown", encoding=named)
        encoding = WRITTEN_IN[named]
    if not encoding.startswith("utf-16") and not content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise Rejected("not-xml")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Rejected("encoding-wrong", encoding=encoding.removesuffix("-sig")) from error
    declared = DECLARATION.match(text)
    return (text[declared.end() :] if declared else text).lstrip().encode()


class _Walk:
    """Counts what a tree would be made of, and stops where it would be too much."""

    def __init__(self, most_elements: int) -> None:
        self.most_elements, self.elements, self.asides, self.depth = most_elements, 0, 0, 0
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.StartDoctypeDeclHandler = self._tricks
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CommentHandler = self._aside
        self.parser.ProcessingInstructionHandler = self._aside

    def over(self, text: bytes) -> None:
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            raise Rejected("damaged", line=str(error.lineno)) from error

    def _start(self, name: str, said: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise Rejected("too-deep", most=str(DEEPEST))
        if self.elements > self.most_elements:
            raise Rejected("too-many-elements", most=str(self.most_elements))
        if len(said) > MOST_ATTRIBUTES:
            raise Rejected("too-many-attributes", most=str(MOST_ATTRIBUTES))

    def _end(self, name: str) -> None:
        self.depth -= 1

    def _aside(self, *_: object) -> None:
        self.asides += 1
        if self.asides > MOST_ASIDES:
            raise Rejected("too-many-asides", most=str(MOST_ASIDES))

    def _tricks(self, *_: object) -> None:
        raise Rejected("xml-tricks")
