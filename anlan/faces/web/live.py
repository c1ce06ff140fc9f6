"""Pages that follow the journal: a stream to each that is looked at, and the same asked for now and then.

A stream holds no thread: one thread of the process hears the journal for all of them. What is told is that something
changed, how often, and the number of the entry; the page then asks for itself again, by its own address and rule.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from typing import Any, cast

import msgspec
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from anlan.engines.proofs.audit import Unsound
from anlan.faces.web.bodies import Receive
from anlan.kernel.journal import reads as journal
from anlan.kernel.live.listening import Hearing, Known, hour
from anlan.kernel.live.reads import News, changes
from anlan.kernel.registry.door import UNASKED, OpenRequest, VisitRequest, page
from anlan.kernel.registry.forms import said
from anlan.kernel.registry.may import EVERYONE

Scope = Mapping[str, Any]
Send = Any

ADDRESS = "/live"
STREAM = "text/event-stream"
HEARS_S = 0.1  # how often the journal is looked at while somebody listens
ASKS_S = 2.0  # how often it is asked who of those who listen still may
SAYS_S = 10.0  # how often a page is told that nothing changed
CUT_S = 20.0  # whoever takes nothing for so long is cut off
OF_ONE = 6  # streams of one person: of more, the oldest ends
OF_ALL = 400  # streams of this process: whoever comes then asks now and then instead
EACH_S = 0.02  # pages that are to be asked for again at once are told to come one after the other

log = logging.getLogger("anlan.live")


class Mark:
    """The middleware that notes how far the journal was before a page was read: what is said later, it is told of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: OpenRequest) -> HttpResponse:
        is_page = request.method == "GET" and request.visit is not None and not request.path.startswith("/api/")
        request.heard = journal.size() if is_page else None  # type: ignore[attr-defined]
        return self.get_response(request)


@page(may=EVERYONE)
def news(request: VisitRequest) -> JsonResponse:
    """Tell a page at once how many entries changed it: where no stream can be had, it asks now and then."""
    told: News = request.visit.ask(changes, said(request.GET))
    return JsonResponse({"seq": told.seq, "n": told.changed, "at": hour()})


class Stream:
    """One page that listens: what it has yet to be told, all of it in one word, however slowly it reads."""

    def __init__(self, known: Known) -> None:
        self.known, self.seq, self.changed, self.wait = known, known.seq, known.changed, 0.0
        self.is_over = False
        self.woken = asyncio.Event()

    def tell(self, seq: int, changed: int, wait: float) -> None:
        """Tell it that so many entries changed it, and how long it is to wait before it asks for itself again."""
        self.seq, self.changed, self.wait = seq, self.changed + changed, wait
        self.woken.set()

    def end(self) -> None:
        """Tell it that this was all."""
        self.is_over = True
        self.woken.set()

    def said(self) -> bytes:
        """Return what it is told now."""
        what, self.changed = {"n": self.changed, "at": hour(), "wait": int(self.wait * 1000)}, 0
        name = "over" if self.is_over else "changed" if what["n"] else "here"
        return f"event: {name}\nid: {self.seq}\ndata: {msgspec.json.encode(what).decode()}\n\n".encode()


