"""A stranger says words; only whoever is known brings a file, where files are taken, and all of them only so much."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from anlan.faces.web import bodies, gate
from anlan.faces.web.bodies import FILE_MOST, WORDS_MOST, Reader, TooLong, TooMany, TooSlow
from anlan.kernel.registry.door import knows
from tests.cast import MORNING
from tests.doors import browser, token_of

PIECE = 1 << 19
T = TypeVar("T")
LONG = WORDS_MOST + 1


def run(asked: Coroutine[Any, Any, T]) -> T:
    """Run to the end in another thread: in this one the loop of a browser may be waiting."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, asked).result()


def scope(path: str, *headers: tuple[bytes, bytes], method: str = "POST") -> dict[str, Any]:
    return {"type": "http", "path": path, "method": method, "headers": list(headers)}


def of_length(length: int) -> tuple[bytes, bytes]:
    return b"content-length", str(length).encode()


class Sender:
    """Somebody who sends so many bytes, piece by piece, and is asked for each."""

    def __init__(self, length: int, *, waits: float = 0) -> None:
        self.left, self.sent, self.waits = length, 0, waits

    async def __call__(self) -> dict[str, Any]:
        await asyncio.sleep(self.waits)
        piece = b"0" * min(PIECE, self.left)
        self.left -= len(piece)
        self.sent += len(piece)
        return {"type": "http.request", "body": piece, "more_body": self.left > 0}


@pytest.fixture
def asked(monkeypatch):
    """Ask the gate; the answer is the status, how much was read of what was sent, and how much the page got."""
    pages = gate.Pages()
    monkeypatch.setattr(pages, "_answer", lambda _, body: HttpResponse(str(len(body.read()))))

    def ask(told: dict[str, Any], length: int, *, is_known: bool) -> tuple[int, int, int]:
        monkeypatch.setattr(gate, "_is_known", lambda _: is_known)
        sender, answers = Sender(length), []

        async def send(message: dict[str, Any]) -> None:
            answers.append(message)

        run(pages(told, sender, send))
        got = b"".join(one.get("body", b"") for one in answers)
        return answers[0]["status"], sender.sent, int(got or 0)

    return ask


@pytest.mark.parametrize("path", ["/api/files", "/uploads/", "/imports/", "/items/new/", "/i/26-004217/submit/"])
@pytest.mark.parametrize("header", [of_length(LONG), (b"transfer-encoding", b"chunked")])
def test_a_file_is_read_from_whoever_is_known_and_not_a_byte_of_it_from_a_stranger(asked, path, header):
    assert asked(scope(path, header), LONG, is_known=True) == (200, LONG, LONG)
    assert asked(scope(path, header), LONG, is_known=False) == (200, 0, 0)


@pytest.mark.parametrize(
    "told", [scope("/sign-in/"), scope("/nowhere"), scope("/api/acts/x"), scope("/i/", method="GET")]
)
@pytest.mark.parametrize("is_known", [True, False])
def test_where_no_file_is_taken_only_words_are_read(asked, told, is_known):
    assert asked(told, 100, is_known=is_known) == (200, 100, 100)
    long, chunked = dict(told, headers=[of_length(LONG)]), dict(told, headers=[(b"transfer-encoding", b"chunked")])
    assert asked(long, LONG, is_known=is_known) == (413, 0, 0)
    status, read, _ = asked(chunked, FILE_MOST, is_known=is_known)
    assert status == 413
    assert read <= WORDS_MOST + PIECE


def test_what_says_that_it_is_too_long_is_not_waited_for(asked):
    assert asked(scope("/api/files", of_length(FILE_MOST + 1)), FILE_MOST + 1, is_known=True) == (413, 0, 0)
    assert asked(scope("/api/files", of_length(10**19)), FILE_MOST + 1, is_known=True) == (413, 0, 0)


@pytest.mark.parametrize("said", [b"", b"-1", b"0x10", b"9" * 5000, "\u0665".encode()])
def test_a_length_that_is_none_opens_nothing(asked, said):
    status, read, _ = asked(scope("/sign-in/", (b"content-length", said)), FILE_MOST, is_known=False)
    assert (status, read <= WORDS_MOST + PIECE) == (413, True)


def test_so_much_is_held_at_once_and_no_more_and_what_is_read_is_let_go(monkeypatch):
    monkeypatch.setattr(bodies, "HELD_MOST", {FILE_MOST: 5 * PIECE, WORDS_MOST: 5 * PIECE})
    reader = Reader()

    async def both() -> list[Any]:
        coming = (reader.read(Sender(4 * PIECE, waits=0.001), WORDS_MOST) for _ in range(2))
        return await asyncio.gather(*coming, return_exceptions=True)

    assert sum(isinstance(one, TooMany) for one in run(both())) >= 1
    assert reader.held == {FILE_MOST: 0, WORDS_MOST: 0}
    with run(reader.read(Sender(4 * PIECE), WORDS_MOST)) as body:
        assert len(body.read()) == 4 * PIECE


def test_whoever_drips_is_ended_however_often_a_drop_falls(monkeypatch):
    monkeypatch.setattr(bodies, "WHOLE_S", {FILE_MOST: 0.2, WORDS_MOST: 0.2})

    with pytest.raises(TooSlow):
        run(Reader().read(Sender(100 * PIECE, waits=0.05), FILE_MOST))
    with pytest.raises(TooLong):
        run(Reader().read(Sender(LONG), WORDS_MOST))


def test_known_is_who_has_a_session_or_a_token_that_holds(county, monkeypatch):
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())
    held = RequestFactory().post("/uploads/", headers={"Authorization": f"Bearer {token_of('li')}"})
    assert knows(held)
    for secret, is_known in ((browser("li").cookies["session"].value, True), ("planted", False), ("", False)):
        asking = RequestFactory()
        asking.cookies["session"] = secret
        assert knows(asking.post("/uploads/")) is is_known
