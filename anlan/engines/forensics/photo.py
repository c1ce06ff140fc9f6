"""Pictures: opened under guard, copied without what they tell of their maker, made small for a list."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import ExifTags, Image, ImageCms

from anlan.engines.forensics.kinds import KINDS, Kind, kind_of
from anlan.engines.forensics.shape import Shape, shape_of
from anlan.engines.forensics.unfit import Unfit

PICTURES = frozenset({"jpeg", "png", "webp"})

MEGAPIXELS_MOST = 80  # of a JPEG drawn in one pass, which is decoded at an eighth of its size
MEGAPIXELS_WHOLE_MOST = 16  # of what must lie in memory whole: PNG, WebP, and JPEG of several passes
PASSES_MOST = 20  # an honest JPEG has ten or so; one of a thousand holds a processor for minutes

THUMBNAIL_SIDE = 480
PUBLIC_SIDE = 2560
QUALITY = 85

TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What Pillow raises for bytes that are not what they seem.
BROKEN = (
    *(OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, EOFError),
    *(ZeroDivisionError, struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning),
)


def check_picture(content: bytes) -> Shape:
    """Return the shape of a picture that can be shown to its last line. Raises Unfit if it cannot."""
    shape = _measured(content, kind_of(content))
    with _opened(content, side=1) as picture:
        picture.load()
    return shape


def thumbnail(content: bytes) -> bytes:
    """Return a small JPEG of a picture, for lists. Raises Unfit for what is no picture."""
    return _copy(content, THUMBNAIL_SIDE)


def public_copy(content: bytes) -> bytes:
    """Return the picture as anybody may see it: upright, and without place, time, camera or anything else hidden.

    It is drawn anew as a JPEG in sRGB, so that nothing but what the eye sees is carried over. Raises Unfit.
    """
    return _copy(content, PUBLIC_SIDE)


def _copy(content: bytes, side: int) -> bytes:
    _measured(content, kind_of(content))
    target = io.BytesIO()
    with _opened(content, side) as picture:
        upright = _upright(_in_plain_colours(picture), _turn(picture))
        upright.thumbnail((side, side))
        bare = Image.new("RGB", upright.size)
        bare.paste(upright)
        bare.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()


def _measured(content: bytes, kind: Kind) -> Shape:
    """Return the shape of a picture that is small enough to be opened. Nothing is decoded before this."""
    if kind.code not in PICTURES:
        raise Unfit("file-is-no-evidence", found_zh=kind.zh, found_en=kind.en)
    shape = shape_of(content, kind.code)
    if shape is None:
        raise _broken(kind)
    whole = kind.code != "jpeg" or shape.passes > 1
    most = MEGAPIXELS_WHOLE_MOST if whole else MEGAPIXELS_MOST
    if shape.width * shape.height > most * 1_000_000:
        raise Unfit("picture-too-large", width=str(shape.width), height=str(shape.height), megapixels=str(most))
    if shape.passes > PASSES_MOST:
        raise _broken(kind)
    if shape.moves:
        raise Unfit("picture-moves")
    return shape


@contextmanager
def _opened(content: bytes, side: int) -> Iterator[Image.Image]:
    """Open a measured picture, a JPEG no larger than needed. What breaks inside is said as Unfit."""
    kind = kind_of(content)
    try:
        with Image.open(io.BytesIO(content), formats=[kind.code.upper()]) as picture:
            picture.draft(None, (side, side))
            yield picture
    except BROKEN as error:
        cut_off = "truncated" in str(error) or "Truncated" in str(error)
        raise Unfit("file-cut-off", found_zh=kind.zh, found_en=kind.en) if cut_off else _broken(kind) from error


def _broken(kind: Kind) -> Unfit:
    return Unfit("file-damaged", found_zh=KINDS[kind.code].zh, found_en=KINDS[kind.code].en)


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """Return how the picture is to be turned, as the camera tells; what it tells in nonsense is nothing."""
    try:
        return TURNS.get(picture.getexif().get(ExifTags.Base.Orientation))
    except BROKEN:
        return None


def _upright(picture: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return picture if turn is None else picture.transpose(turn)


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """Return the picture in red, green and blue of sRGB, on white where it is transparent."""
    if picture.mode.startswith("I"):  # sixteen bits of grey
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        flat = Image.new("RGB", seen.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
        return flat
    return _in_srgb(picture)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the colours as a screen means them; telephones photograph in wider colours and say so in a profile."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            seen = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return picture.convert("RGB")
        if seen is not None:
            return seen
    return picture.convert("RGB")