class Streams:
    """Everybody who listens in this process."""

    def __init__(self) -> None:
        self._hearing, self._thread = Hearing(), ThreadPoolExecutor(1, "live")
        self._streams: list[Stream] = []
        self._coming = 0
        self._lock = asyncio.Lock()  # nothing is said between where somebody begins to listen and his being told of it
        self._going: asyncio.Task[None] | None = None

    async def take(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Keep a page told until it goes; return False at once where it has to ask as others do."""
        if not _wants_stream(scope) or len(self._streams) + self._coming >= OF_ALL:
            return False
        self._coming += 1
        try:
            stream = await self._joined(scope)
        finally:
            self._coming -= 1
        if stream is None:
            return False
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await self._keep_told(stream, gone, send)
        finally:
            gone.cancel()
            with suppress(ValueError):
                self._streams.remove(stream)
        return True

    async def _joined(self, scope: Scope) -> Stream | None:
        request = cast(OpenRequest, ASGIRequest(_unasked(scope), BytesIO()))
        after = request.headers.get("Last-Event-ID")
        async with self._lock:
            try:
                known = await self._in_thread(self._hearing.join, request, after)
            except (DatabaseError, InterfaceError):
                return None  # the page is told so by its own no
            if known is None:
                return None
            mine = [one for one in self._streams if one.known.person == known.person]
            for oldest in mine[: max(0, len(mine) - OF_ONE + 1)]:
                oldest.end()
            stream = Stream(known)
            self._streams.append(stream)
        if self._going is None or self._going.done():
            self._going = asyncio.ensure_future(self._go())
            self._going.add_done_callback(self._went)
        return stream

    async def _keep_told(self, stream: Stream, gone: asyncio.Future[None], send: Send) -> None:
        headers = [
            (b"content-type", STREAM.encode()),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"server", b""),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while not gone.done():
            piece = {"type": "http.response.body", "body": stream.said(), "more_body": not stream.is_over}
            if not await _in_time(send(piece), CUT_S) or stream.is_over:
                return
            waking: asyncio.Future[Any] = asyncio.ensure_future(stream.woken.wait())
            await asyncio.wait([waking, gone], return_when=asyncio.FIRST_COMPLETED)
            waking.cancel()
            stream.woken.clear()

    async def _go(self) -> None:
        """Hear the journal for all who listen, as long as somebody does."""
        asked = told = time.monotonic()
        while self._streams:
            await asyncio.sleep(HEARS_S)
            now = time.monotonic()
            try:
                async with self._lock:
                    await self._tell_what_changed()
                if now - asked >= ASKS_S:
                    await self._end_who_may_no_longer()
                    asked = now
            except (DatabaseError, InterfaceError, Unsound) as away:
                log.error("the journal cannot be read: %s", type(away).__name__)
                await self._in_thread(connection.close)
                await asyncio.sleep(ASKS_S)
                continue  # nobody is told that nothing changed: the pages grow stale, and say so
            if now - told >= SAYS_S:
                for stream in self._streams:
                    stream.woken.set()
                told = now
        self._hearing.seq = None

    def _went(self, going: asyncio.Future[None]) -> None:
        """Let everybody come again where whoever hears for all of them fell: nobody listens to what says nothing."""
        if not going.cancelled() and (wrong := going.exception()):
            log.error("whoever hears the journal fell", exc_info=wrong)
            for stream in self._streams:
                stream.end()

    async def _tell_what_changed(self) -> None:
        def heard() -> list[tuple[int, Any]]:
            return list(self._hearing.hear(lambda: [one.known for one in self._streams]))

        for seq, found in await self._in_thread(heard):
            wait = 0.0
            for stream in list(self._streams):
                changed = sum(one > stream.seq for one in found.get(stream.known.sight, ()))
                if changed:
                    stream.tell(seq, changed, wait)
                    wait += EACH_S
                stream.seq = max(stream.seq, seq)

    async def _end_who_may_no_longer(self) -> None:
        listening = list(self._streams)
        still = await self._in_thread(self._hearing.still, [one.known for one in listening])
        for stream in listening:
            if stream.known not in still:
                stream.end()

    async def _in_thread(self, function: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *given)


def _wants_stream(scope: Scope) -> bool:
    accepted = next((value for name, value in scope["headers"] if name.lower() == b"accept"), b"")
    return bool(scope["path"] == ADDRESS and scope["method"] == "GET" and STREAM.encode() in accepted)


def _unasked(scope: Scope) -> dict[str, Any]:
    return {**scope, "headers": [*scope["headers"], (UNASKED.lower().encode(), b"1")]}


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _in_time(sent: Any, seconds: float) -> bool:
    try:
        await asyncio.wait_for(sent, seconds)
    except (TimeoutError, OSError):
        return False
    return True
