"""The bytes of the demo's pictures: a few are drawn, and each showing of one is a file of its own."""

from __future__ import annotations

import io
import struct
from functools import cache
from typing import Literal

from PIL import Image

from anlan.engines.pictures.draw import draw
from anlan.faces.cli.demo.shapes import Picture

SMALL = (480, 360)
QUALITY = 72

_BEGIN, _COMMENT = b"\xff\xd8", b"\xff\xfe"


def content(picture: Picture) -> bytes:
    """Return a picture as JPEG. No two have the same bytes, for evidence of one danger is none of another."""
    drawn = _drawn(picture.scene, "before" if picture.stage == "before" else "after", picture.seed, picture.is_large)
    told = picture.key.encode()
    return _BEGIN + _COMMENT + struct.pack(">H", len(told) + 2) + told + drawn.removeprefix(_BEGIN)


@cache
def _drawn(scene: str, stage: Literal["before", "after"], seed: int, is_large: bool) -> bytes:
    if is_large:
        return draw(scene, stage, seed)
    target = io.BytesIO()
    whole = Image.open(io.BytesIO(_drawn(scene, stage, seed, True)))
    whole.resize(SMALL, Image.Resampling.LANCZOS).save(target, "JPEG", quality=QUALITY)
    return target.getvalue()
