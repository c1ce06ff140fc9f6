"""The gate: one ASGI function through which everything from outside comes in.

A request is read whole before it takes one of eight threads, so that nobody holds a thread by sending slowly.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO, cast

import django
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted, SuspiciousOperation
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpResponse, HttpResponseBase
from django.urls import set_script_prefix

from anlan.faces.web.bodies import (
    FILE_MOST,
    WORDS_MOST,
    Reader,
    Receive,
    TooLong,
    TooMany,
    TooSlow,
    announced,
    is_long,
    takes_files,
)
from anlan.faces.web.drill import as_at_home
from anlan.faces.web.forwarded import as_asked, proxies

Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

THREADS = 8
PIECE = 1 << 16
STATUSES = {TooLong: 413, TooMany: 503, TooSlow: 408}
NOBODY = (b"server", b"")  # where nothing is said, the server under the gate would say its own name


class Pages(ASGIHandler):
    """Django, with all of it in one hop to a thread that keeps its connection to the database."""

    def __init__(self) -> None:
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, "page")
        self._reader = Reader()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a request, let a thread answer it, send the answer."""
        try:
            with await self._body(scope, receive) as body:
                response = await self._in_thread(self._answer, scope, body)
                try:
                    await self._send(response, send)
                finally:
                    await self._in_thread(response.close)
        except (TooLong, TooMany, TooSlow) as no:
            await self._send(HttpResponse(status=STATUSES[type(no)]), send)
        except RequestAborted:
            return

    async def _body(self, scope: Scope, receive: Receive) -> BinaryIO:
        """Read what is sent: a file from whoever may bring one, where one is taken; from anybody else words alone."""
        if not is_long(scope):
            return await self._reader.read(receive, WORDS_MOST)
        if not takes_files(scope) or announced(scope) > FILE_MOST:
            raise TooLong
        if not await self._in_thread(_is_known, scope):
            return BytesIO()  # the door says no without it
        return await self._reader.read(receive, FILE_MOST)

    def _answer(self, scope: Scope, body: BinaryIO) -> HttpResponseBase:
        set_script_prefix("/")
        signals.request_started.send(sender=type(self), scope=scope)
        request, wrong = self.create_request(scope, body)
        response = cast(HttpResponseBase, wrong if request is None else self.get_response(request))
        response.__dict__["_handler_class"] = type(self)  # whoever closes it tells who made it
        return response

    async def _send(self, response: HttpResponseBase, send: Send) -> None:
        cookies = [(b"set-cookie", cookie.OutputString().encode("ascii")) for cookie in response.cookies.values()]
        headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
        await send(
            {"type": "http.response.start", "status": response.status_code, "headers": [*headers, *cookies, NOBODY]}
        )
        async for piece in self._pieces(response):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pieces(self, response: HttpResponseBase) -> AsyncIterator[bytes]:
        """Yield an answer piece by piece. What is streamed takes a thread for each piece, never for the whole."""
        if not response.streaming:
            content = cast(HttpResponse, response).content
            for start in range(0, len(content), PIECE):
                yield content[start : start + PIECE]
            return
        response.__dict__["block_size"] = PIECE  # a file says by it how much it reads at once
        pieces: Iterator[bytes] = iter(response)
        while piece := await self._in_thread(next, pieces, b""):
            yield piece

    async def _in_thread(self, function: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *given)


def _is_known(scope: Scope) -> bool:
    """Test whether somebody whom the house knows brings a file. A database that is away is met again when answering."""
    from anlan.kernel.registry.door import OpenRequest, knows  # once Django is set up

    close_old_connections()
    with suppress(OperationalError, InterfaceError, SuspiciousOperation):
        return knows(cast(OpenRequest, ASGIRequest(scope, BytesIO())))
    return False


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """End this worker when whoever began it is gone, however he went: else it would go on holding the port."""
    parent.join()
    os._exit(1)


if begun_by := multiprocessing.parent_process():
    threading.Thread(target=_end_with, args=(begun_by,), daemon=True).start()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings")
django.setup(set_prefix=False)
from anlan.faces.web.live import Streams  # noqa: E402  # its tables, once Django is set up

pages, streams = Pages(), Streams()
TRUSTED = proxies(settings.PROXIES)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Let in what comes over HTTP: who only listens takes no thread."""
    if scope["type"] == "http":
        asked = as_at_home(as_asked(scope, TRUSTED))
        if not await streams.take(asked, receive, send):
            await pages(asked, receive, send)
