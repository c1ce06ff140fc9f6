"""The bytes of the demo's pictures: a few are drawn, and each showing of one is a file of its own."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from types import TracebackType
from typing import Literal

from PIL import Image

from anlan.engines.pictures.draw import draw
from anlan.faces.cli.demo.shapes import Picture

SMALL = (480, 360)
QUALITY = 72

_BEGIN, _COMMENT = b"\xff\xd8", b"\xff\xfe"

Drawing = tuple[str, Literal["before", "after"], int]


class Darkroom:
    """Draws what will be shown, each drawing once, on the other processors while people go on acting."""

    def __init__(self, pictures: Iterable[Picture]) -> None:
        self._pool = ProcessPoolExecutor(max(1, (os.cpu_count() or 2) - 1), get_context("spawn"))
        self._drawn: dict[Drawing, Future[bytes]] = {}
        for drawing in dict.fromkeys(map(_drawing, pictures)):
            self._drawn[drawing] = self._pool.submit(draw, *drawing)

    def __enter__(self) -> Darkroom:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def content(self, picture: Picture) -> bytes:
        """Return a picture as JPEG. No two have the same bytes, for evidence of one danger is none of another."""
        large = self._drawn[_drawing(picture)].result()
        told = picture.key.encode()
        drawn = large if picture.is_large else _small(large)
        return _BEGIN + _COMMENT + struct.pack(">H", len(told) + 2) + told + drawn.removeprefix(_BEGIN)


def _drawing(picture: Picture) -> Drawing:
    return picture.scene, "before" if picture.stage == "before" else "after", picture.seed


@cache
def _small(large: bytes) -> bytes:
    target = io.BytesIO()
    Image.open(io.BytesIO(large)).resize(SMALL, Image.Resampling.LANCZOS).save(target, "JPEG", quality=QUALITY)
    return target.getvalue()
