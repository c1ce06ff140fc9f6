"""Read XML as a stream. No DTD, hence no entities; no depth that eats the memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar
from xml.parsers import expat

from anlan.engines.sheets.unreadable import Unreadable

DEEPEST = 64

T = TypeVar("T")


class Handler:
    """What listens to a part. Who overrides `start` and `end` keeps `depth`; it is looked at after each chunk.

    Text is heard only while `parser.CharacterDataHandler` is set: between the marks of a table it means nothing.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, said: dict[str, str]) -> None:
        """Hear a mark open, with its attributes."""
        self.depth += 1

    def end(self, name: str) -> None:
        """Hear a mark close."""
        self.depth -= 1

    def feed(self, chunks: Iterable[bytes], ready: list[T]) -> Iterator[T]:
        """Read on, and yield what the handler laid into `ready`. Raises Unreadable."""
        for chunk in chunks:
            self._parse(chunk, last=False)
            # Within one chunk the depth costs some megabytes at most.
            if self.depth > DEEPEST:
                raise Unreadable("bomb")
            yield from ready
            ready.clear()
        self._parse(b"", last=True)
        yield from ready
        ready.clear()

    def read(self, chunks: Iterable[bytes]) -> None:
        """Read a part to its end. Raises Unreadable."""
        nothing: list[Any] = []
        for _ in self.feed(chunks, nothing):
            pass

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self.parser.Parse(chunk, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Unreadable("damaged") from error


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise Unreadable("xml-tricks")
