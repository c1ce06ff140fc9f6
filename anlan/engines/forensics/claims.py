"""What a picture says of itself. Nobody has checked it: anyone can write anything there."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import ExifTags, Image

from anlan.engines.forensics.kinds import kind_of
from anlan.engines.forensics.photo import BROKEN, PICTURES

# Cameras mostly tell their own time without saying where it holds. Ours stand in one zone.
BEIJING = timezone(timedelta(hours=8))
SOURCE = "exif"


@dataclass(frozen=True, kw_only=True)
class Claims:
    """When, where and by what a picture claims to have been taken; None where it does not say."""

    source: str = SOURCE
    shot_at: datetime | None = None
    zone_assumed: bool = False  # the camera told no zone, and its time was taken as Beijing's
    latitude_e7: int | None = None
    longitude_e7: int | None = None
    camera: str | None = None


def claims_of(content: bytes) -> Claims:
    """Return what a picture claims. Nonsense is no claim, and never an error."""
    kind = kind_of(content)
    if kind.code not in PICTURES:
        return Claims()
    try:
        with Image.open(io.BytesIO(content), formats=[kind.code.upper()]) as picture:
            exif = picture.getexif()
            shot = exif.get_ifd(ExifTags.IFD.Exif)
            place = exif.get_ifd(ExifTags.IFD.GPSInfo)
            camera = _text(exif.get(ExifTags.Base.Model))
    except BROKEN:
        return Claims()
    shot_at, assumed = _shot(shot)
    latitude = _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90)
    longitude = _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Claims(
        shot_at=shot_at, zone_assumed=assumed, latitude_e7=latitude, longitude_e7=longitude, camera=camera or None
    )


def _shot(tags: dict[int, Any]) -> tuple[datetime | None, bool]:
    told = _text(tags.get(ExifTags.Base.DateTimeOriginal))
    offset = re.fullmatch(r"([+-])(\d\d):(\d\d)", _text(tags.get(ExifTags.Base.OffsetTimeOriginal)))
    zone = BEIJING
    if offset and int(offset[2]) < 24 and int(offset[3]) < 60:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        zone = timezone(-ahead if offset[1] == "-" else ahead)
    try:
        return datetime.strptime(told, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone), zone is BEIJING and not offset
    except ValueError:
        return None, False


def _degrees(tags: dict[int, Any], value: int, side: int, negative: str, most: int) -> int | None:
    """Return degrees as whole numbers of 1e-7."""
    told = tags.get(value)
    try:
        parts = [float(part) for part in told or ()]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if len(parts) != 3 or not all(math.isfinite(part) and part >= 0 for part in parts):
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > most:
        return None
    return round(degrees * 10_000_000) * (-1 if _text(tags.get(side)).upper() == negative else 1)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    letters = value if isinstance(value, str) else ""
    return "".join(letter for letter in letters if letter.isprintable()).strip()[:60]
