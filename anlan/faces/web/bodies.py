"""How much of a request is read before anybody is asked: little from strangers, a file from whoever may bring one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import RequestAborted

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

FILE_MOST = 110 << 20  # the largest file that is kept, and what a form puts around it
WORDS_MOST = 2 << 20  # what anybody may say
HELD_MOST = {FILE_MOST: 2 << 30, WORDS_MOST: 256 << 20}  # of all at once
TAKES_FILES = ("/api/files", "/i/", "/imports/", "/items/new/", "/uploads/", "/warnings/")
QUIET_S = 60  # how long one may be silent in the middle of what one sends …
WHOLE_S = {FILE_MOST: 1200, WORDS_MOST: 120}  # … and how long all of it may take


class TooLong(Exception):
    """What comes is longer than anything that is taken in from this one."""


class TooMany(Exception):
    """So much is coming in at once that this one has to come again."""


class TooSlow(Exception):
    """Whoever sends has fallen silent, or takes too long."""


class Reader:
    """Reads bodies, and knows how much of all of them is held."""

    def __init__(self) -> None:
        self.held = dict.fromkeys(HELD_MOST, 0)

    async def read(self, receive: Receive, most: int) -> BinaryIO:
        """Return a body, in memory or, if it is long, in a file.

        Raises TooLong, TooMany, TooSlow, RequestAborted.
        """
        body = tempfile.SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115  # whoever answers closes it
        try:
            async with asyncio.timeout(WHOLE_S[most]):
                await self._fill(cast(BinaryIO, body), receive, most)
        except TimeoutError as slow:
            body.close()
            raise TooSlow from slow
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return cast(BinaryIO, body)

    async def _fill(self, body: BinaryIO, receive: Receive, most: int) -> None:
        read, more = 0, True
        try:
            while more:
                message = await asyncio.wait_for(receive(), QUIET_S)
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                piece = message.get("body", b"")
                read += len(piece)
                self.held[most] += len(piece)
                if read > most:
                    raise TooLong
                if self.held[most] > HELD_MOST[most]:
                    raise TooMany
                body.write(piece)
                more = message.get("more_body", False)
        finally:
            self.held[most] -= read


def is_long(scope: Mapping[str, Any]) -> bool:
    """Test whether a request may be longer than words are, as it says of itself; one that does not say may be."""
    return announced(scope) > WORDS_MOST or (announced(scope) < 0 and b"transfer-encoding" in dict(scope["headers"]))


def announced(scope: Mapping[str, Any]) -> int:
    """Return how long a request says that it is; -1 where it does not say."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said[:20]) if said.isdigit() else -1


def takes_files(scope: Mapping[str, Any]) -> bool:
    """Test whether an address takes files."""
    return scope["method"] == "POST" and str(scope["path"]).startswith(TAKES_FILES)
